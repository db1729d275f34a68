"""Updates on projects: written by whoever owes them, agreed to by those who receive the project,
published by the secretariat; and the reminders of those that are due."""

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts import access as contact_access
from contacts import links, mail
from contacts.models import MailKind
from contacts.recipients import recipients_of
from cooperation.models import Update, UpdateAgreement, UpdateStep
from reports import access as report_access
from reports.models import ContactRole, Reporter

# Days before the due day on which the first reminder goes; the second goes the day after it.
BEFORE = 14
OPEN = (UpdateStep.DUE, UpdateStep.DRAFT)


def may_write(user: Any, update: Update) -> bool:
    """Whether ``user`` writes for the author: not as a reader, and not once it was sent."""
    held = report_access.contacts(user).filter(reporter=update.reporter_id)
    return update.step in OPEN and bool(held.exclude(role=ContactRole.READER).exists())


@transaction.atomic
def write(update: Update, values: dict[str, Any], *, by: Any, is_sent: bool) -> Update:
    """Save what the author tells, and with ``is_sent`` ask the recipients. Raises PermissionDenied,
    or ValidationError for what is incomplete."""
    current = _locked(update)
    if not may_write(by, current):
        raise PermissionDenied(_("Your account may not take this step."))
    for name, value in values.items():
        setattr(current, name, value)
    current.step = UpdateStep.SENT if is_sent else UpdateStep.DRAFT
    current.full_clean()
    current.save()
    if is_sent:
        ask(current)
    return current


def ask(update: Update) -> None:
    """Mail the States that receive the project."""
    states = recipient_states(update)
    people = recipients_of(states)
    for state in states:
        for to in people[state.pk]:
            mail.send(
                MailKind.UPDATE_SENT,
                to,
                reporter=state,
                link=links.page("my:updates", language=to.language),
                reference=update.reference,
            )


def recipient_states(update: Update) -> list[Reporter]:
    received = update.project.recipients.values("place_reporter")
    return list(Reporter.objects.filter(pk__in=received).order_by("pk"))


@transaction.atomic
def agree(update: Update, reporter: Reporter, *, by: Any) -> None:
    """Agree for the State to the publication of what was sent. Raises PermissionDenied."""
    contact_access.require_lead(by, reporter)
    current = _locked(update)
    if current.step == UpdateStep.SENT:
        UpdateAgreement.objects.get_or_create(
            update=current, reporter=reporter, defaults={"by": by}
        )


@transaction.atomic
def take_back(update: Update, reporter: Reporter, *, by: Any) -> None:
    """Take the State's agreement back: what was published is hidden. Raises PermissionDenied."""
    contact_access.require_lead(by, reporter)
    current = _locked(update)
    if current.step == UpdateStep.PUBLISHED:
        current.step = UpdateStep.SENT
        current.save()
    for agreement in current.agreements.filter(reporter=reporter):
        agreement.delete()


@transaction.atomic
def publish(update: Update, *, by: Any) -> Update:
    """Publish what every recipient agreed to. Raises PermissionDenied or ValidationError."""
    if not report_access.may_publish(by):
        raise PermissionDenied(_("Your account may not take this step."))
    current = _locked(update)
    if not is_agreed(current):
        message = _("Not every State that receives the project has agreed.")
        raise ValidationError(message, code="not_agreed")
    current.step = UpdateStep.PUBLISHED
    current.save()
    return current


def is_agreed(update: Update) -> bool:
    """Whether all places of the project are States, and each has agreed to what was sent."""
    places = list(update.project.recipients.values_list("place_reporter", flat=True))
    agreed = set(update.agreements.values_list("reporter", flat=True))
    return bool(places) and update.step == UpdateStep.SENT and set(places) <= agreed


def remind(*, today: datetime.date | None = None) -> list[Update]:
    """Remind the authors of what is due within BEFORE days or late, once before the day and once
    after it; those reminded."""
    today = today or timezone.localdate()
    soon = today + datetime.timedelta(days=BEFORE)
    never, late = Q(reminded_on=None), Q(due_on__lt=today, reminded_on__lte=F("due_on"))
    found = Update.objects.filter(never | late, step__in=OPEN, due_on__lte=soon)
    written = []
    for update in found.exclude(reporter=None).select_related("reporter").order_by("pk"):
        author: Any = update.reporter
        if people := recipients_of([author])[author.pk]:
            with transaction.atomic():
                for to in people:
                    mail.send(
                        MailKind.UPDATE_DUE,
                        to,
                        reporter=author,
                        link=links.page("my:updates", language=to.language),
                        reference=update.reference,
                        due=update.due_on,
                    )
                update.reminded_on = today
                update.save()
            written.append(update)
    return written


def _locked(update: Update) -> Update:
    found: Update = Update.objects.select_for_update(of=("self",)).get(pk=update.pk)
    return found
