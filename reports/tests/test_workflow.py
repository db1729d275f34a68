import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from reports import coding, events, files, workflow
from reports.models import Action, Response, Submission, SubmissionEvent, SubmissionStatus
from reports.workflow import TRANSITIONS, TransitionNotAllowed
from tracker.testing import (
    make_commitment,
    make_cycle,
    make_draft,
    make_officer,
    make_published,
    make_reviewer,
    make_state,
    make_upload,
    make_user,
    publish,
)

pytestmark = pytest.mark.django_db

# The whole matrix: status × action → the status it leads to; nothing else is possible.
LEADS_TO = {
    ("draft", "submit"): "submitted",
    ("draft", "withdraw"): "withdrawn",
    ("submitted", "start_review"): "under_review",
    ("submitted", "return"): "returned",
    ("submitted", "withdraw"): "withdrawn",
    ("under_review", "return"): "returned",
    ("under_review", "publish"): "published",
    ("under_review", "withdraw"): "withdrawn",
    ("returned", "submit"): "submitted",
    ("returned", "withdraw"): "withdrawn",
    ("published", "withdraw"): "withdrawn",
}
# Role → the actions it may take in the right status.
MAY = {
    "nobody": set(),
    "officer": {"submit"},
    "reviewer": {"submit", "start_review", "return", "publish", "withdraw"},
}


def submission_in(status):
    """A submission brought to ``status`` by the steps that lead there."""
    by = make_reviewer()
    if status == "superseded":
        old = make_published()
        publish(workflow.correct(old, by=by), by=by)
        return Submission.objects.get(pk=old.pk)
    paths = {
        "draft": [],
        "submitted": ["submit"],
        "under_review": ["submit", "start_review"],
        "returned": ["submit", "return"],
        "published": ["submit", "start_review", "publish"],
        "withdrawn": ["withdraw"],
    }
    submission = make_draft(by=by)
    for action in paths[status]:
        submission = workflow.take(submission, Action(action), by=by, reason="Because")
    return submission


@pytest.fixture
def people():
    return {"nobody": make_user(), "officer": make_officer(), "reviewer": make_reviewer()}


@pytest.mark.parametrize("status", SubmissionStatus.values)
def test_the_whole_matrix_of_status_action_and_role(status, people):
    for action in TRANSITIONS:
        for role, user in people.items():
            submission = submission_in(status)
            offered = action in workflow.allowed_actions(submission, user)
            target = LEADS_TO.get((status, str(action)))
            if action not in MAY[role]:
                with pytest.raises(PermissionDenied):
                    workflow.take(submission, action, by=user, reason="Because")
            elif target is None:
                with pytest.raises(TransitionNotAllowed, match=submission.reference):
                    workflow.take(submission, action, by=user, reason="Because")
            else:
                assert workflow.take(submission, action, by=user, reason="B").status == target
            assert offered == (action in MAY[role] and target is not None)


@pytest.mark.parametrize("action", ["return", "withdraw"])
def test_a_step_back_needs_a_reason(action):
    submission = submission_in("submitted")
    with pytest.raises(ValidationError) as caught:
        workflow.take(submission, Action(action), by=make_reviewer(), reason="  ")
    assert caught.value.error_dict["reason"][0].code == "reason_required"
    assert Submission.objects.get(pk=submission.pk).status == "submitted"


def test_registering_makes_a_numbered_draft_with_its_event():
    officer = make_officer(name="A. Officer")
    draft = make_draft(make_state("KEN"), make_cycle("2031"), by=officer)
    assert (draft.reference, draft.version, draft.status) == ("KEN-2031-1", 1, "draft")
    event = draft.events.get()
    assert (event.action, event.from_status, event.to_status) == ("register", "", "draft")
    assert (event.actor, event.actor_name) == (officer, "A. Officer")


def test_registering_takes_the_right_to():
    with pytest.raises(PermissionDenied):
        make_draft(by=make_user())


def test_a_second_draft_of_the_same_report_is_refused_with_an_explanation():
    draft = make_draft()
    with pytest.raises(ValidationError, match="already being worked on"):
        make_draft(draft.reporter, draft.cycle)


def test_a_report_that_came_after_the_cycle_closed_is_refused():
    cycle = make_cycle(closes_on=datetime.date(2022, 5, 31))
    with pytest.raises(ValidationError) as caught:
        make_draft(cycle=cycle)
    assert caught.value.error_dict["cycle"][0].code == "cycle_not_open"


def test_a_late_report_is_accepted_until_the_cycle_closes():
    cycle = make_cycle(due_on=datetime.date(2022, 5, 1), closes_on=datetime.date(2022, 6, 30))
    draft = make_draft(cycle=cycle)
    assert draft.timeliness == "late"
    assert list(Submission.objects.late()) == [draft]


