"""The start page: the state of the current cycle in five seconds."""

from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments.models import OutcomeDocument
from common.database.made_once import made_once
from common.reading_once import reading_once
from publications import figures
from reports import coverage
from reports.models import ReporterKind, ReportingCycle, Submission
from website import state_map

NEWEST = 8


@require_safe
@reading_once()
def home(request: HttpRequest) -> HttpResponse:
    """The open cycle; then the number of reporters in the last completed cycle, by group and over
    the cycles."""
    cycle = ReportingCycle.objects.current()
    open_now = [each for each in ReportingCycle.objects.open_now() if each != cycle]
    context: dict[str, Any] = {"cycle": cycle, "open_now": open_now}
    if not open_now:
        context["awaited"] = ReportingCycle.objects.awaited()
    if cycle:
        headlines = coverage.headlines(cycle)
        states = headlines[ReporterKind.STATE]
        context |= {
            "states": states,
            "map": state_map.reported(cycle, states),
            "trend": figures.trend_chart(coverage.trend(), states.expected or 0),
            "organisations": headlines[ReporterKind.ORGANISATION],
            "blocs": headlines[ReporterKind.BLOC],
            "rolls": coverage.roll_call(cycle),
            "newest": newest_reports(),
            "documents": _documents(cycle.pk),
        }
    return render(request, "website/home.html", context)


def newest_reports() -> list[Submission]:
    """The latest real reports with a known day of receipt, latest first. One query."""
    return _newest()


@made_once
def _newest() -> "QuerySet[Submission]":
    dated = Submission.objects.current().filter(received_on__isnull=False)
    found: QuerySet[Submission] = dated.filter(cycle__is_fictional=False)
    found = found.select_related("reporter", "cycle")
    return found.order_by("-received_on", F("published_at").desc(), "reference")[:NEWEST]


@made_once
def _documents(cycle: Any) -> "QuerySet[OutcomeDocument]":
    return OutcomeDocument.objects.filter(cycles=cycle).order_by("key")
