"""How many States have a figure on an indicator, and how many say that they have none."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from commitments.models import Commitment
from common.database.made_once import made_once
from indicators.models import Availability, Indicator, Observation
from reports.models import ReportingCycle


def on_record(commitment: Commitment) -> list[tuple[Indicator, int, int]]:
    """The indicators that inform a commitment, each with the numbers of States with a figure and of
    States that say that they have none, in real data. Three queries; one if there are no
    indicators."""
    found = _informing(commitment.pk)
    keys = [each.pk for each in found]
    counts = _counts(_observed(keys), _silent(keys))
    return [(each, *counts.get(each.pk, (0, 0))) for each in found]


@made_once
def _informing(commitment: Any) -> "QuerySet[Indicator]":
    return Indicator.objects.filter(commitments=commitment).order_by("position", "key")


@made_once
def _observed(indicators: Any) -> "QuerySet[Any, Any]":
    real: QuerySet[Any] = Observation.objects.public().real().exclude(place_reporter=None)
    return real.filter(indicator__in=indicators).values_list("indicator", "place_reporter")


@made_once
def _silent(indicators: Any) -> "QuerySet[Any, Any]":
    real: QuerySet[Any] = Availability.objects.public().without_figure().real()
    return real.filter(indicator__in=indicators).values_list("indicator", "reporter")


def by_cycle(
    cycles: Sequence[ReportingCycle],
) -> list[tuple[Indicator, list[tuple[int, int]]]]:
    """For each indicator answered in these cycles and each cycle: the numbers of States with a
    figure, and of States that say that they have none. Three queries."""
    of_reports = {"submission__cycle__in": cycles}
    observed = Observation.objects.public().filter(**of_reports)
    silent = Availability.objects.public().without_figure().filter(**of_reports)
    columns = ("submission__cycle", "indicator")
    counts = _counts(
        (((cycle, pk), who) for cycle, pk, who in observed.values_list(*columns, "place_reporter")),
        (((cycle, pk), who) for cycle, pk, who in silent.values_list(*columns, "reporter")),
    )
    answered = {pk for _cycle, pk in counts}
    indicators = Indicator.objects.filter(pk__in=answered).order_by("position", "key")
    return [
        (each, [counts.get((cycle.pk, each.pk), (0, 0)) for cycle in cycles]) for each in indicators
    ]


def _counts(
    observed: Iterable[tuple[Any, int]], silent: Iterable[tuple[Any, int]]
) -> dict[Any, tuple[int, int]]:
    """By key, the number of States with a figure, and of States that say that they have none."""
    with_figure: dict[Any, set[int]] = defaultdict(set)
    without: dict[Any, set[int]] = defaultdict(set)
    for key, who in observed:
        with_figure[key].add(who)
    for key, who in silent:
        without[key].add(who)
    return {
        key: (len(with_figure[key]), len(without[key] - with_figure[key]))
        for key in {*with_figure, *without}
    }
