"""Rows and readings to blocks: each one paragraph, heading, item or stray text, put together."""

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from commitments.outcomes.parse.characters import (
    NOTE_MARKS,
    OPEN,
    bare_end,
    ends_clause,
    ends_sentence,
    ends_with_colon,
    width,
)
from commitments.outcomes.parse.choose import Reading
from commitments.outcomes.parse.counting import label_at
from commitments.outcomes.parse.joining import Joiner
from commitments.outcomes.parse.labels import OUTER, heading_label
from commitments.outcomes.parse.layout import Layout
from commitments.outcomes.parse.mark import UNMARKED, Kind, Mark
from commitments.outcomes.parse.marks import INLINE_HEAD, LONG, heading_goes_on, starts_something
from common.files.reading.lines import Line, Role

NUMBER_KINDS = {
    Reading.PARAGRAPH: Kind.PARAGRAPH,
    Reading.FIRST: Kind.PARAGRAPH,
    Reading.HEADING: Kind.HEADING,
    Reading.LIST: Kind.ITEM,
}
SENTENCE_START = re.compile(r"^|(?<=[.;:!?…”»)])\s+|(?<=[。；：！？])\s*")
LEADING_DASH = re.compile(r"[-–—]\s+(?=[\u0600-\u06ff])")
ENDING_NUMBER = re.compile(r"[.؟:!]\s+\d{1,3}$")
HEADINGS = (Kind.HEADING, Kind.TITLE, Kind.ANNEX)


@dataclass
class Block:
    """``text`` is without the mark, except in items, whose letter belongs to their words."""

    kind: Kind
    text: str
    first: Line
    last: Line
    mark: Mark = UNMARKED
    is_new_numbering: bool = False
    rows: list[int] = field(default_factory=list)

    @property
    def is_heading_like(self) -> bool:
        """Whether its words could be those of a heading without a number."""
        has_words = any(character.isalpha() for character in self.text)
        return has_words and not ends_clause(self.text) and width(self.text) <= 300


def split_joined(rows: list[Line]) -> list[Line]:
    """The rows; a heading or an action, target and the like that was joined to the words before it
    gets a row of its own."""
    result: list[Line] = []
    last = 0
    for row in rows:
        if row.role == Role.TABLE:
            result.append(row)
            continue
        pieces = [row]
        if label := heading_label(row.text):
            last = label[1] if label[0] in OUTER else last
        elif found := INLINE_HEAD.search(row.text):
            joined = heading_label(row.text[found.end() :])
            if joined and joined[0] in OUTER and joined[1] == last + 1:
                last = joined[1]
                head = replace(row, text=row.text[: found.start()])
                pieces = [head, replace(row, text=row.text[found.end() :], gap=True)]
        for piece in pieces:
            texts = _counted(piece.text)
            result += [replace(piece, text=text, gap=True) for text in texts] or [piece]
    return result


def _counted(text: str) -> list[str]:
    """A text in pieces, where actions, targets and the like stand together in it; else empty.

    Their numbers rise by one, all have the same word, and each begins after the end of a sentence.
    """
    found: list[tuple[str, int]] = []
    starts: list[int] = []
    for match in SENTENCE_START.finditer(text):
        label = label_at(text, match.end())
        if label and (not found or label == (found[-1][0], found[-1][1] + 1)):
            found.append(label)
            starts.append(match.end())
    if len(found) < 2:
        return []
    pieces = (text[start:end].strip() for start, end in pairwise([0, *starts, len(text)]))
    return [piece for piece in pieces if piece]


def with_dashes(rows: list[Line]) -> list[Line]:
    """The rows; a dash that begins a row goes behind the Arabic number above to which it
    belongs."""
    result: list[Line] = []
    for row in rows:
        above = result[-1].text if result else ""
        found = LEADING_DASH.match(row.text)
        if found and ENDING_NUMBER.search(above) and Role.TABLE not in (row.role, result[-1].role):
            result[-1] = replace(result[-1], text=f"{above} {found[0].strip()}")
            result.append(replace(row, text=row.text[found.end() :]))
        else:
            result.append(row)
    return result


