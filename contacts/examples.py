"""Example mail, to check its wording."""

import datetime
from typing import Any

from django.utils import timezone

from common.multilingual import localise
from contacts import mail
from contacts.chasing import SAID, Standing
from contacts.models import Mail, MailTemplate
from contacts.recipients import Recipient
from contacts.reminders import in_days
from reports.models import ContactRole, Group, Reporter, ReportingCycle

DAYS = 30


def example(template: MailTemplate, language: str) -> Mail:
    """A mail of that template to nobody, in that language. Three queries."""
    to = Recipient("name@example.org", language, name="Amina Example")
    composed, _text = mail.compose(template, to, values())
    return composed


def values() -> dict[str, Any]:
    """An example value for every variable of every kind of mail; the reporter and the cycle are the
    first on record."""
    due = timezone.localdate() + datetime.timedelta(days=DAYS)
    cycle = ReportingCycle.objects.current()
    reporter = Reporter.objects.in_un_order().first()
    return {
        "reporter": reporter,
        "cycle": lambda: localise(cycle.name) if cycle else "…",
        "role": ContactRole.SUBMITTER.label,
        "group": Group.objects.first(),
        "due": due,
        "deadline": datetime.datetime.combine(due, datetime.time(23, 59, 59), datetime.UTC),
        "expires": due,
        "days": lambda: in_days(DAYS),
        "standing": SAID[Standing.NOTHING],
        "reference": f"{reporter.code if reporter else 'AAA'}-2031-1",
        "time": timezone.now(),
        "digest": "0" * 64,
        "reason": "…",
        "text": "…",
        "link": "https://example.org/",
        "choice": "https://example.org/",
    }
