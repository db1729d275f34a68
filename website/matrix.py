"""The coverage page: the coverage of a cycle, and the matrix of reporters × commitments."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commitments.models import Commitment, Section
from common.reading_once import reading_once
from reports import coverage
from reports.coverage import CommitmentCoverage, Headline, Matrix, Ratio, Selection
from reports.models import ReportingCycle, ResponseStatus
from website import filter_fields, state_map
from website.cycles import cycle_of
from website.grid import grid_of
from website.state_map import StateMap


class CoverageFilters(forms.Form):
    """The cycle, and the filters of its matrix."""

    cycle = filter_fields.cycle(None)
    regional_group = filter_fields.regional_group()
    section = forms.ModelChoiceField(
        label=_("Section"),
        queryset=Section.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("All sections"),
    )
    theme = filter_fields.theme()
    status = filter_fields.response_status()

    order = forms.ChoiceField(
        label=_("Order of the matrix"),
        choices=[("", _("United Nations order")), ("coverage", _("by coverage"))],
        required=False,
    )
    measure = forms.ChoiceField(
        label=_("The map shows"),
        choices=[("", _("coverage")), ("reported", _("who reported"))],
        required=False,
    )

    def __init__(self, data: Any, cycle: ReportingCycle | None) -> None:
        super().__init__(data, label_suffix="", auto_id="filter-%s", initial={"cycle": cycle})
        sections = Section.objects.filter(document__cycles=cycle).order_by("document", "position")
        self.fields["section"].queryset = sections  # type: ignore[attr-defined]


@dataclass(frozen=True)
class SectionRow:
    """One section's commitments in scope, with the statuses of the cycle's coded reports."""

    section: Section | None
    rows: list[CommitmentCoverage]

    @property
    def ratio(self) -> Ratio:
        return coverage.together(self.rows)


@require_safe
@reading_once()
def coverage_page(request: HttpRequest) -> HttpResponse:
    """Coverage of one cycle, by default the current one."""
    cycle = asked_cycle(request.GET.get("cycle", ""))
    form = CoverageFilters(request.GET or None, cycle)
    context: dict[str, Any] = {"form": form, "cycle": cycle}
    if cycle and (not form.is_bound or form.is_valid()):
        context |= figures(cycle, getattr(form, "cleaned_data", {}), request.GET)
    return render(request, "website/coverage.html", context)


def asked_cycle(code: str) -> ReportingCycle | None:
    """The cycle of that code, else the current one. At most two queries."""
    is_code = code.replace("-", "").isalnum()
    asked = cycle_of(code) if is_code else []
    return asked[0] if asked else ReportingCycle.objects.current()


def figures(cycle: ReportingCycle, chosen: dict[str, Any], query: QueryDict) -> dict[str, Any]:
    """The page's figures and its matrix as narrowed by ``chosen``."""
    states = coverage.headline(cycle)
    everybody = coverage.of_every_kind(cycle)
    rows = coverage.by_commitment(cycle)
    narrowed = narrowed_scope(cycle, chosen)
    matrix = None
    if everybody["coded"]:
        columns = among([row.commitment for row in rows], narrowed)
        matrix = narrowed_matrix(cycle, columns, chosen)
    return {
        "states": states,
        **everybody,
        "sections": in_sections(rows),
        "in_scope": len(rows),
        "is_coded": bool(everybody["coded"]),
        "matrix": matrix,
        "grid": grid_of(matrix, chosen, query) if matrix else None,
        "map": state_map_of(cycle, states, narrowed, chosen),
        "is_narrowed": narrowed is not None,
        "statuses": ResponseStatus,
    }


def state_map_of(
    cycle: ReportingCycle, states: Headline, narrowed: Any, chosen: dict[str, Any]
) -> StateMap | None:
    """The map of the requested measure; None if there is nothing to show."""
    if chosen.get("measure") == "reported":
        return state_map.reported(cycle, states) if states.reported else None
    return state_map.covered(cycle, states, Selection(commitments=narrowed))


def in_sections(rows: list[CommitmentCoverage]) -> list[SectionRow]:
    """Rows by section, in document order."""
    found: list[SectionRow] = []
    for row in rows:
        if not found or found[-1].section != row.commitment.section:
            found.append(SectionRow(row.commitment.section, []))
        found[-1].rows.append(row)
    return found


def narrowed_matrix(
    cycle: ReportingCycle, columns: list[Commitment], chosen: dict[str, Any]
) -> Matrix:
    """The cycle's coded reports × ``columns``, filtered by ``chosen``."""
    status, group = chosen.get("status"), chosen.get("regional_group")
    within = Selection(groups=[[group.pk]] if group else ())
    only = {status} if status else None
    return coverage.matrix(cycle, columns, within, only, coded_only=True)


def narrowed_scope(cycle: ReportingCycle, chosen: dict[str, Any]) -> Any:
    """The commitments in scope of the section and the theme, as a queryset; None for all."""
    section, theme = chosen.get("section"), chosen.get("theme")
    if not section and not theme:
        return None
    scope = cycle.scope()
    if section:
        below = Q(section__code=section.code) | Q(section__code__startswith=f"{section.code}-")
        scope = scope.filter(below, document=section.document_id)
    if theme:
        scope = scope.filter(themes=theme)
    return scope


def among(commitments: list[Commitment], narrowed: Any) -> list[Commitment]:
    """Those of the commitments that are in a queryset, which is None for all. One query at most."""
    if narrowed is None:
        return commitments
    keys = set(narrowed.values_list("pk", flat=True))
    return [each for each in commitments if each.pk in keys]
