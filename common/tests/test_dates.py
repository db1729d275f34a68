"""Days and spans of days in the six languages."""

import datetime

import pytest
from django.utils.translation import override

from common.dates import day, days


def on(year: int, month: int, number: int) -> datetime.date:
    return datetime.date(year, month, number)


@pytest.mark.parametrize(
    ("language", "month", "year"),
    [
        ("en", "9–20 July 2001", "27 June – 1 July 2022"),
        ("fr", "9-20 juillet 2001", "27 juin-1er juillet 2022"),
        ("es", "9 a 20 de julio de 2001", "27 de junio a 1 de julio de 2022"),
        ("ru", "9–20 июля 2001 года", "27 июня – 1 июля 2022 года"),
        ("zh-hans", "2001年7月9日至20日", "2022年6月27日至7月1日"),
        ("ar", "9-20 تموز/يوليه 2001", "27 حزيران/يونيه - 1 تموز/يوليه 2022"),
    ],
)
def test_a_span_of_days_says_nothing_twice(language: str, month: str, year: str) -> None:
    with override(language):
        assert days(on(2001, 7, 9), on(2001, 7, 20)) == month
        assert days(on(2022, 6, 27), on(2022, 7, 1)) == year


def test_a_span_over_years_names_both_and_one_day_is_one_day() -> None:
    assert days(on(2021, 12, 30), on(2022, 1, 2)) == "30 December 2021 – 2 January 2022"
    assert days(on(2022, 1, 2), on(2022, 1, 2)) == "2 January 2022"


@pytest.mark.parametrize(
    ("language", "month"),
    [
        ("en", "June 2013"),
        ("fr", "juin 2013"),
        ("es", "junio de 2013"),
        ("ru", "июнь 2013"),
        ("zh-hans", "2013年6月"),
        ("ar", "حزيران/يونيه 2013"),
    ],
)
def test_a_whole_month_is_called_by_its_name(language: str, month: str) -> None:
    with override(language):
        assert days(on(2013, 6, 1), on(2013, 6, 30)) == month
        assert days(on(2013, 6, 1), on(2013, 6, 29)) != month


def test_french_has_an_ordinal_for_the_first_day_of_a_month_alone() -> None:
    with override("fr"):
        assert day(on(2022, 7, 1)) == "1er juillet 2022"
        assert day(on(2022, 7, 11)) == "11 juillet 2022"
        assert days(on(2022, 7, 1), on(2022, 7, 5)) == "1er-5 juillet 2022"
    assert day(None) == ""
