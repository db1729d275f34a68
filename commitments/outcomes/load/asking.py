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
IN_A_POSITION = re.compile(
    r"(?:in a position to|able to do so|en mesure de le faire|sont en mesure|"
    r"est[ée]n en condiciones|en situación de"
    r"|в состоянии|имеющи[ех] (?:такую )?возможность|располагающи[ех] (?:такой )?возможност"
    r"|有能力的国家|有能力这样做|有此能力|القادرة على|التي بوسعها|في وضع يسمح|في وضع يمك)",
    re.IGNORECASE,
)
SECRETARIAT = re.compile(
    r"(?:request(?:s|ing)?|invite[sd]?|ask)\b[^.;]{0,30}\b(?:secretariat|secretary-general)|"
    r"(?:prient|prier|demandent|demander|invitent)[^.;]{0,20}(?:secrétariat|secrétaire général)|"
    r"(?:pedir|piden|solicit\w+|invit\w+)[^.;]{0,20}(?:secretaría|secretario general)|"
    r"прос\w+ (?:секретариат|генерального секретаря)|请秘书(?:处|长)|"
    r"(?:نطلب|يطلب|تطلب|الطلب|طلب)[^.؛]{0,20}(?:الأمانة العامة|الأمين العام)",
    re.IGNORECASE,
)
# The meeting itself: a paragraph that begins by deciding or recommending.
MEETING = re.compile(
    r"\A(?:(?:we|states|les états|nous|los estados|государства|мы|各国|我们)\s*)?[\s,]*"
    r"(?:(?:to )?(?:decide|recommend)[sd]?\b|d[ée]cid|recommand|deciden?\b|recomiend"
    r"|recomendar|постановля"
    r"|рекоменд"
    r"|决定|建议|(?:ن|ت)قرر|(?:ن|ت)وصي|تقرير)|\A回顾[^。；]{0,60}决定",
    re.IGNORECASE,
)
REGIONAL = re.compile(
    r"(?:regional organi[sz]ations|organisations régionales|organizaciones regionales|"
    r"региональн\w+ организаци\w+|区域组织|次区域组织|المنظمات الإقليمية)",
    re.IGNORECASE,
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


def asks_nobody(text: str) -> bool:
    """Whether no words of a text ask anybody, so that States would be named by default."""
    named = {each.kind for each in addressees(text) if each.words}
    # Regional organisations are often named without being asked.
    return not _found(ALSO_ASKS, text) and named <= {Addressee.REGIONAL_ORGANISATIONS}


def addressees(text: str) -> list[Asked]:
    """The addressees that an operative text names; States, without words, when it names none."""
    patterns = (
        (Addressee.STATES_IN_A_POSITION, IN_A_POSITION.search(text)),
        (Addressee.SECRETARIAT, SECRETARIAT.search(text)),
        (Addressee.MEETING, MEETING.match(text)),
    )
    found = [Asked(kind, match[0].strip(" ,")) for kind, match in patterns if match]
    # All States, not only those in a position to do so.
    if found and (words := ALSO_ASKS[Addressee.STATES].search(text)):
        found.insert(0, Asked(Addressee.STATES, words[0]))
    if regional := REGIONAL.search(text[:60]):
        if not found or found[0].kind != Addressee.STATES:
            found.append(Asked(Addressee.STATES))
        found.append(Asked(Addressee.REGIONAL_ORGANISATIONS, regional[0]))
    known = {each.kind for each in found}
    if others := _found(ASKS, text):
        asked = [*_found(ALSO_ASKS, text), *others]
        found += [other for other in asked if other.kind not in known]
    return found or [Asked(Addressee.STATES)]


def _found(patterns: dict[Addressee, re.Pattern[str]], text: str) -> list[Asked]:
    matches = ((kind, pattern.search(text)) for kind, pattern in patterns.items())
    return [Asked(kind, match[0]) for kind, match in matches if match]
