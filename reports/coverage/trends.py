"""Coverage over the cycles: what the reports of each real cycle address, beside how many came."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F

from commitments.models import Commitment
from reports import as_of
from reports.coverage.counting import EVERYTHING, Ratio, Selection
from reports.coverage.cycles import TrendPoint, trend
from reports.models import Membership, ReporterKind, ReportingCycle, Response
from reports.models.reporters import ADDRESSEES_BY_KIND


@dataclass(frozen=True)
class CoveragePoint:
    """One cycle: ``point`` is how many reports of one kind there are in all; of those that count,
    how many ``reported`` and are ``coded``, and the sum of addressed over the sum of due over the
    coded ones (``ratio``)."""

    point: TrendPoint
    reported: int
    coded: int
    ratio: Ratio


def coverage_over_cycles(
    kind: str = ReporterKind.STATE, within: Selection = EVERYTHING
) -> list[CoveragePoint]:
    """The real cycles from the earliest to the latest. Five queries; seven as of a day; one more
    for each collection of groups."""
    points = trend(kind, within.day)
    cycles = [point.cycle for point in points]
    chosen = _chosen(cycles, within)
    asked = _asked(cycles, kind, within)
    reported, coded = _reports(cycles, kind, within, chosen)
    addressed = _addressed(cycles, kind, within, chosen)
    return [
        CoveragePoint(
            point,
            reported[point.cycle.pk],
            coded[point.cycle.pk],
            Ratio(addressed[point.cycle.pk], coded[point.cycle.pk] * asked[point.cycle.pk]),
        )
        for point in points
    ]


class Everybody:
    """A set of all reporters."""

    def __contains__(self, reporter: object) -> bool:
        return True


def _chosen(cycles: Iterable[ReportingCycle], within: Selection) -> dict[int, Any]:
    """The reporters that were in the groups on the reference day of each cycle."""
    if not within.groups:
        return defaultdict(Everybody)
    each = [list(Membership.objects.filter(group__in=groups)) for groups in within.groups]
    return {
        cycle.pk: set.intersection(
            *({m.reporter_id for m in found if m.is_on(cycle.reference_day)} for found in each)
        )
        for cycle in cycles
    }


def _commitments(kind: str, within: Selection) -> Any:
    """The operative commitments that count and are directed to that kind of reporter."""
    commitments = Commitment.objects.all() if within.commitments is None else within.commitments
    return commitments.operative().directed_to(*ADDRESSEES_BY_KIND[kind]).order_by()


def _asked(cycles: Iterable[ReportingCycle], kind: str, within: Selection) -> Counter[int]:
    """How many commitments each cycle asks of that kind of reporter."""
    rows = _commitments(kind, within).filter(document__cycles__in=cycles)
    counts = rows.values_list("document__cycles").annotate(number=Count("pk", distinct=True))
    return Counter(dict(counts))


def _reports(
    cycles: Iterable[ReportingCycle], kind: str, within: Selection, chosen: dict[int, Any]
) -> tuple[Counter[int], Counter[int]]:
    """How many reports that count there are in each cycle, and how many of them are coded."""
    reported: Counter[int] = Counter()
    coded: Counter[int] = Counter()
    rows = as_of.reports(within.day).filter(cycle__in=cycles, reporter__kind=kind).with_is_coded()
    for cycle, reporter, is_coded in rows.values_list("cycle_id", "reporter_id", "is_coded"):
        if reporter in chosen[cycle]:
            reported[cycle] += 1
            coded[cycle] += is_coded
    return reported, coded


def _addressed(
    cycles: Iterable[ReportingCycle], kind: str, within: Selection, chosen: dict[int, Any]
) -> Counter[int]:
    """How often the reports that count address what they were asked, in each cycle."""
    found: Counter[int] = Counter()
    for cycle, reporter, number in _counted(cycles, kind, within):
        if reporter in chosen[cycle]:
            found[cycle] += number
    return found


def _counted(
    cycles: Iterable[ReportingCycle], kind: str, within: Selection
) -> Iterator[tuple[int, int, int]]:
    """Cycle, reporter and number of addressing responses."""
    responses = Response.objects.filter(
        submission__in=as_of.reports(within.day).filter(cycle__in=cycles).values("pk"),
        submission__reporter__kind=kind,
        submission__cycle__documents=F("commitment__document"),
        commitment__in=_commitments(kind, within).values("pk"),
        status__in=within.statuses,
    )
    return iter(
        responses.order_by()
        .values_list("submission__cycle_id", "submission__reporter_id")
        .annotate(number=Count("pk"))
    )
