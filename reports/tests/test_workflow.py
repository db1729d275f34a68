import datetime
import itertools
from dataclasses import replace

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from reports import access
from reports.attachments import files
from reports.coding import recording
from reports.models import (
    Action,
    PointOfContact,
    ReportingCycle,
    Response,
    Submission,
    SubmissionEvent,
    SubmissionStatus,
)
from reports.submissions import events, workflow
from reports.submissions.workflow import ContentFrozen, TransitionNotAllowed
from testing.builders import (
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_draft,
    make_officer,
    make_own_draft,
    make_published,
    make_reviewer,
    make_state,
    make_upload,
    make_user,
    publish,
)

pytestmark = pytest.mark.django_db

# Where each step leads from each status; nothing else is possible.
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
# Role → the steps it may take, in every status from which one leads; and the statuses, where
# they are fewer. "write" is recording what the report says, "correct" beginning a new version.
EVERYTHING = {
    *("write", "submit", "start_review", "return", "publish", "withdraw", "correct"),
    "show_withdrawn",
}
MAY = {
    "nobody": set(),
    "reads only": set(),
    "reader": set(),
    "editor": {"write", "correct"},
    "submitter": {"write", "submit", "withdraw", "correct"},
    "submitter of another State": set(),
    "former submitter": set(),
    "officer": {"write", "submit", "correct", "show_withdrawn"},
    "reviewer": EVERYTHING,
}
ONLY_IN = {("submitter", "withdraw"): {"draft", "returned"}}
WITHOUT_TARGET = {
    "write": {"draft", "returned"},
    "correct": {"published"},
    "show_withdrawn": {"withdrawn"},
}


def submission_in(status, reporter=None):
    """A submission written online, brought to ``status`` by the steps that lead there."""
    by, fields = make_reviewer(), {"channel": "online"}
    if status == "superseded":
        old = make_published(reporter, **fields)
        publish(workflow.correct(old, by=by), by=by)
        return Submission.objects.get(pk=old.pk)
    paths = {
        "draft": [],
        "submitted": ["submit"],
        "under_review": ["submit", "start_review"],
        "returned": ["submit", "return"],
        "published": ["submit", "start_review", "publish"],
        "withdrawn": ["submit", "start_review", "publish", "withdraw"],
    }
    submission = make_draft(reporter, by=by, **fields)
    for action in paths[status]:
        submission = workflow.take(submission, Action(action), by=by, reason="Because")
    return submission


