"""Days of receipt as people write them."""

import datetime

import pytest

from reports.importing.dates import UnclearDate, read_day

pytestmark = pytest.mark.once

FIRST_OF_JUNE = [
    "2022-06-01",
    "2022/6/1",
    "2022-06-01T10:00:00Z",
    "20220601",
    "01.06.2022",
    "1.6.2022",
    "1 June 2022",
    "1st June 2022",
    "June 1, 2022",
    "Wed, 1 Jun 2022",
    "1-Jun-2022",
    "1er juin 2022",
    "1 de junio de 2022",
    "1 июня 2022 г.",
    "2022年6月1日",
    "２０２２年６月１日",
    "1 حزيران/يونيه 2022",
    "١ يونيو ٢٠٢٢",
    "\u200f١/٦/٢٠٢٢",
    "44713",
    "44713.25",
    datetime.date(2022, 6, 1),
    datetime.datetime(2022, 6, 1, 9, 30, tzinfo=datetime.UTC),
]


@pytest.mark.parametrize("value", FIRST_OF_JUNE, ids=str)
def test_dates_in_many_forms(value: object) -> None:
    assert read_day(value, "dmy") == datetime.date(2022, 6, 1)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("3/6/2022", "date_ambiguous"),
        ("03-06-2022", "date_ambiguous"),
        ("3/6/22", "date_two_digit_year"),
        ("31/2/2022", "date_unreadable"),
        ("soon", "date_unreadable"),
        ("2022", "date_unreadable"),
        ("1 June 1022", "date_unreadable"),
        ("99999", "date_unreadable"),
    ],
)
def test_unclear_dates_are_named_problems(value: str, code: str) -> None:
    with pytest.raises(UnclearDate) as raised:
        read_day(value)
    assert raised.value.code == code


def test_an_ambiguous_date_says_what_it_could_be() -> None:
    with pytest.raises(UnclearDate) as raised:
        read_day("3/6/2022")
    assert raised.value.candidates == "2022-03-06 / 2022-06-03"


def test_an_order_settles_it() -> None:
    assert read_day("3/6/2022", "dmy") == datetime.date(2022, 6, 3)
    assert read_day("3/6/2022", "mdy") == datetime.date(2022, 3, 6)


def test_a_day_beyond_twelve_settles_it() -> None:
    assert read_day("13/6/2022") == read_day("6/13/2022") == datetime.date(2022, 6, 13)
    assert read_day("6/6/2022") == datetime.date(2022, 6, 6)
