"""For search engines: every public page in every language, and the addresses to leave alone."""

from collections.abc import Sequence
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from commitments.models import Commitment, Instrument, Meeting, OutcomeDocument
from cooperation.models import Fund, Offer, Project, Request
from indicators.models import Indicator, Plan, SourceDocument, Target
from questionnaires.models import Question, ReportTemplate
from reports.models import Reporter, ReportingCycle

PAGES = (
    *("home", "states", "organisations", "cycles", "meetings", "documents", "coverage", "data"),
    *("questionnaires", "translations", "indicators", "instruments", "sources"),
    *(
        "plans",
        "targets",
        "contacts",
        "cooperation",
        "projects",
        "regimes",
        "requests",
        "offers",
        "about",
        "compare",
    ),
)


class InEveryLanguage(Sitemap):
    """Each page once per language, with links to the others."""

    i18n = True
    alternates = True
    x_default = True


class Pages(InEveryLanguage):
    def items(self) -> Sequence[str]:
        return PAGES

    def location(self, item: Any) -> str:
        return reverse(item)


class Records(InEveryLanguage):
    """Pages of records that know their own address."""

    def __init__(self, records: Any) -> None:
        self.records = records

    def items(self) -> Any:
        return self.records.all()

    def location(self, item: Model) -> str:
        address: str = item.get_absolute_url()  # type: ignore[attr-defined]
        return address


class Questions(InEveryLanguage):
    """Each question of a form in each real cycle that the form serves. Three queries."""

    def items(self) -> Sequence[tuple[Question, ReportingCycle]]:
        found = Question.objects.filter(template__in=ReportTemplate.objects.in_use())
        ordered = found.select_related("template").prefetch_related("template__cycles")
        return [
            (question, cycle)
            for question in ordered.order_by("template", "position")
            for cycle in question.template.cycles.all()
            if not cycle.is_fictional
        ]

    def location(self, item: Any) -> str:
        question, cycle = item
        address: str = question.url_in(cycle)
        return address


SITEMAPS: dict[str, Sitemap] = {
    "pages": Pages(),
    "reporters": Records(Reporter.objects.in_un_order()),
    "cycles": Records(ReportingCycle.objects.filter(is_fictional=False).order_by("code")),
    "meetings": Records(Meeting.objects.order_by("key")),
    "instruments": Records(Instrument.objects.order_by("key")),
    "sources": Records(SourceDocument.objects.order_by("key")),
    "documents": Records(OutcomeDocument.objects.order_by("key")),
    "questionnaires": Records(ReportTemplate.objects.in_use().order_by("key", "version")),
    "questions": Questions(),
    "plans": Records(Plan.objects.public().filter(is_fictional=False).order_by("key")),
    "targets": Records(Target.objects.public().filter(is_fictional=False).order_by("key")),
    "projects": Records(Project.objects.public().order_by("reference")),
    "requests": Records(Request.objects.public().filter(is_fictional=False).order_by("reference")),
    "offers": Records(Offer.objects.public().filter(is_fictional=False).order_by("reference")),
    "funds": Records(Fund.objects.order_by("key")),
    "indicators": Records(Indicator.objects.order_by("position", "key")),
    "commitments": Records(
        Commitment.objects.select_related("document").order_by("document__key", "position")
    ),
}
ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /api/
Sitemap: {sitemap}
"""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """``robots.txt``: the administration and the API are not for search engines."""
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    return HttpResponse(ROBOTS.format(sitemap=sitemap), content_type="text/plain; charset=utf-8")