class BlockMaker:
    """Goes through the rows once, beginning a block at each mark that was chosen."""

    def __init__(self, rows: list[Line], layout: Layout, joiner: Joiner) -> None:
        self.rows = rows
        self.layout = layout
        self.joiner = joiner
        self.blocks: list[Block] = []

    def make(self, marks: list[Mark], readings: dict[Mark, Reading]) -> list[Block]:
        by_row: dict[int, list[Mark]] = {}
        for mark in marks:
            if mark.kind != Kind.NUMBER or readings[mark] != Reading.NOTHING:
                by_row.setdefault(mark.row, []).append(mark)
        for index, row in enumerate(self.rows):
            own = by_row.get(index, [])
            starts = [mark.start for mark in own] + [len(row.text)]
            if before := row.text[: starts[0]].rstrip():
                self._text(index, replace(row, text=before))
            for mark, end in zip(own, starts[1:], strict=True):
                kind = NUMBER_KINDS[readings[mark]] if mark.kind == Kind.NUMBER else mark.kind
                begin = mark.start if kind == Kind.ITEM else mark.end
                block = Block(kind, row.text[begin:end].strip(), row, row, mark, rows=[index])
                block.is_new_numbering = readings.get(mark) == Reading.FIRST
                self.blocks.append(block)
        return self.blocks

    def _text(self, index: int, row: Line) -> None:
        kind = Kind.TABLE if row.role == Role.TABLE else Kind.TEXT
        block = self.blocks[-1] if self.blocks else None
        if block and kind == Kind.TEXT and self._goes_on(block, index, row):
            block.text = self.joiner.join(block.text, row.text)
            block.last = row
            block.rows.append(index)
        else:
            self.blocks.append(Block(kind, row.text, row, row, rows=[index]))

    def _goes_on(self, block: Block, index: int, row: Line) -> bool:
        """Whether a row without a mark belongs to the block before it."""
        if block.kind == Kind.TABLE:
            return False
        if not block.text:
            return block.kind != Kind.ANNEX
        if block.mark.rows:
            return len(block.rows) < block.mark.rows
        if block.kind in HEADINGS:
            return block.kind != Kind.ANNEX and heading_goes_on(block.last, row, self.layout)
        if self.layout.wrapped and not block.last.whole:
            return self._wrapped_goes_on(block, index, row)
        return _paragraph_goes_on(block, row, self.layout)

    def _wrapped_goes_on(self, block: Block, index: int, row: Line) -> bool:
        last = block.last
        turned = last.page != row.page
        gap = self.layout.gaps_matter and row.gap and not turned
        full = self.layout.is_full(last)
        ended = ends_sentence(last.text) or ends_with_colon(last.text)
        if bare_end(last.text)[-1:] in tuple(OPEN):
            return True
        if not ended:
            return not gap or (full and not row.text[:1].isupper())
        if NOTE_MARKS.search(last.text) and not gap and not self._may_be_heading(index, row):
            return True
        return full and not gap and not turned and not self._may_be_heading(index, row)

    def _may_be_heading(self, index: int, row: Line) -> bool:
        """Whether a row stands like a heading: no stop at its end, something new below it."""
        if ends_clause(row.text) or self.layout.is_full(row):
            return False
        return index + 1 >= len(self.rows) or starts_something(self.rows[index + 1].text)


def _paragraph_goes_on(block: Block, row: Line, layout: Layout) -> bool:
    """The same where each line is a paragraph: only one that a page break has cut goes on."""
    end = bare_end(block.last.text)[-1:]
    if end in tuple(OPEN):
        return not row.bold
    if ends_clause(block.last.text) or row.bold:
        return False
    if row.text[:1].islower() or (layout.gaps_part and not row.gap and not row.whole):
        return True
    return width(block.text) > LONG and not block.last.whole
