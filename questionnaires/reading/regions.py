"""What belongs to each question: everything from its first line to the next head."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from questionnaires.form import Part, Question, Texts
from questionnaires.reading.locating import Head, Matched, plain_number, text_in
from questionnaires.reading.sheets import Box, Mark, Piece, Shade, Sheet
from questionnaires.reading.stream import Line, Stream
from questionnaires.reading.words import (
    CITING,
    GO_ON,
    NUMBER,
    UNCHOSEN,
    UNTYPED,
    Token,
    tokens,
    words,
)

# In units of size: pieces closer than this are of one row of a table.
CONTIGUOUS = 0.55
LEAST_HEADING = 0.8
OPENING, CLOSING = "([（", ")]）"
BRACKETS = OPENING + CLOSING
MOST_IN_SECTION = 40
SECTION_WORDS = (
    "section",
    "part",
    "chapter",
    "partie",
    "раздел",
    "sección",
    "parte",
    "القسم",
    "第",
)
MOST_TAIL_LINES, LONGEST_TAIL = 4, 60
DOTTED = re.compile(
    r"\d\.\d|(?:question|section|pregunta|sección|вопрос\w{0,3}|раздел\w{0,3}) \d", re.IGNORECASE
)


@dataclass(frozen=True)
class Bound:
    """Where something new begins: a question (its key), or a heading or a question that the form
    does not have (empty)."""

    sheet: int
    column: int
    top: float
    question: str
    piece: int


@dataclass
class Region:
    """The pieces and marks of one question. ``used``: the parts of pieces that are the form's own
    words or are taken by a part already; ``unchosen``: whether a list still shows its invitation to
    choose; ``begins_before``: its row begins at the end of the sheet before its words."""

    question: Question
    head: Head
    stream: Stream
    pieces: list[int] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    shades: list[Shade] = field(default_factory=list)
    used: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    top: float = 0.0
    sheets: set[int] = field(default_factory=set)
    unchosen: bool = False
    begins_before: bool = False
    _left: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    _tokens: dict[int, list[Token]] = field(default_factory=dict)

    def piece(self, index: int) -> Piece:
        return self.stream.pieces[index]

    def sheet(self, index: int) -> Sheet:
        return self.stream.sheets.sheets[index]

    def use(self, index: int, start: int = 0, end: int | None = None) -> None:
        self.used[index].append((start, len(self.piece(index).text) if end is None else end))
        self._left.pop(index, None)
        self._tokens.pop(index, None)

    def left_over(self, index: int) -> list[tuple[int, int]]:
        """The stretches of a piece that nobody has used."""
        if index not in self._left:
            self._left[index] = self._left_over(index)
        return self._left[index]

    def _left_over(self, index: int) -> list[tuple[int, int]]:
        text, at, found = self.piece(index).text, 0, []
        for start, end in sorted(self.used.get(index, ())):
            if start > at:
                found.append((at, start))
            at = max(at, end)
        if at < len(text):
            found.append((at, len(text)))
        return [(a, b) for a, b in found if any(c.isalnum() for c in text[a:b])]

    def tokens_left(self, index: int) -> list[Token]:
        """The words of a piece that nobody has used."""
        if index not in self._tokens:
            stretches = self.left_over(index)
            self._tokens[index] = [
                token
                for token in tokens(self.piece(index).text)
                if any(start <= token.start and token.end <= end for start, end in stretches)
            ]
        return self._tokens[index]

    def text_left(self, index: int) -> str:
        text = self.piece(index).text
        return " ".join(text[a:b].strip() for a, b in self.left_over(index))

    def lines(self) -> Iterator[Line]:
        """The pieces that are left and the marks, line by line. The question's own words end no
        line: the answers may stand closer beside them."""
        items: list[tuple[int, Box, int | Mark]] = [
            (self.piece(index).sheet, self.piece(index).box, index)
            for index in self.pieces
            if self.left_over(index)
        ]
        items += [(mark.sheet, mark.box, mark) for mark in self.marks]
        line: Line | None = None
        place = (-1, -1)
        for sheet, box, item in sorted(
            items, key=lambda each: (each[0], self._column(*each[:2]), each[1].y, each[1].left)
        ):
            column = self._column(sheet, box)
            if line is None or (sheet, column) != place or box.y > line.bottom:
                if line is not None:
                    yield line
                line, place = Line(sheet, top=box.top, bottom=0.0), (sheet, column)
                line.bottom = box.y + max(0.42 * box.height, 3.0)
            if isinstance(item, Mark):
                line.marks.append(item)
            else:
                line.pieces.append(item)
        if line is not None:
            yield line

    def _column(self, sheet: int, box: Box) -> int:
        return self.stream.column(sheet, box.left)

    @cached_property
    def head_box(self) -> Box:
        own = [*self.head.spans, self.head.number_piece]
        boxes = [self.piece(i).box for i in own if self.piece(i).sheet == self.start]
        joined = boxes[0]
        for box in boxes[1:]:
            joined = joined.joined(box)
        return joined

    @property
    def start(self) -> int:
        """The sheet on which the question begins, with its number where that stands before it."""
        return min(self.piece(self.head.piece).sheet, self.piece(self.head.number_piece).sheet)


def bounds_of(matched: Matched, stream: Stream) -> list[Bound]:
    """All heads, headings of sections and foreign questions, in reading order."""
    taken = {index for head in matched.heads.values() for index in head.spans}
    taken |= {head.number_piece for head in matched.heads.values()}
    heads = [(head.piece, key) for key, head in matched.heads.items()]
    others = [(index, "") for index in _headings(matched, stream, taken)]
    others += [(index, "") for index in _foreign(matched, stream, taken)]
    bounds = []
    for found, key in [*heads, *others]:
        index, piece = found, stream.pieces[found]
        first = min(index, matched.heads[key].number_piece) if key else index
        if stream.pieces[first].sheet != piece.sheet:
            index, piece = first, stream.pieces[first]
        top = min(piece.box.top, stream.pieces[first].box.top)
        # Where the number stands alone above the words, the row begins with it.
        is_above = stream.pieces[first].box.bottom <= piece.box.top + 2
        top = row_top(stream, first if is_above else index, top)
        column = stream.column(piece.sheet, piece.box.left)
        bounds.append(Bound(piece.sheet, column, top, key, index))
    return sorted(bounds, key=lambda bound: (bound.sheet, bound.column, bound.top))


def row_top(stream: Stream, index: int, top: float) -> float:
    """The top of the row that a piece begins: the rule above it, or the top of what stands beside
    it without a gap, where cells are centred in a row."""
    piece = stream.pieces[index]
    sheet = stream.sheets.sheets[piece.sheet]
    own = [stream.pieces[i] for i in stream.by_sheet[piece.sheet]]
    above = [p for p in own if p.box.bottom < piece.box.top + 2 and _over(p.box, piece.box)]
    ceiling = max((p.box.bottom for p in above), default=0.0)
    rules = [
        rule.y
        for rule in sheet.rules
        if ceiling - 3 <= rule.y <= top + 3
        and rule.left <= piece.box.left + 2
        and rule.right >= min(piece.box.right - 2, piece.box.left + 60)
    ]
    if rules:
        return max(rules)
    beside = sorted(
        (p.box for p in own if not _over(p.box, piece.box) and p.box.bottom > ceiling),
        key=lambda box: -box.bottom,
    )
    reach = top
    for box in beside:
        if (
            box.top < reach
            and box.bottom > reach - CONTIGUOUS * piece.size
            and box.top > ceiling - 2
        ):
            reach = box.top
    return max(reach - 1.5, ceiling)


def _over(box: Box, other: Box) -> bool:
    return box.shared_width(other) > 0.3 * min(box.width, other.width)


def _headings(matched: Matched, stream: Stream, taken: set[int]) -> Iterator[int]:
    """Titles of sections, with or without their numbers, over one or two lines."""
    titles = [words(text_in(s.title, matched.language)) for s in matched.form.sections]
    titles += [words(text_in(matched.form.title, matched.language))]
    wanted = [title for title in titles if title]
    labels = _labels(matched)
    by_number = {s.number: words(text_in(s.title, matched.language)) for s in matched.form.sections}
    for index, piece in enumerate(stream.pieces):
        if index in taken or len(piece.text) > 300:
            continue
        own = words(piece.text)
        if own in labels:
            continue
        number = ""
        while own and (own[0].isdigit() or own[0] in SECTION_WORDS):
            number = own[0] if own[0].isdigit() else number
            own = own[1:]
        numbered = by_number.get(number, ())
        if own and (any(is_title(own, title) for title in wanted) or numbered[: len(own)] == own):
            yield index


def _labels(matched: Matched) -> set[tuple[str, ...]]:
    """Labels of parts, choices, columns and rows: they may have the same words as a title."""
    return {
        words(text_in(texts, matched.language))
        for question in matched.form.questions()
        for part in question.parts
        for texts in labels_in(part)
    }


def labels_in(part: Part) -> list[Texts]:
    """All labels of a part: its own, those of its choices, columns and rows."""
    found = [part.label, *(choice.label for choice in (*part.choices, *part.rows))]
    return [*found, *(column.label for column in part.columns)]


def is_title(own: tuple[str, ...], title: tuple[str, ...]) -> bool:
    """Whether words are a title and hardly more, or its first line."""
    if own == title:
        return True
    if own == title[: len(own)] and len(own) >= max(2, len(title) / 2):
        return True
    shared = len(set(own) & set(title))
    return len(title) >= 3 and shared >= LEAST_HEADING * max(len(set(own)), len(set(title)))


def _foreign(matched: Matched, stream: Stream, taken: set[int]) -> Iterator[int]:
    """Numbered questions that the form does not have: their number lies between the numbers of the
    heads around, and stands where the numbers of heads stand."""
    heads = sorted(matched.heads.values(), key=lambda head: head.piece)
    numbers = [_sortable(head.number) for head in heads]
    lefts = {round(stream.pieces[head.number_piece].box.left / 6) for head in heads if head.number}
    places = [head.piece for head in heads]
    for index, piece in enumerate(stream.pieces):
        if index in taken or not (match := NUMBER.match(piece.text)) or "." not in match[1]:
            continue
        left = round(piece.box.left / 6)
        if not {left - 1, left, left + 1} & lefts:
            continue
        own, after = _sortable(plain_number(match[1])), bisect_right(places, index)
        before_it = numbers[after - 1] if after else ()
        after_it = numbers[after] if after < len(numbers) else (10**6,)
        follows = tokens(piece.text[match.end() :])
        if max(own, default=99) > MOST_IN_SECTION:
            continue  # a number of things, and not of a question
        if (
            own
            and before_it
            and after_it
            and before_it < own < after_it
            and (len(follows) >= 3 or not follows)
        ):
            yield index


def _sortable(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split(".") if part.isdigit())


def regions_of(matched: Matched, stream: Stream) -> dict[str, Region]:
    """The region of each question that was found."""
    bounds = bounds_of(matched, stream)
    regions = {
        bound.question: Region(
            matched.form.by_key[bound.question], matched.heads[bound.question], stream
        )
        for bound in bounds
        if bound.question
    }
    keys = [(bound.sheet, bound.column, bound.top) for bound in bounds]
    owner = {index: key for key, head in matched.heads.items() for index in head.spans}
    owner |= {head.number_piece: key for key, head in matched.heads.items()}
    for index, piece in enumerate(stream.pieces):
        column = stream.column(piece.sheet, piece.box.left)
        at = bisect_right(keys, (piece.sheet, column, piece.box.y)) - 1
        key = owner.get(index) or (bounds[at].question if at >= 0 else "")
        if key:
            regions[key].pieces.append(index)
            regions[key].sheets.add(piece.sheet)

    def region_of(number: int, box: Box) -> Region | None:
        column = stream.column(number, box.left)
        at = bisect_right(keys, (number, column, box.y)) - 1
        return regions.get(bounds[at].question) if at >= 0 else None

    _place_drawn(stream, region_of)
    for bound in bounds:
        if bound.question:
            regions[bound.question].top = bound.top
            _use_own_words(regions[bound.question])
    return regions


def _place_drawn(stream: Stream, region_of: Callable[[int, Box], Region | None]) -> None:
    """Give the marks and the shaded cells of each sheet to the regions in which they stand."""
    for number, sheet in enumerate(stream.sheets.sheets):
        for mark in sheet.marks:
            if (region := region_of(number, mark.box)) is not None:
                region.marks.append(mark)
        for shade in sheet.shades:
            if (region := region_of(number, shade.box)) is not None:
                region.shades.append(shade)


def _use_own_words(region: Region) -> None:
    """Take the question's words, its number and what it cites out of its region."""
    head = region.head
    for index, (start, end) in head.spans.items():
        region.use(index, start, end)
    if head.number_piece != head.piece:
        region.use(head.number_piece)
    elif head.number:
        region.use(head.piece, 0, head.spans[head.piece][0])
    cited = {words(f"{c.document} {c.paragraph}") for c in region.question.cites}
    for index in region.pieces:
        text = region.text_left(index)
        if not text:
            continue
        if _is_number_of(region, index):
            region.use(index)
        if is_citation(text, cited) or is_direction(text):
            region.use(index)
    _use_tail(region)
    _use_invitations(region)


