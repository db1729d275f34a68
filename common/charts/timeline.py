"""A line of cycles, each with a mark that says whether a report came."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.charts.canvas import Canvas
from common.charts.looks import LABEL

RADIUS = 9
# Where the marks stand, and the first line of words under them.
MARK_Y, WORDS_Y = 34.0, 66.0
LOOKS = {"reported": "fill", "not_reported": "beside", "not_known": "unknown"}


@dataclass(frozen=True)
class Moment:
    """A cycle: ``state`` is ``reported``, ``not_reported`` or ``not_known``, ``words`` say so."""

    label: str
    state: str
    words: str


@dataclass(frozen=True)
class Timeline:
    """From the earliest on, in the direction of reading."""

    moments: Sequence[Moment]

    def draw(self, canvas: Canvas) -> float:
        if not self.moments:
            return 0
        room = canvas.width / len(self.moments)
        canvas.line((0, MARK_Y), (canvas.width, MARK_Y), "axis")
        ends = [
            self._moment(canvas, moment, room * (index + 0.5), room)
            for index, moment in enumerate(self.moments)
        ]
        return max(ends) + 8

    def _moment(self, canvas: Canvas, moment: Moment, x: float, room: float) -> float:
        canvas.text(x, LABEL, moment.label, "strong", "middle")
        # The line would show through hollow marks.
        canvas.circle((x, MARK_Y), RADIUS, "ground")
        canvas.circle((x, MARK_Y), RADIUS, LOOKS[moment.state], hint=moment.words)
        return canvas.lines(x, WORDS_Y, room - 8, moment.words, "small", anchor="middle")
