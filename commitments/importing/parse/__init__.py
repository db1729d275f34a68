"""Room two: lines to an outcome with its sections and numbered paragraphs. Pure; no Django.

Nothing is dropped unseen: every character of the file is in a record, in a title, or in the
list of what was left out as page furniture, with its place and the reason.
"""

from dataclasses import replace

from commitments.importing.extract.lines import Extracted, Line
from commitments.importing.parse.blocks import BlockMaker, split_joined_headings
from commitments.importing.parse.build import Builder
from commitments.importing.parse.characters import tidy
from commitments.importing.parse.checks import check
from commitments.importing.parse.choose import choose
from commitments.importing.parse.footnotes import attach
from commitments.importing.parse.furniture import set_aside
from commitments.importing.parse.identify import meeting_of, symbol_of, year_of
from commitments.importing.parse.joining import Joiner
from commitments.importing.parse.language import language_of
from commitments.importing.parse.layout import layout_of
from commitments.importing.parse.marks import Marker
from commitments.importing.parse.model import Outcome
from commitments.importing.parse.notes import split_notes

__all__ = ["parse"]


def parse(extracted: Extracted, name: str = "", language: str = "") -> Outcome:
    """The outcome document in ``extracted``; any text gives one, if only an empty one.

    ``name`` is the file's, a hint at symbol and language; a given ``language`` is believed.
    """
    tidied = (replace(line, text=tidy(line.text)) for line in extracted.lines)
    lines, left = set_aside([line for line in tidied if line.text])
    layout = layout_of(lines)
    joiner = Joiner(line.text for line in lines)
    rows, notes, rules = split_notes(split_joined_headings(lines), layout, joiner)
    marks = Marker(rows, layout).marks()
    readings = choose(marks)
    blocks = BlockMaker(rows, layout, joiner).make(marks, readings)
    builder = Builder(blocks)
    outcome = Outcome(parts=builder.build(), left=[*left, *rules], problems=builder.problems)
    _identify(outcome, rows, name, language)
    attach(outcome, notes, builder.owners)
    outcome.problems.extend(check(outcome, rows, readings))
    return outcome


def _identify(outcome: Outcome, rows: list[Line], name: str, language: str) -> None:
    front = [row.text for row in rows[:40]]
    titles = " ".join(title for part in outcome.parts for title in part.titles)
    outcome.language = language or language_of(" ".join(row.text for row in rows), name)
    margins = (left.text for left in outcome.left if left.reason != "link")
    outcome.symbol = symbol_of(margins, front, name)
    text = f"{titles} {' '.join(front)}"
    outcome.meeting_kind, outcome.meeting_number = meeting_of(text, outcome.language)
    outcome.year = year_of(outcome.symbol, text)