def _use_invitations(region: Region) -> None:
    """Take out what lists and fields show before somebody has chosen or typed: alone, after a
    colon, or over two lines."""
    for at, index in enumerate(region.pieces):
        text = region.piece(index).text
        start = max(text.rfind(":"), text.rfind("：")) + 1
        own = words(text[start:])
        after = region.pieces[at + 1] if at + 1 < len(region.pieces) else None
        both = own + words(region.piece(after).text) if own and after is not None else ()
        for invitations in (UNCHOSEN, UNTYPED):
            is_whole = own in invitations
            if not is_whole and both not in invitations:
                continue
            region.use(index, start)
            if not is_whole and after is not None:
                region.use(after)
            region.unchosen |= invitations is UNCHOSEN


def _is_number_of(region: Region, index: int) -> bool:
    """Whether a piece is the question's number, wherever in its row it stands."""
    text = region.piece(index).text
    match = NUMBER.match(text)
    if match is None or match.end() < len(text.strip()) - 1 or "." not in match[1]:
        return False
    number = plain_number(match[1])
    is_left = region.piece(index).box.right <= region.head_box.left + 1
    return is_left or number in (region.question.number, region.head.number)


def _use_tail(region: Region) -> None:
    """What the form prints in brackets after a question's words, over one or several lines."""
    index: int | None = region.head.last
    start = region.head.spans[region.head.last][1]
    depth = 0
    for _line in range(MOST_TAIL_LINES):
        if index is None or index not in region.pieces:
            return
        text = region.piece(index).text
        if depth and not any(c in BRACKETS for c in text[:LONGEST_TAIL]):
            return
        reach = _tail_end(text, start, depth)
        if reach is None:
            return
        end, depth = reach
        region.use(index, start, end)
        if not depth:
            return
        index, start = region.stream.below(index, region.head.piece), 0


