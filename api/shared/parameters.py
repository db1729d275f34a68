"""Query parameters, read strictly: an unknown name or value is refused, never ignored.

They are filters of django-filter, each with its OpenAPI schema, gathered in the filter set of a
view. Those that narrow nothing, such as the language, are filters too.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import filters
from django_filters.fields import BaseCSVField
from django_filters.rest_framework import DjangoFilterBackend, FilterSet
from django_filters.widgets import CSVWidget
from drf_spectacular.drainage import set_override

from api.shared.errors import BadRequest, Fault
from commitments.models import Commitment
from common.database.made_once import MadeOnce
from common.multilingual import LANGUAGE_CODES
from common.search import matching
from publications.records.reader import ALL

KEY = "^[A-Za-z0-9_:-]{1,120}$"
# An error lists at most so many values; otherwise it says where to find them.
MOST_LISTED = 250
# Limits of a value: name in a rule's text → attribute of the field → name in JSON Schema.
LIMITS = {"least": "min_value", "most": "max_value", "longest": "max_length"}
SCHEMA = {"min_value": "minimum", "max_value": "maximum", "max_length": "maxLength"}
TRUTH = {"true": True, "false": False}
# The cursor before the first record.
START = "*"
PAGE_SIZE = 50
LARGEST_PAGE = 500


# The fields: which values are allowed


class Plain:
    """A form field that takes one plain form of text; ``rule`` is the message for every fault."""

    pattern: re.Pattern[str]
    rule: Any

    def clean(self, value: str | None) -> Any:
        try:
            if value is not None and not self.pattern.fullmatch(value):
                raise ValidationError(self.rule)
            return super().clean(value)  # type: ignore[misc]
        except ValidationError:
            limits = {name: getattr(self, attribute, None) for name, attribute in LIMITS.items()}
            raise ValidationError(self.rule, params=limits) from None


class DayField(Plain, forms.DateField):
    pattern = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
    rule = gettext_lazy("Write the day as YYYY-MM-DD, such as 2022-07-01.")
    input_formats = ("%Y-%m-%d",)


class PastDayField(DayField):
    rule = gettext_lazy("Write a day that is not after today as YYYY-MM-DD, such as 2022-07-01.")

    def clean(self, value: str | None) -> Any:
        day = super().clean(value)
        if day and day > timezone.localdate():
            raise ValidationError(self.rule)
        return day


class NumberField(Plain, forms.IntegerField):
    pattern = re.compile(r"[0-9]{1,9}")
    rule = gettext_lazy("Give a whole number from %(least)d to %(most)d.")


class WordsField(Plain, forms.CharField):
    pattern = re.compile(r"[^\x00-\x08\x0b-\x1f\x7f]*")
    rule = gettext_lazy("Give at most %(longest)d characters and no control characters.")

    def validate(self, value: str) -> None:
        """An empty text is allowed."""


class CursorField(Plain, forms.CharField):
    pattern = re.compile(rf"\{START}|[A-Za-z0-9_:-]{{1,4000}}")
    rule = gettext_lazy("Begin with *, then go on with the cursors of the answers.")


class KeyField(forms.ModelChoiceField):
    """The record of a key, by ``read``."""

    def __init__(self, *args: Any, read: MadeOnce[[str], Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.read = read

    def to_python(self, value: str | None) -> Any:
        """One query. Django's own writes it down anew each time."""
        if not value:
            return None
        self.validate_no_null_characters(value)
        for record in self.read(value):
            return record
        raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")


class KeysField(BaseCSVField, forms.ModelMultipleChoiceField):
    """The records whose keys are given, or None: one query."""

    widget = CSVWidget

    def clean(self, value: list[str] | None) -> Any:
        return None if value is None else list(forms.ModelMultipleChoiceField.clean(self, value))


# Filters


def shown(queryset: "QuerySet[Any]", name: str, value: object) -> "QuerySet[Any]":
    """The method of a filter that narrows nothing, but only tells how to show the records."""
    return queryset


class Described:
    """A filter with the JSON Schema of its value; ``about`` is its purpose in words."""

    schema: Mapping[str, Any]
    method: Any

    def __init__(self, about: str, *, default: Any = None, **kwargs: Any) -> None:
        super().__init__(**{"label": "", **kwargs})
        limits = {SCHEMA[name]: value for name, value in kwargs.items() if name in SCHEMA}
        if default is not None:
            limits["default"] = default
        set_override(self, "field", {**self.schema, **limits, "description": about})

    def __deepcopy__(self, memo: object) -> "Described":
        """A shallow copy for each request: a request changes nothing deeper."""
        twin = copy(self)
        twin.method = self.method
        return twin