@pytest.mark.parametrize(
    ("fields", "timeliness"),
    [
        ({"received_on": datetime.date(2022, 5, 1)}, "on_time"),
        ({"received_on": datetime.date(2022, 5, 3)}, "late"),
        ({"received_no_later_than": datetime.date(2022, 5, 1), "source": "S"}, "on_time"),
        ({"received_no_later_than": datetime.date(2022, 5, 3), "source": "S"}, "unknown"),
    ],
)
def test_timeliness_is_never_guessed(fields, timeliness):
    cycle = make_cycle(due_on=datetime.date(2022, 5, 2))
    assert make_draft(cycle=cycle, **fields).timeliness == timeliness


def test_a_paper_report_without_a_day_of_receipt_cannot_be_submitted():
    draft = make_draft(received_on=None)
    with pytest.raises(ValidationError, match="Say when the report was received"):
        workflow.submit(draft, by=make_officer())


def test_an_online_report_is_received_when_it_is_submitted():
    draft = make_draft(received_on=None, channel="online")
    assert workflow.submit(draft, by=make_officer()).received_on is not None


def test_a_correction_starts_as_a_copy_and_supersedes_when_published():
    commitment = make_commitment()
    cycle, reviewer = make_cycle("2031", commitment.document), make_reviewer()
    draft = make_draft(make_state("KEN"), cycle, by=reviewer)
    attachment = files.attach(draft, make_upload(), by=reviewer)
    answer = coding.Answer(
        commitment.key, "planned", narrative="Soon", language="en", attachment_id=attachment.pk
    )
    coding.record(draft, [answer], by=reviewer)
    old = publish(draft, by=reviewer)

    new = workflow.correct(old, by=reviewer)
    assert (new.reference, new.status) == ("KEN-2031-2", "draft")
    copied = new.responses.get()
    assert (copied.status, copied.narrative) == ("planned", "Soon")
    assert copied.attachment.submission == new
    assert copied.attachment.sha256 == attachment.sha256

    publish(new, by=reviewer)
    old.refresh_from_db()
    assert old.status == "superseded"
    assert list(Submission.objects.current()) == [new]


def test_withdrawing_a_published_correction_brings_the_old_version_back():
    old, reviewer = make_published(), make_reviewer()
    new = publish(workflow.correct(old, by=reviewer), by=reviewer)
    workflow.withdraw(new, by=reviewer, reason="Sent by mistake")
    assert list(Submission.objects.current()) == [old]
    assert [event.action for event in old.events.order_by("sequence")][-2:] == [
        "supersede",
        "restore",
    ]


@pytest.mark.parametrize("status", ["draft", "submitted", "withdrawn", "superseded"])
def test_only_a_published_version_is_corrected(status):
    with pytest.raises(TransitionNotAllowed):
        workflow.correct(submission_in(status), by=make_reviewer())


def test_a_listed_report_is_public_at_once_with_its_source():
    submission = workflow.record_listed(
        make_state(),
        make_cycle(),
        received_no_later_than=datetime.date(2022, 7, 1),
        source="A/TEST/1, para. 15",
    )
    assert (submission.status, submission.channel) == ("published", "listed")
    assert submission.received_on is None
    assert {event.reason for event in submission.events.all()} == {"A/TEST/1, para. 15"}


def test_every_step_is_in_the_history_with_its_author():
    reviewer = make_reviewer()
    submission = workflow.submit(make_draft(by=reviewer), by=reviewer)
    newest, oldest = submission.history.all()
    assert [change.field for change in newest.diff_against(oldest).changes] == [
        "status",
        "submitted_at",
    ]


def test_the_events_of_a_submission_form_an_unbroken_chain():
    submission = submission_in("superseded")
    assert events.broken(submission) == []
    assert [e.sequence for e in submission.events.all()] == [1, 2, 3, 4, 5]


def tamper(sql, params):
    """Change the events behind the application's back, its rules out of the way."""
    from reports import rules

    rules.drop_rules(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
    rules.install_rules(connection)


def test_an_edited_event_is_found():
    submission = submission_in("published")
    tamper(
        "UPDATE reports_submissionevent SET actor_name = 'X' WHERE submission_id = %s"
        " AND sequence = 2",
        [submission.pk],
    )
    assert [event.sequence for event in events.broken(submission)] == [2]


def test_a_removed_event_is_found():
    submission = submission_in("published")
    tamper(
        "DELETE FROM reports_submissionevent WHERE submission_id = %s AND sequence = 2",
        [submission.pk],
    )
    assert 3 in [event.sequence for event in events.broken(submission)]


def test_a_failed_step_leaves_nothing_behind():
    draft = make_draft(received_on=None)
    before = (Response.objects.count(), SubmissionEvent.objects.count())
    with pytest.raises(ValidationError):
        workflow.submit(draft, by=make_officer())
    assert (Response.objects.count(), SubmissionEvent.objects.count()) == before
    assert Submission.objects.get(pk=draft.pk).status == "draft"
