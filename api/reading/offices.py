"""The filters of the list of offices."""

from typing import Any

from django.db.models import QuerySet

from api.reading.filters import WhoFilters
from api.reading.naming import in_either
from api.shared.parameters import AnyOf, Day, Flag, ListParameters, Ordering, Words
from contacts.models import OfficeFunction


def there_on(queryset: Any, name: str, value: Any) -> "QuerySet[Any]":
    found: QuerySet[Any] = queryset.on(value)
    return found


class Offices(WhoFilters, ListParameters):
    search = Words(
        "Words in the names of the office or of its reporter.",
        method=in_either("search_text", "reporter__search_text"),
    )
    function = AnyOf("What the office is for.", OfficeFunction.values)
    there_on = Day("Offices that are there on that day.", method=there_on)
    is_confirmed = Flag(
        "Confirmed at some time, or never.",
        field_name="confirmed_on",
        lookup_expr="isnull",
        exclude=True,
    )
    fictional = Flag("Demonstration data, or real ones.", field_name="is_fictional")
    ordering = Ordering(
        "reporter__sort_name",
        "function",
        "reference",
        nullable=("confirmed_on",),
        reporter="reporter__sort_name",
        confirmed_on="confirmed_on",
    )
