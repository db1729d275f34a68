"""Where each State has its square on the tile map.

``tiles.txt`` shows it: one row of squares a line, one code of three letters a square, dots for
none. The places are the tracker's own: they show only roughly where people look for a State. All
squares have one size, and no boundary is drawn.
"""

from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

EMPTY = "..."
LAYOUT = Path(__file__).with_name("tiles.txt")

Place = tuple[int, int]
# A straight line between two corners of squares, each as column and row.
Edge = tuple[Place, Place]


@cache
def places() -> dict[str, Place]:
    """The column and row of each code, from 0."""
    return {
        code: (column, row)
        for row, line in enumerate(LAYOUT.read_text(encoding="ascii").splitlines())
        for column, code in enumerate(line.split())
        if code != EMPTY
    }


def placed(codes: Collection[str]) -> dict[str, Place]:
    """The place of each of ``codes``; codes that the layout does not have stand below it, in
    order."""
    known = places()
    columns, rows = size()
    unknown = sorted(code for code in codes if code not in known)
    spare = {code: (index % columns, rows + index // columns) for index, code in enumerate(unknown)}
    return {code: known.get(code) or spare[code] for code in codes}


@cache
def size() -> Place:
    """How many columns and rows the layout has."""
    columns, rows = zip(*places().values(), strict=True)
    return max(columns) + 1, max(rows) + 1


def outline(squares: Collection[Place]) -> list[Edge]:
    """The lines around ``squares``: every side that no two of them share; sides in a row are one
    line."""
    return [*_across(squares), *_down(squares)]


def _across(squares: Collection[Place]) -> Iterator[Edge]:
    sides = {
        (row + below, column)
        for column, row in squares
        for below in (0, 1)
        if (column, row - 1 + 2 * below) not in squares
    }
    for row, start, end in _runs(sides):
        yield (start, row), (end, row)


def _down(squares: Collection[Place]) -> Iterator[Edge]:
    sides = {
        (column + after, row)
        for column, row in squares
        for after in (0, 1)
        if (column - 1 + 2 * after, row) not in squares
    }
    for column, start, end in _runs(sides):
        yield (column, start), (column, end)


def _runs(sides: Collection[Place]) -> Iterator[tuple[int, int, int]]:
    """Touching sides on one line, joined: the line, its first and its last corner."""
    for line, start in sorted(sides):
        if (line, start - 1) in sides:
            continue
        end = start + 1
        while (line, end) in sides:
            end += 1
        yield line, start, end
