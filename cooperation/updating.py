"""Updates on projects: written by whoever owes them, agreed to by those who receive the project,
published by the secretariat; and the reminders of those that are due."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts import access as contact_access
from contacts import links, mail
from contacts.models import MailKind
from contacts.recipients import Recipient, officers_of, recipients_of
from cooperation import access
from cooperation.models import Update, UpdateAgreement, UpdateStep
from reports.access import may_publish, may_register
from reports.models import Reporter

# Days before the due day on which the first reminder goes; the second goes the day after it.
BEFORE = 14
OPEN = (UpdateStep.DUE, UpdateStep.DRAFT)
# The columns that the author writes; the others, for the secretariat, say what is to be told and by
# when.
CONTENT = ("narrative", "language", "spent", "currency")


def may_write(user: Any, update: Update) -> bool:
    """Whether ``user`` writes for the author, or is of the secretariat."""
    is_author = access.written_updates(user).filter(pk=update.pk).exists()
    return is_author or may_register(user)


@transaction.atomic
def record(update: Update, *, by: Any) -> Update:
    """Put a new update on the calendar, or record it with what it tells already. Others than the
    secretariat may do so for a party that the project names, unasked: whoever gives or receives the
    assistance may comment on it. Raises PermissionDenied, or ValidationError with all that is
    wrong."""
    access.require(may_register(by) or _may_tell(by, update))
    is_told = any(getattr(update, name) not in ("", None) for name in CONTENT)
    update.step = UpdateStep.DUE if update.due_on and not is_told else UpdateStep.DRAFT
    update.full_clean()
    update.save()
    return update


def _may_tell(user: Any, update: Update) -> bool:
    """Whether ``user`` writes for the author, and the project names the author."""
    party: Any = update.reporter or update.body
    if party is None:
        return False
    own: Any = access.telling_reporters(user) if update.reporter else access.giving_bodies(user)
    tellable = access.tellable_projects(user, party).filter(pk=update.project_id)
    return own.filter(pk=party.pk).exists() and tellable.exists()


@transaction.atomic
def write(update: Update, values: dict[str, Any], *, by: Any, is_sent: bool = False) -> Update:
    """Save what the author tells, and with ``is_sent`` ask the recipients. Raises PermissionDenied,
    or ValidationError for an update that is incomplete, or was sent already."""
    current = _locked(update)
    access.require(may_write(by, current))
    if current.step not in OPEN:
        raise ValidationError(_("What was sent stays as it is."), code="wrong_status")
    access.require(values.keys() <= set(CONTENT) or may_register(by))
    for name, value in values.items():
        setattr(current, name, value)
    if is_sent:
        current.step = UpdateStep.SENT
    elif values.keys() & set(CONTENT):
        current.step = UpdateStep.DRAFT
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
    """Agree for a State that receives the project to the publication of what was sent. Raises
    PermissionDenied, or ValidationError where nothing waits for that."""
    contact_access.require_lead(by, reporter)
    current = _locked(update)
    access.require(reporter in recipient_states(current))
    if current.step != UpdateStep.SENT:
        raise ValidationError(_("No agreement is asked for now."), code="wrong_status")
    UpdateAgreement.objects.get_or_create(update=current, reporter=reporter, defaults={"by": by})


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
    access.require(may_publish(by))
    current = _locked(update)
    if not is_agreed(current):
        message = _("Not every State that receives the project has agreed.")
        raise ValidationError(message, code="not_agreed")
    current.step = UpdateStep.PUBLISHED
    current.save()
    return current


@dataclass(frozen=True)
class Agreement:
    """The States that receive the project, each with when it agreed (None: not yet), and whether
    somebody else receives it: then nobody can agree for all."""

    states: list[tuple[Reporter, datetime.datetime | None]]
    has_others: bool

    @property
    def can_be_whole(self) -> bool:
        return bool(self.states) and not self.has_others

    @property
    def is_whole(self) -> bool:
        return self.can_be_whole and all(agreed_at for _state, agreed_at in self.states)


def agreement(update: Update) -> Agreement:
    """Who is asked whether the update may be published, and who agreed."""
    agreed = {each.reporter_id: each.agreed_at for each in update.agreements.all()}
    places = [each.place_reporter for each in update.project.recipients.all()]
    states = [(state, agreed.get(state.pk)) for state in places if state is not None]
    return Agreement(states, len(states) < len(places))


def is_agreed(update: Update) -> bool:
    """Whether all places of the project are States, and each has agreed to what was sent."""
    return update.step == UpdateStep.SENT and agreement(update).is_whole


def remind(*, today: datetime.date | None = None) -> list[Update]:
    """Remind the authors of what is due within BEFORE days or late, once before the day and once
    after it, whichever machine does so; those reminded."""
    today = today or timezone.localdate()
    soon = today + datetime.timedelta(days=BEFORE)
    never, late = Q(reminded_on=None), Q(due_on__lt=today, reminded_on__lte=F("due_on"))
    found = Update.objects.filter(never | late, step__in=OPEN, due_on__lte=soon)
    written = []
    for update in found.select_related("reporter", "body").order_by("pk"):
        if people := _authors(update):
            with transaction.atomic():
                current = _locked(update)
                # Another machine was first, or its author.
                if current.reminded_on != update.reminded_on or current.step not in OPEN:
                    continue
                for to in people:
                    mail.send(
                        MailKind.UPDATE_DUE,
                        to,
                        reporter=update.reporter,
                        reporters=[update.reporter or update.body],
                        link=links.page("my:updates", language=to.language),
                        reference=update.reference,
                        due=update.due_on,
                    )
                current.reminded_on = today
                current.save()
            written.append(current)
    return written


def _authors(update: Update) -> list[Recipient]:
    """Whoever writes for the author: its officers for assistance, else its points of contact;
    nobody for an author in no list."""
    party = update.reporter or update.body
    found = officers_of(party) if party else []
    if not found and update.reporter:
        return recipients_of([update.reporter])[update.reporter.pk]
    return found


def _locked(update: Update) -> Update:
    found: Update = Update.objects.select_for_update(of=("self",)).get(pk=update.pk)
    return found
