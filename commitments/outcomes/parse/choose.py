"""Deciding which numbers count the paragraphs: the cheapest reading of the whole document.

Every candidate can continue the numbering, begin or continue a list inside a paragraph, number a
heading, begin a new numbering, or be no number at all. Each reading has a cost; the chain of
readings with the least sum wins (the Viterbi algorithm over very few states), so that one odd
line never derails the rest.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from commitments.outcomes.parse.mark import Kind, Mark, Style
from commitments.outcomes.parse.numerals import REPEATS


class Reading(StrEnum):
    PARAGRAPH = "paragraph"
    FIRST = "first"
    LIST = "list"
    HEADING = "heading"
    NOTHING = "nothing"


@dataclass(frozen=True)
class State:
    """The last number of the paragraphs, of the list inside one, and of decimal headings.

    ``fresh`` is true between a heading and the first paragraph under it; 0 means none yet.
    """

    number: int = 0
    suffix: str = ""
    item: int = 0
    heading: int = 0
    fresh: bool = True


@dataclass(frozen=True)
class Path:
    cost: float
    reading: Reading | None
    before: "Path | None"


GAP = 4.0
NEW_NUMBERING = 2.0
UNLIKELY = 9.0
MAX_STATES = 60
# The cost of taking a number in this style for the number of a paragraph.
STYLE_COSTS = {
    Style.DOT: 0.0,
    Style.SUB: 0.0,
    Style.DASH: 0.5,
    Style.PAREN: 1.5,
    Style.SIGN: 1.5,
    Style.BARE: 3.0,
}


def choose(marks: list[Mark]) -> dict[Mark, Reading]:
    """The reading of every numeric mark."""
    usual = _usual_style(marks)
    paths: dict[State, Path] = {State(): Path(0.0, None, None)}
    for mark in marks:
        step: dict[State, Path] = {}
        for state, path in paths.items():
            for reading, cost, new in _readings(state, mark, usual):
                total = path.cost + cost
                if new not in step or total < step[new].cost:
                    step[new] = Path(total, reading, path)
        paths = dict(sorted(step.items(), key=lambda entry: entry[1].cost)[:MAX_STATES])
    best: Path | None = min(paths.values(), key=lambda path: path.cost)
    readings: list[Reading] = []
    while best:
        if best.reading:
            readings.append(best.reading)
        best = best.before
    numbers = [mark for mark in marks if mark.kind == Kind.NUMBER]
    return dict(zip(numbers, reversed(readings), strict=True))


def _usual_style(marks: list[Mark]) -> Style:
    """The style in which the most numbers follow one another."""
    last: dict[Style, int] = {}
    steps: Counter[Style] = Counter()
    for mark in marks:
        if mark.kind == Kind.NUMBER and not mark.start:
            steps[mark.style] += last.get(mark.style) == mark.value - 1
            last[mark.style] = mark.value
    # Numbers without a stop are only trusted where hardly any other is to be found.
    steps[Style.BARE] //= 3
    return max(steps, key=lambda style: steps[style], default=Style.DOT)


def _passed(state: State, mark: Mark) -> State:
    """The state after a mark that is no number: an annex counts anew, a heading ends lists."""
    if mark.kind == Kind.ANNEX:
        return State()
    if mark.kind in (Kind.HEADING, Kind.RECOMMENDATION):
        return replace(state, item=0, heading=0, fresh=True)
    return replace(state, item=0, fresh=True) if mark.kind == Kind.TITLE else state


def _readings(
    state: State, mark: Mark, usual: Style
) -> Iterator[tuple[Reading | None, float, State]]:
    """Every reading that is possible after ``state``, its cost, and the state it leads to."""
    if mark.kind != Kind.NUMBER:
        yield None, 0.0, _passed(state, mark)
        return
    yield Reading.NOTHING, _cost_of_nothing(mark, usual), state
    style = 0.0 if mark.style == usual else STYLE_COSTS[mark.style]
    style += 1.4 if mark.open_before else 0.0
    if mark.start:
        # Ten paragraphs on one line must cost less than to pass over them all.
        style += 1.2 if mark.open_before else 0.25
    following = State(mark.value, mark.suffix, heading=state.heading, fresh=False)
    step = _step(state, mark)
    if step is not None:
        yield Reading.PARAGRAPH, step + style + (0.6 if mark.heading_like else 0), following
    if mark.style == Style.SUB:
        return
    if mark.value == 1 and state.number and not mark.suffix and not mark.start:
        first = NEW_NUMBERING if state.fresh else UNLIKELY
        yield Reading.FIRST, first + style, following
    yield from _list_readings(state, mark)
    if mark.heading_like and not mark.suffix and mark.value in (1, state.heading + 1):
        cost = 0.3 if mark.explicit else 0.8
        cost += 2.0 if mark.start else 0.0
        heading = State(state.number, state.suffix, heading=mark.value, fresh=True)
        yield Reading.HEADING, cost + (1.0 if mark.open_before else 0), heading


def _list_readings(state: State, mark: Mark) -> Iterator[tuple[Reading, float, State]]:
    in_list = replace(state, item=mark.value)
    inside = 0.5 if mark.start else 0.0
    if mark.value == 1 and state.number and not state.fresh:
        yield Reading.LIST, inside + (1.0 if mark.after_colon else 7.0), in_list
    elif state.item and mark.value == state.item + 1:
        yield Reading.LIST, inside + 0.2, in_list


def _step(state: State, mark: Mark) -> float | None:
    """What it costs to let the mark continue the numbering; None when it cannot."""
    if mark.style == Style.SUB:
        return _sub_step(state, mark)
    if mark.suffix:
        place = REPEATS.index(mark.suffix)
        expected = REPEATS[place - 1] if place else ""
        if mark.value == state.number:
            return 0.0 if state.suffix == expected else 3.0
        return 0.5 if mark.value == state.number + 1 else None
    if mark.value == state.number + 1 or not state.number:
        return 0.0 if state.number or mark.value == 1 else 4.0
    if mark.value == state.number and not mark.start:
        return 4.5
    skipped = mark.value - state.number - 1
    return GAP + skipped * 0.75 if 0 < skipped <= 30 and not mark.start else None


def _sub_step(state: State, mark: Mark) -> float | None:
    """The same for a number under a number: 115.2 follows 115.1, 115.1 follows 115 or 114.7."""
    own = int(mark.suffix[1:])
    if mark.value == state.number:
        last = int(state.suffix[1:]) if state.suffix.startswith(".") else 0
        return 0.0 if own == last + 1 else (GAP if last < own <= last + 5 and last else None)
    is_next = mark.value == state.number + 1 and own == 1
    return 0.5 if is_next and (state.suffix.startswith(".") or not state.number) else None


def _cost_of_nothing(mark: Mark, usual: Style) -> float:
    if mark.start:
        # Paragraphs that run on in one line: each begins where a sentence ends.
        return 0.6 if mark.announced else 0.0
    if mark.style == Style.SUB:
        return 0.8
    if mark.style == Style.BARE and usual != Style.BARE:
        return 0.3
    if mark.style in (Style.PAREN, Style.SIGN) and usual != mark.style:
        return 0.5
    return 1.5 if mark.open_before else 5.0
