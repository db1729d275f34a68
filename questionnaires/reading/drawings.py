"""What a page of a PDF draws beside its text: rules, boxes, curves around words, loose strokes."""

import ctypes
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2
from pypdfium2 import raw

from questionnaires.reading.sheets import Box, Rule

MOST_SHAPES = 20_000
MOST_POINTS = 400_000
# In points: thinner is a line; a box to tick has sides between these.
THIN = 2.2
SMALLEST, LARGEST = 4.5, 24.0
LEAST_RULE, LEAST_UPRIGHT = 26.0, 8.0
LARGEST_PICTURE = 30.0
# Width and height of the smallest cells.
LEAST_CELL = (14.0, 7.0)
# The darkest and the lightest grey that make a ground, 0 to 255.
TINTS = (90.0, 252.0)
# The greatest distance to a line's continuation, and the least length by which it goes on.
TOUCHING, BEYOND = 2.5, 3.5


@dataclass(frozen=True)
class Shape:
    """One closed or open line, in points from the top left. ``corners``: how many corners of its
    box it goes through; ``is_curved``: drawn in curves; ``is_tint``: a ground without an outline,
    whose edges are no lines."""

    box: Box
    corners: int
    points: int
    is_curved: bool
    is_filled: bool
    is_tint: bool


@dataclass
class Drawn:
    """``boxes`` stand for themselves or are empty squares and circles; ``strokes`` are the rest.
    ``fills``: what is filled and as large as a cell, whatever else it is."""

    rules: list[Rule] = field(default_factory=list)
    uprights: list[Box] = field(default_factory=list)
    sides: list[Box] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    loops: list[Box] = field(default_factory=list)
    strokes: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    fills: list[Box] = field(default_factory=list)
    is_whole: bool = True


class TooMuchDrawn(Exception):
    pass


def drawn_on(page: pypdfium2.PdfPage, height: float) -> Drawn:
    """The drawings of a page; ``is_whole`` is false where there are more than any form has."""
    drawn = Drawn()
    count = 0
    try:
        for shape in _shapes(page, height, drawn.pictures):
            count += 1
            if count > MOST_SHAPES:
                raise TooMuchDrawn
            _sort(shape, drawn)
            drawn.fills += [shape.box] if _is_ground(shape) else []
    except TooMuchDrawn:
        drawn.is_whole = False
    drawn.rules = _whole_rules(drawn.rules)
    drawn.boxes += _squares_of_sides(drawn.sides)
    drawn.boxes = _innermost(_without_cells(drawn))
    return drawn


def _without_cells(drawn: Drawn) -> list[Box]:
    """The boxes without the small cells of tables: both lines between which a cell stands go on
    beyond it."""
    lines: dict[int, list[Rule]] = defaultdict(list)
    for rule in [*drawn.rules, *(Rule(side.y, side.left, side.right) for side in drawn.sides)]:
        lines[round(rule.y)].append(rule)

    def goes_on(y: float, box: Box) -> bool:
        near = (rule for at in range(round(y) - 1, round(y) + 2) for rule in lines.get(at, ()))
        return any(
            rule.left <= box.right + TOUCHING
            and rule.right >= box.left - TOUCHING
            and (rule.left < box.left - BEYOND or rule.right > box.right + BEYOND)
            for rule in near
        )

    return [box for box in drawn.boxes if not (goes_on(box.top, box) and goes_on(box.bottom, box))]


def _is_ground(shape: Shape) -> bool:
    width, height = LEAST_CELL
    return shape.is_filled and shape.box.width >= width and shape.box.height >= height


def _sort(shape: Shape, drawn: Drawn) -> None:
    box = shape.box
    if box.height <= THIN and box.width > box.height:
        if box.width >= LEAST_RULE:
            drawn.rules.append(Rule(box.y, box.left, box.right))
        else:
            drawn.sides.append(box)
    elif box.width <= THIN:
        if box.height >= LEAST_UPRIGHT:
            drawn.uprights.append(box)
        if box.height < LEAST_RULE:
            drawn.sides.append(box)
    elif _is_closed(shape) and _is_box(box):
        drawn.boxes.append(box)
    elif _is_closed(shape) and shape.is_curved and box.width < 120 and box.height < 40:
        drawn.loops.append(box)
    elif box.width > LARGEST_PICTURE or box.height > LARGEST_PICTURE:
        if shape.corners >= 3 and box.width >= LEAST_RULE:
            edges = () if shape.is_tint else (box.top, box.bottom)
            drawn.rules += [Rule(y, box.left, box.right) for y in edges]
            drawn.uprights += [Box(x, box.top, x, box.bottom) for x in (box.left, box.right)]
    else:
        drawn.strokes.append(box)


def _whole_rules(rules: list[Rule]) -> list[Rule]:
    """Rules that are drawn cell by cell as one."""
    whole: list[Rule] = []
    level: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: rule.y):
        if level and rule.y - level[0].y > 1.5:
            whole += _joined_rules(level)
            level = []
        level.append(rule)
    return whole + _joined_rules(level)


