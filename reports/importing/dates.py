"""Days of receipt as people and spreadsheets write them, in any of the six languages."""

import datetime
import re
import unicodedata
from typing import Any

from common.bounding import normalised
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
# What a program writes behind a day; any other words there could change what the day is.
TIME = (
    r"(?:[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AaPp][Mm])?"
    r"\s*(?:Z|[+-]\d{2}:?\d{2})?)?\.?$"
)
YEAR_FIRST = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?" + TIME)
COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
YEAR_LAST = re.compile(r"^(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})" + TIME)
NUMBER = re.compile(r"\d+")
CLOCK = re.compile(
    r"\b\d{1,2}:\d{2}(?::\d{2})?(?:\s?(?:am|pm)\b)?(?:\s?(?:z|utc|gmt)\b)?", re.IGNORECASE
)
# Words that stand in a date and change nothing: days of the week, endings, articles, "year".
PARTS_OF_DATES = frozenset(
    key(word)
    for line in (
        "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs",
        "fri sat sun st nd rd th the of",
        "at lundi mardi mercredi jeudi vendredi samedi dimanche er le",
        "lunes martes miércoles jueves viernes sábado domingo de del el on",
        "понедельник вторник среда среду четверг пятница пятницу суббота субботу воскресенье",
        "г года год го الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد يوم عام سنة م",
        "年 月 日 号 星期 t z utc gmt",
    )
    for word in line.split()
)
ONLY_A_DATE = re.compile(r"[\w\s.,،/()年月日°º'’-]+")
DAY_INSIDE = re.compile(
    r"\(?\b(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
    r"|\d{1,2}(?:st|nd|rd|th|er|\.)?\s+(?:de\s+)?[^\W\d_]{3,12}(?:/[^\W\d_]{3,12})?\.?\s+(?:de\s+)?\d{4}"
    r"|[^\W\d_]{3,12}\s+\d{1,2},?\s+\d{4}|\d{4}年\d{1,2}月\d{1,2}日)\)?"
)
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
    # No day is written in more.
    text = _plain(str(value)[:100])
    day = _serial(text) or _year_first(text) or _year_last(text, order) or _in_words(text)
    if day is None or day.year < FIRST_YEAR:
        raise UnclearDate("date_unreadable", str(value))
    return day


def looks_like_a_day(value: Any) -> bool:
    """Whether ``value`` is a date, even an ambiguous one."""
    try:
        read_day(value)
    except UnclearDate as unclear:
        return unclear.code != "date_unreadable"
    return True


def _plain(text: str) -> str:
    """Western digits, no directional marks, single spaces."""
    digits = "".join(str(unicodedata.digit(c, c)) for c in normalised("NFKC", text))
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
    """``1 June 2022``, ``June 1, 2022``, ``1er juin 2022``, ``1 حزيران/يونيه 2022``.

    Only a whole date: one day, one month, one year, and no word that is not part of a date.
    Any other word could change what the day is (*before*, *promised for*, *week of*).
    """
    text = CLOCK.sub(" ", text)
    if not ONLY_A_DATE.fullmatch(text):
        return None
    numbers = [int(number) for number in NUMBER.findall(text)]
    months = _months_alone(text)
    if len(months) != 1 or len(numbers) != 2:
        return None
    years = [number for number in numbers if number > 31]
    days = [number for number in numbers if 1 <= number <= 31]
    return _date(years[0], months.pop(), days[0]) if years and days else None


def _months_alone(text: str) -> set[int]:
    """The months named; none when a word stands there that no date has."""
    words = [key(word) for word in WORD.findall(text)]
    found, position = set[int](), 0
    while position < len(words):
        pair = "".join(words[position : position + 2])
        if pair in MONTH_NUMBERS:
            found.add(MONTH_NUMBERS[pair])
            position += 2
            continue
        if words[position] in MONTH_NUMBERS:
            found.add(MONTH_NUMBERS[words[position]])
        elif words[position] not in PARTS_OF_DATES:
            return set()
        position += 1
    return found


def without_day(text: str) -> str:
    """``text`` without the one date in words or figures that stands in it."""
    return DAY_INSIDE.sub(" ", _plain(text))
