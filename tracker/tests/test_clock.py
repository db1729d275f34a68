"""A machine's clock that is put back stops nobody and turns no history round."""

import datetime
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.db.models import CheckConstraint, DateTimeField, F, Model, Q
from django.utils import timezone

from accounts import locking
from commitments.models import ImportLog
from commitments.outcomes.load import apply
from common.our_apps import with_records
from contacts import invitations, mail
from contacts.models import AssistanceOfficer, GroupObserver, Mail
from contacts.recipients import Recipient
from indicators.importing import planning
from reports.models import PointOfContact
from reports.submissions import verifying, workflow
from testing.assistance import make_assistance_officer
from testing.builders import (
    make_contact,
    make_cycle,
    make_document,
    make_draft,
    make_officer,
    make_reviewer,
    make_state,
)
from testing.offices import make_observer

pytestmark = pytest.mark.django_db

STEP = datetime.timedelta(days=2)
# Constraints that compare two moments of a record, each tried below. An API key's end is chosen by
# its owner and compared with its beginning at once.
COMPARED = {
    "submission_is_submitted_before_it_is_published",
    "mail_is_sent_after_it_is_written",
    "import_is_undone_after_it_was_made",
    "api_key_expires_after_it_was_made",
    "contact_ends_after_it_begins",
    "assistance_officer_ends_after_beginning",
    "group_observer_ends_after_beginning",
}


@pytest.fixture
def put_back(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Put the clock back by two days, as often as it is called."""
    real, steps = timezone.now, [datetime.timedelta()]
    monkeypatch.setattr("django.utils.timezone.now", lambda: real() - steps[0])

    def put() -> None:
        steps[0] += STEP

    return put


def moments(model: type[Model]) -> set[str]:
    return {each.name for each in model._meta.get_fields() if isinstance(each, DateTimeField)}


def compared(condition: Any, known: set[str]) -> bool:
    """Whether it compares two of the ``known`` columns."""
    children: list[Any] = [*condition.children] if isinstance(condition, Q) else []
    for child in children:
        if isinstance(child, Q):
            if compared(child, known):
                return True
        elif isinstance(child[1], F) and {child[0].partition("__")[0], child[1].name} <= known:
            return True
    return False


def test_every_rule_that_compares_moments_is_tried() -> None:
    found = {
        constraint.name
        for app in with_records()
        for model in app.get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint)
        and compared(constraint.condition, moments(model))
    }
    assert found == COMPARED


def test_a_report_goes_all_the_way_and_its_history_follows(put_back: Any) -> None:
    reviewer = make_reviewer()
    report: Any = make_draft()
    for step in (
        lambda: workflow.submit(report, by=reviewer, reason="Tried."),
        lambda: workflow.start_review(report, by=reviewer),
        lambda: workflow.publish(report, by=reviewer),
        lambda: workflow.withdraw(report, by=reviewer, reason="Tried."),
    ):
        put_back()
        step()
        report.refresh_from_db()
    assert report.submitted_at <= report.published_at <= report.withdrawn_at
    at = [*report.events.order_by("sequence").values_list("at", flat=True)]
    assert at == sorted(at)
    assert verifying.verify(with_files=False).problems == []


def test_mail_that_was_sent_is_not_sent_again(put_back: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    to = Recipient("amina@example.org", "en", name="Amina")
    sent = mail.send("question", to, reporter=make_state(), cycle=make_cycle("2031"))
    # By a process that was ended before the clock was put back.
    Mail.objects.filter(pk=sent.pk).update(claimed_at=timezone.now())
    put_back()
    for _twice in range(2):
        call_command("send_waiting_mail")
    assert len(outbox.outbox) == 1
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_a_role_that_began_just_now_ends(put_back: Any) -> None:
    officer, state = make_officer(is_superuser=True), make_state()
    contact = PointOfContact.objects.get(user=make_contact(state))
    helper = AssistanceOfficer.objects.get(user=make_assistance_officer(state))
    observer = GroupObserver.objects.get(user=make_observer(state))
    put_back()
    invitations.end_role(contact, by=officer)
    for held in (helper, observer):
        invitations.end_appointment(held, by=officer)
    for role in (contact, helper, observer):
        role.refresh_from_db()
        assert role.until == role.since


@pytest.mark.parametrize(("kind", "undo"), [("outcome", apply.undo), ("adherences", planning.undo)])
def test_an_import_of_just_now_is_undone(put_back: Any, kind: str, undo: Any) -> None:
    details = {
        "document": make_document().key,
        "language": "en",
        "changed": [],
        "created_commitments": [],
        "created_sections": [],
        "created_document": False,
    }
    log = ImportLog.objects.create(kind=kind, counts={"created": 1}, details=details)
    put_back()
    undo(log, by=None)
    log.refresh_from_db()
    assert log.undone_at == log.at


def test_a_lock_of_before_ends_with_the_hour_of_the_clock(put_back: Any) -> None:
    tries = locking.password_tries(None, "amina@example.org")
    for _try in range(locking.MOST_FAILURES):
        tries.begin()
    assert tries.are_spent()
    put_back()
    assert not tries.are_spent()
    assert tries.begin() == 1
