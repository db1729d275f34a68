"""Lines that the file itself calls one paragraph, put together; and what belongs to its tables."""

import re
from dataclasses import replace

from commitments.outcomes.parse.characters import width
from commitments.outcomes.parse.joining import Joiner
from commitments.outcomes.parse.words import REPORT_OF, SUMMARY, TABLE_NOTE, TABLE_TITLE
from common.files.reading.lines import Line, Role

LETTERED_NOTE = re.compile(r"[a-zа-я]\s+[^\W\d_]|[ᵃ-ᶻ]")
IN_BRACKETS = re.compile(r"[(（][^()（）]{3,160}[)）]$")
MAX_NOTE_WIDTH = 400
FRONT_LINES = 60
NUMBERED = re.compile(r"\d{1,3}\s*[.．、]\s*\S")


def gather(lines: list[Line], joiner: Joiner) -> list[Line]:
    """The lines, with those of one block joined where its first one stands.

    A page break or a footnote may stand between the halves of a block.
    """
    result: list[Line] = []
    begun: dict[int, int] = {}
    for line in lines:
        if not line.block:
            result.append(line)
        elif line.block in begun:
            place = begun[line.block]
            first = result[place]
            text = joiner.join(first.text, line.text)
            result[place] = replace(first, text=text, bold=first.bold and line.bold)
        else:
            begun[line.block] = len(result)
            result.append(line)
    return result


def with_front_titles(lines: list[Line]) -> list[Line]:
    """The lines; those above the first paragraph that name the author of a report, or are the word
    "Summary" alone, are made headings.
    """
    result = list(lines)
    for index, line in enumerate(lines[:FRONT_LINES]):
        if NUMBERED.match(line.text):
            break
        if line.role == Role.TEXT and (REPORT_OF.match(line.text) or SUMMARY.match(line.text)):
            result[index] = replace(line, level=line.level or 2, whole=True)
    return result


def with_table_parts(lines: list[Line]) -> list[Line]:
    """The lines, with the title, the unit and the notes of each table given to the table."""
    result = list(lines)
    for index, line in enumerate(lines):
        if line.role != Role.TABLE:
            continue
        for step, belongs in ((-1, _is_above_table), (1, _is_below_table)):
            place = index + step
            while 0 <= place < len(result) and belongs(result, place):
                result[place] = replace(result[place], role=Role.TABLE, level=0)
                place += step
    return result


def _is_above_table(lines: list[Line], index: int) -> bool:
    line = lines[index]
    if line.role != Role.TEXT:
        return False
    if IN_BRACKETS.match(line.text) or TABLE_TITLE.match(line.text):
        return True
    # A table's title may stand between the word "Table 3" and the table itself.
    titled = index > 0 and TABLE_TITLE.fullmatch(lines[index - 1].text)
    return bool(titled) and width(line.text) < MAX_NOTE_WIDTH


def _is_below_table(lines: list[Line], index: int) -> bool:
    line = lines[index]
    if line.role != Role.TEXT or line.level or width(line.text) > MAX_NOTE_WIDTH:
        return False
    return bool(LETTERED_NOTE.match(line.text) or TABLE_NOTE.match(line.text))
