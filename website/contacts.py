"""The directory of offices: those that their States and organisations make public."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from common.database.made_once import made_once
from contacts.models import Office, OfficeFunction
from publications.offices import directory, with_ties
from reports.models import Reporter
from website import filter_fields
from website.finding import in_group
from website.paging import page_of


def _reporters() -> "QuerySet[Reporter]":
    public = Office.objects.public().order_by().values("reporter")
    found: QuerySet[Reporter] = Reporter.objects.filter(pk__in=public).in_un_order()
    return found


@made_once
def _reporter_names() -> "QuerySet[Any, Any]":
    return _reporters().values_list("code", "name", "abbreviation")


class OfficeFilters(forms.Form):
    """Filters of the directory, all optional. Only reporters with a public office can be chosen."""

    q = forms.CharField(label=_("Words in name or address"), required=False, max_length=200)
    of = filter_fields.NamedField(
        _reporter_names,
        _reporters(),
        label=_("State or organisation"),
        to_field_name="code",
        empty_label=pgettext_lazy("reporter", "Any"),
    )
    function = forms.ChoiceField(
        label=_("Function"),
        choices=[
            ("", pgettext_lazy("function of an office", "Any function")),
            *OfficeFunction.choices,
        ],
        required=False,
    )
    regional_group = filter_fields.regional_group()


@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    """Today's public offices, all or filtered, by State and function. Five queries."""
    form = OfficeFilters(request.GET or None, label_suffix="", auto_id="filter-%s")
    is_wrong = form.is_bound and not form.is_valid()
    found = directory().none() if is_wrong else filtered(getattr(form, "cleaned_data", {}))
    page = page_of(request, found, with_ties)
    context = {"form": form, "page": page, "is_filtered": bool(request.GET)}
    return render(request, "website/contacts.html", context)


def filtered(values: dict[str, Any]) -> Any:
    """The offices that meet every condition."""
    found: Any = directory()
    if query := values.get("q"):
        found = found.matching(query)
    if reporter := values.get("of"):
        found = found.filter(reporter=reporter)
    if function := values.get("function"):
        found = found.filter(function=function)
    if group := values.get("regional_group"):
        found = found.filter(in_group("reporter")(group))
    return found