class Flag(Described, filters.TypedChoiceFilter):
    schema = {"type": "boolean"}

    def __init__(self, about: str, **kwargs: Any) -> None:
        words = [(word, word) for word in TRUTH]
        super().__init__(about, choices=words, coerce=TRUTH.get, empty_value=None, **kwargs)


class Day(Described, filters.DateFilter):
    field_class = DayField
    schema = {"type": "string", "format": "date"}


class PastDay(Day):
    """A day that is over, or today (UTC)."""

    field_class = PastDayField


class Number(Described, filters.NumberFilter):
    """A whole number from ``min_value`` to ``max_value``."""

    field_class = NumberField
    schema = {"type": "integer"}


class Words(Described, filters.CharFilter):
    field_class = WordsField
    schema = {"type": "string", "pattern": f"^{WordsField.pattern.pattern}$"}

    def __init__(self, about: str, **kwargs: Any) -> None:
        super().__init__(about, max_length=200, **kwargs)


class Cursor(Described, filters.CharFilter):
    """A place in a list, or its start; it is read together with the order (cursors.py)."""

    field_class = CursorField
    schema = {"type": "string", "pattern": f"^(\\{START}|[A-Za-z0-9_:-]{{1,4000}})$"}


class Search(Words):
    """Every word occurs in the record's texts, in any language, whatever accents and case."""

    def filter(self, queryset: "QuerySet[Any]", value: str) -> "QuerySet[Any]":
        return queryset.filter(matching(value))


class OneOf(Described, filters.ChoiceFilter):
    """One of a few words."""

    def __init__(self, about: str, words: Iterable[str], **kwargs: Any) -> None:
        choices = [(word, word) for word in words]
        self.schema = {"type": "string", "enum": [word for word, _label in choices]}
        super().__init__(about, choices=choices, empty_label=None, **kwargs)


class AnyOf(filters.BaseInFilter, OneOf):
    """One or more of a few words, between commas; finds records with any of them."""


class OneKey(Described, filters.Filter):
    """The key of exactly one record; the value is that record."""

    field_class: "type[forms.ModelChoiceField[Any]]" = KeyField
    schema = {"type": "string", "pattern": KEY}

    def __init__(
        self, about: str, records: Any, resource: str, *, to_field_name: str, **kwargs: Any
    ) -> None:
        """``resource`` is the list of the API that shows all the records."""
        self.resource = resource
        super().__init__(about, queryset=records, to_field_name=to_field_name, **kwargs)


class Keys(filters.BaseInFilter, OneKey):
    """Keys of records, between commas; an unknown key is refused.

    ``distinct``: a record may have several of them, and is still found once.
    """

    base_field_class = KeysField
    field_class = forms.ModelMultipleChoiceField

    def filter(self, queryset: "QuerySet[Any]", value: Any) -> "QuerySet[Any]":
        if not value or not self.distinct:
            return super().filter(queryset, value)
        having = queryset.model.objects.filter(**{f"{self.field_name}__in": value})
        return queryset.filter(pk__in=having.values("pk"))


@dataclass(frozen=True)
class Term:
    """A column that a list is ordered by. Where it can be null, records without it come last."""

    column: str
    is_descending: bool = False
    can_be_null: bool = field(default=False, kw_only=True)

    @property
    def expression(self) -> Any:
        nulls_last = True if self.can_be_null else None
        column = F(self.column)
        return (
            column.desc(nulls_last=nulls_last)
            if self.is_descending
            else column.asc(nulls_last=nulls_last)
        )


class Ordering(OneOf):
    """The order of a list: by one of the ``columns``, named as readers name it, or the default.

    The last column of the default is unique. It orders records that are otherwise equal, so that no
    record stands on two pages or on none. ``nullable`` names the columns of the default that can be
    null; records without a value come last there too.
    """

    def __init__(self, *default: str, nullable: Collection[str] = (), **columns: str) -> None:
        self.default, self.nullable, self.columns = default, nullable, columns
        names = sorted(columns)
        super().__init__(
            "Order of the records; with a minus sign it is reversed. Records without the value "
            "come last.",
            [*names, *(f"-{name}" for name in names)],
        )

    def terms(self, value: str) -> tuple[Term, ...]:
        """What the records are ordered by."""
        if not value:
            return tuple(self._term(name) for name in self.default)
        column = self.columns[value.removeprefix("-")]
        first = Term(column, value.startswith("-"), can_be_null=True)
        return (first, Term(self.default[-1]))

    def _term(self, name: str) -> Term:
        column = name.removeprefix("-")
        return Term(column, name.startswith("-"), can_be_null=column in self.nullable)

    def filter(self, queryset: "QuerySet[Any]", value: str) -> "QuerySet[Any]":
        return queryset.order_by(*(term.expression for term in self.terms(value)))


# Filter sets


