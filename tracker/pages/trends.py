"""The trend report on cycles of the reader's choice."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commitments.multilingual import current_language
from reports.models import ReportingCycle
from tracker.documents.trends import CYCLES, TrendReport
from tracker.documents.writing import answer
from tracker.words import cycle_name


class Choice(forms.Form):
    """The cycles that a report is about."""

    cycle = forms.MultipleChoiceField(
        label=_("Reporting cycles"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, cycles: list[ReportingCycle]) -> None:
        real = [cycle.code for cycle in cycles if not cycle.is_fictional]
        super().__init__(initial={"cycle": real[:CYCLES]}, label_suffix="", auto_id="choice-%s")
        names = [(cycle.code, cycle_name(cycle)) for cycle in cycles]
        self.fields["cycle"].choices = names  # type: ignore[attr-defined]


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Which cycles, and as what; the fictional ones last. One query."""
    cycles = sorted(ReportingCycle.objects.latest_first(), key=lambda cycle: cycle.is_fictional)
    return render(request, "pages/trends.html", {"form": Choice(cycles), "most": CYCLES})


@require_safe
def report(request: HttpRequest, form: str) -> HttpResponse:
    """The report on the cycles asked for, all real ones by default; 404 when one is unknown."""
    codes = set(request.GET.getlist("cycle"))
    cycles = chosen(codes)
    if not cycles or codes - {cycle.code for cycle in cycles}:
        raise Http404
    document = TrendReport(cycles, request.build_absolute_uri).document()
    return answer(document, form, f"trend-report-{current_language()}")


def chosen(codes: set[str]) -> list[ReportingCycle]:
    """The cycles of these codes; without any, all real ones."""
    cycles = ReportingCycle.objects.select_related("meeting").latest_first()
    return [c for c in cycles if (c.code in codes if codes else not c.is_fictional)]
