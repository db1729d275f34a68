"""Each rule twice: ``full_clean`` explains it, and the database refuses what goes around that."""

import datetime

import pytest
from django.db.models import ProtectedError
from django.utils import timezone

from reports.models import (
    Group,
    Membership,
    PublishedTotal,
    Reporter,
    ReportingCycle,
    Response,
    Submission,
    SubmissionEvent,
    SubmissionStatus,
)
from testing.builders import (
    explained,
    make_commitment,
    make_cycle,
    make_draft,
    make_group,
    make_organisation,
    make_published,
    make_state,
    refused,
    texts,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2022, 6, 1)
NEXT_DAY = datetime.date(2022, 6, 2)


# Reporters and groups


def test_a_state_has_an_m49_code_and_a_status():
    state = Reporter(kind="state", code="XYZ", name=texts("X"), state_status="member")
    explained(state, "state_codes_disagree")
    refused(state)


def test_an_organisation_has_no_state_codes():
    organisation = Reporter(kind="organisation", code="x", name=texts("X"), m49=1)
    explained(organisation, "state_codes_disagree")
    refused(organisation)


def test_a_reporter_of_an_unknown_kind_is_refused():
    reporter = Reporter(kind="planet", code="x", name=texts("X"))
    explained(reporter, "invalid_choice")
    refused(reporter)


@pytest.mark.parametrize("code", ["KE", "ken", "KENYA"])
def test_a_code_is_three_capitals_or_a_short_name(code):
    reporter = Reporter(kind="organisation", code=code, name=texts("X"))
    if code == "ken":
        reporter.full_clean()
    else:
        explained(reporter, "invalid")


def test_a_regional_bloc_reports_like_anybody_else():
    commitment = make_commitment(directed_to_regional_organisations=True)
    bloc = make_organisation("eu", kind="bloc")
    submission = make_published(
        bloc, make_cycle("2031", commitment.document), {commitment: "implemented"}
    )
    assert submission.reference == "eu-2031-1"
    assert list(Reporter.objects.organisations()) == [bloc]


def test_a_reporter_is_in_a_group_once_at_a_time():
    state = make_state()
    group = make_group("african", state)
    twin = Membership(group=group, reporter=state, since=DAY)
    explained(twin, "already_a_member")
    refused(twin)


def test_a_state_has_one_regional_group_at_a_time():
    state = make_state()
    make_group("african", state)
    explained(Membership(group=make_group("asia_pacific"), reporter=state), "overlap")


def test_a_state_may_change_groups_and_old_days_remember_it():
    state = make_state()
    old, new = make_group("old"), make_group("new")
    Membership.objects.create(group=old, reporter=state, until=DAY)
    later = Membership(group=new, reporter=state, since=DAY)
    later.full_clean()
    later.save()
    assert Membership.objects.on(DAY).get().group == new
    assert Membership.objects.on(DAY - datetime.timedelta(days=1)).get().group == old


def test_a_membership_begins_before_it_ends():
    membership = Membership(group=make_group(), reporter=make_state(), since=DAY, until=DAY)
    explained(membership, "dates_out_of_order")
    refused(membership)


def test_a_group_of_an_unknown_kind_is_refused():
    group = Group(kind="club", code="x", name=texts("X"))
    explained(group, "invalid_choice")
    refused(group)


def test_a_group_code_is_unique_in_its_kind():
    make_group("african")
    twin = Group(kind="regional_group", code="african", name=texts("X"))
    explained(twin, "unique_together")
    refused(twin)


# Cycles


@pytest.mark.parametrize(
    "days",
    [
        {"opens_on": NEXT_DAY, "due_on": DAY},
        {"due_on": NEXT_DAY, "closes_on": DAY},
        {"opens_on": NEXT_DAY, "closes_on": DAY},
    ],
)
def test_the_days_of_a_cycle_are_in_order(days):
    cycle = ReportingCycle(code="2031", year=2031, name=texts("X"), **days)
    explained(cycle, "dates_out_of_order")
    refused(cycle)


