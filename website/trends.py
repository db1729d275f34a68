"""The trend report on cycles, and questions of their forms, that the reader chooses."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from common.files.writing.blocks import Document
from common.files.writing.documents import answer
from common.multilingual import current_language
from publications.documents.trend_answers import QUESTIONS, key_of, offered
from publications.documents.trend_answers import chosen as chosen_questions
from publications.documents.trends import CYCLES, TrendReport
from publications.words import cycle_name
from reports.models import ReportingCycle


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
    """Choose cycles, questions and format; fictional cycles come last. Four queries."""
    cycles = sorted(ReportingCycle.objects.latest_first(), key=lambda cycle: cycle.is_fictional)
    context = {
        "form": Choice(cycles),
        "most": CYCLES,
        "sections": [
            (each.section, [(key_of(question), question) for question in each.questions])
            for each in offered()
        ],
        "most_questions": QUESTIONS,
    }
    return render(request, "website/trends.html", context)


@require_safe
def report(request: HttpRequest, form: str) -> HttpResponse:
    """The report on the requested cycles (by default all real ones) and questions; 404 if one is
    unknown."""

    def make() -> Document:
        codes = set(request.GET.getlist("cycle"))
        cycles = chosen(codes)
        if not cycles or codes - {cycle.code for cycle in cycles}:
            raise Http404
        try:
            questions = chosen_questions(request.GET.getlist("question"))
        except LookupError:
            raise Http404 from None
        return TrendReport(cycles, request.build_absolute_uri, questions).document()

    return answer(make, form, f"trend-report-{current_language()}")


def chosen(codes: set[str]) -> list[ReportingCycle]:
    """The cycles of these codes; without any, all real ones."""
    cycles = ReportingCycle.objects.select_related("meeting").latest_first()
    return [c for c in cycles if (c.code in codes if codes else not c.is_fictional)]
