"""Cells under the answers that head columns. One may stand on another ground than the rest: it is
shaded instead of ticked. A ground that the form itself gives to rows, to columns or to heads tells
nothing."""

from collections import Counter
from dataclasses import dataclass, field

from questionnaires.reading.groups import LEAST_PICKS, LEAST_SHARE, has_tick
from questionnaires.reading.options import Columns
from questionnaires.reading.regions import Region
from questionnaires.reading.sheets import Box, Shade, Sheet, Ticked

# How far the cells of a question with heads of its own may be below these, in points.
OWN_ROW = 60.0
# A column that is shaded this often beside a tick in another is the form's design.
LEAST_DESIGN = 2
# A tick stands no farther from the middle of its column, in units of the columns' distance.
MOST_OFFSET = 0.5


@dataclass
class Pick:
    """The answer whose cell is told by its ground, and whether the grounds are unclear."""

    answer: str | None = None
    is_unclear: bool = False


@dataclass
class Shading:
    """What the cells of a document show. ``is_sure``: that is how the document answers."""

    is_sure: bool = False
    picks: dict[str, Pick] = field(default_factory=dict)

    def of(self, region: Region) -> Pick:
        return self.picks.get(region.question.key, Pick())


def shading_in(regions: list[tuple[Region, Columns]]) -> Shading:
    """What the questions with a tick show together, each with the columns that hold for it."""
    own = [(region, columns) for region, columns in regions if has_tick(region.question)]
    picks = {region.question.key: _pick(region, columns) for region, columns in own}
    ticks = {region.question.key: _ticked(region, columns) for region, columns in own}
    beside = Counter(
        pick.answer for key, pick in picks.items() if pick.answer and ticks[key] - {pick.answer}
    )
    for pick in picks.values():
        if pick.answer and beside[pick.answer] >= LEAST_DESIGN:
            pick.answer = None
    told = [pick.answer for pick in picks.values() if pick.answer]
    is_usual = len(told) >= LEAST_PICKS and len(told) >= LEAST_SHARE * len(picks)
    is_ticked = 2 * sum(map(bool, ticks.values())) > len(told)
    return Shading(is_usual and len(set(told)) > 1 and not is_ticked, picks)


def is_shaded_below(region: Region, columns: Columns) -> bool:
    """Whether a cell below a question's own heads has a ground of its own."""
    return any(
        shade.colour
        and shade.sheet == columns.sheet
        and columns.top + 3 < shade.box.top < columns.top + OWN_ROW
        and any(shade.box.left <= x <= shade.box.right for x in columns.middles.values())
        for shade in region.shades
    )


def _pick(region: Region, columns: Columns) -> Pick:
    answers = {answer for part in region.question.parts for answer in part.answers}
    middles = {key: x for key, x in columns.middles.items() if key in answers}
    row = _row(region, columns)
    if len(middles) < 2 or row is None:
        return Pick()
    sheet, y = region.sheet(row[0]), row[1]
    colours = {key: colour_at(sheet, x, y) for key, x in middles.items()}
    counts = Counter(colours.values())
    if len(counts) == 1:
        return Pick()
    heads = region.sheet(columns.sheet)
    of_heads = {colour_at(heads, box.x, box.y) for box in columns.boxes.values()}
    rest, _count = counts.most_common()[0]
    around = _around(region, sheet, y, middles)
    odd = [key for key, colour in colours.items() if colour and colour != around]
    if len(odd) == 1 and len(counts) == 2:
        is_plain = colours[odd[0]] not in of_heads
    else:
        # All answers stand on a ground of the form's, and one on another.
        odd = [key for key, colour in colours.items() if colour and colour != rest]
        is_plain = len(odd) == 1 and counts[rest] == len(colours) - 1 > 1
        is_plain = is_plain and colours[odd[0]] not in of_heads | {around}
    if not is_plain or _has_words(region, row[0], middles[odd[0]], y):
        return Pick(is_unclear=True)
    return Pick(odd[0])


def _row(region: Region, columns: Columns) -> tuple[int, float] | None:
    """The sheet and the height of the cells of a question: below its own heads, or beside its
    words."""
    if not set(columns.pieces) & set(region.pieces):
        return region.start, region.head_box.y
    below = [
        shade.box
        for shade in region.shades
        if shade.colour
        and shade.sheet == columns.sheet
        and columns.top + 3 < shade.box.top < columns.top + OWN_ROW
    ]
    if not below:
        return None
    first = min(below, key=lambda box: box.top)
    return columns.sheet, first.y


def _around(region: Region, sheet: Sheet, y: float, middles: dict[str, float]) -> str:
    """The ground of the row, or of the cell of the question's words, unless that is an answer's."""
    left = region.head_box.left
    shade = _cell_at(sheet, left + 1, y)
    if shade is None:
        return ""
    answers = [shade[0].left <= x <= shade[0].right for x in middles.values()]
    return shade[1] if all(answers) or not any(answers) else ""


def colour_at(sheet: Sheet, x: float, y: float) -> str:
    """The colour of the ground at a point; empty where it has none of its own."""
    shade = _cell_at(sheet, x, y)
    return shade[1] if shade else ""


def _cell_at(sheet: Sheet, x: float, y: float) -> tuple[Box, str] | None:
    """The smallest of the grounds at a point, which lies on the others."""
    found = [(shade.box, shade.colour) for shade in sheet.shades if shade.box.holds(x, y)]
    return min(found, key=lambda each: each[0].width * each[0].height, default=None)


def empty_shades(region: Region, sheet: int, y: float) -> list[Shade]:
    """The cells of a region's row that have a ground of their own and hold no words."""
    pieces = [region.piece(i).box for i in region.pieces if region.piece(i).sheet == sheet]
    return [
        shade
        for shade in region.shades
        if shade.colour
        and shade.sheet == sheet
        and shade.box.top <= y <= shade.box.bottom
        and not any(shade.box.holds(box.x, box.y) for box in pieces)
    ]


def _has_words(region: Region, sheet: int, x: float, y: float) -> bool:
    """Whether words of the question stand in the cell at a point: the shade is then theirs."""
    cell = _cell_at(region.sheet(sheet), x, y)
    return cell is not None and any(
        region.piece(index).sheet == sheet
        and cell[0].holds(region.piece(index).box.x, region.piece(index).box.y)
        for index in region.pieces
    )


def _ticked(region: Region, columns: Columns) -> set[str]:
    """The answers in whose columns something is ticked beside the question."""
    marks = (m for m in region.marks if m.state != Ticked.NO and m.sheet == region.start)
    places = (columns.at(mark.box.x) for mark in marks)
    return {answer for answer, offset in places if offset < MOST_OFFSET}
