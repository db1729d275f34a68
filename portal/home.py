"""The reports that are due, begun, returned, handed in and public, for each of a person's
reporters."""

import datetime
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from common.multilingual import current_language
from contacts.access import observed, officers
from cooperation import access as cooperation_access
from indicators import access as indicator_access
from indicators import carrying as progress_carrying
from portal.guard import for_contacts
from questionnaires import carrying as form_carrying
from questionnaires import progress as form_progress
from questionnaires.filling import loaded_form
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
    """One open cycle for one reporter, and its report, if there is one."""

    cycle: ReportingCycle
    submission: Any
    progress: Ratio
    # Answered questions of the form; out of 0 if the cycle has no form for this kind of reporter.
    form_progress: Ratio
    may_begin: bool
    has_last_report: bool

    @property
    def deadline(self) -> datetime.datetime | None:
        return self.cycle.deadline

    @property
    def is_past(self) -> bool:
        return self.deadline is not None and self.deadline < timezone.now()


@dataclass
class Desk:
    """A person's work for one reporter. ``before`` are the other reports, latest first; those that
    came on paper and are being coded are only listed."""

    contact: PointOfContact
    due: list[Due] = field(default_factory=list)
    before: list[Any] = field(default_factory=list)


@for_contacts
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    found = desks(request.user)
    context = {
        "desks": found,
        "is_lead": any(each.contact.role == ContactRole.SUBMITTER for each in found),
        "unread": unread_of(request.user),
        "has_assistance": cooperation_access.restricted(request.user).exists(),
        "observes": list(observed(request.user).select_related("organisation", "group")),
        "officers": list(officers(request.user).select_related("reporter", "body")),
        "has_matches": cooperation_access.own_matches(request.user).exists(),
        "notices": cooperation_access.notices(request.user)
        .filter(reporter__in=access.contacts(request.user).values("reporter"), answer="")
        .count(),
        "has_baselines": indicator_access.own_baselines(request.user).exists(),
    }
    return render(request, "portal/home.html", context)


def unread_of(user: Any) -> Counter[int]:
    """The number of messages that ``user`` has not read, by submission. One query."""
    readable = access.own(user).values("pk")
    found = asking.unread(user).filter(submission__in=readable)
    return Counter(found.values_list("submission_id", flat=True))


def desks(user: Any) -> list[Desk]:
    """One desk for each reporter for which ``user`` acts. Constant queries."""
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
    """Cycles that take reports today and ask about something, by a form or an outcome document; the
    earliest due day first. A cycle without any day is listed only if it is the current one and no
    real cycle with days is open: otherwise past ones would stay open for ever."""
    asks = Q(documents__isnull=False) | Q(templates__isnull=False)
    found = ReportingCycle.objects.filter(asks).distinct().latest_first()
    is_open = [cycle for cycle in found.select_related("meeting") if cycle.is_open()]
    is_dated = [cycle for cycle in is_open if cycle.due_on or cycle.closes_on]
    if all(cycle.is_fictional for cycle in is_dated):
        current = ReportingCycle.objects.current()
        is_dated += [cycle for cycle in is_open if cycle == current and cycle not in is_dated]
    return sorted(is_dated, key=lambda cycle: cycle.due_on or datetime.date.max)


def submissions_of(user: Any) -> Any:
    """Every submission of the reporters for which ``user`` acts, latest first, with the reason of
    its last return (``came_back``). One query."""
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
    """The version in progress, else the published one, else the latest; None without any."""
    found = [each for each in submissions if each.cycle_id == cycle.pk]
    for statuses in (IN_PROGRESS, (SubmissionStatus.PUBLISHED,)):
        for each in found:
            if each.status in statuses:
                return each
    return next(iter(found), None)


def has_report_before(submissions: list[Any], cycle: ReportingCycle) -> bool:
    """Whether a coded published report of an earlier cycle could be carried over."""
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
    """Begin a report, blank or from the last one, and go to it."""
    found: Reporter = get_object_or_404(access.reporters(request.user), code=reporter)
    try:
        submission = started(request, found, get_object_or_404(ReportingCycle, code=cycle))
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return redirect("my:home")
    return redirect("my:report", submission.reference)


def started(request: HttpRequest, reporter: Reporter, cycle: ReportingCycle) -> Submission:
    """A draft; its language is that of the page until somebody changes it."""
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
    """Fill the report from the one before; returns how many answers. Answers of a form are carried
    over into the form, and responses on commitments follow from them. Progress on plans and targets
    is carried over too."""
    count = progress_carrying.carry_over(submission, by=request.user).created
    loaded = loaded_form(submission)
    if loaded and form_carrying.before(submission):
        return count + form_carrying.carry_over(submission, loaded, by=request.user).created
    return count + carrying.carry_over(submission, by=request.user).created
