"""The documents that are the sources of records, paragraph by paragraph."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.database.made_once import made_once
from common.database.prefetched_once import prefetched_once
from cooperation.models import (
    Contribution,
    Fund,
    FundCall,
    FundStatement,
    FundTotal,
    Project,
    Regime,
)
from cooperation.models.visibility import PUBLIC
from indicators.models import (
    Adherence,
    AdherenceTotal,
    Milestone,
    PublishedFigure,
    SourceDocument,
)
from indicators.models.sources import anchor
from website.subject import subject

NUMBER = re.compile(r"\d+")


@dataclass
class Paragraph:
    """One paragraph of a source, with the records taken from it."""

    number: str
    totals: list[AdherenceTotal] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    figures: list[PublishedFigure] = field(default_factory=list)
    acts: list[Adherence] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    regimes: list[Regime] = field(default_factory=list)
    of_funds: list[Fund | FundTotal | FundStatement | FundCall | Contribution] = field(
        default_factory=list
    )

    @property
    def anchor(self) -> str:
        return anchor(self.number)

    @property
    def place(self) -> tuple[list[int], str]:
        """A sort key: the place in the document."""
        return list(map(int, NUMBER.findall(self.number))), self.number


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Every source with its number of records. Two queries."""
    counts: Counter[int] = Counter()
    for document, number in _counts():
        counts[document] += number
    rows = [(each, counts[each.pk]) for each in _sources()]
    return render(request, "website/sources.html", {"rows": rows})


@made_once
def _sources() -> "QuerySet[SourceDocument]":
    return SourceDocument.objects.order_by("year", "key")


@made_once
def _counts() -> "QuerySet[Any, Any]":
    """The number of records of each kind from each source."""
    kinds: list[Any] = [
        *(AdherenceTotal.objects, Milestone.objects, PublishedFigure.objects, Adherence.objects),
        *(Fund.objects, FundTotal.objects, FundStatement.objects, FundCall.objects),
        *(Contribution.objects, Regime.objects, Project.objects.public()),
    ]
    first, *others = [
        records.order_by().values_list("document").annotate(number=Count("pk")) for records in kinds
    ]
    return first.union(*others, all=True)


@require_safe
def source(request: HttpRequest, key: str) -> HttpResponse:
    """The records from one source, paragraph by paragraph. Thirteen queries."""
    found = subject(_source(key))
    _put_records_on([found])
    context = {"source": found, "paragraphs": paragraphs_of(found)}
    return render(request, "website/source.html", context)


@made_once
def _source(key: Any) -> "QuerySet[SourceDocument]":
    return SourceDocument.objects.filter(key=key)


@prefetched_once(SourceDocument)
def _put_records_on() -> list[Any]:
    public = Project.objects.filter(PUBLIC).prefetch_related("themes")
    contributions = Contribution.objects.select_related("fund__body", "reporter", "body")
    return [
        Prefetch("adherencetotals", AdherenceTotal.objects.select_related("instrument")),
        Prefetch("milestones", Milestone.objects.select_related("instrument")),
        Prefetch("publishedfigures", PublishedFigure.objects.select_related("reporter")),
        Prefetch("adherences", Adherence.objects.select_related("instrument", "reporter")),
        Prefetch("projects", public.order_by("reference")),
        Prefetch("regimes", Regime.objects.order_by("key")),
        Prefetch("funds", Fund.objects.select_related("body")),
        Prefetch("fundtotals", FundTotal.objects.select_related("fund__body")),
        Prefetch("fundstatements", FundStatement.objects.select_related("fund__body")),
        Prefetch("fundcalls", FundCall.objects.select_related("fund__body")),
        Prefetch("contributions", contributions),
    ]


def paragraphs_of(document: Any) -> list[Paragraph]:
    """The paragraphs in the order of the document, whose records were read."""
    related = {
        "totals": document.adherencetotals.all(),
        "milestones": document.milestones.all(),
        "figures": document.publishedfigures.all(),
        "acts": document.adherences.all(),
        "projects": document.projects.all(),
        "regimes": document.regimes.all(),
        "of_funds": [
            *document.funds.all(),
            *document.fundtotals.all(),
            *document.fundstatements.all(),
            *document.fundcalls.all(),
            *document.contributions.all(),
        ],
    }
    made: dict[str, Paragraph] = {}
    for name, records in related.items():
        for record in records:
            paragraph = made.setdefault(record.paragraph, Paragraph(record.paragraph))
            getattr(paragraph, name).append(record)
    return sorted(made.values(), key=lambda paragraph: paragraph.place)
