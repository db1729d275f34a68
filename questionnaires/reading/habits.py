"""What a whole document does: which answers head columns, where marks stand. One question alone
does not always show it."""

from dataclasses import dataclass, field

from questionnaires.reading.groups import Printed, has_tick
from questionnaires.reading.options import Columns, direction, items_of, rings_in
from questionnaires.reading.regions import Region
from questionnaires.reading.shades import MOST_OFFSET, Shading, is_shaded_below, shading_in

# How far from the middle of its column a tick surely stands, in units of the columns' distance.
SURE_OFFSET = 0.33


@dataclass
class Habits:
    """What a whole document does: where marks stand, the columns of answers, whether answers are
    ringed, where on each sheet the words of its last question end, whether most questions with a
    tick head columns of their own, what printed answers without marks look like, and what cells
    without marks stand on."""

    side: str = "before"
    is_sure: bool = False
    columns: list[Columns] = field(default_factory=list)
    has_rings: bool = False
    lowest: dict[int, float] = field(default_factory=dict)
    has_own_columns: bool = False
    printed: Printed = field(default_factory=Printed)
    shading: Shading = field(default_factory=Shading)


def habits_of(regions: list[Region], columns: list[Columns], printed: Printed) -> Habits:
    lines = [
        items_of(region, line)
        for region in regions
        for line in region.lines()
        if line.marks or any(len(region.text_left(i)) < 60 for i in line.pieces)
    ]
    side, is_sure = direction(lines)
    has_rings = bool(regions) and rings_in(regions[0].stream)
    lowest: dict[int, float] = {}
    for region in regions:
        lowest[region.start] = max(lowest.get(region.start, 0.0), region.head_box.bottom)
    with_tick = [region for region in regions if has_tick(region.question)]
    heading = [r for r in with_tick if any(is_marked(r, c) for c in own_columns(r, columns))]
    has_own = len(heading) > 0.5 * len(with_tick)
    habits = Habits(side, is_sure, columns, has_rings, lowest, has_own, printed)
    headed = ((region, columns_for(region, habits)) for region in with_tick)
    habits.shading = shading_in([(region, each) for region, each in headed if each is not None])
    return habits


def columns_for(region: Region, habits: Habits) -> Columns | None:
    """The columns that hold for a region: those headed in it, else the last before it."""
    place = (region.start, region.stream.column(region.start, region.head_box.left))
    own = own_columns(region, habits.columns)
    in_row = [c for c in own if is_marked(region, c)]
    if in_row or (own and habits.has_own_columns):
        return (in_row or own)[0]
    before = [
        columns
        for columns in habits.columns
        if (columns.sheet, columns.column, columns.top) < (*place, region.head_box.bottom)
        and columns not in own
    ]
    return before[-1] if before else None


def own_columns(region: Region, columns: list[Columns]) -> list[Columns]:
    """The columns that are headed within a region."""
    return [c for c in columns if c.sheet in region.sheets and set(c.pieces) & set(region.pieces)]


def is_marked(region: Region, columns: Columns) -> bool:
    """Whether a mark of the region, or a shaded cell, stands below the heads of its own columns."""
    return is_shaded_below(region, columns) or any(
        mark.sheet == columns.sheet
        and mark.box.y > columns.top + 3
        and columns.at(mark.box.x)[1] <= MOST_OFFSET
        and mark.box.y < columns.top + 60
        for mark in region.marks
    )
