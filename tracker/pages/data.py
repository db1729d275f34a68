"""What can be downloaded, and how to read it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

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
        "states",
        _("States"),
        _("States with names in six languages, codes and groups."),
    ),
    Dataset("organisations", _("Organisations"), _("Reporting organisations.")),
    Dataset("cycles", _("Reporting cycles"), _("Rounds of reports with their published totals.")),
]

# The vocabulary of the tracker, in the order in which a reader meets it.
WORDS = [
    (_("State"), _("One of the 193 Member States of the United Nations, or another State.")),
    (_("organisation"), _("An intergovernmental or regional organisation that reports.")),
    (_("reporting cycle"), _("The round of reports before one meeting.")),
    (_("submission"), _("The record of one report: reporter, cycle and version.")),
    (
        _("reported"),
        _("A published submission is on record. A nil return counts; so does an uncoded report."),
    ),
    (_("nil return"), _("A report that says there is nothing to report. It is not silence.")),
    (
        _("coded"),
        _("Somebody has recorded which commitments the report speaks to, and what it says."),
    ),
    (_("commitment"), _("One numbered paragraph of an outcome document.")),
    (_("response"), _("What one report says on one commitment.")),
    (
        _("addressed"),
        _("A commitment on which a report has a response other than “no information”."),
    ),
    (
        _("coverage"),
        _(
            "Addressed commitments, out of those in scope that are directed to that kind of "
            "reporter. It counts coded reports only; where nothing is in scope it is not "
            "applicable, never zero."
        ),
    ),
    (
        _("published total"),
        _("How many reports a publication counted: a fact of its own, beside the records."),
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
    return render(request, "pages/data.html", context)
