"""Whom a paragraph asks, and the words that say so: a guess for staff to look over.

A body is asked where it stands before a word such as "should" in the same clause (in Arabic, after
it). One that is merely named is not: "States should cooperate with the Security Council".
"""

import re
from dataclasses import dataclass

from commitments.models import Addressee

# How far the word that asks may stand from the body, in characters.
NEAR = 70
WORDS = {
    Addressee.SECURITY_COUNCIL: r"security council|conseil de s[ée]curit[ée]|consejo de seguridad|"
    r"совет\w* безопасности|安全理事会|安理会|مجلس الأمن",
    Addressee.PEACE_OPERATIONS: r"peace(?:keeping)? (?:operations?|missions?)|"
    r"(?:missions?|opérations?) de (?:maintien de la )?paix|"
    r"(?:misi[óo]n|misiones|operaciones) de (?:mantenimiento de la )?paz|"
    r"(?:мисси\w+|операци\w+) по поддержанию мира|миротворческ\w+ (?:мисси\w+|операци\w+)|"
    r"(?:维持和平|维和)(?:特派团|行动)|بعثات (?:الأمم المتحدة ل)?حفظ السلام|عمليات (?:حفظ )?السلام",
    Addressee.UN_ENTITIES: r"peacebuilding commission|office for disarmament affairs|"
    r"united nations (?:agencies|entities|system|development programme)|"
    r"commission de consolidation de la paix|bureau des affaires de désarmement|"
    r"(?:organismes|entités) des nations unies|comisi[óo]n de consolidaci[óo]n de la paz|"
    r"oficina de asuntos de desarme|(?:organismos|entidades) de las naciones unidas|"
    r"комисси\w+ по миростроительству|управлени\w+ по вопросам разоружения|"
    r"(?:учреждени\w+|структур\w+|органы?) (?:системы )?организации объединенных наций|"
    r"建设和平委员会|裁军事务厅|联合国(?:各?机构|各?实体|系统)|لجنة بناء السلام|"
    r"مكتب شؤون نزع السلاح|(?:كيانات|وكالات|هيئات|منظومة) الأمم المتحدة",
    Addressee.FUNDS: r"(?:trust|donor|voluntary) funds?|international financial institutions|"
    r"fonds d.affectation spéciale|institutions financières internationales|"
    r"fondos? fiduciarios?|instituciones financieras internacionales|"
    r"целев\w+ фонд\w*|международн\w+ финансов\w+ (?:учреждени|институт)\w+|"
    r"信托基金|国际金融机构|(?:ال)?صناديق الاستئمانية|المؤسسات المالية الدولية",
    Addressee.CIVIL_SOCIETY: r"civil society|non-governmental organi[sz]ations|société civile|"
    r"organisations non gouvernementales|sociedad civil|organizaciones no gubernamentales|"
    r"гражданск\w+ обществ\w+|неправительственн\w+ организаци\w+|民间社会|非政府组织|"
    r"(?:ال)?مجتمع المدني|المنظمات غير الحكومية",
    Addressee.OTHERS_IN_A_POSITION: r"(?:all|those|others|parties|donors) in a position to do so|"
    r"(?:tous ceux|toutes les parties|ceux) qui sont en mesure de le faire|"
    r"(?:todos los|todas las partes|quienes)[^.;]{0,12} est[ée]n en condiciones de hacerlo|"
    r"(?:все\w*|сторон\w+)[^.;]{0,8} (?:кто|которые) в состоянии|有能力(?:的)?(?:各方|方面)|"
    r"جميع القادرين على ذلك|الجهات القادرة على ذلك",
}
ALSO = {
    Addressee.STATES: r"member states|(?<!those )states(?! in a position)|governments|états|"
    r"gouvernements|estados|gobiernos|государств\w*|правительств\w*|各国|会员国|政府|الدول|الحكومات",
    Addressee.REGIONAL_ORGANISATIONS: r"regional organi[sz]ations|(?:regional|regional and|and"
    r") international organi[sz]ations|organisations régionales|organizaciones regionales|"
    r"региональн\w+ организаци\w+|区域组织|المنظمات الإقليمية",
}
_SHOULD = (
    r"\b(?:should|shall|must|may wish|(?:is|are) (?:encouraged|requested|invited|urged|called)|"
    r"devrai(?:t|ent)|doi(?:t|vent)|pourrai(?:t|ent)|souhaitera|(?:est|sont) "
    r"(?:pri|invit|encourag)ée?s?|deber[íi]an?|deben?|podr[íi]an?|tal vez desee|"
    r"следует|должн[аоы]|необходимо|пожела\w+|рекомендуется|предлагается)|"
    r"(?<!相)(?<!反)(?<!供)(?<!适)(?<!响)(?<!对)应(?![对用]急?)|不妨|可酌情考虑|可考虑"
)
# Words behind which the body stands: all in Arabic, elsewhere such as "should be a priority for".
_BEFORE = (
    r"ينبغي|قد يود|لعل|يجب|على أن|应鼓励|应(?:邀)?请|应要求|应敦促|应成为|"
    r"should be(?:come)? (?:a )?priorit(?:y|ies) (?:for|of)|"
    r"devrai(?:t|ent) être une priorité (?:pour|de)|"
    r"deber[íi]an? ser una prioridad (?:para|de)|долж\w+ стать приоритет\w+ для"
)


@dataclass(frozen=True)
class Asked:
    """Somebody whom a paragraph asks, and the words of it that say so; empty for a default."""

    kind: str
    words: str = ""
    name: str = ""


def _asks(words: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:{_BEFORE})[^.;:。；؛]{{0,20}}?(?:{words})"
        rf"|(?:{words})[^.;:。；؛]{{0,{NEAR}}}?(?:{_SHOULD})",
        re.IGNORECASE,
    )


ASKS = {kind: _asks(words) for kind, words in WORDS.items()}
ALSO_ASKS = {kind: _asks(words) for kind, words in ALSO.items()}


def states_should(text: str) -> str:
    """The words by which the text asks all States, not only those in a position to do so."""
    found = ALSO_ASKS[Addressee.STATES].search(text)
    return found[0] if found else ""


def also_asked(text: str) -> bool:
    """Whether the text expressly asks States or regional organisations."""
    return any(pattern.search(text) for pattern in ALSO_ASKS.values())


def others(text: str) -> list[Asked]:
    """The addressees of the text besides States, the Secretariat and the meeting, in the order of
    ``Addressee``; before them, where there are any, the States and regional organisations that it
    asks in the same way."""
    found = _found(ASKS, text)
    return [*_found(ALSO_ASKS, text), *found] if found else []


def _found(patterns: dict[Addressee, re.Pattern[str]], text: str) -> list[Asked]:
    matches = ((kind, pattern.search(text)) for kind, pattern in patterns.items())
    return [Asked(str(kind), match[0]) for kind, match in matches if match]
