"""Reporting cycles: who reported, who has not."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commitments.models import OutcomeDocument
from common.database.made_once import made_once
from common.multilingual import current_language
from common.reading_once import reading_once
from publications import figures
from questionnaires.models import ReportTemplate
from reports import coverage
from reports.coverage import GroupRoll, Headline
from reports.coverage.sentence import sentences
from reports.models import (
    GroupKind,
    PublishedTotal,
    Reporter,
    ReporterKind,
    ReportingCycle,
    StateStatus,
    Submission,
)
from reports.models.cycles import scope_of
from website import state_map
from website.subject import subject


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
    found = subject(cycle_of(code))
    reports = _reports(found)
    states = [each for each in reports if each.is_state]
    others = [each for each in reports if not each.is_state]
    blocs = [each for each in others if each.kind == ReporterKind.BLOC]
    headlines = coverage.headlines(found)
    headline = headlines[ReporterKind.STATE]
    rolls = coverage.roll_call(found)
    context = {
        "cycle": found,
        "language": current_language(),
        "sentences": [
            (_("States"), sentences(found, ReporterKind.STATE, states)),
            (_("Organisations"), sentences(found, ReporterKind.ORGANISATION, others)),
        ],
        "states": headline,
        "organisations": headlines[ReporterKind.ORGANISATION],
        "blocs": headlines[ReporterKind.BLOC],
        "rolls": rolls,
        "reports": reports,
        # In none of the regional groups.
        "other_states": [each for each in states if each.state_status != StateStatus.MEMBER],
        "completed": [each for each in states if reports[each]],
        "reporting_organisations": [each for each in others if each not in blocs],
        "reporting_blocs": blocs,
        "withdrawn": _withdrawn(found.pk),
        "documents": documents_in_scope(found),
        "forms": _forms(found.pk),
    }
    if reports:
        context |= charts(found, headline, rolls)
    return render(request, "website/cycle.html", context)


@made_once
def cycle_of(code: Any) -> "QuerySet[ReportingCycle]":
    return ReportingCycle.objects.filter(code=code).select_related("meeting")


def _reports(cycle: ReportingCycle) -> dict[Reporter, bool]:
    """Who reported in a cycle, in UN order, and whether the secretariat completed the report. Most
    are in the regional groups, whose members the page reads anyway. Two queries, beside theirs."""
    reports = dict(_completions(cycle.pk))
    groups = coverage.members_by_group(GroupKind.REGIONAL_GROUP, cycle.reference_day)
    members = {each.pk: each for group in groups.values() for each in group}
    others = {each.pk: each for each in _reporters(list(reports.keys() - members))}
    return {(members.get(key) or others[key]): done for key, done in reports.items()}


@made_once
def _completions(cycle: Any) -> "QuerySet[Any, Any]":
    current: QuerySet[Any] = Submission.objects.current().filter(cycle=cycle)
    told = current.order_by("reporter__sort_name", "reporter__code")
    return told.values_list("reporter_id", "is_completion")


@made_once
def _reporters(keys: Any) -> "QuerySet[Reporter]":
    found: QuerySet[Reporter] = Reporter.objects.filter(pk__in=keys)
    return found


@made_once
def _withdrawn(cycle: Any) -> "QuerySet[Submission]":
    withdrawn = Submission.objects.shown_withdrawn().filter(cycle=cycle)
    found: QuerySet[Submission] = withdrawn.select_related("reporter")
    return found


@made_once
def _forms(cycle: Any) -> "QuerySet[ReportTemplate]":
    found: QuerySet[ReportTemplate] = ReportTemplate.objects.in_use().filter(cycles=cycle)
    return found.order_by("key", "-version")


def charts(cycle: ReportingCycle, headline: Headline, rolls: list[GroupRoll]) -> dict[str, Any]:
    """The charts of a cycle whose reports are on record; None for a chart that they cannot give."""
    is_coded = coverage.of_every_kind(cycle)["coded"]
    rows = coverage.by_commitment(cycle) if is_coded else []
    return {
        "map": state_map.reported(cycle, headline),
        "groups_chart": figures.groups_chart(cycle, rolls),
        "arrivals_chart": figures.arrivals_chart(cycle),
        "commitments_chart": figures.commitments_chart(cycle, rows),
    }


def documents_in_scope(cycle: ReportingCycle) -> list[tuple[OutcomeDocument, int]]:
    """The documents of a cycle, each with its number of operative commitments. Two queries."""
    numbers = dict(_numbers_in_scope(cycle.pk))
    return [(each, numbers.get(each.pk, 0)) for each in _documents(cycle.pk)]


@made_once
def _numbers_in_scope(cycle: Any) -> "QuerySet[Any, Any]":
    by_document: QuerySet[Any, Any] = scope_of(cycle).order_by().values_list("document")
    return by_document.annotate(number=Count("pk"))


@made_once
def _documents(cycle: Any) -> "QuerySet[OutcomeDocument]":
    return OutcomeDocument.objects.filter(cycles=cycle).order_by("-adopted_on", "key")
