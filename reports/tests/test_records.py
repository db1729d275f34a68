"""One reporter over the cycles, one commitment over the cycles, and when silence is known."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports import coverage
from reports.models import PublishedTotal, ReporterKind, ResponseStatus
from testing.builders import (
    PDF,
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_organisation,
    make_published,
    make_reviewer,
    make_state,
    make_upload,
    publish,
)

pytestmark = pytest.mark.django_db


def published_total(cycle, count, kind=ReporterKind.STATE):
    return PublishedTotal.objects.create(
        cycle=cycle, count=count, reporter_kind=kind, source="A/TEST"
    )


def test_silence_is_unknown_in_a_cycle_without_records():
    cycle = make_cycle()
    make_state()
    published_total(cycle, 68)
    assert not coverage.headline(cycle).names_are_known
    assert not coverage.trend()[0].names_are_known


def test_silence_is_unknown_while_fewer_are_on_record_than_were_published():
    cycle = make_cycle()
    make_published(cycle=cycle)
    published_total(cycle, 2)
    assert not coverage.headline(cycle).names_are_known
    make_published(cycle=cycle)
    assert coverage.headline(cycle).names_are_known


def test_silence_is_known_where_the_records_hold_reports_and_nothing_was_published():
    cycle = make_cycle()
    make_published(cycle=cycle)
    assert coverage.headline(cycle).names_are_known
    assert coverage.trend()[0].names_are_known


def test_a_record_of_a_reporter_has_every_real_cycle_latest_first():
    state = make_state()
    old, new = make_cycle("2014"), make_cycle("2022")
    published_total(old, 68)
    published_total(old, 3, ReporterKind.ORGANISATION)
    report = make_published(state, new)
    records = coverage.record_of(state)
    assert [(r.cycle.code, r.submission) for r in records] == [("2022", report), ("2014", None)]
    assert [total.count for total in records[1].published_totals] == [68]
    assert [r.names_are_known for r in records] == [True, False]


def test_a_fictional_cycle_is_on_record_only_for_who_reported_in_it():
    cycle = make_cycle("demo", is_fictional=True)
    reporter = make_published(cycle=cycle).reporter
    assert [r.cycle for r in coverage.record_of(reporter)] == [cycle]
    assert coverage.record_of(make_state()) == []


def test_a_record_counts_reporters_of_the_same_kind():
    cycle = make_cycle()
    organisation = make_organisation()
    make_published(organisation, cycle)
    make_published(cycle=cycle)
    make_published(cycle=cycle)
    assert coverage.record_of(organisation)[0].recorded == 1


def test_a_record_has_no_unpublished_version_and_no_private_file():
    from reports.attachments import files

    state, cycle, by = make_state(), make_cycle(), make_reviewer()
    draft = make_draft(state, cycle, by=by)
    for is_public in (True, False):
        files.attach(draft, make_upload(content=PDF + bytes(is_public)), by=by, is_public=is_public)
    assert coverage.record_of(state)[0].submission is None
    publish(draft, by=by)
    found = coverage.record_of(state)[0].submission
    assert [attachment.is_public for attachment in found.attachments.all()] == [True]


def test_a_commitment_over_the_cycles_counts_each_cycle_for_itself():
    document = make_document()
    commitment, other = make_commitment(document), make_commitment(document)
    first, second = make_cycle("2018", document), make_cycle("2022", document)
    make_cycle("2014")
    make_published(cycle=first, answers={commitment: ResponseStatus.PLANNED})
    make_published(cycle=second, answers={commitment: ResponseStatus.NO_INFORMATION})
    make_published(cycle=second, answers={other: ResponseStatus.PLANNED})
    make_published(cycle=second)
    rows = {row.cycle.code: row for row in coverage.over_cycles(commitment)}
    assert list(rows) == ["2022", "2018"]
    assert (rows["2022"].reported, rows["2022"].coded) == (3, 2)
    assert (rows["2022"].coverage.addressed, rows["2022"].coverage.due) == (0, 2)
    assert (rows["2018"].coverage.addressed, rows["2018"].coverage.due) == (1, 1)
    assert [response.status for response in rows["2018"].responses] == ["planned"]


def test_over_the_cycles_agrees_with_coverage_by_commitment():
    document = make_document()
    to_all = make_commitment(
        document, directed_to_states=True, directed_to_regional_organisations=True
    )
    to_organisations = make_commitment(document, directed_to_regional_organisations=True)
    cycle = make_cycle("2022", document)
    answers = {to_all: ResponseStatus.PLANNED, to_organisations: ResponseStatus.IN_PROGRESS}
    make_published(cycle=cycle, answers=answers)
    make_published(make_organisation(), cycle, answers)
    for row in coverage.by_commitment(cycle):
        assert coverage.over_cycles(row.commitment)[0].coverage == row


def test_together_is_the_sum_of_addressed_over_the_sum_of_due():
    document = make_document()
    commitments = [make_commitment(document) for _ in range(3)]
    cycle = make_cycle("2022", document)
    make_published(cycle=cycle, answers={commitments[0]: ResponseStatus.PLANNED})
    ratio = coverage.together(coverage.by_commitment(cycle))
    assert (ratio.count, ratio.total) == (1, 3)
    assert coverage.together([]).share is None


@pytest.mark.parametrize("number", [3, 30])
def test_queries_do_not_grow_with_the_records(number, django_assert_num_queries):
    document = make_document()
    commitment, state = make_commitment(document), make_state()
    cycle = make_cycle("2022", document)
    for _ in range(number):
        make_published(cycle=cycle, answers={commitment: ResponseStatus.PLANNED})
        make_published(state, make_cycle())
    with django_assert_num_queries(4):
        coverage.record_of(state)
    with django_assert_num_queries(3):
        rows = coverage.over_cycles(commitment)
        assert all(response.submission.reporter.code for response in rows[0].responses)


def test_cycles_with_known_names_are_those_of_the_trend() -> None:
    state, other = make_state("KEN"), make_state("FJI")
    body = make_organisation("ecowas")
    empty, unlisted = make_cycle("2001"), make_cycle("2002", reporter_list="partial")
    fits, short, bodies = (make_cycle(code) for code in ("2003", "2004", "2005"))
    invented, drafted = make_cycle("2006", is_fictional=True), make_cycle("2007")
    for cycle in (unlisted, fits, short, invented):
        make_published(state, cycle)
    make_published(other, fits)
    make_published(body, bodies)
    make_draft(state, drafted)
    published_total(fits, 2)
    published_total(short, 2)
    for kind in ReporterKind.values:
        said = [point.cycle for point in coverage.trend(kind) if point.names_are_known]
        assert coverage.with_known_names(kind) == said
    assert coverage.with_known_names() == [fits]
    assert empty not in coverage.with_known_names()


def test_cycles_with_known_names_take_three_queries() -> None:
    state = make_state("KEN")
    for year in range(2001, 2011):
        cycle = make_cycle(str(year))
        make_published(state, cycle)
        published_total(cycle, 1)
    with CaptureQueriesContext(connection) as queries:
        assert len(coverage.with_known_names()) == 10
    assert len(queries) == 3
