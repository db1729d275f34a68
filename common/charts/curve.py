"""How reports arrive: a count that grows day by day, in steps."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from common.charts.canvas import Canvas, Point
from common.charts.looks import SMALL

HEIGHT = 200.0
TOP = 44.0
AXIS_ROOM = 40.0
END_ROOM = 14.0
ROUND_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500]


@dataclass(frozen=True)
class Mark:
    """A day that matters, with its name."""

    day: datetime.date
    label: str


@dataclass(frozen=True)
class Curve:
    """``steps`` are days in order, each with the count reached on it; all lie between ``first`` and
    ``last``. ``ticks`` name days under the axis. The line ends on the day ``known_to``, where that
    is before ``last``: nothing is known of the days to come."""

    steps: Sequence[tuple[datetime.date, int]]
    first: datetime.date
    last: datetime.date
    ticks: Sequence[Mark] = field(default_factory=list)
    marks: Sequence[Mark] = field(default_factory=list)
    known_to: datetime.date = datetime.date.max

    def draw(self, canvas: Canvas) -> float:
        bottom = TOP + HEIGHT
        top = self.steps[-1][1] if self.steps else 0
        self._scale(canvas, bottom, top)
        points = list(self._points(canvas, bottom, top))
        if points:
            base = [(points[-1][0], bottom), (points[0][0], bottom)]
            canvas.strokes([[*points, *base]], "area")
            canvas.strokes([points], "curve")
        for index, mark in enumerate(self.marks):
            self._mark(canvas, mark, bottom, SMALL + 16.0 * index)
        self._days(canvas, bottom)
        return bottom + SMALL + 14

    def _scale(self, canvas: Canvas, bottom: float, top: int) -> None:
        step = max(_round_step(top), 1)
        for count in range(0, top + 1, step):
            y = bottom - HEIGHT * count / max(top, 1)
            canvas.line((AXIS_ROOM, y), (canvas.width - END_ROOM, y), "grid")
            canvas.text(AXIS_ROOM - 8, y + 4, str(count), "small", "end")

    def _points(self, canvas: Canvas, bottom: float, top: int) -> list[Point]:
        """The corners of the steps."""
        if not self.steps:
            return []
        found: list[Point] = [(self._x(canvas, self.first), bottom)]
        for day, count in self.steps:
            x = self._x(canvas, day)
            found += [(x, found[-1][1]), (x, bottom - HEIGHT * count / max(top, 1))]
        end = min(self.last, self.known_to)
        return [*found, (self._x(canvas, end), found[-1][1])]

    def _mark(self, canvas: Canvas, mark: Mark, bottom: float, y: float) -> None:
        x = self._x(canvas, mark.day)
        canvas.line((x, y + 4), (x, bottom), "limit")
        if x > canvas.width / 2:
            canvas.text(x + 2, y, mark.label, "small", "end")
        else:
            canvas.text(x - 2, y, mark.label, "small")

    def _days(self, canvas: Canvas, bottom: float) -> None:
        canvas.line((AXIS_ROOM, bottom), (canvas.width - END_ROOM, bottom), "axis")
        places = [(self._x(canvas, tick.day), tick.label) for tick in self.ticks]
        free = AXIS_ROOM - 40
        for x, label in places:
            canvas.line((x, bottom), (x, bottom + 5), "axis")
            if x - free >= 58:
                canvas.text(x, bottom + SMALL + 8, label, "small", "middle")
                free = x

    def _x(self, canvas: Canvas, day: datetime.date) -> float:
        span = max((self.last - self.first).days, 1)
        room = canvas.width - AXIS_ROOM - END_ROOM
        return AXIS_ROOM + room * (day - self.first).days / span


def _round_step(top: int) -> int:
    """A round step that divides ``top`` into at most five."""
    return next((step for step in ROUND_STEPS if top <= 5 * step), top)
