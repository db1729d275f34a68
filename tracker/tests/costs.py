"""The processor time of hostile texts in each normaliser and each regular expression.

A separate program, so that unbounded work ends this program and not the tests. It writes a line of
JSON with the name before each piece of work, and one with its seconds after it. More than
MOST_SECONDS of processor time end the program; then the last name is the culprit.

python -m tracker.tests.costs normalisers|patterns
"""

import contextlib
import importlib
import json
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial

import django

from tracker.house import OUR_APPS

LENGTH = 200_000
MARKS = "\u0301\u0323"
HOSTILE = {
    "marks in the wrong order": "e" + MARKS * (LENGTH // 2),
    "marks by another name": "e" + "\u0f73\u0301" * (LENGTH // 2),
    "halfwidth marks": "\uff76" + "\uff9e\u0323" * (LENGTH // 2),
    "Arabic vowels": "\u0628" + "\u0651\u064e" * (LENGTH // 2),
    "Arabic shapes": "\ufe70\ufe77\ufe7c" * (LENGTH // 3),
    "Korean letters": "\u1100\u1161\u11a8" * (LENGTH // 3),
    "one sign, many letters": "\ufdfa" * (LENGTH // 8),
    "spaces": " " * LENGTH,
    "digits": "1" * LENGTH,
    "soft hyphens": "a\u00ad" * (LENGTH // 2),
    "Chinese": "\u4e2d" * LENGTH,
    "a word without end": "a" * LENGTH,
}
PIECES = (" ", "a", "1", "1.", "((a)", "a ", " \n", "\n", ",", "<a ", "\u4e2d", "a, ", ". ", "A/")
# Matched only at the beginning of a paragraph.
MATCHED = {"commitments.outcomes.load.guess.RECALLING"}
# Quadratic code takes minutes for texts that otherwise take a second.
MOST_SECONDS = 8


def normalisers() -> Iterator[tuple[str, Callable[[], object]]]:
    from django.core.exceptions import ValidationError

    from commitments.outcomes.parse.characters import tidy
    from common import difference, language_of_text, similarity
    from common.bounding import bounded
    from common.search import normalise
    from common.written import validate_text
    from reports.importing import dates, folding, judging, statuses

    def refused(text: str) -> None:
        with contextlib.suppress(ValidationError):
            validate_text(text)

    known: dict[str, Callable[[str], object]] = {
        "bounded": bounded,
        "normalise": normalise,
        "grams": similarity.grams,
        "language_of": language_of_text.language_of,
        "tidy": tidy,
        "fold": folding.fold,
        "key": folding.key,
        "clear_language_of": language_of_text.clear_language_of,
        "looks_like_a_day": dates.looks_like_a_day,
        "answer_of": statuses.answer_of,
        "judge": judging.judge,
        "is_about_reports": judging.is_about_reports,
        "denies": judging.denies,
        "difference": lambda text: difference.difference(text, text[::-1]),
    }
    for called, work in known.items():
        for name, text in HOSTILE.items():
            yield f"{called}: {name}", partial(work, text)


def patterns() -> Iterator[tuple[str, Callable[[], object]]]:
    """Every module-level regular expression for texts, on each piece repeated, with and without an
    end that nothing matches."""
    for name, pattern in kept_patterns():
        for piece in PIECES:
            text = piece * (4_000 // len(piece))
            for tried in (text, f"{text}\x00"):
                yield f"{name} on {piece!r}", partial(search, name, pattern, tried)


def search(name: str, pattern: re.Pattern[str], text: str) -> None:
    if name in MATCHED:
        pattern.match(text)
    else:
        for _found in pattern.finditer(text):
            pass


def kept_patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for name in OUR_APPS:
        package = importlib.import_module(name)
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            parts = set(found.name.split("."))
            if parts & {"tests", "migrations", "__main__", "urls", "settings", "wsgi", "worker"}:
                continue
            module = importlib.import_module(found.name)
            for called, value in vars(module).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    yield f"{found.name}.{called}", value


def spend(name: str, work: Callable[[], object]) -> None:
    tell({"begins": name})
    began = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    work()
    signal.setitimer(signal.ITIMER_PROF, 0)
    tell({"took": time.process_time() - began})


def tell(told: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    django.setup()
    for each in {"normalisers": normalisers, "patterns": patterns}[sys.argv[1]]():
        spend(*each)
