"""Reminders of a cycle's due day: sent by an officer, or by schedule."""

import datetime
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from common import dates
from common.errors import field_error
from contacts import links, mail
from contacts.chasing import SAID, Missing, missing
from contacts.models import Mail, MailKind, MailTemplate
from contacts.models.mail import REMINDERS
from contacts.recipients import Recipient
from reports.models import Reporter, ReportingCycle

SEND = "contacts.send_mail"
# A schedule that was not run for a day or two is made up for; older days are skipped.
CATCH_UP_DAYS = 3


@dataclass(frozen=True)
class Reminder:
    """One mail that is to be sent, not yet in the log."""

    row: Missing
    to: Recipient
    mail: Mail


def write(
    cycle: ReportingCycle,
    rows: Iterable[Missing],
    *,
    today: datetime.date | None = None,
    request: HttpRequest | None = None,
) -> list[Reminder]:
    """A reminder to each recipient of the rows that may be reminded. One query.

    Raises ValidationError for a fictional cycle, one without a complete list, and one without a due
    day.
    """
    today = today or timezone.localdate()
    days = days_left(cycle, today)
    kind = MailKind.REMINDER_BEFORE if days >= 0 else MailKind.REMINDER_AFTER
    template = MailTemplate.objects.get(kind=kind)
    return [
        Reminder(row, to, _compose(template, to, _values(cycle, row, to, days, request)))
        for row in rows
        if row.may_be_reminded
        for to in row.recipients
    ]


def days_left(cycle: ReportingCycle, today: datetime.date) -> int:
    """Days from ``today`` to the due day. Raises ValidationError for a cycle without reminders."""
    if cycle.is_fictional:
        raise field_error("cycle", _("Nobody is reminded of a fictional cycle."), "is_fictional")
    if not cycle.is_list_complete:
        message = _("The list of those that reported in this cycle is not complete.")
        raise field_error("cycle", message, "list_not_complete")
    if cycle.due_on is None:
        raise field_error("cycle", _("This cycle has no due day."), "no_due_day")
    return (cycle.due_on - today).days


def _values(
    cycle: ReportingCycle, row: Missing, to: Recipient, days: int, request: HttpRequest | None
) -> dict[str, Any]:
    return {
        "reporter": row.reporter,
        "cycle": cycle,
        "due": cycle.due_on,
        "deadline": lambda: deadline_in_words(cycle, row.reporter),
        "days": lambda: in_days(abs(days)),
        "standing": SAID[row.standing],
        "link": links.own_area(to.language, request),
    }


def deadline_in_words(cycle: ReportingCycle, reporter: Reporter) -> str:
    """The last moment of the due day in UTC and, if known, by the State's own clock."""
    if cycle.deadline is None:
        return ""
    said, clock = dates.moment(cycle.deadline), reporter.clock
    return f"{said}; {dates.on_clock(cycle.deadline, clock)}" if clock else said


def _compose(template: MailTemplate, to: Recipient, values: dict[str, Any]) -> Mail:
    composed, _text = mail.compose(template, to, values)
    composed.reporter, composed.cycle = values["reporter"], values["cycle"]
    return composed


def in_days(number: int) -> str:
    """``number`` days in words; for 0, "less than a day"."""
    if number == 0:
        return gettext("less than a day")
    return ngettext("%(number)s day", "%(number)s days", number) % {"number": number}


def last_sent(cycle: ReportingCycle) -> int:
    """The key of the cycle's last reminder in the log; 0 if there is none."""
    keys = Mail.objects.filter(cycle=cycle, kind__in=REMINDERS).values_list("pk", flat=True)
    return keys.order_by("-pk").first() or 0


def chosen_rows(cycle: ReportingCycle, reporters: Collection[int]) -> list[Missing]:
    """The missing reports of the reporters with these keys."""
    return [row for group in missing(cycle) for row in group.rows if row.reporter.pk in reporters]


@transaction.atomic
def send_to(
    cycle: ReportingCycle,
    reporters: Collection[int],
    *,
    by: Any,
    seen: int,
    request: HttpRequest | None = None,
) -> list[Mail]:
    """Send reminders by ``by`` to the reporters with those keys, as far as they may be reminded.

    ``seen`` is the value of ``last_sent`` when ``by`` opened the page: a second press, or one after
    another officer's, sends nothing. Raises PermissionDenied without the right to send mail;
    ValidationError if reminders were sent since then, and as ``write``.
    """
    if not by.has_perm(SEND):
        raise PermissionDenied(_("Your account may not send mail."))
    ReportingCycle.objects.select_for_update().get(pk=cycle.pk)
    if last_sent(cycle) != seen:
        raise field_error(
            "cycle", _("Reminders were sent since you opened this page."), "sent_since"
        )
    rows = chosen_rows(cycle, reporters)
    written = [reminder.mail for reminder in write(cycle, rows, request=request)]
    for each in written:
        each.by = by
        each.save(force_insert=True)
    mail.deliver_on_commit([each.pk for each in written])
    return written


# By schedule


def day_reached(cycle: ReportingCycle, days: Iterable[int], today: datetime.date) -> int | None:
    """The latest of ``days`` (counted from the due day) that is today or fewer than CATCH_UP_DAYS
    ago."""
    if cycle.due_on is None:
        return None
    passed = (today - cycle.due_on).days
    return max((day for day in days if 0 <= passed - day < CATCH_UP_DAYS), default=None)


def scheduled(cycle: ReportingCycle, days: Iterable[int], today: datetime.date) -> Iterator[Mail]:
    """The reminders of the schedule that are due ``today`` and not in the log yet."""
    day = day_reached(cycle, days, today)
    if day is None or cycle.is_fictional or not cycle.is_open(today):
        return
    for group in missing(cycle):
        for reminder in write(cycle, group.rows, today=today):
            reminder.mail.reminder_day, reminder.mail.reminder_due = day, cycle.due_on
            if not mail.is_queued(reminder.mail):
                yield reminder.mail


def send_scheduled(
    cycle: ReportingCycle, days: Iterable[int], *, today: datetime.date | None = None
) -> list[Mail]:
    """Queue the reminders that the schedule asks for today, each once even if other processes do
    the same; returns those queued here. Each is in the log before the next is written."""
    today = today or timezone.localdate()
    return [each for each in scheduled(cycle, list(days), today) if mail.queue_once(each)]
