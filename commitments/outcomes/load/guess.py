"""What a new paragraph or heading most likely is: operative or not, at which level.

Guesses for staff to look over in the preview; records that exist are never touched by them.
"""

import re

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
