"""The filters of the lists of adherences, totals, figures and sources."""

from typing import Any

from django.db.models import Q, QuerySet
from django_filters.rest_framework import FilterSet

from api.reading.filters import WhoFilters
from api.reading.naming import in_either, keys, searching
from api.shared.parameters import AnyOf, Flag, ListParameters, Number, Ordering, PastDay, Words
from indicators.models import Act, Counted, MilestoneKind


class Sources(ListParameters):
    search = Words("Words in title or symbol.", method=searching("title", "symbol"))
    year = Number("Year.", min_value=1900, max_value=2200)
    ordering = Ordering("year", "key", key="key", year="year")


class OfInstrument(FilterSet):
    """The instrument that a record is about, and its source."""

    instrument = keys("instruments", "Keys of instruments.")
    source = keys("sources", "Keys of sources.", field_name="document")


def done_by(queryset: "QuerySet[Any]", name: str, value: Any) -> "QuerySet[Any]":
    """Acts that had certainly been done by the end of that day."""
    return queryset.filter(Q(latest_on__lte=value))


class Adherences(OfInstrument, WhoFilters, ListParameters):
    search = Words(
        "Words in the names of the instrument or of the reporter.",
        method=in_either("instrument__search_text", "reporter__search_text"),
    )
    act = AnyOf("What was done.", Act.values)
    year = Number("Year that reports are on.", min_value=1900, max_value=2200)
    small_arms = Flag(
        "Reports that include small arms, or those that do not.", field_name="includes_small_arms"
    )
    done_by = PastDay("Acts certainly done by the end of that day.", method=done_by)
    ordering = Ordering(
        "instrument__key",
        "reporter__sort_name",
        "key",
        nullable=("latest_on", "year"),
        reporter="reporter__sort_name",
        latest_on="latest_on",
        year="year",
    )


class AdherenceTotals(OfInstrument, ListParameters):
    search = Words(
        "Words in the names of the instrument.", method=in_either("instrument__search_text")
    )
    counts = AnyOf("Whom it counts.", Counted.values)
    ordering = Ordering(
        "instrument__key", "key", nullable=("latest_on",), key="key", latest_on="latest_on"
    )


class Milestones(OfInstrument, ListParameters):
    search = Words("Words in what happened.", method=searching("note"))
    kind = AnyOf("Kind of milestone.", MilestoneKind.values)
    ordering = Ordering(
        "instrument__key", "key", nullable=("latest_on",), key="key", latest_on="latest_on"
    )


class PublishedFigures(OfInstrument, ListParameters):
    search = Words("Words in what is counted.", method=searching("title", "counted_by"))
    state = keys("states", "Codes of States.", field_name="reporter")
    ordering = Ordering("key", nullable=("latest_on",), key="key", latest_on="latest_on")
