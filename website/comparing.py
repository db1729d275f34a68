"""States and groups side by side: who reported when, and how much the reports address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commitments.models import Section
from publications.status import Status, status_of
from reports import coverage
from reports.coverage import Ratio, Selection
from reports.coverage.cycles import CycleRecord
from reports.models import Group, Reporter, ReportingCycle, StateStatus

MOST = 4


def validate_few(chosen: Sequence[Any]) -> None:
    if len(chosen) > MOST:
        raise ValidationError(_("Choose at most four."), code="too_many")


class CompareForm(forms.Form):
    state = forms.ModelMultipleChoiceField(
        label=_("States"),
        queryset=Reporter.objects.states().in_un_order(),
        to_field_name="code",
        required=False,
        validators=[validate_few],
    )
    group = forms.ModelMultipleChoiceField(
        label=_("Groups and regions"),
        queryset=Group.objects.order_by("kind", "position", "code"),
        to_field_name="code",
        required=False,
        validators=[validate_few],
    )


@dataclass(frozen=True)
class CycleRow:
    """One cycle, and the record of each State in it."""

    cycle: ReportingCycle
    records: list[CycleRecord | None]


@dataclass(frozen=True)
class SectionLine:
    """One section of an outcome document, and its coverage by the shown report of each State; None
    if that report is on another document or not coded."""

    section: Section
    ratios: list[Ratio | None]


@dataclass(frozen=True)
class GroupRow:
    """One cycle, with the Members of each group that reported in it, over all its Members."""

    cycle: ReportingCycle
    ratios: list[Ratio]


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Compare at most four States and four groups. As many queries as a State's page for each
    State, and two for each group and cycle."""
    form = CompareForm(request.GET, label_suffix="", auto_id="filter-%s")
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        statuses = [status_of(state) for state in form.cleaned_data["state"]]
        groups = list(form.cleaned_data["group"])
        context |= {
            "statuses": statuses,
            "cycles": cycle_rows(statuses),
            "sections": section_lines(statuses),
            "groups": groups,
            "group_rows": group_rows(groups) if groups else [],
        }
    return render(request, "website/compare.html", context)


def cycle_rows(statuses: list[Status]) -> list[CycleRow]:
    """The real cycles for which it is known whether one of the States reported, latest first."""
    known = {record.cycle.pk: record.cycle for status in statuses for record in status.known}
    by_cycle = [{record.cycle.pk: record for record in status.real} for status in statuses]
    return [
        CycleRow(cycle, [records.get(cycle.pk) for records in by_cycle])
        for cycle in sorted(known.values(), key=lambda each: (-each.year, each.code))
    ]


def section_lines(statuses: list[Status]) -> list[SectionLine]:
    """The sections of the outcome documents of the shown reports, in their order."""
    sections = {row.section.pk: row.section for status in statuses for row in status.sections}
    by_section = [{row.section.pk: row.ratio for row in status.sections} for status in statuses]
    return [
        SectionLine(section, [ratios.get(pk) for ratios in by_section])
        for pk, section in sections.items()
    ]


def group_rows(groups: list[Group]) -> list[GroupRow]:
    """The cycles whose reporters are all known by name, latest first."""
    cycles = [point.cycle for point in reversed(coverage.trend()) if point.names_are_known]
    return [GroupRow(cycle, [reported_in(group, cycle) for group in groups]) for cycle in cycles]


def reported_in(group: Group, cycle: ReportingCycle) -> Ratio:
    """The Members that reported, over all Members of the group on the cycle's reference day."""
    within = Selection(groups=[[group]])
    reported = within.reports(cycle).filter(reporter__state_status=StateStatus.MEMBER)
    return Ratio(reported.count(), within.among(Reporter.objects.members(), cycle).count())
