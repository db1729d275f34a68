"""Public figures as they are read: with all that a row of a table shows, or in outline."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.db.models.functions import Coalesce

from common.database.made_once import made_once
from common.database.prefetched_once import prefetched_once
from indicators.models import Availability, Indicator, Observation
from indicators.models.availability import AvailabilityQuerySet
from indicators.models.observations import PUBLIC_FOOTNOTES, ObservationQuerySet, Period
from questionnaires.models import Answer

# What a row says nothing of, half of the columns that are joined.
NOT_TOLD = (
    *(f"place_reporter__{name}" for name in ("formal_name", "other_names", "search_text")),
    *(
        f"submission__{name}"
        for name in ("languages", "source", "reporter_remarks", "secretariat_remarks")
    ),
)
# The question that a figure answers, by the columns that tell its address and its number.
ASKED = {
    "asked": F("answer__part__question__key"),
    "asked_number": F("answer__part__question__number"),
    "asked_in": F("answer__part__question__section__key"),
}


def figures() -> ObservationQuerySet:
    """Public figures, with everything that a row shows. Three queries more."""
    found: ObservationQuerySet = _joined_figures().prefetch_related(*_figure_parts())
    return found


def _figure_parts() -> list[Any]:
    footnotes = Answer.objects.filter(PUBLIC_FOOTNOTES)
    confirmations = Availability.objects.public().select_related("submission__cycle").order_by("pk")
    return [
        "indicator",
        Prefetch("footnote", footnotes, to_attr="explained"),
        Prefetch("confirmations", confirmations, to_attr="confirmed"),
    ]


def _joined_figures() -> ObservationQuerySet:
    found: ObservationQuerySet = (
        Observation.objects.public()
        .select_related("place_reporter", "place_group", "submission__cycle")
        .defer(*NOT_TOLD)
        .annotate(**ASKED)
    )
    return found


@dataclass(slots=True)
class Outline:
    """A figure without the records around it: enough to tell whether a table shows it, and to
    compute from it."""

    pk: int
    indicator_id: int
    place_reporter_id: int | None
    place_group_id: int | None
    territory: str
    starts_on: date | None
    ends_on: date | None
    period_text: str
    breakdown: str
    value: Decimal | None
    qualifier: str
    submission_id: int | None
    source: str
    release: str
    is_fictional: bool

    period = Period.period
    time_period = Period.time_period
    is_range = Observation.is_range


def outlines(indicators: list[int]) -> list[Outline]:
    """All public figures of the indicators. One query."""
    return [Outline(*columns) for columns in _outlines(indicators)]


@made_once
def _outlines(indicators: Any) -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = Observation.objects.public().filter(indicator__in=indicators)
    columns = [each.name for each in fields(Outline) if each.name != "is_fictional"]
    is_fictional = Coalesce("submission__cycle__is_fictional", False)  # noqa: FBT003
    return found.values_list(*columns, is_fictional)


def silences() -> AvailabilityQuerySet:
    """The answers without a figure that anybody may read, in UN order of the States."""
    found: AvailabilityQuerySet = (
        Availability.objects.public()
        .without_figure()
        .select_related("reporter", "submission__cycle", "indicator")
        .order_by("reporter__sort_name", "reporter__code", F("ends_on").desc(nulls_last=True))
    )
    return found


def figures_of_keys(keys: Iterable[int]) -> dict[int, Observation]:
    """Figures by their keys, with everything that a row shows. Four queries; none for no keys."""
    found = {each.pk: each for each in _of_keys(list(keys))}
    _put_parts_on(list(found.values()))
    return found


@made_once
def _of_keys(keys: Any) -> "QuerySet[Observation]":
    # Whoever shows them has an order; one of so many joined columns takes longer than to read.
    return _joined_figures().filter(pk__in=keys).order_by()


def figures_of_state(reporter: int) -> list[Observation]:
    """The figures of a State, with everything that a row shows. Four queries; one for none."""
    found = sorted(_of_state(reporter), key=lambda each: each.pk)
    _put_parts_on(found)
    return found


@made_once
def _of_state(reporter: Any) -> "QuerySet[Observation]":
    return _joined_figures().filter(place_reporter=reporter).order_by()


@prefetched_once(Observation)
def _put_parts_on() -> list[Any]:
    return _figure_parts()


def proportions() -> list[Indicator]:
    """The indicators whose per cent follows from counts. Two queries."""
    found = _proportions()
    _put_denominators_on(found)
    return found


@made_once
def _proportions() -> "QuerySet[Indicator]":
    return Indicator.objects.filter(numerator__isnull=False)


@prefetched_once(Indicator)
def _put_denominators_on() -> list[Any]:
    return ["denominators"]


@made_once
def silences_of_state(reporter: Any) -> "QuerySet[Availability]":
    return silences().filter(reporter=reporter)


@made_once
def silences_on(indicator: Any) -> "QuerySet[Availability]":
    return silences().filter(indicator=indicator)
