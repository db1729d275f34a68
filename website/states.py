"""The list of States with its filters."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from common import freshness
from common.charts.canvas import linked, together
from common.database.made_once import made_once
from common.multilingual import current_language, localise
from common.process_cache import kept
from common.selects import Choices, LongSelect
from reports import coverage
from reports.models import (
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


# What the filters by cycle offer first.
NO_CYCLE = {
    "reported_in": pgettext_lazy("reporting cycle", "Any cycle"),
    "not_reported_in": pgettext_lazy("reporting cycle", "No choice"),
}


class StateFilters(forms.Form):
    """Filters of the list, all optional."""

    q = forms.CharField(label=_("Name"), required=False, max_length=200)
    regional_group = filter_fields.regional_group()
    region = filter_fields.region()
    reported_in = forms.TypedChoiceField(
        label=_("Reported in"), required=False, empty_value=None, widget=LongSelect
    )
    not_reported_in = forms.TypedChoiceField(
        label=_("Members without a report in"),
        required=False,
        empty_value=None,
        widget=LongSelect,
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
        """``cycles`` are those to choose from, from the earliest to the latest."""
        super().__init__(data, label_suffix="", auto_id="filter-%s")
        by_code = {cycle.code: cycle for cycle in reversed(cycles)}
        language = current_language()
        offered = [(code, localise(cycle.name, language)) for code, cycle in by_code.items()]
        for name, none in NO_CYCLE.items():
            field: Any = self.fields[name]
            field.choices, field.coerce = Choices([("", none), *offered]), by_code.__getitem__


@dataclass(frozen=True)
class StateRow:
    """A State as a link, its regional group or status, and the cells that say, for each column's
    cycle, whether its report is on record."""

    state: SafeString
    group: str
    cells: SafeString


@require_safe
def states(request: HttpRequest) -> HttpResponse:
    """States in UN order, all or filtered. Constant queries."""
    known = _known(request)
    form = StateFilters(request.GET or None, known)
    found = Reporter.objects.none()
    if not form.is_bound or form.is_valid():
        found = filtered(getattr(form, "cleaned_data", {}))
    columns = known[::-1][:COLUMNS]
    rows = rows_of(found, columns)
    context = {"form": form, "rows": rows, "columns": columns, "is_filtered": bool(request.GET)}
    return render(request, "website/states.html", context)


def _known(request: HttpRequest) -> list[ReportingCycle]:
    """The cycles to choose from. A public request has read the data's stamp before: while that is
    the same, and the day, so are they. Three queries, or none."""
    stamp, _tag = freshness.validators_of(request) or (None, "")
    return kept(stamp, f"known names {timezone.localdate()}", coverage.with_known_names)


def filtered(chosen: dict[str, Any]) -> Any:
    """The States that meet every condition of ``chosen``, in UN order.

    "Without a report" applies only to Members: others are not expected to report.
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


def rows_of(states: Any, columns: list[ReportingCycle]) -> list[StateRow]:
    """The States with today's regional group, and whether they reported. Four queries, which read
    only the shown States and columns, not the whole history."""
    today = timezone.localdate()
    group_of: dict[Any, int] = dict(coverage.memberships_on(GroupKind.REGIONAL_GROUP, today))
    groups = {group.pk: str(group) for group in coverage.groups_of(GroupKind.REGIONAL_GROUP)}
    reported = set(_reports_in([cycle.pk for cycle in columns]))
    yes, no = _cell("reported", _("reported")), _cell("not-reported", _("not reported"))
    nobody_asks = _cell("muted", "–")
    silence = {cycle.pk: nobody_asks if cycle.is_open_now else no for cycle in columns}

    def row(state: Reporter) -> StateRow:
        is_member = state.state_status == StateStatus.MEMBER
        return StateRow(
            linked(str(state), state.get_absolute_url()),
            groups.get(group_of.get(state.pk, 0)) or _status(state),
            together(
                yes if (state.pk, pk) in reported else silent if is_member else nobody_asks
                for pk, silent in silence.items()
            ),
        )

    return [row(state) for state in states]


@made_once
def _reports_in(cycles: Any) -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = Submission.objects.current().filter(cycle__in=cycles)
    return found.values_list("reporter_id", "cycle_id")


def _cell(look: str, words: Any) -> SafeString:
    return format_html('<td class="nowrap"><span class="{}">{}</span></td>', look, words)


def _status(state: Reporter) -> SafeString:
    return format_html('<span class="muted">{}</span>', state.get_state_status_display())
