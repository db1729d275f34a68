"""Status pages of States and organisations, and the list of organisations."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from participation.proceedings import parts_of
from reports.models import Reporter, Submission
from tracker.charts.chart import Chart
from tracker.pages.briefs import BRIEF_FORMS
from tracker.pages.feeds import feed_of
from tracker.pages.figures import sections_chart, timeline_chart
from tracker.pages.status import Status, statement_of, status_of


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Every reporter that is not a State, with the cycles in which it reported."""
    current = (
        Submission.objects.current()
        .filter(cycle__is_fictional=False)
        .select_related("cycle")
        .order_by("-cycle__year")
    )
    found = (
        Reporter.objects.organisations()
        .in_un_order()
        .prefetch_related(Prefetch("submissions", queryset=current, to_attr="published"))
    )
    return render(request, "pages/organisations.html", {"organisations": found})


@require_safe
def state(request: HttpRequest, code: str) -> HttpResponse:
    """A State's status page; codes are written in capitals, so ``ken`` leads to ``KEN``."""
    if code != code.upper():
        return redirect("state", code=code.upper(), permanent=True)
    found = get_object_or_404(Reporter.objects.states(), code=code)
    return status_page(request, found)


@require_safe
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    return status_page(request, get_object_or_404(Reporter.objects.organisations(), code=code))


def status_page(request: HttpRequest, reporter: Reporter) -> HttpResponse:
    """What is on record of one reporter: its cycles, and what one of its reports says."""
    context = status_context(status_of(reporter, request.GET.get("cycle")))
    return render(request, "pages/reporter.html", context)


def status_context(status: Status) -> dict[str, Any]:
    """What the status page shows. Nothing of it is asked of a request."""
    reporter, today = status.reporter, timezone.localdate()
    return {
        "reporter": reporter,
        "status": status,
        "statement": statement_of(status),
        "timeline": timeline_chart(reporter, status.records),
        "sections": chart_of_sections(status),
        "feed": feed_of(reporter),
        "groups": [m.group for m in status.memberships if m.is_on(today)],
        "participation": parts_of(reporter),
        "brief_name": "state-brief" if reporter.is_state else "organisation-brief",
        "brief_forms": BRIEF_FORMS,
        "today": today,
    }


def chart_of_sections(status: Status) -> Chart | None:
    """The chart to take away of what the page shows as a table. No query."""
    if status.shown is None or not status.responses:
        return None
    group = status.beside.group if status.beside else None
    return sections_chart(status.shown, status.sections, group)
