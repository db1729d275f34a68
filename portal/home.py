"""What is due, begun, returned, handed in and public, for each reporter that a person acts for."""

import datetime
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from common.multilingual import current_language
from contacts.access import officers
from cooperation import access as cooperation_access
from indicators import access as indicator_access
from indicators import carrying as progress_carrying
from portal.guard import for_contacts
from portal.questions import form_of
from questionnaires import carrying as form_carrying
from questionnaires import progress as form_progress
from reports import access
from reports.coding import carrying
from reports.coverage import Ratio
from reports.models import (
    Action,
    Channel,
    ContactRole,
    PointOfContact,
    Reporter,
    ReportingCycle,
    Submission,
    SubmissionEvent,
    SubmissionStatus,
)
from reports.models.statuses import IN_PROGRESS
from reports.submissions import messages as asking
from reports.submissions import progress, workflow


@dataclass
class Due:
    """One open cycle for one reporter, and the report of it, as far as there is one."""

    cycle: ReportingCycle
    submission: Any
    progress: Ratio
    # Questions of the form; of nothing where the cycle has none for this kind of reporter.
    form_progress: Ratio
    may_begin: bool
    has_last_report: bool

    @property
    def deadline(self) -> datetime.datetime | None:
        return deadline_of(self.cycle)

    @property
    def is_past(self) -> bool:
        return self.deadline is not None and self.deadline < timezone.now()


@dataclass
class Desk:
    """What lies before a person for one reporter. ``before`` are the other reports, latest first;
    of those that came on paper and are being coded, only that they are there."""

    contact: PointOfContact
    due: list[Due] = field(default_factory=list)
    before: list[Any] = field(default_factory=list)


def deadline_of(cycle: ReportingCycle) -> datetime.datetime | None:
    """The last second of the day on which reports are due, where the tracker is."""
    if cycle.due_on is None:
        return None
    return datetime.datetime.combine(
        cycle.due_on, datetime.time(23, 59, 59), timezone.get_current_timezone()
    )


@for_contacts
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    found = desks(request.user)
    context = {
        "desks": found,
        "is_lead": any(each.contact.role == ContactRole.SUBMITTER for each in found),
        "unread": unread_of(request.user),
        "has_assistance": cooperation_access.restricted(request.user).exists(),
        "officers": list(officers(request.user).select_related("reporter", "body")),
        "has_matches": cooperation_access.own_matches(request.user).exists(),
        "notices": cooperation_access.notices(request.user)
        .filter(reporter__in=access.contacts(request.user).values("reporter"), answer="")
        .count(),
        "has_updates": cooperation_access.own_updates(request.user).exists(),
        "has_baselines": indicator_access.own_baselines(request.user).exists(),
    }
    return render(request, "portal/home.html", context)


def unread_of(user: Any) -> Counter[int]:
    """How many messages nobody has read yet, by submission. One query."""
    readable = access.own(user).values("pk")
    found = asking.unread(user).filter(submission__in=readable)
    return Counter(found.values_list("submission_id", flat=True))


def desks(user: Any) -> list[Desk]:
    """One for each reporter that ``user`` acts for. Constant queries."""
    contacts = list(access.contacts(user).select_related("reporter"))
    cycles = open_cycles()
    submissions = list(submissions_of(user))
    asked, answered = progress.asked(cycles), progress.answered(submissions)
    forms = form_progress.of(cycles, submissions)
    found = []
    for contact in contacts:
        reporter = contact.reporter
        theirs = [each for each in submissions if each.reporter_id == reporter.pk]
        desk = Desk(contact)
        for cycle in cycles:
            submission = latest_of(theirs, cycle)
            total = asked[cycle.pk, reporter.kind]
            desk.due.append(
                Due(
                    cycle,
                    submission,
                    Ratio(answered[submission.pk] if submission else 0, total),
                    forms.progress(cycle, reporter.kind, submission),
                    contact.role != "reader" and is_to_begin(submission),
                    has_report_before(theirs, cycle),
                )
            )
        shown = {due.submission for due in desk.due}
        desk.before = [each for each in theirs if each not in shown]
        found.append(desk)
    return found


def is_to_begin(submission: Any) -> bool:
    return submission is None or submission.status == SubmissionStatus.WITHDRAWN


def open_cycles() -> list[ReportingCycle]:
    """Cycles that take reports today and ask about something, the one due first at the head; those
    without any day only while they are the current one, as a past one stays open for ever."""
    found = ReportingCycle.objects.filter(documents__isnull=False).distinct().latest_first()
    current = ReportingCycle.objects.current()
    is_dated = [
        cycle
        for cycle in found.select_related("meeting")
        if cycle.is_open() and (cycle.due_on or cycle.closes_on or cycle == current)
    ]
    return sorted(is_dated, key=lambda cycle: cycle.due_on or datetime.date.max)


def submissions_of(user: Any) -> Any:
    """Every submission of the reporters that ``user`` acts for, latest first, with the reason for
    which it last came back (``came_back``). One query."""
    returns = SubmissionEvent.objects.filter(submission=OuterRef("pk"), action=Action.RETURN)
    last = returns.order_by("-sequence").values("reason")[:1]
    own: Any = access.own(user)
    return (
        own.select_related("reporter", "cycle")
        .with_is_coded()
        .annotate(came_back=Subquery(last))
        .order_by("-cycle__year", "-cycle__code", "-version")
    )


def latest_of(submissions: list[Any], cycle: ReportingCycle) -> Any:
    """The version in progress, else the published one, else the last; None without any."""
    found = [each for each in submissions if each.cycle_id == cycle.pk]
    for statuses in (IN_PROGRESS, (SubmissionStatus.PUBLISHED,)):
        for each in found:
            if each.status in statuses:
                return each
    return next(iter(found), None)


def has_report_before(submissions: list[Any], cycle: ReportingCycle) -> bool:
    """Whether a published report of an earlier cycle could say something to begin with."""
    return any(
        each.is_published
        and each.is_coded
        and each.cycle.year < cycle.year
        and each.cycle.is_fictional == cycle.is_fictional
        for each in submissions
    )


@for_contacts
@require_POST
def begin(request: HttpRequest, reporter: str, cycle: str) -> HttpResponse:
    """Start a report, blank or from the last one; go to it."""
    found: Reporter = get_object_or_404(access.reporters(request.user), code=reporter)
    try:
        submission = started(request, found, get_object_or_404(ReportingCycle, code=cycle))
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return redirect("my:home")
    return redirect("my:report", submission.reference)


def started(request: HttpRequest, reporter: Reporter, cycle: ReportingCycle) -> Submission:
    """A draft, in the language of the page until somebody says otherwise."""
    languages = [current_language()]
    submission = workflow.register(
        reporter, cycle, Channel.ONLINE, by=request.user, languages=languages
    )
    if "carry" in request.POST:
        count = carried_over(request, submission)
        note = ngettext(
            "%(count)s answer of the report before is carried over. Confirm or change it.",
            "%(count)s answers of the report before are carried over. Confirm or change each.",
            count,
        )
        messages.success(request, note % {"count": count})
    return submission


def carried_over(request: HttpRequest, submission: Submission) -> int:
    """Fill the report with what the one before said: how many answers. What was answered in a form
    is carried over in the form, and its commitments follow from that; so is what was said of plans
    and targets."""
    count = progress_carrying.carry_over(submission, by=request.user).created
    loaded = form_of(submission)
    if loaded and form_carrying.before(submission):
        return count + form_carrying.carry_over(submission, loaded, by=request.user).created
    return count + carrying.carry_over(submission, by=request.user).created
