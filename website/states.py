"""The list of States with its filters."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from reports import coverage
from reports.models import (
    Group,
    GroupKind,
    Membership,
    Reporter,
    ReportingCycle,
    StateStatus,
    Submission,
)
from website import filter_fields

SPECIAL = (GroupKind.LDC, GroupKind.LLDC, GroupKind.SIDS)
COLUMNS = 4


class StateFilters(forms.Form):
    """What the list can be narrowed to; every field is optional."""

    q = forms.CharField(label=_("Name"), required=False, max_length=200)
    regional_group = filter_fields.regional_group()
    region = filter_fields.region()
    reported_in = forms.ModelChoiceField(
        label=_("Reported in"),
        queryset=ReportingCycle.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=pgettext_lazy("reporting cycle", "Any cycle"),
    )
    not_reported_in = forms.ModelChoiceField(
        label=_("Members without a report in"),
        queryset=ReportingCycle.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=pgettext_lazy("reporting cycle", "No choice"),
    )
    status = forms.ChoiceField(
        label=_("Status at the United Nations"),
        choices=[("", _("All States")), *StateStatus.choices],
        required=False,
    )
    special = forms.MultipleChoiceField(
        label=_("Countries in special situations"),
        choices=[(kind.value, kind.label) for kind in SPECIAL],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, data: Any, cycles: list[ReportingCycle]) -> None:
        super().__init__(data, label_suffix="", auto_id="filter-%s")
        recorded = ReportingCycle.objects.filter(pk__in=[c.pk for c in cycles]).latest_first()
        for name in ("reported_in", "not_reported_in"):
            self.fields[name].queryset = recorded  # type: ignore[attr-defined]


@dataclass(frozen=True)
class StateRow:
    """A State, its regional group (None outside the groups) and, for each column's cycle,
    whether its report is on record."""

    state: Reporter
    group: Group | None
    reported: list[bool]


@require_safe
def states(request: HttpRequest) -> HttpResponse:
    """All States in UN order, or those that the filters leave. Constant queries."""
    known = [point.cycle for point in coverage.trend() if point.names_are_known]
    form = StateFilters(request.GET or None, known)
    found = Reporter.objects.none()
    if not form.is_bound or form.is_valid():
        found = filtered(getattr(form, "cleaned_data", {}))
    columns = known[::-1][:COLUMNS]
    rows = [state_row(state, columns) for state in with_record(found)]
    context = {"form": form, "rows": rows, "columns": columns, "is_filtered": bool(request.GET)}
    return render(request, "website/states.html", context)


def filtered(chosen: dict[str, Any]) -> Any:
    """The States that meet every condition of ``chosen``, in UN order.

    "Without a report" is asked of Members alone: nobody else is on a list to be silent on.
    """
    found = Reporter.objects.states().matching(chosen.get("q") or "")
    if status := chosen.get("status"):
        found = found.filter(state_status=status)
    if cycle := chosen.get("reported_in"):
        found = found.filter(pk__in=reporters_of(cycle))
    if cycle := chosen.get("not_reported_in"):
        found = found.members().exclude(pk__in=reporters_of(cycle))
    for name in ("regional_group", "region"):
        if group := chosen.get(name):
            found = found.filter(in_group(group=group))
    for kind in chosen.get("special") or []:
        found = found.filter(in_group(group__kind=kind))
    return found.in_un_order()


def reporters_of(cycle: ReportingCycle) -> Any:
    return Submission.objects.current().filter(cycle=cycle).values("reporter_id")


def in_group(**conditions: Any) -> Q:
    today = Membership.objects.on(timezone.localdate()).filter(**conditions)
    return Q(pk__in=today.values("reporter_id"))


def with_record(found: Any) -> Any:
    """``found`` with today's regional group and the current submissions. Two more queries."""
    regional = (
        Membership.objects.on(timezone.localdate())
        .filter(group__kind=GroupKind.REGIONAL_GROUP)
        .select_related("group")
    )
    return found.prefetch_related(
        Prefetch("memberships", queryset=regional, to_attr="regional"),
        Prefetch("submissions", queryset=Submission.objects.current(), to_attr="published"),
    )


def state_row(state: Any, columns: list[ReportingCycle]) -> StateRow:
    reported = {submission.cycle_id for submission in state.published}
    group = state.regional[0].group if state.regional else None
    return StateRow(state, group, [cycle.pk in reported for cycle in columns])
