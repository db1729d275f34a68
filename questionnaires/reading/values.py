"""Numbers and days as States write them in six languages."""

import datetime
import re
from typing import Any

from common.letters import normalise

# Spaces that part thousands, among them the narrow ones of French and Russian.
SPACES = " \u00a0\u202f\u2009\u2007"
SIGNED = re.compile(r"(?<![\w.,])[-−]?\d[\d.,٫٬'’" + SPACES + r"]{0,30}")
GROUPED = re.compile(r"\d{1,3}(?:([.,'’٬ ])\d{3})(?:\1\d{3}){0,5}")
GROUPED_WITH_DECIMALS = re.compile(r"(\d{1,3}(?:([.,'’٬ ])\d{3}){1,6})([.,٫])(\d{1,6})")
DECIMAL = re.compile(r"(\d{1,15})[.,٫](\d{1,6})")
ISO = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
DAY_FIRST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
WORDED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|º|\.)? ?(?:de |d')?([^\W\d_]{3,12})\.?,? ?(?:de |del )?(\d{4})"
)
MONTH_FIRST = re.compile(r"([^\W\d_]{3,12})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
MONTHS = (
    "january janvier enero января يناير كانون",
    "february février febrero февраля فبراير شباط",
    "march mars marzo марта مارس آذار",
    "april avril abril апреля أبريل نيسان",
    "may mai mayo мая مايو أيار",
    "june juin junio июня يونيو حزيران",
    "july juillet julio июля يوليو تموز",
    "august août agosto августа أغسطس آب",
    "september septembre septiembre сентября سبتمبر أيلول",
    "october octobre octubre октября أكتوبر",
    "november novembre noviembre ноября نوفمبر",
    "december décembre diciembre декабря ديسمبر",
)
MONTH_NAMES = {
    normalise(name): number for number, names in enumerate(MONTHS, 1) for name in names.split()
}
SHORTEST_MONTH = 3


def ascii_digits(text: str) -> str:
    """Digits of any script as ASCII ones."""
    return "".join(str(int(c)) if c.isdecimal() and not c.isascii() else c for c in text)


def numbers_in(text: str) -> list[int | float | None]:
    """The numbers of a text in their order; None for a number that can be read in two ways:
    ``1,23,4``, but not ``1.234,5``."""
    return [_number(match[0]) for match in SIGNED.finditer(ascii_digits(text))]


def number_of(text: str) -> int | float | None:
    """The only number in a text; None where there is none, several, or one that can be read in two
    ways."""
    found = numbers_in(text)
    return found[0] if len(found) == 1 else None


def is_only_number(text: str) -> bool:
    """Whether a text is one number and nothing else."""
    rest = SIGNED.sub("", ascii_digits(text), count=1)
    return not any(c.isalnum() for c in rest)


def _number(text: str) -> int | float | None:
    sign = -1 if text[0] in "-−" else 1
    for space in SPACES[1:]:
        text = text.replace(space, " ")
    text = text.strip(" -−.,'’٫٬")
    if text.isdigit():
        return sign * int(text)
    if GROUPED.fullmatch(text):
        return sign * int(re.sub(r"\D", "", text))
    match = GROUPED_WITH_DECIMALS.fullmatch(text)
    if match and match[2] != match[3]:
        return sign * float(re.sub(r"\D", "", match[1]) + "." + match[4])
    if match := DECIMAL.fullmatch(text):
        return sign * float(f"{match[1]}.{match[2]}")
    return None


def is_ambiguous(text: str) -> bool:
    """Whether a number may be thousands or a fraction: ``1.234``, ``1,234`` are read as
    thousands, which is what counts of weapons are."""
    return number_of(text) is None


def day_of(text: str) -> str | None:
    """The day that a text names, as ISO 8601; None where there is none, or more than one way to
    read it (``03/04/2021``)."""
    text = ascii_digits(text)
    if match := ISO.search(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := DAY_FIRST.search(text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        if first <= 12 and second <= 12 and first != second and "/" in match[0]:
            return None
        return _day(year, second, first) or _day(year, first, second)
    if match := WORDED.search(text):
        return _day(int(match[3]), _month(match[2]), int(match[1]))
    if match := MONTH_FIRST.search(text):
        return _day(int(match[3]), _month(match[1]), int(match[2]))
    return None


def _month(name: str) -> int:
    wanted = normalise(name)
    if wanted in MONTH_NAMES:
        return MONTH_NAMES[wanted]
    found = {number for full, number in MONTH_NAMES.items() if full.startswith(wanted)}
    return found.pop() if len(found) == 1 and len(wanted) >= SHORTEST_MONTH else 0


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def is_blank(value: Any) -> bool:
    return value is None or value in ("", [], ())
