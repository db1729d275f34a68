"""Coverage against a naive recount in Python, and its denominators one by one."""

import datetime
import random

import pytest

from commitments.models import Addressee
from reports import coverage
from reports.coverage import Selection
from reports.models import (
    Action,
    Membership,
    PublishedTotal,
    Reporter,
    ReporterKind,
    Response,
    ResponseStatus,
    Submission,
)
from reports.models.reporters import ADDRESSEES_BY_KIND
from reports.submissions import workflow
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_group,
    make_meeting,
    make_organisation,
    make_published,
    make_reviewer,
    make_section,
    make_state,
    seeds,
)

pytestmark = pytest.mark.django_db


# A random cycle, and what a reader would count in it by hand


def random_cycle(seed):
    """Two documents, States and organisations, reports in every status, responses at random."""
    rng = random.Random(seed)
    commitments = []
    for _document in range(2):
        document = make_document()
        section = make_section(document)
        for _number in range(6):
            chosen = rng.sample(Addressee.values, rng.randint(1, 3))
            directed = {f"directed_to_{a}": a in chosen for a in Addressee.values}
            commitments.append(make_commitment(document, section=section, **directed))
        make_commitment(document, is_operative=False)
    cycle = make_cycle("", *{c.document for c in commitments})
    by = make_reviewer()
    reporters = [make_state() for _ in range(8)] + [make_organisation() for _ in range(3)]
    for reporter in reporters:
        draft = make_draft(reporter, cycle, by=by)
        for commitment in rng.sample(commitments, rng.choice([0, 3, 12])):
            Response.objects.create(
                submission=draft,
                commitment=commitment,
                status=rng.choice(ResponseStatus.values),
            )
        for step in (Action.SUBMIT, Action.START_REVIEW, Action.PUBLISH):
            if rng.random() < 0.9:
                draft = workflow.take(draft, step, by=by, reason="Tried.")
            else:
                break
    return cycle


def naive_by_commitment(cycle):
    """(addressed, due) by commitment, counted row by row."""
    published = [s for s in Submission.objects.filter(cycle=cycle) if s.status == "published"]
    coded = [s for s in published if s.responses.count()]
    found = {}
    for commitment in cycle.scope():
        due = addressed = 0
        for submission in coded:
            if not set(ADDRESSEES_BY_KIND[submission.reporter.kind]) & set(commitment.addressees):
                continue
            due += 1
            for response in submission.responses.all():
                if response.commitment_id == commitment.pk and response.status != "no_information":
                    addressed += 1
        found[commitment.key] = (addressed, due)
    return found


def naive_by_reporter(cycle):
    """(addressed, asked) by reporter code; (0, 0) where the report is not coded."""
    found = {}
    for submission in Submission.objects.filter(cycle=cycle, status="published"):
        asked = [
            c
            for c in cycle.scope()
            if set(ADDRESSEES_BY_KIND[submission.reporter.kind]) & set(c.addressees)
        ]
        answers = {r.commitment_id: r.status for r in submission.responses.all()}
        addressed = sum(answers.get(c.pk, "no_information") != "no_information" for c in asked)
        found[submission.reporter.code] = (addressed, len(asked)) if answers else (0, 0)
    return found


@pytest.mark.parametrize("seed", seeds(6))
def test_coverage_equals_a_naive_recount(seed):
    cycle = random_cycle(seed)
    assert {
        row.commitment.key: (row.addressed, row.due) for row in coverage.by_commitment(cycle)
    } == naive_by_commitment(cycle)
    assert {
        row.submission.reporter.code: (row.ratio.count, row.ratio.total)
        for row in coverage.by_reporter(cycle)
    } == naive_by_reporter(cycle)


@pytest.mark.parametrize("seed", seeds(4))
def test_the_tables_agree_with_each_other(seed):
    cycle = random_cycle(seed)
    rows = coverage.by_reporter(cycle)
    matrix = coverage.matrix(cycle)
    assert [r.submission for r in rows] == matrix.submissions
    for row, cells in zip(rows, matrix.cells, strict=True):
        assert {s: cells.count(s) for s in ResponseStatus.values} == row.by_status
    for row in rows:
        sections = coverage.by_section(row.submission)
        assert sum(s.ratio.count for s in sections) == row.ratio.count
        assert sum(s.ratio.total for s in sections) == row.ratio.total
    columns = coverage.by_commitment(cycle)
    assert sum(sum(c.by_status.values()) for c in columns) == sum(
        sum(r.by_status.values()) for r in rows
    )
    only_states = coverage.by_commitment(cycle, ReporterKind.STATE)
    only_others = coverage.by_commitment(cycle, ReporterKind.ORGANISATION)
    for both, states, others in zip(columns, only_states, only_others, strict=True):
        assert (both.addressed, both.due) == (
            states.addressed + others.addressed,
            states.due + others.due,
        )


# The words one by one


@pytest.fixture
def commitment():
    return make_commitment()


@pytest.fixture
def cycle(commitment):
    return make_cycle("2031", commitment.document)


