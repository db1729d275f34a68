"""What one way of reading a tick gives, and where that stands."""

from dataclasses import dataclass, field

from questionnaires.reading.regions import Region
from questionnaires.reading.result import Origin
from questionnaires.reading.sheets import Box, Mark, Ticked


@dataclass
class Found:
    """What one way of reading gives: for each answer the state of its mark, and where."""

    way: str
    marks: dict[str, Ticked] = field(default_factory=dict)
    box: Box | None = None
    sheet: int = 0
    how: Origin = Origin.GLYPH
    doubts: list[str] = field(default_factory=list)


def with_place(found: Found, marks: list[Mark]) -> Found:
    """The place of the tick, or of all the boxes where there is none."""
    ticked = [mark for mark in marks if mark.state == Ticked.YES] or marks
    if ticked:
        found.sheet, found.how = ticked[0].sheet, ticked[0].how
        found.box = ticked[0].box
        for mark in ticked[1:]:
            if mark.sheet == found.sheet:
                found.box = found.box.joined(mark.box)
    return found


def is_beside_text(region: Region, mark: Mark) -> bool:
    """Whether a mark leads or follows a text closely, as the box of a choice does."""
    for index in region.pieces:
        piece = region.piece(index)
        if piece.sheet != mark.sheet or not region.text_left(index):
            continue
        if abs(piece.box.y - mark.box.y) > 0.7 * piece.size:
            continue
        gap = max(piece.box.left - mark.box.right, mark.box.left - piece.box.right)
        if -1 <= gap < 0.6 * piece.size + 2:
            return True
    return False
