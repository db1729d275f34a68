"""The documents that are the sources of records, paragraph by paragraph."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet
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
    context = {"source": found, "paragraphs": paragraphs_of(found.pk)}
    return render(request, "website/source.html", context)


@made_once
def _source(key: Any) -> "QuerySet[SourceDocument]":
    return SourceDocument.objects.filter(key=key)


def paragraphs_of(document: int) -> list[Paragraph]:
    """The paragraphs in the order of the document. Twelve queries."""
    projects = _projects(document)
    _put_themes_on(projects)
    related: dict[str, list[Any]] = {
        "totals": _totals(document),
        "milestones": _milestones(document),
        "figures": _figures(document),
        "acts": _acts(document),
        "projects": projects,
        "regimes": _regimes(document),
        "of_funds": [
            *_funds(document),
            *_fund_totals(document),
            *_fund_statements(document),
            *_fund_calls(document),
            *_contributions(document),
        ],
    }
    made: dict[str, Paragraph] = {}
    for name, records in related.items():
        for record in records:
            paragraph = made.setdefault(record.paragraph, Paragraph(record.paragraph))
            getattr(paragraph, name).append(record)
    return sorted(made.values(), key=lambda paragraph: paragraph.place)


@made_once
def _totals(document: Any) -> "QuerySet[AdherenceTotal]":
    return AdherenceTotal.objects.filter(document=document).select_related("instrument")


@made_once
def _milestones(document: Any) -> "QuerySet[Milestone]":
    return Milestone.objects.filter(document=document).select_related("instrument")


@made_once
def _figures(document: Any) -> "QuerySet[PublishedFigure]":
    return PublishedFigure.objects.filter(document=document).select_related("reporter")


@made_once
def _acts(document: Any) -> "QuerySet[Adherence]":
    return Adherence.objects.filter(document=document).select_related("instrument", "reporter")


@made_once
def _projects(document: Any) -> "QuerySet[Project]":
    found: QuerySet[Project] = Project.objects.filter(PUBLIC, document=document)
    return found.order_by("reference")


@prefetched_once(Project)
def _put_themes_on() -> list[Any]:
    return ["themes"]


@made_once
def _regimes(document: Any) -> "QuerySet[Regime]":
    return Regime.objects.filter(document=document).order_by("key")


@made_once
def _funds(document: Any) -> "QuerySet[Fund]":
    return Fund.objects.filter(document=document).select_related("body")


@made_once
def _fund_totals(document: Any) -> "QuerySet[FundTotal]":
    return FundTotal.objects.filter(document=document).select_related("fund__body")


@made_once
def _fund_statements(document: Any) -> "QuerySet[FundStatement]":
    return FundStatement.objects.filter(document=document).select_related("fund__body")


@made_once
def _fund_calls(document: Any) -> "QuerySet[FundCall]":
    return FundCall.objects.filter(document=document).select_related("fund__body")


@made_once
def _contributions(document: Any) -> "QuerySet[Contribution]":
    found = Contribution.objects.filter(document=document)
    return found.select_related("fund__body", "reporter", "body")
