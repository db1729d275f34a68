"""No pattern of the parser takes longer than in proportion to the length of a line.

A file is somebody else's: a line of a thousand dots or spaces in it must cost nothing.
"""

import importlib
import pkgutil
import re
from time import process_time

import pytest

import commitments.outcomes
from commitments.outcomes.parse.contents import find_contents
from common.files.reading.lines import Line

pytestmark = pytest.mark.once

SHORT, LONG = 1_000, 4_000
SEEDS = [
    " ",
    ".",
    ",",
    "1",
    "a",
    "A",
    "и",
    "،",
    "…",
    "-",
    ". ",
    ", ",
    "a ",
    "1 ",
    "и ",
    " - ",
    "1.",
]
# Seconds for one line. A short line may take no longer; a long one may take longer only in
# proportion to its length.
FLOOR = 0.05


def _patterns() -> dict[str, re.Pattern[str]]:
    found = {}
    for module in pkgutil.walk_packages(commitments.outcomes.__path__, "commitments.outcomes."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern):
                found[f"{module.name}.{name}"] = value
    return found


def _seconds(work: object, text: str) -> float:
    started = process_time()
    work(text)  # type: ignore[operator]
    return process_time() - started


@pytest.mark.parametrize("seed", SEEDS)
def test_patterns_take_time_in_proportion_to_a_line(seed: str) -> None:
    slow = []
    for name, pattern in _patterns().items():
        for end in ("", "!", "x", "9"):
            for work in (pattern.match, pattern.search):
                short, long = ((seed * size)[:size] + end for size in (SHORT, LONG))
                once = _seconds(work, short)
                if once > FLOOR or _seconds(work, long) > max(FLOOR, 10 * once):
                    slow.append((name, work.__name__, end))
    assert slow == []


@pytest.mark.parametrize("seed", SEEDS)
def test_looking_for_contents_takes_time_in_proportion_to_a_line(seed: str) -> None:
    lines = [Line("Contents"), Line(("x" + seed * LONG)[:LONG] + " 5"), Line("y " + seed * LONG)]
    assert _seconds(lambda _text: list(find_contents(lines)), "") < 4 * FLOOR
