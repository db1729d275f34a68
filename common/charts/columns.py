"""Columns side by side: cycles over the years, commitments in the order of a document."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.charts.canvas import Canvas
from common.charts.looks import LABEL, SMALL

HEIGHT = 190.0
TOP = 26.0
AXIS_ROOM = 40.0
COLUMN = 44.0


@dataclass(frozen=True)
class Column:
    """A count on record beside what was published; None where there is none."""

    label: str
    recorded: int | None
    published: int | None


@dataclass(frozen=True)
class Columns:
    """Counts of up to ``total``, which ``total_label`` names. Recorded ones are filled, published
    ones outlined beside them; ``names`` say so."""

    columns: Sequence[Column]
    total: int
    total_label: str
    names: tuple[str, str]

    def draw(self, canvas: Canvas) -> float:
        y = self._key(canvas)
        bottom = y + TOP + HEIGHT
        self._scale(canvas, y + TOP, bottom)
        room = (canvas.width - AXIS_ROOM) / max(len(self.columns), 1)
        for index, column in enumerate(self.columns):
            self._column(canvas, column, AXIS_ROOM + room * (index + 0.5), bottom, room)
        canvas.line((AXIS_ROOM, bottom), (canvas.width, bottom), "axis")
        return bottom + LABEL + 14

    def _key(self, canvas: Canvas) -> float:
        y = 0.0
        for name, look in zip(self.names, ("fill", "beside"), strict=True):
            canvas.rect(1, y + 1, 12, 12, look)
            y = canvas.lines(22, y + 12, canvas.width - 22, name, "label") + 8
        return y

    def _scale(self, canvas: Canvas, top: float, bottom: float) -> None:
        for count in range(0, self.total, 50):
            self._level(canvas, bottom, count, "grid")
        self._level(canvas, bottom, self.total, "axis")
        canvas.text(canvas.width, top - 8, self.total_label, "small", "end")

    def _level(self, canvas: Canvas, bottom: float, count: int, look: str) -> None:
        y = bottom - self._length(count)
        canvas.line((AXIS_ROOM, y), (canvas.width, y), look)
        if look == "axis" or self.total - count > 25:
            canvas.text(AXIS_ROOM - 8, y + 4, str(count), "small", "end")

    def _column(self, canvas: Canvas, column: Column, x: float, bottom: float, room: float) -> None:
        width = min(COLUMN, room * 0.4)
        counts = [(column.recorded, "fill"), (column.published, "beside")]
        shown = [(count, look) for count, look in counts if count is not None]
        start = x - width * len(shown) / 2
        for count, look in shown:
            height = self._length(count)
            canvas.rect(start + 1, bottom - height, width - 2, height, look)
            canvas.text(start + width / 2, bottom - height - 6, str(count), "strong", "middle")
            start += width
        canvas.text(x, bottom + LABEL + 6, column.label, "label", "middle")

    def _length(self, count: int) -> float:
        return HEIGHT * min(count, self.total) / self.total if self.total else 0


@dataclass(frozen=True)
class Band:
    """A section: its short label, and for each of its commitments the share that addresses it (None
    where nobody was asked) and a hint that names it."""

    label: str
    shares: Sequence[tuple[float | None, str]]


@dataclass(frozen=True)
class Shares:
    """A column for each commitment, from 0 to 100 per cent, section by section."""

    bands: Sequence[Band]

    def draw(self, canvas: Canvas) -> float:
        bottom = TOP + HEIGHT
        for part in (0, 25, 50, 75, 100):
            y = bottom - HEIGHT * part / 100
            canvas.line((AXIS_ROOM, y), (canvas.width, y), "grid")
            canvas.text(AXIS_ROOM - 6, y + 4, f"{part}%", "small", "end")
        count = sum(len(band.shares) for band in self.bands)
        gap = 6.0 if canvas.width > 400 else 3.0
        room = canvas.width - AXIS_ROOM - gap * len(self.bands)
        x = AXIS_ROOM
        for band in self.bands:
            width = room * len(band.shares) / max(count, 1)
            self._band(canvas, band, x + gap / 2, width, bottom)
            x += width + gap
        return bottom + SMALL + 12

    def _band(self, canvas: Canvas, band: Band, x: float, width: float, bottom: float) -> None:
        step = width / max(len(band.shares), 1)
        for index, (share, hint) in enumerate(band.shares):
            place = x + step * index + step * 0.1
            if share is None:
                canvas.rect(place, bottom - 6, step * 0.8, 6, "unknown", hint=hint)
            else:
                height = HEIGHT * share
                canvas.rect(place, bottom - height, step * 0.8, height, "fill", hint=hint)
        canvas.line((x, bottom + 3), (x + width, bottom + 3), "limit-solid")
        canvas.text(x + width / 2, bottom + SMALL + 8, band.label, "small", "middle")
