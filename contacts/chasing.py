"""Missing reports of a cycle: whose they are, how far they are, whom to write to, and who was
reminded.

``reports.coverage`` knows who has reported; this adds the reports in progress.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Subquery, TextChoices
from django.utils.translation import gettext_lazy as _

from contacts.models import Invitation, Mail
from contacts.models.mail import REMINDERS
from contacts.recipients import Recipient, recipients_of
from reports import coverage
from reports.models import (
    Channel,
    Group,
    Reporter,
    ReportingCycle,
    Submission,
    SubmissionStatus,
)


class Standing(TextChoices):
    """How far the report is of a reporter without a published one."""

    NOTHING = "nothing", _("nothing received")
    BEGUN = "begun", _("begun")
    CAME_BACK = "came_back", _("came back")
    HANDED_IN = "handed_in", _("with the secretariat")


# The words of a reminder on it; nobody is reminded who has handed in.
SAID: dict[str, Any] = {
    Standing.NOTHING: _("No report for this cycle has reached us so far."),
    Standing.BEGUN: _("A draft has been begun and is not submitted yet."),
    Standing.CAME_BACK: _("Your report came back to you with a remark and waits to be completed."),
}


def standing_of(submission: Submission | None) -> Standing:
    """The standing of a report. One that came by e-mail or on paper counts as handed in, whatever
    its status: the secretariat is coding it."""
    if submission is None:
        return Standing.NOTHING
    if submission.channel == Channel.ONLINE:
        if submission.status == SubmissionStatus.DRAFT:
            return Standing.BEGUN
        if submission.status == SubmissionStatus.RETURNED:
            return Standing.CAME_BACK
    return Standing.HANDED_IN


@dataclass(frozen=True)
class Missing:
    """A reporter without a published report in the cycle.

    ``last`` is its latest published report of another real cycle, ``reminded`` the latest mail
    that reminded it of this one, ``contacted`` the latest mail to or from it about anything,
    ``invited`` the latest invitation that nobody has accepted.
    """

    reporter: Reporter
    submission: Submission | None
    last: Submission | None
    recipients: list[Recipient]
    reminded: Mail | None
    contacted: Mail | None
    invited: Invitation | None

    @property
    def standing(self) -> Standing:
        return standing_of(self.submission)

    @property
    def is_acted_for(self) -> bool:
        """Whether somebody with an account acts for it."""
        return any(each.user_id for each in self.recipients)

    @property
    def may_be_reminded(self) -> bool:
        return bool(self.recipients) and self.standing != Standing.HANDED_IN


@dataclass(frozen=True)
class MissingOfGroup:
    """The missing reports of a regional group; without a group, those of all other reporters."""

    group: Group | None
    rows: list[Missing]


def missing(cycle: ReportingCycle) -> list[MissingOfGroup]:
    """The Members that have not reported, by regional group, from ``coverage.roll_call``; then all
    others without a report, who are not expected to report. In UN order. Empty if the cycle's list
    of reporters is not complete. Twelve queries, whatever the number of reporters."""
    if not cycle.is_list_complete:
        return []
    rolls = coverage.roll_call(cycle)
    members = {reporter.pk for roll in rolls for reporter in roll.silent}
    reported = Submission.objects.current().filter(cycle=cycle).values("reporter")
    others = list(Reporter.objects.exclude(pk__in=reported).exclude(pk__in=members).in_un_order())
    everybody = [reporter for roll in rolls for reporter in roll.silent] + others
    rows = {row.reporter.pk: row for row in rows_of(cycle, everybody)}
    groups = [MissingOfGroup(roll.group, [rows[r.pk] for r in roll.silent]) for roll in rolls]
    groups.append(MissingOfGroup(None, [rows[reporter.pk] for reporter in others]))
    return [group for group in groups if group.rows]


def rows_of(cycle: ReportingCycle, reporters: Iterable[Reporter]) -> list[Missing]:
    """The rows of these reporters, none of which has reported. Seven queries."""
    reporters = list(reporters)
    keys = [reporter.pk for reporter in reporters]
    recipients = recipients_of(reporters)
    begun = latest(Submission.objects.in_progress().filter(cycle=cycle, reporter__in=keys))
    last = latest(
        Submission.objects.current()
        .filter(cycle__is_fictional=False, reporter__in=keys)
        .exclude(cycle=cycle)
        .select_related("cycle")
        .order_by("cycle__year", "cycle__code")
    )
    sent = Mail.objects.filter(cycle=cycle, reporter__in=keys, kind__in=REMINDERS)
    reminded = latest(sent.order_by("queued_at", "pk").defer("body"))
    newest = Mail.objects.filter(reporter=OuterRef("pk")).order_by("-queued_at", "-pk").values("pk")
    of_reporters = (
        Reporter.objects.filter(pk__in=keys).order_by().values(newest=Subquery(newest[:1]))
    )
    contacted = latest(Mail.objects.filter(pk__in=of_reporters).order_by("pk").defer("body"))
    invitations = Invitation.objects.not_accepted().filter(reporters__in=keys)
    of_each = invitations.order_by("invited_at", "pk").annotate(reporter_id=F("reporters"))
    invited = latest(of_each)
    return [
        Missing(
            reporter,
            begun.get(reporter.pk),
            last.get(reporter.pk),
            recipients[reporter.pk],
            reminded.get(reporter.pk),
            contacted.get(reporter.pk),
            invited.get(reporter.pk),
        )
        for reporter in reporters
    ]


def latest(records: Any) -> dict[int, Any]:
    """The last of each reporter's ``records``, in their order, by the reporter's key. One query."""
    return {record.reporter_id: record for record in records}
