"""How reports came in, and a report beside its regional group."""

import datetime

import pytest

from reports import coverage
from reports.models import ResponseStatus
from tracker.testing import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_group,
    make_organisation,
    make_published,
    make_section,
    make_state,
)

pytestmark = pytest.mark.django_db

S = ResponseStatus


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


@pytest.fixture
def reports():
    """A cycle of two sections; Kenya and Ghana in a group with Mali, Norway in none."""
    document = make_document("doc")
    first, second = make_section(document, "i"), make_section(document, "ii")
    one, two = make_commitment(document, section=first), make_commitment(document, section=first)
    three = make_commitment(document, section=second)
    cycle = make_cycle("2022", document)
    kenya, ghana, mali, norway = (make_state(code) for code in ("KEN", "GHA", "MLI", "NOR"))
    make_group("african", kenya, ghana, mali)
    make_published(mali, cycle)  # not coded
    return {
        "KEN": make_published(kenya, cycle, {one: S.IMPLEMENTED, two: S.NO_INFORMATION}),
        "GHA": make_published(ghana, cycle, {three: S.PLANNED}),
        "NOR": make_published(norway, cycle, {one: S.PLANNED, three: S.PLANNED}),
    }


def test_a_report_stands_beside_the_coded_reports_of_its_group(reports):
    kenya = reports["KEN"]
    group = coverage.regional_group(kenya)
    rows = coverage.sections_beside_group(kenya, group)
    assert group.code == "african"
    assert [(row.own.count, row.own.total) for row in rows] == [(1, 2), (0, 1)]
    assert [(row.group.count, row.group.total) for row in rows] == [(1, 4), (1, 2)]


def test_outside_the_groups_nothing_stands_beside(reports):
    norway = reports["NOR"]
    assert coverage.regional_group(norway) is None
    rows = coverage.sections_beside_group(norway, None)
    assert [row.own.count for row in rows] == [1, 1]
    assert {row.group.share for row in rows} == {None}


def test_the_queries_are_few_and_do_not_grow(reports, django_assert_num_queries):
    kenya = reports["KEN"]
    group = coverage.regional_group(kenya)
    with django_assert_num_queries(5):
        coverage.sections_beside_group(kenya, group)
    sections = coverage.by_section(kenya)
    with django_assert_num_queries(3):
        coverage.sections_beside_group(kenya, group, sections)
