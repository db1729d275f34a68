"""What a new paragraph most likely is: operative or not, directed to whom, at which level.

Guesses for staff to look over in the preview; records that exist are never touched by them.
"""

import re

from commitments.models import Addressee
from commitments.outcomes.load.asking import Asked, also_asked, others, states_should
from commitments.outcomes.parse.model import Outcome, Part, PartKind, Section
from commitments.outcomes.parse.words import LEVELS, PREAMBLE, REPORT_OF

# The beginnings of paragraphs that recall, recognise or note, and ask nobody for anything.
RECALLING = re.compile(
    r"""\A(?:we|(?:the\s+)?states|les\s+états|nous|los\s+estados|государства|мы|各国|我们|(?:الدول)?)?[\s,]*
    (?:re(?:affirm|call|cogni)|not(?:e|ing)\b|acknowledg|stress|underlin|emphasi|express|bearing|mindful
    |convinced|concerned|rappel|réaffirm|not(?:ent|ant)\b|reconnai|soulign|considérant|conscients
    |reafirm|recuerd|recordando|observ|reconoc|subray|teniendo|conscientes
    |подтвержда|напомина|отмеча|призна|подч[её]ркива|учитыва|сознава
    |重申|回顾|承认|认识到|指出|注意到|确认|强调|铭记|表示
    |(?:و?إذ\s)?(?:تؤكد|تعيد|تشير|تلاحظ|تسلم|تدرك|تشدد|نؤكد|نشير|نلاحظ|نسلم|ندرك|نشدد))""",
    re.IGNORECASE | re.VERBOSE,
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


def is_operative(part: Part, code: str, text: str) -> bool:
    """Whether a paragraph under the heading ``code`` asks for something.

    In a text with headings, a paragraph before the first one or under a preamble asks for nothing;
    in a text without, one that begins by recalling or recognising.
    """
    if part.kind == PartKind.RECOMMENDATIONS:
        return True
    headings = {section.code: section.heading for section in part.sections}
    if not headings:
        return not RECALLING.match(text)
    top = code.split("-", maxsplit=1)[0]
    return bool(code) and not PREAMBLE.match(headings.get(top, "").strip())


def is_told(outcome: Outcome, index: int) -> bool:
    """Whether the part at ``index`` tells what was done rather than asks for something: the body of
    a report of the Secretary-General, or a body that is not the main part of its file."""
    part = outcome.parts[index]
    is_report = any(REPORT_OF.match(title) for title in part.titles)
    return part.kind == PartKind.BODY and (is_report or index != outcome.main_part)


def asks_nobody(text: str) -> bool:
    """Whether no words of a text ask anybody, so that States would be named by default."""
    named = (each for each in addressees(text) if each.words)
    # Regional organisations are often named without being asked.
    return not also_asked(text) and all(
        each.kind == Addressee.REGIONAL_ORGANISATIONS for each in named
    )


def addressees(text: str) -> list[Asked]:
    """The addressees that an operative text names; States, without words, when it names none."""
    found = []
    patterns = (
        (Addressee.STATES_IN_A_POSITION, IN_A_POSITION.search(text)),
        (Addressee.SECRETARIAT, SECRETARIAT.search(text)),
        (Addressee.MEETING, MEETING.match(text)),
    )
    found = [Asked(str(kind), match[0].strip(" ,")) for kind, match in patterns if match]
    if found and (words := states_should(text)):
        found.insert(0, Asked(str(Addressee.STATES.value), words))
    if regional := REGIONAL.search(text[:60]):
        if not found or found[0].kind != Addressee.STATES:
            found.append(Asked(str(Addressee.STATES.value)))
        found.append(Asked(str(Addressee.REGIONAL_ORGANISATIONS.value), regional[0]))
    for other in others(text):
        if other.kind not in [each.kind for each in found]:
            found.append(other)
    return found or [Asked(str(Addressee.STATES.value))]


def level(section: Section, sections: list[Section]) -> str:
    """The one level that a heading names, or else the one above it; empty for none."""
    headings = {other.code: other.heading for other in sections}
    code = section.code
    while code:
        named = [
            value
            for value, pattern in LEVELS.items()
            if re.search(pattern, headings.get(code, ""), re.IGNORECASE)
        ]
        if len(named) == 1:
            return named[0]
        code = code.rpartition("-")[0]
    return ""
