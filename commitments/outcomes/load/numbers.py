"""Numbers of paragraphs: which are the same, and those of an explanation."""

import re
from collections.abc import Iterable

NUMBER = re.compile(r"(?:(?P<before>[IVX]+) )?(?P<number>\d{1,3})(?P<after> (?:bis|ter))?\.\s")
LONGEST = 80
WITH_NUMERAL = re.compile(r"(?P<numeral>[IVXLC]+)[ .]+(?=\d)")


def same(number: str) -> str:
    """A number in the one form in which ``II.3`` and ``II 3`` are the same."""
    return WITH_NUMERAL.sub(r"\g<numeral> ", number, count=1)


def as_in(document: Iterable[str], number: str) -> str:
    """A new number written as the numbers of its document are: with a point after the numeral
    where they have one."""
    has_points = any(re.match(r"[IVXLC]+\.\d", one) for one in document)
    return WITH_NUMERAL.sub(r"\g<numeral>.", number, count=1) if has_points else number


def numbers_of(explanation: str) -> str:
    """The numbers of its paragraphs: ``62``, ``65–66``, ``65, 70–72``; empty without any.

    A line whose number is lower than the one before is part of a paragraph.
    """
    runs: list[list[str]] = []
    last = 0
    for line in explanation.splitlines():
        found = NUMBER.match(line)
        if not found or (runs and int(found["number"]) < last):
            continue
        label = found[0].rstrip(". ")
        if runs and int(found["number"]) == last + 1 and not found["after"]:
            runs[-1][1:] = [label]
        else:
            runs.append([label])
        last = int(found["number"])
    return ", ".join("–".join(run) for run in runs)[:LONGEST]
