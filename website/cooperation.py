"""Assistance: an overview of the records, the list of projects, one project, one fund."""

from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from commitments.models import Theme
from common.database.made_once import made_once
from common.database.prefetched_once import prefetched_once
from common.files.writing.documents import answer
from common.multilingual import current_language
from common.reading_once import reading_once
from cooperation.models import (
    Aid,
    Offer,
    ParticipatingOrg,
    Project,
    ProjectTheme,
    Recipient,
    Request,
)
from participation.models import Body
from publications import assistance
from publications.documents import assistance as report
from publications.needs import needs_beside_offers
from publications.records import assistance as records
from publications.records import regimes as regime_records
from reports.models import Reporter
from website.filter_fields import NamedField
from website.paging import page_of
from website.plans import chosen
from website.subject import subject


def _themes_told() -> "QuerySet[Theme]":
    links = ProjectTheme.objects.filter(project__in=Project.objects.public())
    return Theme.objects.filter(pk__in=links.values("theme"))


@made_once
def _theme_names() -> "QuerySet[Any, Any]":
    return _themes_told().values_list("key", "name")


def _receivers() -> "QuerySet[Reporter]":
    places: Any = Recipient.objects
    received = places.of_whole().filter(project__in=Project.objects.public())
    found: QuerySet[Reporter] = Reporter.objects.filter(pk__in=received.values("place_reporter"))
    return found.order_by("sort_name")


@made_once
def _receiver_names() -> "QuerySet[Any, Any]":
    return _receivers().values_list("code", "name", "abbreviation")


def _helpers() -> "QuerySet[Body]":
    helped = ParticipatingOrg.objects.filter(project__in=Project.objects.public())
    return Body.objects.filter(pk__in=helped.values("body"))


@made_once
def _helper_names() -> "QuerySet[Any, Any]":
    return _helpers().values_list("key", "name", "abbreviation")


class ProjectFilters(forms.Form):
    """Filters of the list of projects, all optional. What no public project names cannot be
    chosen."""

    q = forms.CharField(label=_("Words in the title"), required=False, max_length=200)
    aid = forms.ChoiceField(
        label=_("Kind of aid"),
        choices=[("", pgettext_lazy("kind of aid", "Any kind")), *Aid.choices],
        required=False,
    )
    theme = NamedField(
        _theme_names,
        _themes_told(),
        label=_("Theme"),
        to_field_name="key",
        empty_label=_("All themes"),
    )
    recipient = NamedField(
        _receiver_names,
        _receivers(),
        label=_("Recipient"),
        to_field_name="code",
        empty_label=_("All States"),
    )
    body = NamedField(
        _helper_names,
        _helpers(),
        label=_("Who took part"),
        to_field_name="key",
        empty_label=_("All bodies"),
    )


@require_safe
@reading_once()
def overview(request: HttpRequest) -> HttpResponse:
    """Figures of the public records: by theme, kind of aid and body; the funds; needs beside
    offers. Fifteen queries."""
    kinds = assistance.by_aid()
    context = {
        "on_record": assistance.on_record(),
        "table": needs_beside_offers(Request.objects.public(), Offer.objects.public()),
        "themes": _themes(),
        "kinds": [(value, label, kinds[value]) for value, label in Aid.choices if value in kinds],
        "without_kind": kinds.get("", 0),
        "bodies": _bodies(),
        "years": report.years(),
    }
    return render(request, "website/cooperation.html", context)


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """Public projects, all or filtered. At most twelve queries."""
    form = ProjectFilters(request.GET or None, label_suffix="", auto_id="filter-%s")
    values = chosen(form)
    found = filtered(values) if values is not None else Project.objects.none()
    page = page_of(request, assistance.latest_first(found), assistance.lines_of)
    context = {"form": form, "page": page, "is_filtered": bool(request.GET)}
    return render(request, "website/projects.html", context)


def filtered(values: dict[str, Any]) -> Any:
    """The public projects that meet every condition."""
    found: Any = Project.objects.public().counted()
    if query := values.get("q"):
        found = found.matching(query)
    if aid := values.get("aid"):
        found = found.filter(aid=aid)
    if theme := values.get("theme"):
        found = found.filter(theme_links__theme=theme)
    if recipient := values.get("recipient"):
        found = found.filter(recipients__place_reporter=recipient, is_whole=True)
    if body := values.get("body"):
        found = found.filter(pk__in=ParticipatingOrg.objects.filter(body=body).values("project"))
    return found


@made_once
def _themes() -> "QuerySet[Theme]":
    """The themes of public projects, each with its ``number`` of projects, most first."""
    public = Project.objects.public().counted().values("pk")
    in_it = Count("project_links", filter=Q(project_links__project__in=public))
    found: QuerySet[Theme] = Theme.objects.annotate(number=in_it).filter(number__gt=0)
    return found.order_by("-number", "key")


def _bodies() -> list[tuple[Body, int]]:
    """The bodies that took part in public projects, each with its number of projects, most first.
    Two queries."""
    numbers = dict(_numbers_by_body())
    found = [(body, numbers[body.pk]) for body in _bodies_of(list(numbers))]
    return sorted(found, key=lambda each: (-each[1], each[0].key))


@made_once
def _numbers_by_body() -> "QuerySet[Any, Any]":
    public = Project.objects.public().counted().values("pk")
    helped: QuerySet[Any] = ParticipatingOrg.objects.filter(project__in=public, body__isnull=False)
    return helped.order_by().values_list("body").annotate(Count("project", distinct=True))


@made_once
def _bodies_of(keys: Any) -> "QuerySet[Body]":
    return Body.objects.filter(pk__in=keys)


@require_safe
def project(request: HttpRequest, reference: str) -> HttpResponse:
    """One project with everything from its source, and other records of the same assistance. Eleven
    queries."""
    found = subject(_project(reference))
    _put_parts_on([found])
    context = {"project": found, "again": assistance.told_again(found.pk)}
    return render(request, "website/project.html", context)


@made_once
def _project(reference: Any) -> "QuerySet[Project]":
    return records.joined_projects().filter(reference=reference)


@prefetched_once(Project)
def _put_parts_on() -> list[Any]:
    return records.project_parts()


@require_safe
def fund(request: HttpRequest, key: str) -> HttpResponse:
    """One fund: its figures from publications, its calls and contributions, and the recorded
    projects that it pays for. Ten queries."""
    found = get_object_or_404(records.funds(), key=key)
    paid = Project.objects.public().counted().filter(participants__body=found.body_id).distinct()
    context = {"fund": found, "projects": assistance.lines_of(list(assistance.latest_first(paid)))}
    return render(request, "website/fund.html", context)


@require_safe
def regimes(request: HttpRequest) -> HttpResponse:
    """The recorded mandates and embargoes. Two queries."""
    return render(request, "website/regimes.html", {"regimes": regime_records.regimes()})


@require_safe
def year(request: HttpRequest, year: int, form: str) -> HttpResponse:
    """The assistance report of a year; 404 outside the years of public records."""
    if year not in report.years():
        raise Http404
    make = report.AssistanceReport(year, request.build_absolute_uri).document
    return answer(make, form, f"assistance-{year}-{current_language()}")
