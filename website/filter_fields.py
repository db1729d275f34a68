"""Fields of filters that several pages share."""

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.models import Theme
from common.database.made_once import made_once
from common.multilingual import current_language, localise, with_abbreviation
from common.selects import LongSelect
from reports.models import Group, GroupKind, ReportingCycle, ResponseStatus

# Regions, sub-regions and intermediate regions of the United Nations' statistical division of the
# world (M49).
REGIONS = (GroupKind.REGION, GroupKind.SUB_REGION, GroupKind.INTERMEDIATE_REGION)


class _Names(ModelChoiceIterator):
    """The keys and names of records, in the active language, as the field's ``read`` gives them;
    the names with the abbreviations that it may give too."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        language = current_language()
        field: Any = self.field
        for key, name, *abbreviation in field.read():
            named = localise(name, language)
            yield key, with_abbreviation(named, *abbreviation) if abbreviation else named


class NamedField(forms.ModelChoiceField):
    """A field whose choices are read without making a record of each. They are those of its
    ``queryset``, which finds the chosen one."""

    iterator = _Names
    widget = LongSelect

    def __init__(self, read: Callable[[], list[Any]], queryset: Any, **about: Any) -> None:
        self.read = read
        super().__init__(queryset, required=False, **about)


def cycle(empty_label: Any) -> "forms.ModelChoiceField[ReportingCycle]":
    return NamedField(
        _cycles,
        ReportingCycle.objects.all(),
        label=_("Reporting cycle"),
        to_field_name="code",
        empty_label=empty_label,
    )


@made_once
def _cycles() -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = ReportingCycle.objects.latest_first()
    return found.values_list("code", "name")


def regional_group() -> "forms.ModelChoiceField[Group]":
    return NamedField(
        _regional_groups,
        Group.objects.filter(kind=GroupKind.REGIONAL_GROUP),
        label=_("Regional group"),
        to_field_name="code",
        empty_label=_("All groups"),
    )


@made_once
def _regional_groups() -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = Group.objects.filter(kind=GroupKind.REGIONAL_GROUP)
    return found.order_by("position", "code").values_list("code", "name")


def region() -> "forms.ModelChoiceField[Group]":
    return NamedField(
        _regions,
        Group.objects.filter(kind__in=REGIONS),
        label=_("Region"),
        to_field_name="code",
        empty_label=_("All regions"),
    )


@made_once
def _regions() -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = Group.objects.filter(kind__in=REGIONS)
    return found.order_by("name__en", "code").values_list("code", "name")


def theme() -> "forms.ModelChoiceField[Theme]":
    return NamedField(
        _themes,
        Theme.objects.all(),
        label=_("Theme"),
        to_field_name="key",
        empty_label=_("All themes"),
    )


@made_once
def _themes() -> "QuerySet[Any, Any]":
    return Theme.objects.values_list("key", "name")


def response_status() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("What the report says"),
        choices=[("", pgettext_lazy("response status", "Anything")), *ResponseStatus.choices],
        required=False,
    )
