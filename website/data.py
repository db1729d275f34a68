"""What can be downloaded, and how to read it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from publications.glossary import WORDS
from reports.models import ReportingCycle


@dataclass(frozen=True)
class Dataset:
    """A resource of the API that can be taken as a whole."""

    resource: str
    name: Any
    description: Any


DATASETS = [
    Dataset(
        "submissions",
        _("Submissions"),
        _("Who reported in which cycle, when and how; the current published versions."),
    ),
    Dataset(
        "responses",
        _("Responses"),
        _("What each coded report says on each commitment, in its own words."),
    ),
    Dataset(
        "commitments",
        _("Commitments"),
        _("The numbered paragraphs of the outcome documents, with titles and summaries."),
    ),
    Dataset(
        "documents",
        _("Documents"),
        _("Outcome documents and founding instruments with their symbols."),
    ),
    Dataset("meetings", _("Meetings"), _("Meetings of the process with dates, place and chair.")),
    Dataset(
        "statements",
        _("Statements"),
        _("Who spoke at the meetings: sitting, agenda item, on whose behalf."),
    ),
    Dataset(
        "adherences",
        _("Adherence"),
        _("Who signed, ratified, endorsed, uses or reports to each instrument, and since when."),
    ),
    Dataset(
        "adherence-totals",
        _("Published totals of adherence"),
        _("How many adhere to each instrument, as publications counted."),
    ),
    Dataset(
        "published-figures",
        _("Published figures"),
        _("Figures about small arms that the sources give, with their qualifiers."),
    ),
    Dataset(
        "states",
        _("States"),
        _("States with names in six languages, codes and groups."),
    ),
    Dataset("organisations", _("Organisations"), _("Reporting organisations.")),
    Dataset("cycles", _("Reporting cycles"), _("Rounds of reports with their published totals.")),
    Dataset(
        "withdrawn-reports",
        _("Withdrawn reports"),
        _("Reports that were public and were withdrawn, where that is shown."),
    ),
    Dataset(
        "published-totals",
        _("Published totals"),
        _("How many reported, as publications counted: in a cycle, or in a period of years."),
    ),
]


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    context = {
        "datasets": DATASETS,
        "words": WORDS,
        "cycle": ReportingCycle.objects.current(),
        "has_fictional": ReportingCycle.objects.filter(is_fictional=True).exists(),
    }
    return render(request, "website/data.html", context)
