"""Names that States bore at another time, in the six languages.

Where ``until`` is 0 the State exists under another name: the old one is a variant. Otherwise the
name is that of a State that existed until the end of that year, and the code is that of the State
that continues it in the United Nations. After that year the words are no longer one name.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Former:
    """A name of another time: whose it was or is, and until which year one State bore it."""

    code: str
    names: tuple[str, ...]
    until: int = 0


# fmt: off
HISTORICAL = (
    Former("LBY", (
        "Libyan Arab Jamahiriya", "Socialist People's Libyan Arab Jamahiriya",
        "Jamahiriya arabe libyenne", "Jamahiriya Árabe Libia", "Ливийская Арабская Джамахирия",
        "阿拉伯利比亚民众国", "الجماهيرية العربية الليبية",
    )),
    Former("SRB", (
        "Serbia and Montenegro", "Serbie-et-Monténégro", "Serbie et Monténégro",
        "Serbia y Montenegro", "Сербия и Черногория", "塞尔维亚和黑山", "صربيا والجبل الأسود",
    ), until=2006),
    Former("SRB", (
        "Yugoslavia", "Federal Republic of Yugoslavia", "Yougoslavie",
        "République fédérale de Yougoslavie", "República Federativa de Yugoslavia", "Югославия",
        "Союзная Республика Югославия", "南斯拉夫", "南斯拉夫联盟共和国", "يوغوسلافيا",
        "جمهورية يوغوسلافيا الاتحادية",
    ), until=2003),
    Former("MKD", (
        "The former Yugoslav Republic of Macedonia", "former Yugoslav Republic of Macedonia",
        "ex-République yougoslave de Macédoine", "l'ex-République yougoslave de Macédoine",
        "ex República Yugoslava de Macedonia", "la ex República Yugoslava de Macedonia",
        "бывшая югославская Республика Македония", "前南斯拉夫的马其顿共和国",
        "جمهورية مقدونيا اليوغوسلافية السابقة",
    )),
    Former("SWZ", ("Swaziland", "Swazilandia", "Свазиленд", "斯威士兰", "سوازيلند")),
    Former("CPV", ("Cape Verde", "Cap-Vert", "Кабо-Верде", "佛得角", "الرأس الأخضر")),
    Former("CZE", (
        "Czech Republic", "République tchèque", "República Checa", "Чешская Республика",
        "捷克共和国", "الجمهورية التشيكية",
    )),
    Former("MMR", ("Burma", "Birmanie", "Birmania", "Бирма", "缅甸联邦", "بورما")),
    Former("COD", ("Zaire", "Zaïre", "Заир", "扎伊尔", "زائير")),
    Former("TLS", ("East Timor", "Timor oriental", "Timor Oriental", "Восточный Тимор", "东帝汶")),
    Former("TUR", ("Turkey", "Turquie", "Turquía", "Турция", "土耳其", "تركيا")),
)
# fmt: on
