"""The words by which parts of an official document are known, in the six languages."""

import re

DIGIT = r"\d"

ANNEX = re.compile(
    r"(?:附件|附录|annexe?s?|anexos?|appendix|приложени[ея]|(?:ال)?مرفق|(?:ال)?تذييل)"
    r"(?:\s*(?P<label>[IVX]{1,5}|[A-H]|\d{1,2}|[一二三四五六七八九十]{1,3}|(?:ال)[\u0621-\u064a]+))?"
    r"\s*(?:$|[:：.–—-]\s*(?P<rest>\S.*)$)",
    re.IGNORECASE,
)
RECOMMENDATION = re.compile(
    r"(?:recomm[ae]ndation|recomendaci[oó]n|рекомендация|建议|(?:ال)?توصية)"
    r"\s*(?:no\.?|nº|№|رقم)?\s*(?P<value>\d{1,3})(?P<after>\s*(?:$|[:：.–—-])|\s+)"
    r"(?P<rest>.*)$",
    re.IGNORECASE,
)
CONTENTS = re.compile(
    r"(?:contents|table of contents|目\s*录|table des matières|sommaire|índice|contenido|"
    r"содержание|оглавление|(?:ال)?محتويات)\s*$",
    re.IGNORECASE,
)
PAGE = re.compile(
    r"(?:page|página|стр(?:аница|\.)|صفحة|الصفحة|第)"
    r"\s*\d{1,4}\s*(?:页)?"
    r"(?:\s*(?:of|/|de|из|من)\s*\d{1,4})?\s*$",
    re.IGNORECASE,
)

# Words of the headings that name a level, and of those that open a preamble.
LEVELS = {
    "national": r"national|nacional|национальн|国家|الوطني",
    "regional": r"r[eé]gional|региональн|区域|الإقليمي|الاقليمي",
    "global": r"global|mondial|mundial|глобальн|international level|全球|العالمي",
}
PREAMBLE = re.compile(
    r"(?:preamble|préambule|preámbulo|преамбула|序言|(?:ال)?ديباجة)$", re.IGNORECASE
)

ORDINALS: dict[str, list[str]] = {
    "en": [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
    ],
    "fr": [
        "premi[eè]re",
        "deuxi[eè]me",
        "troisi[eè]me",
        "quatri[eè]me",
        "cinqui[eè]me",
        "sixi[eè]me",
        "septi[eè]me",
        "huiti[eè]me",
        "neuvi[eè]me",
        "dixi[eè]me",
        "onzi[eè]me",
        "douzi[eè]me",
    ],
    "es": [
        "primera",
        "segunda",
        "tercera",
        "cuarta",
        "quinta",
        "sexta",
        "s[eé]ptima",
        "octava",
        "novena",
        "d[eé]cima",
        "und[eé]cima",
        "duod[eé]cima",
    ],
    "ru": [
        "перв(?:ого|ая|ой|ое)",
        "втор(?:ого|ая|ой|ое)",
        "трет(?:ьего|ья|ьей|ье)",
        "четверт(?:ого|ая|ой|ое)",
        "пят(?:ого|ая|ой|ое)",
        "шест(?:ого|ая|ой|ое)",
        "седьм(?:ого|ая|ой|ое)",
        "восьм(?:ого|ая|ой|ое)",
        "девят(?:ого|ая|ой|ое)",
        "десят(?:ого|ая|ой|ое)",
        "одиннадцат(?:ого|ая|ой|ое)",
        "двенадцат(?:ого|ая|ой|ое)",
    ],
    "zh": [
        "第一次",
        "第二次",
        "第三次",
        "第四次",
        "第五次",
        "第六次",
        "第七次",
        "第八次",
        "第九次",
        "第十次",
        "第十一次",
        "第十二次",
    ],
    "ar": [
        "الأول",
        "الثاني",
        "الثالث",
        "الرابع",
        "الخامس",
        "السادس",
        "السابع",
        "الثامن",
        "التاسع",
        "العاشر",
        "الحادي\\sعشر",
        "الثاني\\sعشر",
    ],
}
MEETING_KINDS = {
    "prepcom": r"preparatory committee|comité préparatoire|comité preparatorio|"
    r"подготовительн\w+ комитет|筹备委员会|اللجنة التحضيرية",
    "mge": r"governmental experts|experts gouvernementaux|expertos gubernamentales|"
    r"правительственных экспертов|政府专家会议|الخبراء الحكوميين",
    "bms": r"biennial meeting|réunion biennale|reunión bienal|раз в два года|двухгодичн|双年度会议|"
    r"الذي يعقد (?:مرة )?كل سنتين|كل سنتين|فترة السنتين",
    "revcon": r"review conference|conference to review|conférence d.examen|"
    r"conférence .{0,40}chargée d.examiner|"
    r"conferencia de examen|conferencia .{0,40}encargada de examinar|"
    r"обзорн\w+ конференц|конференци\w+ .{0,40}(?:по обзору|для обзора)|审查.{0,60}大会|审议大会|"
    r"(?:ال)?مؤتمر.{0,40}(?:استعراض|الاستعراضي)",
}