def _tail_end(text: str, start: int, depth: int) -> tuple[int, int] | None:
    """How far brackets after ``start`` reach, and how many are open at the end of the text; None
    where words come first."""
    end = start
    for at in range(start, len(text)):
        character = text[at]
        if character in OPENING:
            depth += 1
        elif character in CLOSING and depth:
            depth -= 1
            end = at + 1
        elif character.isalnum() and not depth:
            return (end, 0) if end > start else None
    if depth and text[-1] in BRACKETS and len(text) > 1:
        # Where lines run from right to left, brackets are not always the right way round.
        depth = 0
    return (len(text), depth) if depth else (len(text) if end < len(text) else end, 0)


def is_citation(text: str, cited: set[tuple[str, ...]]) -> bool:
    """Whether a text is the paragraphs that a question cites, and no more."""
    own = words(text)
    named = {each[0] for each in cited if each}
    if own in cited or (set(own) & named and set(own) <= {w for each in cited for w in each}):
        return True
    return bool(CITING.match(text)) and len(own) <= 10 and any(c.isdigit() for c in text)


def is_direction(text: str) -> bool:
    """Whether a text sends the reader on to another question."""
    match = GO_ON.search(text)
    return (
        len(words(text)) <= 30
        and match is not None
        and bool(DOTTED.search(text, match.start(), match.end() + 40))
    )