@pytest.mark.parametrize("year", [1944, 2201, 20222])
def test_a_year_is_plausible(year):
    """Days are counted from it: beyond the calendar, every figure of the cycle would fail."""
    cycle = ReportingCycle(code="odd", year=year, name=texts("Odd"))
    explained(cycle, "year_out_of_bounds")
    refused(cycle)


def test_a_cycle_stays_open_after_the_due_day_until_it_closes():
    cycle = make_cycle(opens_on=DAY, due_on=DAY, closes_on=NEXT_DAY)
    days = [DAY - datetime.timedelta(1), DAY, NEXT_DAY, NEXT_DAY + datetime.timedelta(1)]
    assert [cycle.is_open(day) for day in days] == [False, True, True, False]


def test_a_published_total_has_a_source():
    total = PublishedTotal(cycle=make_cycle(), reporter_kind="state", count=68, source="")
    explained(total, "blank")
    refused(total)


def test_a_published_total_of_an_unknown_kind_is_refused():
    total = PublishedTotal(cycle=make_cycle(), reporter_kind="planet", count=1, source="S")
    explained(total, "invalid_choice")
    refused(total)


def test_a_source_gives_a_total_once():
    cycle = make_cycle()
    PublishedTotal.objects.create(cycle=cycle, reporter_kind="state", count=68, source="S")
    twin = PublishedTotal(cycle=cycle, reporter_kind="state", count=69, source="S")
    explained(twin, "unique_together")
    refused(twin)


PERIOD = {"counted_from": datetime.date(2002, 1, 1), "counted_to": datetime.date(2005, 12, 31)}
TOTAL = {"reporter_kind": "state", "count": 137, "source": "S"}


def test_a_total_has_a_cycle_or_a_period():
    PublishedTotal.objects.create(**TOTAL, **PERIOD)
    for wrong in (
        PublishedTotal(**TOTAL),
        PublishedTotal(**TOTAL, cycle=make_cycle(), **PERIOD),
        PublishedTotal(**TOTAL, counted_from=PERIOD["counted_from"]),
        PublishedTotal(
            **TOTAL, counted_from=PERIOD["counted_to"], counted_to=PERIOD["counted_from"]
        ),
    ):
        explained(wrong, "cycle_or_period")
        refused(wrong)


def test_a_total_of_a_period_is_given_once_by_a_source():
    PublishedTotal.objects.create(**TOTAL, **PERIOD)
    twin = PublishedTotal(**{**TOTAL, "count": 1}, **PERIOD)
    explained(twin, "given_twice")
    refused(twin)


def test_a_total_is_at_most_all():
    total = PublishedTotal(**TOTAL, **PERIOD, out_of=136)
    explained(total, "more_than_all")
    refused(total)


# Submissions


def new_submission(**fields):
    return Submission(
        **{
            "reference": "NEW-1",
            "reporter": fields.get("reporter") or make_state(),
            "cycle": fields.get("cycle") or make_cycle(),
            "channel": "paper",
            "version": 9,
            **fields,
        }
    )


def published_fields(**fields):
    now = timezone.now()
    return {
        "status": SubmissionStatus.PUBLISHED,
        "received_on": DAY,
        "submitted_at": now,
        "published_at": now,
        **fields,
    }


def test_a_reporter_has_one_published_version_in_a_cycle():
    first = make_published()
    twin = new_submission(reporter=first.reporter, cycle=first.cycle, **published_fields())
    explained(twin, "already_published")
    refused(twin)


def test_a_reporter_has_one_version_in_progress_in_a_cycle():
    first = make_draft()
    twin = new_submission(reporter=first.reporter, cycle=first.cycle)
    explained(twin, "already_in_progress")
    refused(twin)


def test_a_version_number_is_taken_once():
    first = make_published()
    twin = new_submission(reporter=first.reporter, cycle=first.cycle, version=1)
    explained(twin, "unique_together")
    refused(twin)


