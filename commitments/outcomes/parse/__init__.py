"""The second step: lines to an outcome with its sections and numbered paragraphs. Pure; no Django.

Nothing is dropped unseen: every character of the file is in a record, in a title, or in the
list of what was left out as page furniture, with its place and the reason.
"""

from dataclasses import replace

from commitments.outcomes.parse.blocks import BlockMaker, split_joined, with_dashes
from commitments.outcomes.parse.build import Builder
from commitments.outcomes.parse.characters import tidy
from commitments.outcomes.parse.checks import check
from commitments.outcomes.parse.choose import choose
from commitments.outcomes.parse.furniture import set_aside
from commitments.outcomes.parse.gather import gather, with_front_titles, with_table_parts
from commitments.outcomes.parse.identify import language_in_name, meeting_of, symbol_of, year_of
from commitments.outcomes.parse.joining import Joiner
from commitments.outcomes.parse.layout import layout_of
from commitments.outcomes.parse.marks import Marker
from commitments.outcomes.parse.model import Left, Outcome
from commitments.outcomes.parse.note_signs import with_raised_signs
from commitments.outcomes.parse.notes import FoundNote, NoteSplitter, attach
from commitments.outcomes.parse.words import AGENDA_ITEM, REPORT_OF
from common.files.reading.lines import Extracted, Line
from common.language_of_text import language_of

__all__ = ["parse"]

# Lines left out for these reasons say nothing about the document itself.
NO_MARGIN = ("link", "contents", "table", "front")


def parse(extracted: Extracted, name: str = "", language: str = "") -> Outcome:
    """The outcome document in ``extracted``; any text gives one, if only an empty one.

    ``name`` is the file's, a hint at symbol and language; a given ``language`` is believed.
    """
    tidied = (replace(line, text=tidy(line.text)) for line in extracted.lines)
    lines, left = set_aside([line for line in tidied if line.text])
    joiner = Joiner(line.text for line in lines)
    lines = with_raised_signs(with_front_titles(with_table_parts(gather(lines, joiner))))
    layout = layout_of(lines)
    split = split_joined(with_dashes(lines))
    rows, notes, rules = NoteSplitter(split, layout, joiner).split()
    marks = Marker(rows, layout).marks()
    readings = choose(marks)
    blocks = BlockMaker(rows, layout, joiner).make(marks, readings)
    builder = Builder(blocks)
    parts = builder.build()
    outcome = Outcome(parts=parts, left=[*left, *rules, *builder.left], problems=builder.problems)
    _set_agenda_title_aside(outcome, rows)
    _identify(outcome, rows, notes, name, language)
    attach(outcome, notes, builder.owners)
    outcome.problems.extend(check(outcome, rows, readings))
    return outcome


def _set_agenda_title_aside(outcome: Outcome, rows: list[Line]) -> None:
    """Below the item of the agenda stands the item's title, and only then the document's own."""
    items = [
        left for left in outcome.left if left.reason == "mast" and AGENDA_ITEM.match(left.text)
    ]
    if not items or not outcome.parts or len(outcome.parts[0].titles) < 2:
        return
    title, *others = outcome.parts[0].titles
    if all(REPORT_OF.match(other) for other in others):
        return
    row = next((row for row in rows if title.startswith(row.text)), None)
    if row is None or (row.page, row.number) < (items[0].page, items[0].line):
        return
    for part in outcome.parts:
        if part.titles[:1] == [title]:
            del part.titles[0]
    outcome.left.append(Left(title, "mast", row.page, row.number))


def _identify(
    outcome: Outcome, rows: list[Line], notes: list[FoundNote], name: str, language: str
) -> None:
    front = [row.text for row in rows[:40] if not row.text.startswith("*")]
    titles = [title for part in outcome.parts for title in part.titles]
    outcome.language = (
        language or language_of(" ".join(row.text for row in rows)) or language_in_name(name)
    )
    margins = [left.text for left in outcome.left if left.reason not in NO_MARGIN]
    outcome.symbol = symbol_of(margins, front, name)
    text = " ".join([*titles, *front])
    outcome.meeting_kind, outcome.meeting_number = meeting_of(titles, text, outcome.language)
    starred = [left.text for left in outcome.left if left.text.startswith("*")]
    starred += [note.text for note in notes if note.mark.startswith("*")]
    outcome.year = year_of(outcome.symbol, margins, starred, text)
