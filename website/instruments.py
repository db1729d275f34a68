"""The instruments: who is bound by each, endorses it, uses it or reports to it, and since when."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.db.models import F, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commitments.models import Instrument
from indicators import adherence
from indicators.adherence import Standing, Status, TotalBeside
from indicators.models import Adherence, AdherenceTotal, Milestone, PublishedFigure
from website import state_map


class OnDay(forms.Form):
    """The day of the status; by default today."""

    on = forms.DateField(
        label=_("As of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data, label_suffix="", auto_id="filter-%s")
        today = timezone.localdate()
        self.fields["on"].validators.append(
            MaxValueValidator(today, _("The day has not come yet."))
        )
        self.fields["on"].widget.attrs["max"] = today.isoformat()

    @property
    def day(self) -> datetime.date:
        asked = self.cleaned_data.get("on") if self.is_bound and self.is_valid() else None
        return asked or timezone.localdate()


@dataclass(frozen=True)
class InstrumentRow:
    """An instrument with the number of States of each standing, and its published totals."""

    instrument: Instrument
    counts: dict[Standing, int]
    totals: list[TotalBeside]


@dataclass(frozen=True)
class YearRow:
    """The reports on one year: their number, and how many of them include small arms or not."""

    year: int
    reports: int
    with_small_arms: int
    without: int

    @property
    def unknown(self) -> int:
        return self.reports - self.with_small_arms - self.without


@require_safe
def instruments(request: HttpRequest) -> HttpResponse:
    """Every instrument, the oldest first, with its records. Four queries."""
    by_instrument = defaultdict(list)
    for act in adherence.acts().order_by("reporter_id"):
        by_instrument[act.instrument_id].append(act)
    found = Instrument.objects.prefetch_related(Prefetch("totals", queryset=totals()))
    rows = [instrument_row(each, by_instrument[each.pk]) for each in found]
    return render(request, "website/instruments.html", {"rows": rows})


def totals() -> "QuerySet[AdherenceTotal]":
    """The published totals of each instrument and kind of count, in order of time."""
    ordered = AdherenceTotal.objects.select_related("document", "instrument")
    return ordered.order_by("instrument", "counts", F("latest_on").asc(nulls_last=True), "key")


def instrument_row(instrument: Any, acts: list[Adherence]) -> InstrumentRow:
    today = timezone.localdate()
    statuses = adherence.statuses(acts, "reporter_id", today)
    beside = adherence.totals_beside(instrument.totals.all(), acts)
    return InstrumentRow(instrument, adherence.counts(statuses), beside)


@require_safe
def instrument(request: HttpRequest, key: str) -> HttpResponse:
    """The standing of everybody towards one instrument on a day, beside published totals. At most
    eleven queries."""
    found = get_object_or_404(Instrument.objects.prefetch_related("documents"), key=key)
    form = OnDay(request.GET or None)
    statuses = adherence.as_of(found, form.day)
    acts = list(adherence.acts().filter(instrument=found)) if statuses else []
    cited = {"instrument": found}
    context = {
        "instrument": found,
        "form": form,
        "day": form.day,
        "is_past": form.day != timezone.localdate(),
        "statuses": statuses,
        "counts": adherence.counts(statuses),
        "map": state_map.adherence(found, statuses, form.day) if statuses else None,
        "years": years_of(statuses),
        "totals": adherence.totals_beside(totals().filter(**cited), acts),
        "milestones": Milestone.objects.filter(**cited)
        .select_related("document")
        .order_by(F("latest_on").asc(nulls_last=True), "document__year", "key"),
        "figures": PublishedFigure.objects.filter(**cited).select_related("document", "reporter"),
    }
    return render(request, "website/instrument.html", context)


def years_of(statuses: list[Status]) -> list[YearRow]:
    """All reports to the instrument, year by year, the latest first; two sources of one report
    count once."""
    found: dict[int, dict[int, bool | None]] = defaultdict(dict)
    for status in statuses:
        for report in status.reports:
            of_year = found[report.year or 0]
            known = of_year.get(report.reporter_id)
            of_year[report.reporter_id] = report.includes_small_arms if known is None else known
    return [
        YearRow(
            year,
            len(said),
            sum(includes is True for includes in said.values()),
            sum(includes is False for includes in said.values()),
        )
        for year, said in sorted(found.items(), reverse=True)
    ]