@pytest.mark.parametrize(
    ("status", "fields"),
    [
        ("draft", {"submitted_at": timezone.now()}),
        ("submitted", {"received_on": DAY}),
        ("under_review", {"received_on": DAY}),
        ("returned", {"received_on": DAY}),
        ("published", {"received_on": DAY, "submitted_at": timezone.now()}),
        ("superseded", {"received_on": DAY, "submitted_at": timezone.now()}),
        ("withdrawn", {"received_on": DAY}),
        ("published", published_fields(withdrawn_at=timezone.now())),
    ],
)
def test_the_status_agrees_with_its_timestamps(status, fields):
    submission = new_submission(**{**fields, "status": status})
    explained(submission, "status_disagrees")
    refused(submission)


def test_an_unknown_status_is_refused():
    explained(new_submission(status="lost"), "invalid_choice")
    refused(new_submission(status="lost"))


def test_a_report_is_published_after_it_is_submitted():
    now = timezone.now()
    submission = new_submission(
        **published_fields(published_at=now - datetime.timedelta(days=1), submitted_at=now)
    )
    explained(submission, None)
    refused(submission)


def test_a_report_gives_one_day_of_receipt():
    submission = new_submission(received_on=DAY, received_no_later_than=DAY, source="S")
    explained(submission, "two_days_of_receipt")
    refused(submission)


def test_a_submitted_report_has_a_day_of_receipt():
    submission = new_submission(**published_fields(received_on=None))
    explained(submission, "no_day_of_receipt")
    refused(submission)


def test_a_limit_of_receipt_names_its_source():
    submission = new_submission(received_no_later_than=DAY)
    explained(submission, "no_source")
    refused(submission)


def test_a_report_does_not_come_in_the_future():
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    explained(new_submission(received_on=tomorrow), "in_the_future")


def test_a_version_counts_from_one():
    submission = new_submission(version=0)
    explained(submission, None)
    refused(submission)


def test_an_unknown_channel_is_refused():
    submission = new_submission(channel="pigeon")
    explained(submission, "invalid_choice")
    refused(submission)


@pytest.mark.parametrize("languages", [["de"], "en", {"en": 1}, [7]])
def test_languages_are_a_list_of_the_six(languages):
    explained(new_submission(languages=languages), "unknown_language")


# Responses


@pytest.fixture
def draft():
    commitment = make_commitment()
    return make_draft(cycle=make_cycle("2031", commitment.document)), commitment


def new_response(draft, **fields):
    submission, commitment = draft
    return Response(
        **{
            "submission": submission,
            "commitment": commitment,
            "status": "implemented",
            **fields,
        }
    )


def test_a_submission_responds_once_to_a_commitment(draft):
    new_response(draft).save()
    explained(new_response(draft), "already_answered")
    refused(new_response(draft))


def test_a_response_of_an_unknown_status_is_refused(draft):
    explained(new_response(draft, status="perfect"), "invalid_choice")
    refused(new_response(draft, status="perfect"))


def test_pages_count_from_one(draft):
    explained(new_response(draft, page=0), "min_value")
    refused(new_response(draft, page=0))


def test_a_narrative_has_a_language(draft):
    explained(new_response(draft, narrative="We did."), "language_missing")
    refused(new_response(draft, narrative="We did."))


def test_an_event_has_its_own_place_in_the_chain(draft):
    submission, _commitment = draft
    twin = SubmissionEvent(
        submission=submission,
        sequence=1,
        action="submit",
        to_status="submitted",
        at=timezone.now(),
        digest="0" * 64,
    )
    explained(twin, "unique_together")
    refused(twin)


def test_an_event_of_an_unknown_action_is_refused(draft):
    submission, _commitment = draft
    event = SubmissionEvent(
        submission=submission, sequence=9, action="dance", at=timezone.now(), to_status="draft"
    )
    explained(event, "invalid_choice")
    refused(event)


def test_what_is_referred_to_cannot_be_deleted(draft):
    submission, commitment = draft
    new_response(draft).save()
    for record in (commitment, submission.cycle, submission.reporter):
        with pytest.raises(ProtectedError):
            record.delete()
