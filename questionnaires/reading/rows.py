"""Tables to fill in: rows by the heads of their columns, cells typed."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from questionnaires.form import Column, Kind, Part
from questionnaires.reading.locating import text_in
from questionnaires.reading.phrases import Phrase, box_of, phrases_in, use
from questionnaires.reading.regions import Region
from questionnaires.reading.result import Certainty, Origin, ReadPart, State
from questionnaires.reading.sheets import Box
from questionnaires.reading.values import day_of, is_only_number, number_of
from questionnaires.reading.words import words

PARTED = "a row may go on over a page"
# The greatest distance in height between the heads of a table, in points.
HEAD_HEIGHT = 40.0
UNPARTED = "nothing parts the rows of the table"
NOTHING = frozenset(("", "-", "–", "—", "n/a", "…", "..."))


@dataclass
class _Row:
    sheet: int
    top: float
    bottom: float
    label: str = ""
    column: int = 0
    cells: dict[str, list[int]] = field(default_factory=dict)


def tables_of(region: Region, language: str) -> list[tuple[Part, list[int]]]:
    """The tables of a question, each with the pieces from its title to the next one's."""
    parts = [part for part in region.question.parts if part.kind == Kind.ROWS]
    begins: dict[str, int] = {}
    for part in parts:
        places = [p for p in phrases_in(region, words(text_in(part.label, language))) if p.begins]
        places.sort(key=lambda p: (not p.ends, p.first))
        if places:
            begins[part.key] = places[0].first
            use(region, places[0])
    found = []
    for part in parts:
        first = begins.get(part.key, region.pieces[0]) if len(parts) > 1 else region.pieces[0]
        last = min((b for b in begins.values() if b > first), default=region.pieces[-1] + 1)
        if len(parts) == 1:
            last = region.pieces[-1] + 1
        is_there = part.key in begins or len(parts) == 1
        found.append((part, [i for i in region.pieces if first <= i < last] if is_there else []))
    return found


def read_rows(region: Region, part: Part, language: str, pieces: list[int]) -> ReadPart:
    """The rows of a table as objects by column, with ``row`` for fixed ones. A row without a single
    cell is left out."""
    heads = _heads(region, part, language, pieces)
    place = region.sheet(region.start).place(region.head_box)
    if len(heads) < min(2, len(part.columns)):
        return ReadPart(
            part.key, None, State.UNREAD, Certainty.UNCERTAIN, Origin.TEXT, place,
            "the heads of the table's columns are not here",
        )  # fmt: skip
    boxes = {key: box_of(region, phrase) for key, phrase in heads.items()}
    first = min(heads.values(), key=lambda phrase: phrase.first)
    sheet = region.piece(first.first).sheet
    for phrase in heads.values():
        use(region, phrase)
    for column in part.columns:
        for phrase in phrases_in(region, words(text_in(column.label, language))):
            if phrase.begins and phrase.ends and phrase.first in set(pieces):
                use(region, phrase)
    doubts = [] if len(heads) == len(part.columns) else ["not every column has its head here"]
    labels = _row_labels(region, part, language)
    rows = _rows(region, part, pieces, boxes, sheet=sheet, labels=labels, doubts=doubts)
    found = [value for row in rows if (value := _values(region, part, row, doubts))]
    state = State.ANSWERED if found else State.BLANK
    certainty = Certainty.UNCERTAIN if doubts else Certainty.CERTAIN
    place = region.sheet(sheet).place(_around(region, rows, sheet, list(boxes.values())))
    how = region.stream.sheets.how
    why = "; ".join(dict.fromkeys(doubts))
    return ReadPart(part.key, found or None, state, certainty, how, place, why)


def _around(region: Region, rows: list[_Row], sheet: int, boxes: list[Box]) -> Box:
    around = boxes[0]
    for box in boxes[1:]:
        around = around.joined(box)
    for row in rows:
        for indexes in row.cells.values():
            for index in indexes:
                if region.piece(index).sheet == sheet:
                    around = around.joined(region.piece(index).box)
    return around


