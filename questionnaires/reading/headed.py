"""Ticks in the columns that answers head, and cells there that are shaded instead."""

from questionnaires.reading.found import Found, is_beside_text, with_place
from questionnaires.reading.habits import SURE_OFFSET, Habits, columns_for, own_columns
from questionnaires.reading.options import Columns
from questionnaires.reading.regions import Region
from questionnaires.reading.result import Origin
from questionnaires.reading.shades import MOST_OFFSET, colour_at
from questionnaires.reading.sheets import WHITE, Box, Mark, Ticked
from questionnaires.reading.words import ANSWERS, words


def in_columns(region: Region, habits: Habits) -> Found | None:
    """Marks in the columns that answers head."""
    columns = columns_for(region, habits)
    if columns is None:
        return None
    found = Found("columns", dict.fromkeys(columns.middles, Ticked.NO))
    used: list[Mark] = []
    has_boxes = _has_boxes(region, columns)
    sheets = {region.start - region.begins_before, region.start, columns.sheet}
    for mark in region.marks:
        if mark.sheet not in sheets:
            continue
        key, offset = columns.at(mark.box.x)
        if offset > MOST_OFFSET or is_beside_text(region, mark) or _is_of_choice(region, mark):
            continue
        used.append(mark)
        state = mark.state
        if mark.loose and has_boxes and state != Ticked.NO:
            found.doubts.append("there is ink beside the boxes")
        if state != Ticked.NO and (offset > SURE_OFFSET or not columns.is_below(key, mark.box.x)):
            found.doubts.append("a tick stands between two columns")
        if state == Ticked.YES or found.marks[key] == Ticked.NO:
            found.marks[key] = state
    shading = habits.shading.of(region)
    is_own = columns in own_columns(region, [columns])
    is_own = is_own and (habits.has_own_columns or shading.answer is not None)
    if not used and (
        _has_words_in_columns(region, columns) or not (is_own or _heads_this(region, columns))
    ):
        return None
    found.doubts += _beyond(region, used)
    _use_shading(found, region, columns, habits)
    found.doubts += [] if used else _unseen_ink(region, columns)
    return found if found.box else with_place(found, used)


def _use_shading(found: Found, region: Region, columns: Columns, habits: Habits) -> None:
    """Take the one answer whose cell is shaded, where nothing is ticked. A tick counts, and is
    doubted where the cell of another answer is shaded."""
    shading, states = habits.shading.of(region), set(found.marks.values())
    answer = shading.answer
    if shading.is_unclear and states <= {Ticked.NO}:
        found.doubts.append("the cells of the answers stand on different grounds")
    if answer is None or found.marks.get(answer) == Ticked.YES:
        return
    if Ticked.YES in states:
        found.doubts.append("the cell of another answer is shaded")
        return
    found.marks[answer] = Ticked.YES
    found.how = Origin.DRAWN_TICK
    if not habits.shading.is_sure:
        found.doubts.append("an answer is told from the others by the ground of its cell alone")
    head, middle = region.head_box, columns.middles[answer]
    half = min(columns.spacing * 0.3, 15.0)
    found.sheet = region.start
    found.box = Box(middle - half, head.top, middle + half, head.bottom)


def _has_boxes(region: Region, columns: Columns) -> bool:
    """Whether boxes are printed in the columns, beside the question's words."""
    return any(
        not mark.loose
        and not mark.is_letter
        and columns.at(mark.box.x)[1] <= MOST_OFFSET
        and mark.box.shared_height(region.head_box) > 0
        for mark in region.marks
    )


def _beyond(region: Region, used: list[Mark]) -> list[str]:
    """Ticks beside the question that stand in no column."""
    head, known = region.head_box, {id(mark) for mark in used}
    for mark in region.marks:
        if id(mark) in known or mark.state == Ticked.NO or mark.sheet != region.start:
            continue
        if region.top <= mark.box.y <= head.bottom + 4 and not is_beside_text(region, mark):
            return ["a tick stands in no column of answers"]
    return []


def _is_of_choice(region: Region, mark: Mark) -> bool:
    """Whether a mark stands in the row of a choice, whose cells in a workbook may be below those of
    the answers."""
    if region.stream.sheets.how != Origin.WORKBOOK:
        return False
    choices = {
        words(text)
        for part in region.question.parts
        for choice in part.choices
        for text in choice.label.values()
    }
    return any(
        words(region.text_left(index)) in choices
        for index in region.pieces
        if region.piece(index).sheet == mark.sheet
        and abs(region.piece(index).box.y - mark.box.y) < 0.7 * region.piece(index).size
    )


def _has_words_in_columns(region: Region, columns: Columns) -> bool:
    return any(
        words(region.text_left(index)) in ANSWERS
        for index in region.pieces
        if index not in columns.pieces
    )


def _heads_this(region: Region, columns: Columns) -> bool:
    """Whether the columns are to the right of the question's words or below them."""
    head = region.head_box
    left = min(columns.middles.values())
    right = max(columns.middles.values())
    return left > head.right - 5 or right < head.left + 5


def _unseen_ink(region: Region, columns: Columns) -> list[str]:
    """Something drawn in a column, on whatever ground, that was not known as a mark."""
    sheet = region.sheet(region.start)
    if sheet.ink is None:
        return []
    head = region.head_box
    half = min(columns.spacing * 0.3, 15.0)
    for middle in columns.middles.values():
        box = Box(middle - half, head.top + 1, middle + half, head.bottom - 1)
        if any(region.piece(i).box.touches(box) for i in region.pieces):
            continue
        ground = int(colour_at(sheet, box.x, box.y) or WHITE)
        if sheet.ink(box, ground) != Ticked.NO:
            return ["there is something in a column of answers"]
    return []