def _joined_rules(level: list[Rule]) -> list[Rule]:
    """Rules of one height, those that touch as one."""
    joined: list[Rule] = []
    for rule in sorted(level, key=lambda rule: rule.left):
        last = joined[-1] if joined else None
        if last and rule.left <= last.right + 3:
            joined[-1] = Rule(last.y, last.left, max(last.right, rule.right))
        else:
            joined.append(rule)
    return joined


def _is_closed(shape: Shape) -> bool:
    return shape.corners >= 3 or (shape.is_curved and shape.points >= 12)


def _is_box(box: Box) -> bool:
    sides = (box.width, box.height)
    return min(sides) >= SMALLEST and max(sides) <= LARGEST and 0.6 <= box.width / box.height <= 1.6


def _shapes(page: pypdfium2.PdfPage, height: float, pictures: list[Box]) -> Iterator[Shape]:
    left = MOST_POINTS
    for item in page.get_objects(
        filter=(raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE), max_depth=4
    ):
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            left_, bottom, right, top = item.get_bounds()
            pictures.append(Box(left_, height - top, right, height - bottom))
            continue
        matrix = _whole_matrix(item)
        fill = _fill(item.raw)
        count = raw.FPDFPath_CountSegments(item.raw)
        left -= count
        if left < 0:
            raise TooMuchDrawn
        points: list[tuple[float, float]] = []
        curves = 0
        x, y = ctypes.c_float(), ctypes.c_float()
        for index in range(count):
            segment = raw.FPDFPath_GetPathSegment(item.raw, index)
            kind = raw.FPDFPathSegment_GetType(segment)
            if kind == raw.FPDF_SEGMENT_MOVETO and points:
                yield from _shape(points, curves, height, fill)
                points, curves = [], 0
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            curves += kind == raw.FPDF_SEGMENT_BEZIERTO
            points.append(matrix.on_point(x.value, y.value))
        yield from _shape(points, curves, height, fill)


def _whole_matrix(item: pypdfium2.PdfObject) -> pypdfium2.PdfMatrix:
    """The matrix of an object with those of the forms that it stands in."""
    matrix = item.get_matrix()
    container = getattr(item, "container", None)
    while container is not None:
        matrix = matrix.multiply(container.get_matrix())
        container = getattr(container, "container", None)
    return matrix


def _fill(item: object) -> tuple[bool, bool]:
    """Whether a path is filled, and whether with a tint and without an outline."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, fill, stroke)
    if not fill.value or stroke.value:
        return bool(fill.value), False
    red, green, blue, alpha = (ctypes.c_uint() for _each in range(4))
    raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)
    return True, TINTS[0] <= (red.value + green.value + blue.value) / 3 <= TINTS[1]


def _shape(
    points: list[tuple[float, float]],
    curves: int,
    height: float,
    fill: tuple[bool, bool],
) -> Iterator[Shape]:
    if len(points) < 2:
        return
    xs, ys = [x for x, _y in points], [height - y for _x, y in points]
    box = Box(min(xs), min(ys), max(xs), max(ys))
    near_x, near_y = max(box.width * 0.12, 0.3), max(box.height * 0.12, 0.3)
    corners = {
        (x > box.x, y > box.y)
        for x, y in zip(xs, ys, strict=True)
        if min(x - box.left, box.right - x) <= near_x and min(y - box.top, box.bottom - y) <= near_y
    }
    # The corners of a rounded box are left out by its curves.
    yield Shape(box, len(corners), len(points), curves >= 4, *fill)


def _squares_of_sides(sides: list[Box]) -> list[Box]:
    """Boxes that are drawn as four lines."""
    flat = [side for side in sides if side.width > side.height and side.width >= SMALLEST]
    upright = [side for side in sides if side.height >= side.width and side.height >= SMALLEST]
    found: list[Box] = []
    if len(flat) * len(upright) > 400_000:
        return found
    for top in flat:
        for left in upright:
            if abs(left.left - top.left) > 1.5 or abs(left.top - top.top) > 1.5:
                continue
            box = Box(top.left, top.top, top.right, left.bottom)
            has_bottom = any(
                abs(other.y - box.bottom) < 1.5 and abs(other.left - box.left) < 1.5
                for other in flat
            )
            has_right = any(
                abs(other.x - box.right) < 1.5 and abs(other.top - box.top) < 1.5
                for other in upright
            )
            if has_bottom and has_right and _is_box(box):
                found.append(box)
    return found


def _innermost(boxes: list[Box]) -> list[Box]:
    """Each box once: of an outline and what lies in it, the outline's inner edge."""
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda box: box.width * box.height):
        inside = next(
            (
                index
                for index, other in enumerate(kept)
                if abs(other.x - box.x) < 3 and abs(other.y - box.y) < 3
            ),
            None,
        )
        if inside is None:
            kept.append(box)
        elif kept[inside].width < box.width * 0.75:
            # What is drawn inside a box is its tick; the box is the outer one.
            kept[inside] = box
    return kept
