"""The documents that are the sources of records, paragraph by paragraph."""

import re
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

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

NUMBER = re.compile(r"\d+")
COUNTED = (
    *("adherencetotals", "milestones", "publishedfigures", "adherences"),
    *("funds", "fundtotals", "fundstatements", "fundcalls", "contributions", "regimes"),
)


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
    """Every source with its number of records. One query."""
    counted = {name: Count(name, distinct=True) for name in COUNTED}
    public = Q(projects__in=Project.objects.public().values("pk"))
    counted["projects"] = Count("projects", distinct=True, filter=public)
    found = SourceDocument.objects.annotate(
        **{f"of_{name}": count for name, count in counted.items()}
    ).order_by("year", "key")
    rows = [(each, sum(getattr(each, f"of_{name}") for name in counted)) for each in found]
    return render(request, "website/sources.html", {"rows": rows})


@require_safe
def source(request: HttpRequest, key: str) -> HttpResponse:
    """The records from one source, paragraph by paragraph. Thirteen queries."""
    found = get_object_or_404(SourceDocument, key=key)
    context = {"source": found, "paragraphs": paragraphs_of(found)}
    return render(request, "website/source.html", context)


def paragraphs_of(document: Any) -> list[Paragraph]:
    """The paragraphs in the order of the document. Twelve queries."""
    made: dict[str, Paragraph] = {}
    related = {
        "totals": document.adherencetotals.select_related("instrument"),
        "milestones": document.milestones.select_related("instrument"),
        "figures": document.publishedfigures.select_related("instrument", "reporter"),
        "acts": document.adherences.select_related("instrument", "reporter"),
        "projects": document.projects.filter(PUBLIC)
        .prefetch_related("themes")
        .order_by("reference"),
        "regimes": document.regimes.order_by("key"),
        "of_funds": chain(
            document.funds.select_related("body"),
            document.fundtotals.select_related("fund__body"),
            document.fundstatements.select_related("fund__body"),
            document.fundcalls.select_related("fund__body"),
            document.contributions.select_related("fund__body", "reporter", "body"),
        ),
    }
    pairs = chain.from_iterable(
        ((name, record) for record in records) for name, records in related.items()
    )
    for name, record in pairs:
        paragraph = made.setdefault(record.paragraph, Paragraph(record.paragraph))
        getattr(paragraph, name).append(record)
    return sorted(made.values(), key=lambda paragraph: paragraph.place)