def _heads(region: Region, part: Part, language: str, pieces: list[int]) -> dict[str, Phrase]:
    """Where the head of each column is: all of them about one line."""
    within = set(pieces)
    places = {
        column.key: [
            phrase
            for phrase in phrases_in(region, words(text_in(column.label, language)))
            if phrase.begins and phrase.first in within
        ]
        for column in part.columns
    }
    alone = {key: [p for p in found if p.ends] or found for key, found in places.items()}
    anchors = [
        (region.piece(p.first).sheet, box_of(region, p).y) for f in alone.values() for p in f
    ]
    best: dict[str, Phrase] = {}
    for sheet, y in anchors:
        line = {
            key: near
            for key, found in alone.items()
            if (near := _nearest(region, found, sheet, y)) is not None
        }
        if len(line) > len(best):
            best = line
    for column in part.columns if best else ():
        if column.key not in best:
            label = "".join(words(text_in(column.label, language)))
            if (phrase := _broken(region, pieces, label, list(best.values()))) is not None:
                best[column.key] = phrase
    return best


def _broken(region: Region, pieces: list[int], label: str, others: list[Phrase]) -> Phrase | None:
    """A head that is broken within a word over the lines of its column, beside the others."""
    box = box_of(region, others[0])
    sheet = region.piece(others[0].first).sheet
    near = [
        i for i in pieces
        if region.piece(i).sheet == sheet and abs(region.piece(i).box.y - box.y) < HEAD_HEIGHT
    ]  # fmt: skip
    for first in near:
        stack = [
            i for i in near
            if i >= first and abs(region.piece(i).box.left - region.piece(first).box.left) < 2
        ]  # fmt: skip
        text = ""
        for count, index in enumerate(stack, 1):
            text += "".join(words(region.text_left(index)))
            if text == label and count > 1:
                spans = {i: (0, len(region.piece(i).text)) for i in stack[:count]}
                return Phrase(spans, begins=True, ends=True, has_colon=False)
            if not text or not label.startswith(text):
                break
    return None


def _nearest(region: Region, found: list[Phrase], sheet: int, y: float) -> Phrase | None:
    near = [
        p for p in found
        if region.piece(p.first).sheet == sheet and abs(box_of(region, p).y - y) < 26
    ]  # fmt: skip
    return min(near, key=lambda p: abs(box_of(region, p).y - y), default=None)


def _row_labels(region: Region, part: Part, language: str) -> dict[str, Phrase]:
    found: dict[str, Phrase] = {}
    texts = {row.key: words(text_in(row.label, language)) for row in part.rows}
    for key in sorted(texts, key=lambda each: -len(texts[each])):
        places = [p for p in phrases_in(region, texts[key]) if p.begins]
        places.sort(key=lambda p: not p.ends)
        if places:
            found[key] = places[0]
            use(region, places[0])
    return {row.key: found[row.key] for row in part.rows if row.key in found}


def _rows(
    region: Region,
    part: Part,
    pieces: list[int],
    heads: dict[str, Box],
    *,
    sheet: int,
    labels: dict[str, Phrase],
    doubts: list[str],
) -> list[_Row]:
    """The rows of a table: by the labels of fixed ones, by rules between others, else by line."""
    top = max(box.bottom for box in heads.values()) - 2
    column = region.stream.column(sheet, min(box.left for box in heads.values()))
    below = (sheet, column, top)
    cells = [i for i in pieces if region.text_left(i) and _rank(region, i) > below]
    if labels or part.rows:
        if len(labels) < len(part.rows):
            doubts.append("not every row has its label here")
        return _fixed(region, heads, cells, labels, doubts)
    return _merged(region, list(_free(region, heads, cells, doubts)), doubts)


def _rank(region: Region, index: int) -> tuple[int, int, float]:
    """Where a piece stands in the order of reading: sheet, newspaper column, middle."""
    piece = region.piece(index)
    return piece.sheet, region.stream.column(piece.sheet, piece.box.left), piece.box.y


def _fixed(
    region: Region,
    heads: dict[str, Box],
    cells: list[int],
    labels: dict[str, Phrase],
    doubts: list[str],
) -> list[_Row]:
    rows = []
    for key, phrase in labels.items():
        box = box_of(region, phrase)
        sheet, column, _y = _rank(region, phrase.first)
        rows.append(_Row(sheet, box.top, box.bottom, key, column))
    rows.sort(key=lambda row: (row.sheet, row.column, row.top))
    for index in cells:
        piece, (sheet, column, y) = region.piece(index), _rank(region, index)
        above = [
            r for r in rows if (r.sheet, r.column, r.top - 0.35 * piece.size) <= (sheet, column, y)
        ]
        if above:
            row = above[-1]
            is_below = (sheet, column) > (row.sheet, row.column) or y > row.bottom + piece.size
            if is_below and (after := _parted_after(row, rows)) is not None:
                # The next row begins here, though its label stands on the next page.
                doubts.append(PARTED)
                row = after
            _put(region, row, heads, index, doubts)
        elif rows and (sheet, column) < (rows[0].sheet, rows[0].column):
            # The page ends between the cells of the first row and its label.
            doubts.append(PARTED)
            _put(region, rows[0], heads, index, doubts)
    return rows