@pytest.fixture
def people():
    """One person of every role, and the State that the points of contact act for."""
    state, reader = make_state(), make_user("", is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    former = make_contact(state)
    PointOfContact.objects.filter(user=former).update(until=timezone.now())
    return state, {
        "nobody": make_user(),
        "reads only": reader,
        "reader": make_contact(state, "reader"),
        "editor": make_contact(state, "editor"),
        "submitter": make_contact(state, "submitter"),
        "submitter of another State": make_contact(make_state(), "submitter"),
        "former submitter": former,
        "officer": make_officer(),
        "reviewer": make_reviewer(),
    }


def attempt(step, submission, user):
    """Take ``step``, and return the status that the submission then has."""
    if step == "write":
        recording.record(submission, [], by=user)
        return submission.status
    if step == "correct":
        return workflow.correct(submission, by=user).status
    if step == "show_withdrawn":
        return workflow.show_withdrawn(submission, by=user, is_shown=True).status
    return workflow.take(submission, Action(step), by=user, reason="Because").status


def expected(status, step, role):
    """What comes of it: a status, or the refusal for the wrong person or the wrong status."""
    if step in WITHOUT_TARGET:
        target = {"correct": "draft"}.get(step, status)
        target = target if status in WITHOUT_TARGET[step] else None
    else:
        target = LEADS_TO.get((status, step))
    statuses = ONLY_IN.get((role, step))
    if step not in MAY[role] or (target and statuses and status not in statuses):
        return PermissionDenied
    return target or REFUSALS[step]


REFUSALS = dict.fromkeys(EVERYTHING, TransitionNotAllowed) | {"write": ContentFrozen}


@pytest.mark.parametrize("status", SubmissionStatus.values)
def test_the_whole_matrix_of_status_step_and_role(status, people):
    state, users = people
    submission = submission_in(status, state)
    assert set(map(str, access.MAY)) == EVERYTHING
    for step, (role, user) in itertools.product(sorted(EVERYTHING), users.items()):
        outcome = expected(status, step, role)
        is_possible = isinstance(outcome, str)
        assert access.may(user, step, submission) == is_possible, (step, role)
        point = transaction.savepoint()
        if is_possible:
            assert attempt(step, submission, user) == outcome, (step, role)
        else:
            with pytest.raises(outcome):
                attempt(step, submission, user)
        transaction.savepoint_rollback(point)


@pytest.mark.parametrize("status", SubmissionStatus.values)
def test_only_possible_steps_are_offered(status, people):
    state, users = people
    submission = submission_in(status, state)
    for role, user in users.items():
        offered = {str(action) for action in workflow.allowed_actions(submission, user)}
        steps = EVERYTHING - set(WITHOUT_TARGET)
        assert offered == {s for s in steps if isinstance(expected(status, s, role), str)}, role


def test_points_of_contact_do_not_touch_a_report_on_paper_until_it_is_published():
    state = make_state()
    submitter = make_contact(state)
    paper = make_draft(state)
    for step in (access.WRITE, Action.SUBMIT, Action.WITHDRAW):
        with pytest.raises(PermissionDenied):
            attempt(str(step), paper, submitter)
    corrected = workflow.correct(publish(paper), by=submitter)
    assert (corrected.channel, corrected.received_on) == ("online", paper.received_on)
    assert workflow.submit(corrected, by=submitter, reason="Because").status == "submitted"


def test_a_point_of_contact_begins_a_report_online_and_sets_nothing_internal():
    state, cycle = make_state(), make_cycle()
    editor = make_contact(state, "editor")
    for fields in ({"channel": "paper"}, {"secretariat_remarks": "x"}, {"received_on": None}):
        with pytest.raises(PermissionDenied):
            workflow.register(state, cycle, **{"channel": "online", "by": editor, **fields})
    draft = workflow.register(state, cycle, "online", by=editor, languages=["fr"])
    assert workflow.change(draft, by=editor, is_nil_return=True).is_nil_return
    with pytest.raises(PermissionDenied):
        workflow.change(draft, by=editor, secretariat_remarks="x")


def test_notes_of_the_secretariat_outlive_what_a_point_of_contact_writes():
    document = make_document()
    commitment, state = make_commitment(document), make_state()
    draft = make_draft(state, make_cycle("2031", document), channel="online")
    answer = recording.Answer(commitment.key, "planned", note="Ask")
    recording.record(draft, [answer], by=make_officer())
    contact = make_contact(state)
    seen = recording.fingerprint(draft.responses.get(), with_note=False)
    # A note that changes meanwhile concerns the secretariat alone.
    recording.record(draft, [replace(answer, note="Ask again")], by=make_officer())
    mine = recording.Answer(commitment.key, "implemented", note="Mine", seen=seen)
    recording.record(draft, [mine], by=contact)
    with pytest.raises(ValidationError):
        recording.record(draft, [replace(mine, status="planned")], by=contact)
    response = draft.responses.get()
    assert (response.status, response.note, response.coded_by) == (
        "implemented",
        "Ask again",
        contact,
    )


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


def test_an_online_report_begun_in_time_is_not_handed_in_after_the_cycle_closed():
    today = timezone.localdate()
    cycle = make_cycle("2031", make_document(), closes_on=today)
    author = make_contact(make_state("KEN"), "submitter")
    draft = make_own_draft(author, cycle, is_nil_return=True)
    ReportingCycle.objects.update(closes_on=today - datetime.timedelta(days=1))
    with pytest.raises(ValidationError) as caught:
        workflow.submit(draft, by=author, reason="Nothing.")
    assert caught.value.error_dict["cycle"][0].code == "cycle_not_open"
    ReportingCycle.objects.update(closes_on=today)
    workflow.submit(draft, by=author, reason="Nothing.")
    # Returned after the last day, it keeps its day of receipt.
    ReportingCycle.objects.update(closes_on=today + datetime.timedelta(days=1))
    workflow.return_to_author(draft, by=make_reviewer(), reason="Page 3.")
    assert workflow.submit(draft, by=author, reason="Nothing.").received_on == today


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
    answer = recording.Answer(
        commitment.key, "planned", narrative="Soon", language="en", attachment_id=attachment.pk
    )
    recording.record(draft, [answer], by=reviewer)
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
    """Change the events outside the application, without its rules."""
    from reports.submissions import rules

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
