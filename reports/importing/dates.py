"""Days of receipt as people and spreadsheets write them, in any of the six languages."""

import datetime
import re
import unicodedata
from itertools import pairwise
from typing import Any

from reports.importing.folding import key

EXCEL_EPOCH = datetime.date(1899, 12, 30)
# Serial numbers of spreadsheets that are taken for days: 1999 to 2099.
FIRST_SERIAL, LAST_SERIAL = 36161, 73050
FIRST_YEAR = 1999

MONTHS = {
    1: "january jan janvier janv enero ene январь января янв يناير جانفي كانون الثاني",
    2: "february feb février févr febrero февраль февраля фев فبراير شباط",
    3: "march mar mars marzo март марта мар مارس آذار",
    4: "april apr avril avr abril abr апрель апреля апр أبريل نيسان",
    5: "may mai mayo май мая مايو أيار",
    6: "june jun juin junio июнь июня июн يونيو يونيه حزيران",
    7: "july jul juillet juil julio июль июля июл يوليو يوليه تموز",
    8: "august aug août agosto ago август августа авг أغسطس آب",
    9: "september sep sept septembre septiembre setiembre сентябрь сентября сен сент سبتمبر أيلول",
    10: "october oct octobre octubre октябрь октября окт أكتوبر تشرين الأول",
    11: "november nov novembre noviembre ноябрь ноября ноя نوفمبر تشرين الثاني",
    12: "december dec décembre déc diciembre dic декабрь декабря дек ديسمبر كانون الأول",
}
# Two months of the Levantine calendar share their first word; both words are looked up first.
TWO_WORDS = {"كانون الثاني": 1, "كانون الأول": 12, "تشرين الأول": 10, "تشرين الثاني": 11}
MONTH_NUMBERS = {
    **{
        key(w): n
        for n, words in MONTHS.items()
        for w in words.split()
        if w not in "كانون تشرين الأول الثاني"
    },
    **{key(words): number for words, number in TWO_WORDS.items()},
}
YEAR_FIRST = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ].*)?$")
COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
YEAR_LAST = re.compile(r"^(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})(?:\s+\d.*)?$")
NUMBER = re.compile(r"\d+")
WORD = re.compile(r"[^\W\d_]+", re.UNICODE)


class UnclearDate(ValueError):
    """The value is no date, or more than one: ``code`` names the problem."""

    def __init__(self, code: str, text: str, candidates: str = "") -> None:
        self.code, self.text, self.candidates = code, text, candidates
        super().__init__(code)


def read_day(value: Any, order: str = "") -> datetime.date:
    """The day ``value`` stands for; ``order`` is ``dmy`` or ``mdy`` where somebody has said so.

    Raises UnclearDate. 3/6/2022 is unclear without an order; 13/6/2022 and 3.6.2022 (the dotted
    form puts the day first everywhere) are not.
    """
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    text = _plain(str(value))
    day = _serial(text) or _year_first(text) or _year_last(text, order) or _in_words(text)
    if day is None or day.year < FIRST_YEAR:
        raise UnclearDate("date_unreadable", str(value))
    return day


def looks_like_a_day(value: Any) -> bool:
    """Whether ``value`` is a date, be it an ambiguous one."""
    try:
        read_day(value)
    except UnclearDate as unclear:
        return unclear.code != "date_unreadable"
    return True


def _plain(text: str) -> str:
    """Western digits, no directional marks, single spaces."""
    digits = "".join(str(unicodedata.digit(c, c)) for c in unicodedata.normalize("NFKC", text))
    return " ".join("".join(c for c in digits if unicodedata.category(c) != "Cf").split())


def _serial(text: str) -> datetime.date | None:
    if not re.fullmatch(r"\d{5}(\.\d+)?", text):
        return None
    serial = int(float(text))
    if not FIRST_SERIAL <= serial <= LAST_SERIAL:
        return None
    return EXCEL_EPOCH + datetime.timedelta(days=serial)


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _year_first(text: str) -> datetime.date | None:
    match = YEAR_FIRST.match(text) or COMPACT.match(text)
    return _date(int(match[1]), int(match[2]), int(match[3])) if match else None


def _year_last(text: str, order: str) -> datetime.date | None:
    match = YEAR_LAST.match(text)
    if not match:
        return None
    if len(match[4]) == 2:
        raise UnclearDate("date_two_digit_year", text)
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    readings = {"dmy": _date(year, second, first), "mdy": _date(year, first, second)}
    if match[2] == ".":
        return readings["dmy"]
    if order:
        return readings[order]
    days = sorted({day for day in readings.values() if day})
    if len(days) > 1:
        raise UnclearDate("date_ambiguous", text, " / ".join(map(str, days)))
    return days[0] if days else None


def _in_words(text: str) -> datetime.date | None:
    """``1 June 2022``, ``June 1, 2022``, ``1er juin 2022``, ``1 حزيران/يونيه 2022``."""
    months = {month for month in _months(text) if month}
    numbers = [int(number) for number in NUMBER.findall(text)]
    if len(months) != 1 or len(numbers) < 2:
        return None
    years = [number for number in numbers[:3] if number > 31]
    days = [number for number in numbers[:2] if 1 <= number <= 31]
    return _date(years[0], months.pop(), days[0]) if years and days else None


def _months(text: str) -> list[int]:
    words = [key(word) for word in WORD.findall(text)]
    pairs = [first + second for first, second in pairwise(words)]
    return [MONTH_NUMBERS.get(word, 0) for word in (*words, *pairs)]