def test_a_report_that_nobody_has_coded_counts_as_reported_but_not_in_coverage(cycle, commitment):
    make_published(cycle=cycle)
    headline = coverage.headline(cycle)
    assert (headline.reported, headline.coded) == (1, 0)
    assert coverage.by_commitment(cycle)[0].ratio == coverage.Ratio(0, 0)
    assert coverage.by_reporter(cycle)[0].ratio.share is None


def test_a_nil_return_counts_as_reported(cycle):
    make_published(cycle=cycle, is_nil_return=True)
    headline = coverage.headline(cycle)
    assert (headline.reported, headline.nil, headline.coded) == (1, 1, 0)


def test_no_information_is_a_response_but_addresses_nothing(cycle, commitment):
    make_published(cycle=cycle, answers={commitment: "no_information"})
    (row,) = coverage.by_commitment(cycle)
    assert (row.addressed, row.due, row.ratio.share) == (0, 1, 0.0)
    assert row.by_status["no_information"] == 1


def test_a_share_of_nothing_is_not_applicable():
    assert coverage.Ratio(0, 0).share is None
    assert coverage.Ratio(1, 4).share == 0.25


def test_drafts_and_superseded_versions_do_not_count(cycle, commitment):
    by = make_reviewer()
    old = make_published(cycle=cycle, answers={commitment: "planned"})
    new = workflow.correct(old, by=by)
    assert coverage.headline(cycle).reported == 1
    for step in (workflow.submit, workflow.start_review, workflow.publish):
        step(new, by=by)
    assert coverage.headline(cycle).reported == 1
    assert coverage.by_commitment(cycle)[0].by_status["planned"] == 1


def test_an_observer_that_reports_is_no_member_that_did(cycle):
    make_published(make_state(state_status="observer"), cycle)
    make_state()
    headline = coverage.headline(cycle)
    assert (headline.reported, headline.reported_members, headline.missing) == (1, 0, 1)


def test_the_roll_call_lists_reporters_and_missing_members_by_group_in_un_order(cycle):
    b, a = make_state(name="Benin"), make_state(name="Albania")
    c, observer = make_state(name="Côte d'Ivoire"), make_state(state_status="observer")
    make_group("african", b, a, c, observer)
    for state in (b, a):
        make_published(state, cycle)
    (roll,) = coverage.roll_call(cycle)
    assert (roll.reported, roll.missing) == ([a, b], [c])
    assert roll.ratio == coverage.Ratio(2, 3)


def test_groups_are_read_on_the_last_day_of_the_meeting(commitment):
    meeting = make_meeting(starts_on="2022-06-27", ends_on=datetime.date(2022, 7, 1))
    cycle = make_cycle("2022", commitment.document, meeting=meeting)
    state = make_state()
    Membership.objects.create(
        group=make_group("old"), reporter=state, until=datetime.date(2022, 7, 2)
    )
    Membership.objects.create(
        group=make_group("new"), reporter=state, since=datetime.date(2022, 7, 2)
    )
    assert [(r.group.code, r.silent) for r in coverage.roll_call(cycle)] == [
        ("new", []),
        ("old", [state]),
    ]


def test_the_trend_keeps_records_and_published_totals_apart(cycle):
    earlier = make_cycle("2018")
    PublishedTotal.objects.create(cycle=earlier, reporter_kind="state", count=120, source="S")
    make_published(cycle=cycle)
    make_published(make_organisation(), cycle)
    make_published(cycle=make_cycle("demo", is_fictional=True))
    points = coverage.trend()
    assert [(p.cycle.code, p.recorded, [t.count for t in p.published_totals]) for p in points] == [
        ("2018", 0, [120]),
        ("2031", 1, []),
    ]


def test_the_matrix_can_be_narrowed(cycle, commitment):
    other = make_commitment(commitment.document)
    first = make_published(make_state(name="A"), cycle, {commitment: "planned", other: "planned"})
    make_published(make_state(name="B"), cycle, {other: "implemented"})
    make_published(make_state(name="C"), cycle, {})
    within = Selection(groups=[[make_group("african", first.reporter).pk]])
    matrix = coverage.matrix(cycle, cycle.scope().filter(pk=other.pk), within)
    assert (matrix.submissions, matrix.commitments, matrix.cells) == (
        [first],
        [other],
        [["planned"]],
    )
    assert len(coverage.matrix(cycle).cells) == 3
    assert len(coverage.matrix(cycle, coded_only=True).cells) == 2
    assert coverage.matrix(cycle, [other], only={"planned"}).submissions == [first]


@pytest.mark.parametrize(
    ("name", "queries"),
    [("headline", 3), ("roll_call", 6), ("by_commitment", 3), ("by_reporter", 2), ("matrix", 2)],
)
def test_figures_take_the_same_queries_at_any_size(
    name, queries, cycle, commitment, django_assert_num_queries
):
    group = make_group("african")
    for size in (3, 30):
        while Reporter.objects.count() < size:
            state = make_state()
            Membership.objects.create(group=group, reporter=state)
            make_published(state, cycle, {commitment: "planned"})
        fresh = type(cycle).objects.get(pk=cycle.pk)
        with django_assert_num_queries(queries):
            getattr(coverage, name)(fresh)
