"""One report beside its group and beside the one before, against a recount one by one."""

from collections import Counter

import pytest

from commitments.models import CommitmentLink, LinkKind
from reports import coverage
from reports.coverage import Change, Ratio
from reports.models import ResponseStatus
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_group,
    make_organisation,
    make_published,
    make_section,
    make_state,
)

pytestmark = pytest.mark.django_db

S = ResponseStatus


@pytest.fixture
def cycle():
    """Two commitments in section i and one in section ii, all of them asked of States."""
    document = make_document("doc")
    cycle = make_cycle("2022", document)
    first, second = make_section(document, "i", position=1), make_section(document, "ii")
    cycle.one = make_commitment(document, section=first)
    cycle.two = make_commitment(document, section=first)
    cycle.three = make_commitment(document, section=second)
    return cycle


def test_the_sections_of_a_group_are_over_its_coded_reports_alone(cycle):
    kenya, uganda, chad = make_state("KEN"), make_state("UGA"), make_state("TCD")
    group = make_group("african", kenya, uganda, chad)
    make_published(kenya, cycle, {cycle.one: S.PLANNED, cycle.three: S.NO_INFORMATION})
    make_published(uganda, cycle, {cycle.one: S.PLANNED, cycle.two: S.IMPLEMENTED})
    make_published(chad, cycle)  # not coded
    make_published(make_state("NOR"), cycle, {cycle.three: S.PLANNED})  # not in the group
    make_published(make_organisation(), cycle)
    beside = coverage.sections_of_group(cycle, group)
    assert beside.coded == 2
    assert beside.ratios == {
        cycle.one.section_id: Ratio(3, 4),
        cycle.three.section_id: Ratio(0, 2),
    }


def test_a_group_without_a_coded_report_has_no_coverage(cycle):
    beside = coverage.sections_of_group(cycle, make_group("african"))
    assert beside.coded == 0
    assert {ratio.share for ratio in beside.ratios.values()} == {None}


def test_a_commitment_by_group_counts_the_coded_reports_of_each(cycle):
    kenya, uganda, norway = make_state("KEN"), make_state("UGA"), make_state("NOR")
    african = make_group("african", kenya, uganda, position=1)
    western = make_group("western", norway, position=2)
    make_group("asian", make_state("JPN"), position=3)
    make_published(kenya, cycle, {cycle.one: S.PLANNED})
    make_published(uganda, cycle, {cycle.one: S.NO_INFORMATION})
    make_published(norway, cycle, {cycle.two: S.PLANNED})
    found = coverage.answers_by_group(cycle.one, coverage.over_cycles(cycle.one))
    answers = found[cycle.pk]
    assert [(each.group, each.ratio) for each in answers] == [
        (african, Ratio(1, 2)),
        (western, Ratio(0, 1)),
    ]
    assert [r.submission.reporter for r in answers[0].responses] == [kenya, uganda]


def test_a_commitment_that_states_are_not_asked_about_has_no_groups(cycle):
    asked_of_others = make_commitment(cycle.one.document, directed_to_regional_organisations=True)
    state = make_state()
    make_group("african", state)
    make_published(state, cycle, {cycle.one: S.PLANNED})
    assert coverage.answers_by_group(asked_of_others, coverage.over_cycles(asked_of_others)) == {}


def test_a_group_is_that_of_the_cycle_s_own_day(cycle):
    state = make_state()
    membership = make_group("african", state).memberships.get()
    membership.until = cycle.reference_day
    membership.save()
    make_published(state, cycle, {cycle.one: S.PLANNED})
    found = coverage.answers_by_group(cycle.one, coverage.over_cycles(cycle.one))
    assert found == {cycle.pk: []}


def test_the_changes_of_one_report_are_those_that_are_counted(cycle):
    older = make_document("old")
    before = make_cycle("2018", older)
    old = make_commitment(older)
    CommitmentLink.objects.create(commitment=cycle.one, earlier=old, kind=LinkKind.REPEATS)
    before.documents.add(cycle.one.document)
    state = make_state("KEN")
    then = make_published(state, before, {old: S.PLANNED, cycle.two: S.PLANNED})
    now = make_published(state, cycle, {cycle.one: S.IMPLEMENTED, cycle.three: S.PLANNED})
    found = coverage.changes_of(now, then)
    assert [(each.commitment, each.change) for each in found] == [
        (cycle.one, Change.CHANGED),
        (cycle.two, Change.DROPPED),
        (cycle.three, Change.NEW),
    ]
    assert [response.status for response in found[0].before] == [S.PLANNED]
    assert found[1].now is None
    (counted,) = coverage.change_by_state(cycle, before)
    assert counted.tally == Counter(each.change for each in found)


def test_nothing_is_compared_with_a_report_that_is_not_coded(cycle):
    state = make_state("KEN")
    then = make_published(state, make_cycle("2018", cycle.one.document))
    now = make_published(state, cycle, {cycle.one: S.PLANNED})
    assert coverage.changes_of(now, then) == []
