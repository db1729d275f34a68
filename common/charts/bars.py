"""Bars, one line each: a name, a figure in words, a share; beside it the share of a group."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.charts.canvas import Canvas
from common.charts.looks import LABEL
from common.charts.text import width_of

THICK, THIN = 12, 7
GAP = 18
KEY = 12


@dataclass(frozen=True)
class Bar:
    """A share between 0 and 1, or None where there is nothing to share; ``value`` says it in words.
    ``beside`` and ``beside_value`` are the share that it is compared with."""

    label: str
    value: str
    share: float | None
    beside: float | None = None
    beside_value: str = ""


@dataclass(frozen=True)
class Bars:
    """``names`` explain the bars and those beside them; empty where that is plain."""

    bars: Sequence[Bar]
    names: tuple[str, str] | None = None

    def draw(self, canvas: Canvas) -> float:
        y = self._key(canvas) if self.names else 0.0
        for bar in self.bars:
            y = self._bar(canvas, bar, y)
        return y

    def _key(self, canvas: Canvas) -> float:
        """The two kinds of bars, by name."""
        y = 0.0
        for name, look in zip(self.names or (), ("fill", "beside"), strict=True):
            canvas.rect(1, y + 1, KEY, KEY, look)
            y = canvas.lines(KEY + 10, y + KEY, canvas.width - KEY - 10, name, "label") + 8
        return y + 8

    def _bar(self, canvas: Canvas, bar: Bar, y: float) -> float:
        """Draw one line from ``y`` on; returns where it ends."""
        room = canvas.width - width_of(bar.value, LABEL) - GAP
        baseline = y + LABEL
        canvas.text(canvas.width, baseline, bar.value, "strong", "end")
        y = canvas.lines(0, baseline, room, bar.label, "label") + 8
        _share(canvas, y, THICK, bar.share, "fill")
        y += THICK
        if self.names:
            y += 4
            _share(canvas, y, THIN, bar.beside, "beside")
            canvas.text(canvas.width, y + THIN + 12, bar.beside_value, "small", "end")
            y += THIN + 12
        return y + GAP


def _share(canvas: Canvas, y: float, height: float, share: float | None, look: str) -> None:
    """A bar on its track; an empty broken frame where there is no share."""
    if share is None:
        canvas.rect(0.5, y + 0.5, canvas.width - 1, height - 1, "unknown")
        return
    canvas.rect(0, y, canvas.width, height, "track")
    canvas.rect(0.75, y, (canvas.width - 1.5) * share, height, look)
