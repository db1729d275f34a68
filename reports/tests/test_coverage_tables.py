"""Figures by State and by group, against a naive recount."""

import datetime
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.models import Commitment
from reports.coverage import Ratio, headlines
from reports.coverage.tables import by_group, by_state, with_recorded
from reports.models import (
    GroupKind,
    PublishedTotal,
    Reporter,
    ReportingCycle,
    Response,
    ResponseStatus,
    StateStatus,
    Submission,
)
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_group,
    make_organisation,
    make_published,
    make_state,
)

STATUSES = ResponseStatus.values


@pytest.fixture
def cycle(db: None) -> ReportingCycle:
    """A cycle of random reports by 12 States in 3 groups, with a fixed seed."""
    chance = random.Random(8)
    document = make_document("bms8")
    commitments = [make_commitment(document) for _number in range(4)]
    commitments.append(make_commitment(document, directed_to_secretariat=True))
    cycle = make_cycle("2022", document)
    statuses = [StateStatus.MEMBER, StateStatus.MEMBER, StateStatus.OBSERVER]
    states = [make_state(state_status=chance.choice(statuses)) for _number in range(12)]
    for number in range(3):
        make_group(f"group-{number}", *states[number * 4 : number * 4 + 4], position=number)
    for state in states:
        if chance.random() < 0.6:
            answered = [c for c in commitments if chance.random() < 0.5]
            make_published(state, cycle, {c: chance.choice(STATUSES) for c in answered})
    make_draft(make_state("ZZZ"), cycle)
    make_published(make_organisation(), cycle)
    return cycle


def recount(cycle: ReportingCycle, state: Reporter) -> tuple[bool, Ratio]:
    """Whether ``state`` reported, and its ratio, counted one by one."""
    submission = Submission.objects.filter(reporter=state, cycle=cycle, status="published").first()
    if submission is None:
        return False, Ratio(0, 0)
    responses = list(Response.objects.filter(submission=submission))
    asked = [c.pk for c in Commitment.objects.all() if "states" in c.addressees]
    addressed = [r for r in responses if r.commitment_id in asked and r.status != "no_information"]
    return True, Ratio(len(addressed), len(asked) if responses else 0)


def test_states_equal_a_recount(cycle: ReportingCycle) -> None:
    rows = by_state(cycle)
    for row in rows:
        assert (row.has_reported, row.ratio) == recount(cycle, row.state)
        assert sum(row.by_status.values()) == (
            row.submission.responses.count() if row.submission else 0
        )
    expected = [
        state.code
        for state in Reporter.objects.states().in_un_order()
        if state.state_status == "member" or recount(cycle, state)[0]
    ]
    assert [row.state.code for row in rows] == expected


def test_groups_equal_a_recount(cycle: ReportingCycle) -> None:
    for row in by_group(cycle):
        states = [m.reporter for m in row.roll.group.memberships.select_related("reporter")]
        members = [state for state in states if state.state_status == "member"]
        counted = [recount(cycle, state) for state in states]
        assert row.roll.ratio == Ratio(
            sum(recount(cycle, member)[0] for member in members), len(members)
        )
        assert row.ratio == Ratio(
            sum(ratio.count for _reported, ratio in counted),
            sum(ratio.total for _reported, ratio in counted),
        )
        assert row.coded == sum(ratio.total > 0 for _reported, ratio in counted)


def test_groups_are_those_of_the_cycles_reference_day(db: None) -> None:
    kenya, cycle = make_state("KEN"), make_cycle("2022", due_on=datetime.date(2022, 5, 1))
    old, new = make_group("old", kenya, position=1), make_group("new", kenya, position=2)
    old.memberships.update(until=datetime.date(2022, 5, 2))
    new.memberships.update(since=datetime.date(2022, 5, 2))
    make_published(kenya, cycle)
    assert [row.roll.ratio.count for row in by_group(cycle)] == [1, 0]
    assert by_group(cycle, GroupKind.LDC) == []


def test_silence_is_not_known_where_publications_counted_more(cycle: ReportingCycle) -> None:
    assert {row.has_reported for row in by_state(cycle)} == {True, False}
    PublishedTotal.objects.create(cycle=cycle, count=100, source="A/TEST")
    assert {row.has_reported for row in by_state(cycle)} == {True, None}


def test_states_can_be_narrowed(cycle: ReportingCycle) -> None:
    (row,) = by_state(cycle, Reporter.objects.states().filter(code="ZZZ"))
    assert (row.has_reported, row.submission, row.is_coded) == (False, None, False)
    assert row.ratio.share is None


def test_recorded_reports_are_counted_by_kind(cycle: ReportingCycle) -> None:
    counted = with_recorded(ReportingCycle.objects.all()).get()
    found = headlines(cycle)
    assert counted.recorded_states == found["state"].reported > 0
    assert counted.recorded_organisations == found["organisation"].reported == 1
    assert counted.recorded_blocs == found["bloc"].reported == 0


def test_the_tables_cost_nine_queries_at_most(cycle: ReportingCycle) -> None:
    cycle = ReportingCycle.objects.select_related("meeting").get()
    # Whether the records tell who is missing costs the groups three.
    for table, most in ((headlines, 7), (by_state, 7), (by_group, 9)):
        with CaptureQueriesContext(connection) as captured:
            table(cycle)
        assert len(captured) <= most
