"""Twenty officers act at once on the same report, each over a connection of their own."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from reports.models import Action, Submission, SubmissionEvent
from reports.models.statuses import IN_PROGRESS
from reports.submissions import events, workflow
from reports.submissions.workflow import TransitionNotAllowed
from testing.builders import (
    at_once,
    make_cycle,
    make_draft,
    make_published,
    make_reviewer,
    make_state,
)

pytestmark = pytest.mark.django_db(transaction=True)
OFFICERS = 20
# What somebody who came too late is told.
TOO_LATE = (TransitionNotAllowed, ValidationError)


def all_at_once(act: Callable[[int, Any], Any]) -> list[Any]:
    """What ``act(number, officer)`` returned to each of the twenty, or the refusal it met; nothing
    else may be raised."""
    officers = [make_reviewer() for _number in range(OFFICERS)]

    def one(number: int) -> Any:
        try:
            return act(number, officers[number])
        except TOO_LATE as refusal:
            return refusal

    return at_once(OFFICERS, one)


def done(outcomes: list[Any]) -> list[Any]:
    return [outcome for outcome in outcomes if not isinstance(outcome, Exception)]


def actions(submission: Submission) -> list[str]:
    return list(submission.events.order_by("sequence").values_list("action", flat=True))


def sound() -> None:
    """No step of any report is missing, doubled or out of order, and no report has two published
    versions, or two that are being worked on."""
    verification = events.verify()
    assert verification.problems == []
    assert verification.events == SubmissionEvent.objects.count()
    for submission in Submission.objects.all():
        numbers = submission.events.order_by("sequence").values_list("sequence", flat=True)
        assert list(numbers) == list(range(1, len(numbers) + 1))
        last = submission.events.order_by("-sequence").first()
        assert last.to_status == submission.status
    for statuses in (["published"], IN_PROGRESS):
        assert Submission.objects.filter(status__in=statuses).count() <= 1


def test_one_of_twenty_submits_starts_publishes_and_withdraws():
    report = make_draft()
    for action in (Action.SUBMIT, Action.START_REVIEW, Action.PUBLISH, Action.WITHDRAW):
        before = report.events.count()
        outcomes = all_at_once(
            lambda _n, by, a=action: workflow.take(report, a, by=by, reason="So.")
        )
        assert len(done(outcomes)) == 1
        assert sum(isinstance(each, TransitionNotAllowed) for each in outcomes) == OFFICERS - 1
        assert actions(report)[before:] == [str(action)]
        sound()


def test_of_ten_who_publish_and_ten_who_return_one_decides():
    report = make_draft()
    by = make_reviewer()
    workflow.submit(report, by=by)
    workflow.start_review(report, by=by)

    def decide(number: int, officer: Any) -> Submission:
        action = Action.PUBLISH if number % 2 else Action.RETURN
        return workflow.take(report, action, by=officer, reason="So.")

    (decided,) = done(all_at_once(decide))
    report.refresh_from_db()
    assert report.status == decided.status
    assert len(actions(report)) == len(["register", "submit", "start_review", "decided"])
    sound()


def test_a_version_number_is_taken_once():
    state, cycle = make_state("KEN"), make_cycle("2022")
    begun = all_at_once(lambda _n, by: make_draft(state, cycle, by=by))
    assert [report.reference for report in done(begun)] == ["KEN-2022-1"]
    make_published(make_state("UGA"), cycle)
    published = Submission.objects.get(reference="UGA-2022-1")
    corrected = all_at_once(lambda _n, by: workflow.correct(published, by=by))
    assert [report.reference for report in done(corrected)] == ["UGA-2022-2"]
    assert Submission.objects.count() == len({"KEN-1", "UGA-1", "UGA-2"})
    for submission in Submission.objects.all():
        assert actions(submission)[0] == "register"
    assert events.verify().problems == []


def test_whatever_twenty_do_nothing_is_lost_or_doubled():
    """Each takes ten steps of chance with whatever version there is."""
    first = make_published()

    def act(number: int, officer: Any) -> int:
        chance, taken = random.Random(number), 0
        for _step in range(10):
            report = chance.choice(list(Submission.objects.all()))
            step = chance.choice(["correct", *workflow.TRANSITIONS])
            try:
                if step == "correct":
                    workflow.correct(report, by=officer)
                else:
                    workflow.take(report, Action(step), by=officer, reason="So.")
                taken += 1
            except TOO_LATE:
                continue
        return taken

    before = SubmissionEvent.objects.count()
    taken = sum(all_at_once(act))
    follow = SubmissionEvent.objects.filter(action__in=[Action.SUPERSEDE, Action.RESTORE]).count()
    assert SubmissionEvent.objects.count() == before + taken + follow
    versions = list(Submission.objects.order_by("version").values_list("version", flat=True))
    assert versions == list(range(1, len(versions) + 1))
    assert {report.reporter_id for report in Submission.objects.all()} == {first.reporter_id}
    sound()
