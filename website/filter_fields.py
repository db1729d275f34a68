"""Fields of filters that several pages share."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.models import Theme
from common.multilingual import current_language, localise
from common.selects import LongSelect
from reports.models import Group, GroupKind, ReportingCycle, ResponseStatus

# Regions, sub-regions and intermediate regions of the United Nations' statistical division of the
# world (M49).
REGIONS = (GroupKind.REGION, GroupKind.SUB_REGION, GroupKind.INTERMEDIATE_REGION)


class _Cycles(ModelChoiceIterator):
    """The codes and names of cycles, of which there are more every other year."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        language = current_language()
        for code, name in self.queryset.values_list("code", "name"):
            yield code, localise(name, language)


class _CycleField(forms.ModelChoiceField):
    iterator = _Cycles
    widget = LongSelect


def cycle(empty_label: Any) -> "forms.ModelChoiceField[ReportingCycle]":
    return _CycleField(
        label=_("Reporting cycle"),
        queryset=ReportingCycle.objects.latest_first(),
        to_field_name="code",
        required=False,
        empty_label=empty_label,
    )


def regional_group() -> "forms.ModelChoiceField[Group]":
    return forms.ModelChoiceField(
        label=_("Regional group"),
        queryset=Group.objects.filter(kind=GroupKind.REGIONAL_GROUP).order_by("position", "code"),
        to_field_name="code",
        required=False,
        empty_label=_("All groups"),
    )


def region() -> "forms.ModelChoiceField[Group]":
    return forms.ModelChoiceField(
        label=_("Region"),
        queryset=Group.objects.filter(kind__in=REGIONS).order_by("name__en", "code"),
        to_field_name="code",
        required=False,
        empty_label=_("All regions"),
    )


def theme() -> "forms.ModelChoiceField[Theme]":
    return forms.ModelChoiceField(
        label=_("Theme"),
        queryset=Theme.objects.all(),
        to_field_name="key",
        required=False,
        empty_label=_("All themes"),
    )


def response_status() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("What the report says"),
        choices=[("", pgettext_lazy("response status", "Anything")), *ResponseStatus.choices],
        required=False,
    )
