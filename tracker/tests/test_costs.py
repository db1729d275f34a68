"""No text from outside takes time with the square of its length.

A text twice as long may take twice the time. A separate program (``costs``) measures processor
time, with a wide margin, and ends when the limit is exceeded: so a fault never hangs the tests.
"""

import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from django.conf import settings

from common.bounding import LONGEST, MOST_MARKS, bounded, is_mark
from common.search import normalise
from tracker.house import OUR_APPS
from tracker.tests import costs

pytestmark = pytest.mark.once

# Seconds of the clock, since the machine may do much else meanwhile.
PATIENCE = 400
# Processor seconds for one expression on four thousand characters, and for a normaliser.
MOST = {"patterns": 1.0, "normalisers": float(costs.MOST_SECONDS)}


def spent(part: str) -> dict[str, float]:
    """The most processor seconds by name; infinite for work that did not finish."""
    command = [sys.executable, "-m", "tracker.tests.costs", part]
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "tracker.settings"}
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env=environ,
        cwd=settings.BASE_DIR,
        check=False,
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    names = [each["begins"] for each in told if "begins" in each]
    seconds = [each["took"] for each in told if "took" in each]
    assert names, done.stderr
    found: dict[str, float] = {}
    for name, took in zip(names, [*seconds, float("inf")], strict=False):
        found[name] = max(found.get(name, 0.0), took)
    return found


@pytest.mark.parametrize("part", MOST)
def test_nothing_takes_more_than_its_time(part):
    found = spent(part)
    assert len(found) > 100
    assert {name: took for name, took in found.items() if took > MOST[part]} == {}


def test_a_text_that_is_one_keeps_every_mark():
    for text in ("Việt Nam", "éàç", "بِسْمِ", "e" + costs.MARKS * (MOST_MARKS // 2), ""):
        assert bounded(text) == text
    assert len(bounded("e" + costs.MARKS * 100 + "e" + costs.MARKS)) == MOST_MARKS + 4
    assert len(bounded("a" * 2 * LONGEST)) == LONGEST
    assert normalise("Z" + "\u0351" * 1000 + "algo") == "zalgo"


def test_every_character_that_leaves_nothing_but_marks_is_known():
    for number in range(sys.maxunicode + 1):
        character = chr(number)
        apart = unicodedata.normalize("NFKD", character)
        if all(map(unicodedata.combining, apart)):
            assert is_mark(character), hex(number)


# These examine one character, or shapes of letters, none of which is a mark.
OF_CHARACTERS = {
    "commitments/outcomes/parse/characters.py",
    "common/bounding.py",
    "common/files/reading/glyphs.py",
    "reports/importing/folding.py",
}


def test_nothing_else_normalises_without_a_bound():
    calls = re.compile(r"unicodedata\.normalize\(")
    found = {
        path.relative_to(settings.BASE_DIR).as_posix()
        for app in OUR_APPS
        for path in Path(settings.BASE_DIR, app).rglob("*.py")
        if "tests" not in path.parts and calls.search(path.read_text())
    }
    assert found == OF_CHARACTERS