def _parted_after(row: _Row, rows: list[_Row]) -> _Row | None:
    """The next row, where its label stands on another page or in another newspaper column, in
    which its cells need not be."""
    after = rows.index(row) + 1
    if after == len(rows):
        return None
    found = rows[after]
    return found if (found.sheet, found.column) > (row.sheet, row.column) else None


def _free(
    region: Region, heads: dict[str, Box], cells: list[int], doubts: list[str]
) -> Iterator[_Row]:
    """Rows between rules; without rules, at the wider of the gaps between lines."""
    breaks = _breaks(region, heads, cells, doubts)
    row: _Row | None = None
    band: tuple[int, int] | None = None
    for index in cells:
        piece = region.piece(index)
        own = piece.sheet, bisect_right(breaks.get(piece.sheet, []), piece.box.y)
        if row is None or own != band:
            if row is not None:
                yield row
            row, band = _Row(piece.sheet, piece.box.top, piece.box.bottom), own
        if not _put(region, row, heads, index, doubts):
            doubts.append("there is text beside the table")
        row.bottom = max(row.bottom, piece.box.bottom)
    if row is not None:
        yield row


def _merged(region: Region, rows: list[_Row], doubts: list[str]) -> list[_Row]:
    """The rows; a row that goes on in mid-sentence is joined to the row before, at the top of a
    page or where nothing parts the rows."""
    merged: list[_Row] = []
    for row in rows:
        last = merged[-1] if merged else None
        is_new_page = last is not None and row.sheet > last.sheet
        may_go_on = is_new_page or UNPARTED in doubts
        if last is not None and may_go_on and _goes_on(region, last, row, is_new_page=is_new_page):
            doubts += [PARTED] if is_new_page else []
            for key, indexes in row.cells.items():
                last.cells.setdefault(key, []).extend(indexes)
            last.sheet = row.sheet
        else:
            merged.append(row)
    return merged


def _goes_on(region: Region, row: _Row, below: _Row, *, is_new_page: bool) -> bool:
    """Whether ``below`` continues ``row``: all its cells continue unfinished sentences (on the same
    page, most of them), or, on a new page, it has only cells that ``row`` lacks."""
    if is_new_page and row.cells and below.cells and row.cells.keys().isdisjoint(below.cells):
        return True
    finished = 0
    for key, indexes in below.cells.items():
        before = " ".join(region.text_left(index) for index in row.cells.get(key, []))
        first = region.text_left(indexes[0])[:1]
        finished += not before or before.rstrip()[-1:] in ".。!?" or first.isdigit()
    return bool(below.cells) and finished <= (0 if is_new_page else len(below.cells) * 0.3)


def _breaks(
    region: Region, heads: dict[str, Box], cells: list[int], doubts: list[str]
) -> dict[int, list[float]]:
    """For each sheet, from where to where rows reach."""
    found: dict[int, list[float]] = {}
    left, right = min(b.left for b in heads.values()), max(b.right for b in heads.values())
    sheets = sorted({region.piece(index).sheet for index in cells})
    own = {
        sheet: sorted(
            (region.piece(i).box for i in cells if region.piece(i).sheet == sheet),
            key=lambda b: b.y,
        )
        for sheet in sheets
    }
    steps = [step for sheet in sheets for step in _steps(own[sheet])]
    is_numbers = all(
        is_only_number(region.text_left(i)) or len(words(region.text_left(i))) < 3 for i in cells
    )
    if len(sheets) > 1 and not is_numbers:
        doubts.append("the table goes on over a page, and a row may be parted there")
    for sheet in sheets:
        rules = [
            rule.y
            for rule in region.sheet(sheet).rules
            if rule.left <= left + 4 and rule.right >= right - 4
        ]
        inner = [y for y in rules if own[sheet][0].top - 30 < y < own[sheet][-1].bottom + 30]
        # Where the table goes on from the sheet before, or to the next, no rule need close it.
        begins = sheet > sheets[0] or any(y < own[sheet][0].y for y in inner)
        ends = sheet < sheets[-1] or any(y > own[sheet][-1].y for y in inner)
        has_rules = bool(inner) and begins and ends
        found[sheet] = (
            sorted(inner) if has_rules else _gaps(own[sheet], steps, doubts, is_numbers=is_numbers)
        )
    return found


