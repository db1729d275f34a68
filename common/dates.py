"""Days as each of the six languages writes them, where Django's formats do not suffice."""

import calendar
import datetime
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_noop

from common.clocks import offset_of
from common.multilingual import current_language
from common.words import remarked

KEPT_DAYS = 4_000
# Our catalogues replace Django's names of the months: Arabic documents of the United Nations name
# each month twice (تموز/يوليه).
MONTHS = (
    gettext_noop("January"),
    gettext_noop("February"),
    gettext_noop("March"),
    gettext_noop("April"),
    gettext_noop("May"),
    gettext_noop("June"),
    gettext_noop("July"),
    gettext_noop("August"),
    gettext_noop("September"),
    gettext_noop("October"),
    gettext_noop("November"),
    gettext_noop("December"),
)

# Two days of the same month, then of two months in the same year. ``start`` and ``end`` are the
# days in full; ``first`` and ``last`` are their numbers in the month.
WITHIN_A_MONTH = {
    "en": "{first}–{end}",
    "fr": "{first}-{end}",
    "es": "{first} a {end}",
    "ru": "{first}–{end}",
    "zh": "{start}至{last}日",
    "ar": "{first}-{end}",
}
WITHIN_A_YEAR = {
    "en": "{first_month} – {end}",
    "fr": "{first_month}-{end}",
    "es": "{first_month} a {end}",
    "ru": "{first_month} – {end}",
    "zh": "{start}至{last_month}",
    "ar": "{first_month} - {end}",
}
ACROSS_YEARS = {"es": "{start} a {end}", "zh": "{start}至{end}"}
# A day with its month, without the year.
DAY_AND_MONTH = {
    "en": "j F",
    "fr": "j F",
    "es": r"j \d\e F",
    "ru": "j E",
    "zh": "n月j日",
    "ar": "j F",
}


def day(value: datetime.date | None) -> str:
    """The day in full in the active language; empty for None."""
    if isinstance(value, datetime.datetime):
        value = value.date()
    return _day(value, get_language()) if value else ""


# Days are kept in each language: a list writes the same ones again and again.
@lru_cache(maxsize=KEPT_DAYS)
def _day(value: datetime.date, _language: str | None) -> str:
    return _first(value, date_format(value))


def moment(value: datetime.datetime) -> str:
    """Day and time in the active language, in UTC, with the word UTC."""
    value = value.astimezone(datetime.UTC)
    return f"{_first(value, date_format(value, 'DATETIME_FORMAT'))} UTC"


def on_clock(value: datetime.datetime, clock: datetime.tzinfo) -> str:
    """Day and time in the active language by another clock, with its offset from UTC."""
    value = value.astimezone(clock)
    return remarked(_first(value, date_format(value, "DATETIME_FORMAT")), offset_of(value))


def days(start: datetime.date, end: datetime.date) -> str:
    """Two days as a range that writes their common month or year once. A whole month is written by
    its name: that is how a day known only by its month is stored."""
    return _days(start, end, get_language())


@lru_cache(maxsize=KEPT_DAYS)
def _days(start: datetime.date, end: datetime.date, _language: str | None) -> str:
    language = current_language()
    if start == end:
        return day(start)
    if start.day == 1 and end == _last_of_month(start):
        month = date_format(start, "YEAR_MONTH_FORMAT")
        # Django writes Russian months as at the beginning of a sentence.
        return month.lower() if language == "ru" else month
    if (start.year, start.month) == (end.year, end.month):
        pattern = WITHIN_A_MONTH[language]
    elif start.year == end.year:
        pattern = WITHIN_A_YEAR[language]
    else:
        pattern = ACROSS_YEARS.get(language, "{start} – {end}")
    return pattern.format(
        start=day(start),
        end=day(end),
        first=_first(start, str(start.day)),
        last=end.day,
        first_month=_first(start, date_format(start, DAY_AND_MONTH[language])),
        last_month=date_format(end, DAY_AND_MONTH[language]),
    )


def _last_of_month(value: datetime.date) -> datetime.date:
    return value.replace(day=calendar.monthrange(value.year, value.month)[1])


def _first(value: datetime.date, written: str) -> str:
    """``written``; in French the first day of a month becomes ``1er``."""
    if value.day == 1 and current_language() == "fr":
        return written.replace("1", "1er", 1)
    return written