class Parameters(FilterSet):
    """The query parameters of a view; every view has these."""

    lang = OneOf(
        "Language of the texts; otherwise the Accept-Language header decides, else English. With "
        "`all` each record also has its texts in every language.",
        [*LANGUAGE_CODES, ALL],
        method=shown,
    )

    def __init__(self, *args: Any, view: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        formats = list(dict.fromkeys(renderer.format for renderer in view.get_renderers()))
        self.filters["format"] = OneOf(
            "Format of the answer.", formats, default=formats[0], method=shown
        )
        self.filters.update(view.own_parameters())
        for name in view.takes_not():
            self.filters.pop(name, None)

    def get_form_class(self) -> Any:
        """A form of the given parameters, none of which may be empty, and always of the order. (A
        form of all possible parameters would take a fifth of the time of a list.)"""
        fields = {}
        for name, each in self.filters.items():
            if name in self.data or isinstance(each, Ordering):
                fields[name] = each.field
                each.field.required = name in self.data
        return type("ParametersForm", (self._meta.form,), fields)

    def read(self) -> dict[str, Any]:
        """The given values by name. Raises BadRequest with all faults."""
        faults = [self._fault(name, texts) for name, texts in self.data.lists()]
        if not self.is_valid() or any(faults):
            raise BadRequest([fault for fault in faults if fault])
        return {name: self.form.cleaned_data[name] for name in self.data}

    def _fault(self, name: str, texts: Sequence[str]) -> Fault | None:
        if name not in self.filters:
            return Fault(name[:80], _("Unknown parameter."), sorted(self.filters))
        if len(texts) > 1:
            return Fault(name, self._given_twice(name))
        if name not in self.errors:
            return None
        if isinstance(self.form.fields[name], forms.ChoiceField):
            return self._unknown(name, texts[0])
        return Fault(name, self.errors[name][0])

    def _takes_several(self, name: str) -> bool:
        return isinstance(self.filters[name], filters.BaseCSVFilter)

    def _given_twice(self, name: str) -> str:
        if self._takes_several(name):
            return _("Give this parameter once, with commas between its values.")
        return _("Give this parameter once.")

    def _unknown(self, name: str, text: str) -> Fault:
        """The fault of the first unknown value, with the known values or the place that lists
        them."""
        allowed = known(self.form.fields[name])
        texts = text.split(",") if self._takes_several(name) else [text]
        value = next((each for each in texts if each not in allowed), text)[:80]
        if len(allowed) <= MOST_LISTED:
            return Fault(name, _("Unknown value: %(value)s.") % {"value": value}, allowed)
        where = reverse(f"api:{self.filters[name].resource}-list")
        message = _("Unknown value: %(value)s. The keys are listed at %(where)s.")
        return Fault(name, message % {"value": value, "where": where})

    def narrowed(self, queryset: "QuerySet[Any]", by: type[FilterSet]) -> "QuerySet[Any]":
        """The records that meet those parameters that ``by`` declares."""
        for name in by.base_filters:
            queryset = self.filters[name].filter(queryset, self.form.cleaned_data.get(name))
        return queryset


class FileParameters(Parameters):
    """The parameters of a view that can also answer with a file."""

    bom = OneOf(
        "With `format=csv`: begin the file with a byte order mark, for Excel.",
        ["true", "1"],
        method=shown,
    )


class ListParameters(FileParameters):
    """The parameters of a list in pages."""

    page = Number(
        "Number of the page, from 1. Not with files.",
        min_value=1,
        max_value=10**9 - 1,
        default=1,
        method=shown,
    )
    cursor = Cursor(
        f"Instead of `page`: `{START}` to begin, then as in `next` and `previous`. Records that "
        "come or go meanwhile make no other appear twice or be left out. Not with files.",
        method=shown,
    )
    page_size = Number(
        f"Records on a page, at most {LARGEST_PAGE}. Not with files, which have them all.",
        min_value=1,
        max_value=LARGEST_PAGE,
        default=PAGE_SIZE,
        method=shown,
    )


def known(field: Any) -> list[str]:
    """The words, or the keys of the records, that a field accepts."""
    column = getattr(field, "to_field_name", None)
    if column is None:
        return [word for word, _label in field.choices]
    return list(field.queryset.order_by(column).values_list(column, flat=True))


class StrictBackend(DjangoFilterBackend):
    """Filters by the parameters that the view has read before anything else."""

    def get_filterset_class(self, view: Any, queryset: Any = None) -> type[Parameters]:
        return view.get_filterset_class()

    def get_filterset_kwargs(self, request: Any, queryset: Any, view: Any) -> dict[str, Any]:
        # The view gives the records later; until then django-filter needs a queryset.
        queryset = Commitment.objects.none()
        return {**super().get_filterset_kwargs(request, queryset, view), "view": view}

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> "QuerySet[Any]":
        return view.parameters.filter_queryset(queryset)
