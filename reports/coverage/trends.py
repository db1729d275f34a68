"""Coverage over the cycles: what the reports of each real cycle address, beside how many came."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F

from commitments.models import Commitment
from reports.coverage import as_of
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
    asked = _asked(cycles, kind, within)
    addressed = _addressed(cycles, kind, within)
    reports: dict[int, list[Any]] = defaultdict(list)
    for report in _reports(cycles, kind, within):
        reports[report.cycle_id].append(report)
    return [
        _coverage(point, reports[point.cycle.pk], addressed, asked[point.cycle.pk])
        for point in points
    ]


def _coverage(
    point: TrendPoint, reports: list[Any], addressed: dict[int, int], asked: int
) -> CoveragePoint:
    coded = [report for report in reports if report.is_coded]
    count = sum(addressed.get(report.pk, 0) for report in coded)
    return CoveragePoint(point, len(reports), len(coded), Ratio(count, len(coded) * asked))


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


def _reports(cycles: Iterable[ReportingCycle], kind: str, within: Selection) -> Iterator[Any]:
    """The reports that count in the cycles, with ``is_coded``."""
    chosen = _chosen(cycles, within)
    rows = as_of.reports(within.day).filter(cycle__in=cycles, reporter__kind=kind)
    for report in rows.with_is_coded().only("cycle_id", "reporter_id"):
        if report.reporter_id in chosen[report.cycle_id]:
            yield report


def _addressed(cycles: Iterable[ReportingCycle], kind: str, within: Selection) -> dict[int, int]:
    """How much of what it was asked each report addresses, of whatever version and status."""
    responses = Response.objects.filter(
        submission__cycle__in=cycles,
        submission__reporter__kind=kind,
        submission__cycle__documents=F("commitment__document"),
        commitment__in=_commitments(kind, within).values("pk"),
        status__in=within.statuses,
    )
    counts = responses.order_by().values_list("submission_id").annotate(number=Count("pk"))
    return dict(counts)
