"""How reports came in, day by day."""

import datetime

import pytest

from reports import coverage
from testing.builders import make_cycle, make_draft, make_organisation, make_published, make_state

pytestmark = pytest.mark.django_db


def day(number):
    return datetime.date(2022, 5, number)


def test_reports_add_up_day_by_day():
    cycle = make_cycle("2022")
    for number in (3, 1, 3):
        make_published(make_state(), cycle, received_on=day(number))
    found = coverage.arrivals(cycle)
    assert found.steps == [(day(1), 1), (day(3), 3)]
    assert (found.dated, found.undated) == (3, 0)


def test_no_day_is_made_up_where_only_a_limit_is_known():
    cycle = make_cycle("2022")
    make_published(make_state(), cycle, received_no_later_than=day(9), source="A list")
    found = coverage.arrivals(cycle)
    assert (found.steps, found.dated, found.undated) == ([], 0, 1)


def test_drafts_other_kinds_and_other_cycles_do_not_arrive():
    cycle = make_cycle("2022")
    make_draft(make_state(), cycle)
    make_published(make_state(), make_cycle("2018"))
    make_published(make_organisation(), cycle)
    assert coverage.arrivals(cycle).steps == []
    assert coverage.arrivals(cycle, "organisation").dated == 1