def _lines(boxes: list[Box]) -> list[float]:
    """The middles of lines, from the top."""
    lines: list[float] = []
    for box in boxes:
        if not lines or box.y - lines[-1] > 4:
            lines.append(box.y)
    return lines


def _steps(boxes: list[Box]) -> list[float]:
    return [below - above for above, below in pairwise(_lines(boxes))]


def _gaps(
    boxes: list[Box], steps: list[float], doubts: list[str], *, is_numbers: bool
) -> list[float]:
    """Between which lines rows end: at the wider of the table's distances. Where all are about the
    same, each line is a row if it holds numbers alone; otherwise nobody can tell."""
    if not steps:
        return []
    least = min(steps) * 1.18
    if max(steps) <= min(steps) * 1.2:
        if not is_numbers and min(steps) < 1.45 * boxes[0].height:
            doubts.append(UNPARTED)
        least = 0.0
    return [(a + b) / 2 for a, b in pairwise(_lines(boxes)) if b - a > least]


def _column(box: Box, heads: dict[str, Box]) -> tuple[str, float]:
    """The column that a cell stands in, and how far from its head: the one whose head it shares
    most of its width with, else the one whose left edge is nearest before it."""
    shared = {key: head.shared_width(box) for key, head in heads.items()}
    best = max(shared, key=lambda key: shared[key])
    if shared[best] > 0:
        return best, 0.0
    off = {key: min(abs(head.x - box.x), abs(head.left - box.left)) for key, head in heads.items()}
    best = min(off, key=lambda key: off[key])
    return best, off[best]


def _below_heads(region: Region, heads: dict[str, Box], index: int) -> Box:
    """The place of a piece; where it is in another newspaper column than the heads, its place is
    moved into theirs."""
    piece, stream = region.piece(index), region.stream
    gutter = stream.gutters.get(piece.sheet)
    if gutter is None:
        return piece.box
    sheet, column, _y = _rank(region, index)
    # The heads may stand on a sheet before, which is divided in the same way.
    left = min(box.left for box in heads.values())
    own, theirs = stream.edges[sheet, column], stream.edges.get((sheet, int(left >= gutter)))
    shift = (theirs if theirs is not None else own) - own
    return Box(piece.box.left + shift, piece.box.top, piece.box.right + shift, piece.box.bottom)


def _put(region: Region, row: _Row, heads: dict[str, Box], index: int, doubts: list[str]) -> bool:
    """Put a piece into its cell; whether it stands in one."""
    box = _below_heads(region, heads, index)
    key, off = _column(box, heads)
    over = [name for name, head in heads.items() if head.shared_width(box) > 0.5 * head.width]
    places = sorted(head.x for head in heads.values())
    spacing = min((b - a for a, b in pairwise(places)), default=200.0)
    if off > 0.6 * spacing:
        return False
    if len(over) > 1:
        doubts.append("a cell stands below several columns")
    elif off > 0.45 * spacing:
        doubts.append("a cell stands between two columns")
    row.cells.setdefault(key, []).append(index)
    return True


def _values(region: Region, part: Part, row: _Row, doubts: list[str]) -> dict[str, Any]:
    """A row's cells, typed. A text in a column of numbers is kept as it is written, and doubted."""
    values: dict[str, Any] = {}
    for column in part.columns:
        indexes = row.cells.get(column.key, [])
        text = " ".join(filter(None, (region.text_left(index) for index in indexes))).strip()
        if text.lower() in NOTHING:
            continue
        values[column.key] = typed(text, column, doubts)
    for indexes in row.cells.values():
        for index in indexes:
            region.use(index)
    if values and row.label:
        return {"row": row.label, **values}
    return values


def typed(text: str, column: Column, doubts: list[str]) -> Any:
    if column.kind == Kind.NUMBER:
        number = number_of(text)
        if number is None or not is_only_number(text):
            doubts.append("a cell of a column of numbers holds more than a number")
        return text if number is None else number
    if column.kind == Kind.DATE:
        day = day_of(text)
        if day is None:
            doubts.append("a cell of a column of days holds no clear day")
        return day or text
    return text
