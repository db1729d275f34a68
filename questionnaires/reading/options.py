"""The printed answers of a question and the marks beside them, above them or below them.

A mark belongs to a word in one of two ways: beside it in its line (before or after it, one habit
for a whole document), or in the column that the word heads.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from questionnaires.form import NO, YES
from questionnaires.reading.regions import Region
from questionnaires.reading.sheets import Box, Mark, Piece, Ticked
from questionnaires.reading.stream import Line, Stream
from questionnaires.reading.words import (
    ANSWERS,
    BEGINNINGS,
    BULLETS,
    LETTERS,
    LONGEST_ANSWER,
    Token,
    answer_at,
    answer_of,
    tokens,
    words,
)

# A word and its mark stand no farther apart, in units of size.
NEAR = 4.0
# How far to the left of its first line the second line of an answer may begin, in units of size.
WRAPPED = 3.0
# Printed answers of a line with one mark, and how many such lines tell on which side it stands.
LEAST_LABELS, LEAST_WITNESSES = 2, 5


@dataclass(frozen=True)
class Label:
    """A printed answer or choice: its key, where it is, and the part of the piece that it takes.
    ``below``: the piece that its last words take whole, where it is set in two lines."""

    key: str
    box: Box
    piece: int
    start: int
    end: int
    is_alone: bool = True
    below: int | None = None


@dataclass(frozen=True)
class Other:
    """Any other word of a line."""

    box: Box
    piece: int


Item = Label | Mark | Other


@dataclass
class Pair:
    label: Label
    mark: Mark


@dataclass
class Columns:
    """Answers that head columns: their middles, from a line of a sheet downwards."""

    sheet: int
    column: int
    top: float
    middles: dict[str, float]
    boxes: dict[str, Box] = field(default_factory=dict)
    pieces: tuple[int, ...] = ()

    @property
    def spacing(self) -> float:
        places = sorted(self.middles.values())
        return min((b - a for a, b in pairwise(places)), default=60.0)

    def at(self, x: float) -> tuple[str, float]:
        """The nearest column, and how far off it is in units of the spacing."""
        key = min(self.middles, key=lambda each: abs(self.middles[each] - x))
        return key, abs(self.middles[key] - x) / max(self.spacing, 1.0)

    def is_below(self, key: str, x: float) -> bool:
        """Whether a place is about under the words of a head."""
        head = self.boxes[key].grown(max(10.0, 0.2 * self.spacing))
        return head.left <= x <= head.right


def span_box(piece: Piece, start: int, end: int) -> Box:
    """About where a part of a piece stands."""
    step = piece.box.width / max(len(piece.text), 1)
    return Box(
        piece.box.left + step * start, piece.box.top, piece.box.left + step * end, piece.box.bottom
    )


def items_of(region: Region, line: Line) -> list[Item]:
    """The answers, marks and other words of a line, from the left. A single x is a mark here, and
    so is a short line to write on."""
    items: list[tuple[float, Item]] = [(mark.box.left, mark) for mark in line.marks]
    for index in line.pieces:
        items += [(item.box.left, item) for item in _items_of_piece(region, index)]
    return [item for _left, item in sorted(items, key=lambda each: each[0])]


def _items_of_piece(region: Region, index: int) -> Iterator[Item]:
    piece = region.piece(index)
    for begin, end in region.left_over(index):
        own = [t for t in tokens(piece.text) if begin <= t.start and t.end <= end]
        written = tuple(token.word for token in own)
        if wrapped := _wrapped(region, index, own, written):
            yield wrapped
            continue
        at = 0
        while at < len(own):
            size = answer_at(written, at)
            start, stop = own[at].start, own[at + max(size, 1) - 1].end
            box = span_box(piece, start, stop)
            if size:
                key = ANSWERS[written[at : at + size]]
                yield Label(key, box, index, start, stop, size == len(own))
            elif piece.text[start:stop] in LETTERS:
                yield Mark(Ticked.YES, box, piece.sheet, is_letter=True, character="x")
            else:
                yield Other(box, index)
            at += max(size, 1)


def _wrapped(region: Region, index: int, own: list[Token], begun: tuple[str, ...]) -> Label | None:
    """The answer that a whole piece begins and the one below it ends."""
    if begun not in BEGINNINGS or begun in ANSWERS:
        return None
    below = _line_below(region, index)
    key = ANSWERS.get((*begun, *words(region.text_left(below)))) if below is not None else None
    if key is None or region.left_over(index) != [(0, len(region.piece(index).text))]:
        return None
    start, stop = own[0].start, own[-1].end
    return Label(key, span_box(region.piece(index), start, stop), index, start, stop, below=below)


def _line_below(region: Region, index: int) -> int | None:
    """The piece of the next line of a cell, which may begin under the mark before the first."""
    piece = region.piece(index)
    for other in region.pieces:
        below = region.piece(other)
        gap = below.box.top - piece.box.bottom
        is_near = -1 <= gap < 0.8 * piece.size and below.sheet == piece.sheet
        if is_near and piece.box.left - WRAPPED * piece.size <= below.box.left < piece.box.right:
            return other
    return None


def direction(lines: Iterable[list[Item]]) -> tuple[str, bool]:
    """Whether marks stand before their words or after them, and whether that is beyond doubt. Lines
    with as many labels as marks are witnesses. Where there are none, lines with one mark at their
    beginning or end are; since a single one may err, it takes several."""
    votes: Counter[str] = Counter()
    lone: Counter[str] = Counter()
    for items in lines:
        own = [item for item in items if not isinstance(item, Other)]
        labels = sum(isinstance(item, Label) for item in own)
        kinds = ["L" if isinstance(item, Label) else "M" for item in own]
        if labels >= LEAST_LABELS and len(own) == labels + 1 == len(items):
            lone["before"] += kinds[0] == "M"
            lone["after"] += kinds[-1] == "M"
        if not labels or labels * 2 != len(own):
            continue
        if kinds == ["M", "L"] * labels:
            votes["before"] += 1
        elif kinds == ["L", "M"] * labels:
            votes["after"] += 1
    if not votes and max(lone.values(), default=0) >= LEAST_WITNESSES:
        votes = lone
    if not votes:
        return "before", False
    (first, count), *_rest = votes.most_common()
    return first, count >= 0.9 * sum(votes.values())


def pairs_of(items: list[Item], habit: str) -> list[Pair]:
    """Each label of a line with the mark next to it on the side of the habit."""
    found = []
    for at, item in enumerate(items):
        if not isinstance(item, Label):
            continue
        beside = at - 1 if habit == "before" else at + 1
        if 0 <= beside < len(items) and isinstance(mark := items[beside], Mark):
            gap = max(item.box.left - mark.box.right, mark.box.left - item.box.right)
            # What is drawn over a word is not beside it.
            is_apart = gap >= -0.5 * mark.box.width
            if is_apart and gap <= NEAR * max(item.box.height, 8.0) + 8:
                found.append(Pair(item, mark))
    return found


def own_habit(items: list[Item]) -> str | None:
    """The habit that one line shows by itself."""
    own = [item for item in items if not isinstance(item, Other)]
    if len(own) < 2:
        return None
    first_is_mark, last_is_mark = isinstance(own[0], Mark), isinstance(own[-1], Mark)
    if first_is_mark == last_is_mark:
        return None
    return "before" if first_is_mark else "after"


def columns_of(stream: Stream) -> list[Columns]:
    """All lines in which at least two answers stand apart from one another and without marks."""
    found: list[Columns] = []
    used: set[int] = set()
    has_rings = rings_in(stream)
    for index, piece in enumerate(stream.pieces):
        if index in used or _answer(piece) is None:
            continue
        line = stream.same_line(index)
        used.update(line)
        heads = _without_number_sign(
            stream, {i: answer for i in line if (answer := _answer(stream.pieces[i]))}
        )
        if len(heads) < 2 or len(set(heads.values())) != len(heads):
            continue
        if _has_marks(stream, piece, list(heads)):
            continue
        if has_rings or _is_ringed(stream, piece, list(heads)):
            continue
        boxes = {answer: stream.pieces[i].box for i, answer in heads.items()}
        stacked = _stacked(stream, piece, set(line))
        boxes |= {answer: box for answer, (box, _indexes) in stacked.items() if answer not in boxes}
        indexes = {i for answer, (_box, own) in stacked.items() for i in own}
        used |= indexes
        found.append(
            Columns(
                piece.sheet,
                stream.column(piece.sheet, piece.box.left),
                piece.box.y,
                {answer: box.x for answer, box in boxes.items()},
                boxes,
                (*heads, *indexes),
            )
        )
    return found


def _without_number_sign(stream: Stream, heads: dict[int, str]) -> dict[int, str]:
    """The answers of a line without the ``No.`` that heads the numbers of the questions: of two
    *No*, the one farther from *Yes*."""
    nos = [index for index, answer in heads.items() if answer == NO]
    yes = [index for index, answer in heads.items() if answer == YES]
    if len(nos) != 2 or len(yes) != 1:
        return heads
    place = stream.pieces[yes[0]].box.x
    far = max(nos, key=lambda index: abs(stream.pieces[index].box.x - place))
    return {index: answer for index, answer in heads.items() if index != far}


def _stacked(stream: Stream, piece: Piece, line: set[int]) -> dict[str, tuple[Box, list[int]]]:
    """Answers near a line of heads that are printed in two or three lines of their own column."""
    near = [
        index
        for index in stream.by_sheet[piece.sheet]
        if abs(stream.pieces[index].box.y - piece.box.y) < 2.6 * piece.size
        and len(stream.pieces[index].text) < 30
        and (index not in line or _answer(stream.pieces[index]) is None)
    ]
    near.sort(key=lambda index: stream.pieces[index].box.y)
    found: dict[str, tuple[Box, list[int]]] = {}
    for at, first in enumerate(near):
        stack, box = [first], stream.pieces[first].box
        text = stream.pieces[first].text
        for other in near[at + 1 :]:
            below = stream.pieces[other].box
            if below.shared_width(box) <= 0 or not -2 <= below.top - box.bottom < 0.8 * piece.size:
                continue
            stack.append(other)
            box, text = box.joined(below), f"{text} {stream.pieces[other].text}"
            if answer := answer_of(text.replace("- ", "")) or answer_of(text):
                found[answer] = box, stack
                break
    return found


def _is_ringed(stream: Stream, piece: Piece, heads: list[int]) -> bool:
    """Whether something is drawn around one of the answers of a line."""
    sheet = stream.sheets.sheets[piece.sheet]
    around = [*sheet.loops, *(m.box for m in sheet.marks if not m.character)]
    return any(
        loop.grown(2).holds(stream.pieces[i].box.x, stream.pieces[i].box.y)
        for loop in around
        for i in heads
    )


def rings_in(stream: Stream) -> bool:
    """Whether a document is answered by rings around printed answers: three lines or more."""
    lines: set[tuple[int, int]] = set()
    for piece in stream.pieces:
        if _answer(piece) is not None:
            sheet = stream.sheets.sheets[piece.sheet]
            if any(loop.grown(2).holds(piece.box.x, piece.box.y) for loop in sheet.loops):
                lines.add((piece.sheet, round(piece.box.y)))
    return len(lines) >= 3


def _answer(piece: Piece) -> str | None:
    own = tuple(token.word for token in tokens(piece.text))
    return ANSWERS.get(own) if len(own) <= LONGEST_ANSWER else None


def _has_marks(stream: Stream, piece: Piece, heads: list[int]) -> bool:
    """Whether a line of answers has its marks in the line itself: then it heads nothing."""
    left = min(stream.pieces[i].box.left for i in heads) - 30
    right = max(stream.pieces[i].box.right for i in heads) + 30
    return any(
        abs(mark.box.y - piece.box.y) < 0.6 * piece.size and left < mark.box.x < right
        for mark in stream.sheets.sheets[piece.sheet].marks
        if not mark.loose
    )


def without_bullets(stream: Stream) -> None:
    """Take filled dots and squares for the bullets of lists where no empty ones are about."""
    from questionnaires.reading.words import EMPTY

    has_empty = any(
        mark.character in EMPTY and mark.character for s in stream.sheets.sheets for mark in s.marks
    )
    if has_empty:
        return
    for sheet in stream.sheets.sheets:
        sheet.marks = [
            mark for mark in sheet.marks if mark.character not in BULLETS or not mark.character
        ]
