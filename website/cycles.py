"""Reporting cycles: who reported, who has not."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commitments.models import OutcomeDocument
from common.multilingual import current_language
from common.reading_once import reading_once
from publications import figures
from questionnaires.models import ReportTemplate
from reports import coverage
from reports.coverage import GroupRoll, Headline
from reports.coverage.sentence import sentences
from reports.models import PublishedTotal, ReporterKind, ReportingCycle, StateStatus, Submission
from website import state_map


@dataclass(frozen=True)
class CycleRow:
    """A cycle with its figures for States, for organisations and for regional blocs."""

    cycle: ReportingCycle
    states: Any
    organisations: Any
    blocs: Any


@require_safe
def cycles(request: HttpRequest) -> HttpResponse:
    """The cycles, latest first, with records beside published totals; fictional ones apart."""
    organisations = {point.cycle.pk: point for point in coverage.trend(ReporterKind.ORGANISATION)}
    blocs = {point.cycle.pk: point for point in coverage.trend(ReporterKind.BLOC)}
    rows = [
        CycleRow(point.cycle, point, organisations[point.cycle.pk], blocs[point.cycle.pk])
        for point in reversed(coverage.trend())
    ]
    fictional = ReportingCycle.objects.filter(is_fictional=True).latest_first()
    periods = PublishedTotal.objects.of_periods().filter(reporter_kind=ReporterKind.STATE)
    context = {"rows": rows, "fictional": fictional, "periods": periods}
    return render(request, "website/cycles.html", context)


@require_safe
@reading_once()
def cycle(request: HttpRequest, code: str) -> HttpResponse:
    """Who reported in one cycle and which Members did not, by regional group."""
    found = get_object_or_404(ReportingCycle.objects.select_related("meeting"), code=code)
    submissions = list(
        Submission.objects.current()
        .filter(cycle=found)
        .select_related("reporter")
        .only("is_completion", "reporter")
        .defer("reporter__search_text", "reporter__other_names")
        .order_by("reporter__sort_name", "reporter__code")
    )
    states = [s.reporter for s in submissions if s.reporter.is_state]
    others = [s for s in submissions if not s.reporter.is_state]
    blocs = [s for s in others if s.reporter.kind == ReporterKind.BLOC]
    headlines = coverage.headlines(found)
    headline = headlines[ReporterKind.STATE]
    rolls = coverage.roll_call(found)
    context = {
        "cycle": found,
        "language": current_language(),
        "sentences": [
            (_("States"), sentences(found, ReporterKind.STATE, states)),
            (
                _("Organisations"),
                sentences(found, ReporterKind.ORGANISATION, [s.reporter for s in others]),
            ),
        ],
        "states": headline,
        "organisations": headlines[ReporterKind.ORGANISATION],
        "blocs": headlines[ReporterKind.BLOC],
        "rolls": rolls,
        "submissions": submissions,
        # In none of the regional groups.
        "other_states": [each for each in states if each.state_status != StateStatus.MEMBER],
        "completed": [s.reporter for s in submissions if s.is_completion and s.reporter.is_state],
        "reporting_organisations": [s for s in others if s not in blocs],
        "reporting_blocs": blocs,
        "withdrawn": Submission.objects.shown_withdrawn()
        .filter(cycle=found)
        .select_related("reporter"),
        "documents": documents_in_scope(found),
        "forms": ReportTemplate.objects.in_use().filter(cycles=found).order_by("key", "-version"),
    }
    if submissions:
        context |= charts(found, headline, rolls)
    return render(request, "website/cycle.html", context)


def charts(cycle: ReportingCycle, headline: Headline, rolls: list[GroupRoll]) -> dict[str, Any]:
    """The charts of a cycle whose reports are on record; None for a chart that they cannot give."""
    return {
        "map": state_map.reported(cycle, headline),
        "groups_chart": figures.groups_chart(cycle, rolls),
        "arrivals_chart": figures.arrivals_chart(cycle),
        "commitments_chart": figures.commitments_chart(cycle, coverage.by_commitment(cycle)),
    }


def documents_in_scope(cycle: ReportingCycle) -> list[tuple[OutcomeDocument, int]]:
    """The documents of a cycle, each with its number of operative commitments. Two queries."""
    scope = cycle.scope().order_by().values_list("document").annotate(number=Count("pk"))
    numbers = dict(scope)
    return [(d, numbers.get(d.pk, 0)) for d in cycle.documents.order_by("-adopted_on", "key")]
