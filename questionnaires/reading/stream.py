"""The pieces of all sheets in the order in which they are read, without headers and footers."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from questionnaires.reading.sheets import Box, Mark, Piece, Sheets
from questionnaires.reading.words import ANSWERS, LABELS, NUMBER, words

DIGITS = re.compile(r"\d+")
# Headers and footers stand in these shares of a sheet, on so many sheets.
MARGIN = 0.13
LEAST_SHARE = 0.4
NEXT_LINES = 60
LONGEST_HEAD, MOST_HEAD_PIECES = 40, 24


@dataclass
class Line:
    """Pieces and marks beside one another, from the left."""

    sheet: int
    pieces: list[int] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    top: float = 0.0
    bottom: float = 0.0


class Stream:
    """``pieces`` in reading order; ``gutters``: for each sheet in newspaper columns, where the
    second begins."""

    def __init__(self, sheets: Sheets, gutters: dict[int, float] | None = None) -> None:
        self.sheets = sheets
        self.gutters = gutters or {}
        furniture = _furniture(sheets)
        self.furniture = {words(piece.text) for piece in furniture}
        kept = (
            [
                piece
                for sheet in sheets.sheets
                for piece in sheet.pieces
                if id(piece) not in {id(each) for each in furniture}
            ]
            if furniture
            else [piece for sheet in sheets.sheets for piece in sheet.pieces]
        )
        self.pieces: list[Piece] = self._ordered(kept)

    def column(self, sheet: int, x: float) -> int:
        return int(sheet in self.gutters and x >= self.gutters[sheet])

    @cached_property
    def edges(self) -> dict[tuple[int, int], float]:
        """The left edge of each column of each sheet."""
        found: dict[tuple[int, int], float] = {}
        for piece in self.pieces:
            key = piece.sheet, self.column(piece.sheet, piece.box.left)
            found[key] = min(found.get(key, piece.box.left), piece.box.left)
        return found

    def _ordered(self, pieces: list[Piece]) -> list[Piece]:
        """By sheet, column, line and place in the line; the lines are made by how far pieces
        overlap from top to bottom."""
        ordered: list[Piece] = []
        groups: dict[tuple[int, int], list[Piece]] = defaultdict(list)
        for piece in pieces:
            groups[piece.sheet, self.column(piece.sheet, piece.box.left)].append(piece)
        for key in sorted(groups):
            line: list[Piece] = []
            for piece in sorted(groups[key], key=lambda piece: piece.box.y):
                if line and piece.box.y - line[0].box.y > 0.45 * min(piece.size, line[0].size):
                    ordered += sorted(line, key=lambda each: each.box.left)
                    line = []
                line.append(piece)
            ordered += sorted(line, key=lambda each: each.box.left)
        return ordered

    @cached_property
    def by_sheet(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for index, piece in enumerate(self.pieces):
            found[piece.sheet].append(index)
        return found

    def same_line(self, index: int) -> list[int]:
        """The pieces of a piece's line, from the left."""
        own = self.pieces[index]
        found = [index]
        for step in (-1, 1):
            other = index + step
            while 0 <= other < len(self.pieces) and self._is_beside(own, self.pieces[other]):
                found.append(other)
                other += step
        return sorted(found, key=lambda each: self.pieces[each].box.left)

    def _is_beside(self, own: Piece, other: Piece) -> bool:
        if other.sheet != own.sheet:
            return False
        if self.column(own.sheet, own.box.left) != self.column(own.sheet, other.box.left):
            return False
        return abs(other.box.y - own.box.y) <= 0.5 * max(own.size, other.size)

    def below(self, index: int, start: int) -> int | None:
        """The piece that goes on below another in the column of ``start``; on the next sheet
        where it is the last of its own."""
        own, first = self.pieces[index], self.pieces[start]
        for other in range(index + 1, min(index + NEXT_LINES, len(self.pieces))):
            piece = self.pieces[other]
            if piece.sheet != own.sheet:
                break
            if piece.box.y <= own.box.y + 0.4 * own.size:
                continue
            if not _shares_column(piece.box, first.box, own.box):
                continue
            if own.cell and piece.cell != own.cell:
                return None
            gap = piece.box.top - own.box.bottom
            return other if gap < 1.3 * max(own.size, piece.size) else None
        indexes = self.by_sheet.get(own.sheet + 1, [])
        for other in indexes[:NEXT_LINES]:
            piece = self.pieces[other]
            if own.cell or not _shares_column(piece.box, first.box, own.box):
                continue
            if not self.is_head_line(other):
                return other
        return None

    def followed_by(self, index: int, start: int, first: tuple[str, ...]) -> int | None:
        """The piece below, as ``below``; at the end of a sheet the first piece of the next one that
        begins with ``first``, the words that follow, under the heads that a table repeats."""
        below, piece = self.below(index, start), self.pieces[index]
        if piece.cell or (below is not None and self.pieces[below].sheet == piece.sheet):
            return below
        for other, shift in self._tops(index):
            found = self.pieces[other]
            begins = words(found.text)[: len(first)]
            is_below = abs(found.box.left - piece.box.left - shift) < 40
            if begins and is_below and begins == first[: len(begins)]:
                return other
        return below

    def _tops(self, index: int) -> Iterator[tuple[int, float]]:
        """The first pieces of the column or sheet after a piece's own, and how far to the right
        that column is."""
        piece = self.pieces[index]
        gutter = self.gutters.get(piece.sheet)
        if gutter is not None and piece.box.left < gutter:
            lefts = [self.pieces[i].box.left for i in self.by_sheet[piece.sheet]]
            shift = min((x for x in lefts if x >= gutter), default=gutter) - min(lefts)
            after = [i for i in self.by_sheet[piece.sheet] if self.pieces[i].box.left >= gutter]
            for other in after[:MOST_HEAD_PIECES]:
                yield other, shift
        shift = 0.0
        if gutter is not None and piece.box.left >= gutter:
            lefts = [self.pieces[i].box.left for i in self.by_sheet[piece.sheet]]
            shift = min(lefts) - min((x for x in lefts if x >= gutter), default=gutter)
        for other in self.by_sheet.get(piece.sheet + 1, [])[:MOST_HEAD_PIECES]:
            yield other, shift

    def is_head_line(self, index: int) -> bool:
        """Whether a piece is of the heads of a table of answers, which each page may repeat."""
        own = words(self.pieces[index].text)
        if not own or own in LABELS:
            return True
        piece = self.pieces[index]
        near = self.by_sheet[piece.sheet]
        heads = (self.pieces[i] for i in near if words(self.pieces[i].text) in ANSWERS)
        return len(piece.text) < LONGEST_HEAD and sum(_is_at_head(piece, h) for h in heads) >= 2

    def rank(self, piece: Piece) -> tuple[int, int, float]:
        return piece.sheet, self.column(piece.sheet, piece.box.left), piece.box.top


def _shares_column(box: Box, first: Box, own: Box) -> bool:
    """Whether a piece stands below others: under most of the narrower one."""
    return (
        max(
            box.shared_width(first) / max(min(box.width, first.width), 1),
            box.shared_width(own) / max(min(box.width, own.width), 1),
        )
        > 0.5
    )


def _furniture(sheets: Sheets) -> list[Piece]:
    """Headers and footers: the same words at the same height of several sheets."""
    if len(sheets.sheets) < 2:
        return []
    seen: dict[tuple[str, int], list[Piece]] = defaultdict(list)
    for sheet in sheets.sheets:
        if sheet.ink is None:
            continue
        heads = [piece for piece in sheet.pieces if words(piece.text) in ANSWERS]
        for piece in sheet.pieces:
            share = piece.box.y / max(sheet.height, 1)
            if sum(_is_at_head(piece, head) for head in heads) >= 2:
                continue  # the heads of a table of answers, over several lines
            if MARGIN < share < 1 - MARGIN or _may_be_content(piece.text):
                continue
            key = DIGITS.sub("#", " ".join(words(piece.text))), round(piece.box.y / 4)
            seen[key].append(piece)
    least = max(2, len(sheets.sheets) * LEAST_SHARE)
    found: list[Piece] = []
    for (text, height), pieces in seen.items():
        near = [*pieces, *seen.get((text, height + 1), []), *seen.get((text, height - 1), [])]
        if len({piece.sheet for piece in near}) >= least:
            found += pieces
    return found


def _is_at_head(piece: Piece, head: Piece) -> bool:
    """Whether a piece stands in the line of an answer, or a little above or below it like a further
    head of several lines."""
    return -1.5 * head.size < piece.box.y - head.box.y < 1.5 * head.size


def _may_be_content(text: str) -> bool:
    """Numbers of questions and the heads of answers are no furniture, wherever they stand."""
    match = NUMBER.match(text)
    if match and "." in match[1]:
        return True
    own = words(text)
    has_answer = any(own[at:] in ANSWERS for at in range(min(len(own), 4)))
    return has_answer or not own


def position_in(ranks: list[tuple[int, int, float]], rank: tuple[int, int, float]) -> int:
    """The index of the last rank that is not after ``rank``; -1 where all are after it."""
    return bisect_left(ranks, (rank[0], rank[1], rank[2] + 0.001)) - 1
