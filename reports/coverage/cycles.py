"""Over the cycles: how many reported, and one reporter in each."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from common.database.made_once import made_once
from common.database.prefetched_once import prefetched_once
from reports.coverage import as_of
from reports.coverage.counting import names_are_known, received_at_an_unknown_time
from reports.models import (
    Attachment,
    PublishedTotal,
    Reporter,
    ReporterKind,
    ReportingCycle,
    Submission,
    published,
)


@dataclass(frozen=True)
class TrendPoint:
    """One cycle's count of reporters of one kind: what the records hold beside what was
    published (both are facts; they may differ)."""

    cycle: ReportingCycle
    recorded: int
    published_totals: list[PublishedTotal]

    @property
    def names_are_known(self) -> bool:
        """Whether the records tell who did not report (see the function of this name)."""
        return names_are_known(self.cycle, self.recorded, self.published_totals)

    @property
    def tells_silence(self) -> bool:
        """Whether a Member without a report has *not reported*: its reports are awaited no more."""
        return self.names_are_known and not self.cycle.is_open_now


@dataclass(frozen=True)
class TrendPointThen(TrendPoint):
    """A TrendPoint as of a past day. ``on_record`` is what the records hold today, ``undated`` how
    many of those may have come by that day or later."""

    on_record: int
    undated: int

    @property
    def names_are_known(self) -> bool:
        known = names_are_known(self.cycle, self.on_record, self.published_totals)
        return known and not self.undated


def trend(kind: str = ReporterKind.STATE, day: datetime.date | None = None) -> list[TrendPoint]:
    """The real cycles from the earliest to the latest, as of ``day`` or now. Two queries; four
    with a day."""
    cycles = _real_cycles(kind)
    totals = _totals_by_cycle(cycles, kind)
    if day is None:
        return [TrendPoint(cycle, cycle.recorded, totals[cycle.pk]) for cycle in cycles]
    recorded = _count(as_of.reports(day), kind)
    undated = _count(Submission.objects.current().filter(received_at_an_unknown_time(day)), kind)
    return [
        TrendPointThen(
            cycle,
            recorded.get(cycle.pk, 0),
            totals[cycle.pk],
            on_record=cycle.recorded,
            undated=undated.get(cycle.pk, 0),
        )
        for cycle in cycles
    ]


def with_known_names(kind: str = ReporterKind.STATE) -> list[ReportingCycle]:
    """The real cycles of which the records tell who did not report, from the earliest to the
    latest: those of ``trend`` of which it says so. Reports are counted only where a publication
    counted them; elsewhere one is enough. Three queries."""
    cycles = _cycles_with_some(kind)
    totals = _totals_by_cycle(cycles, kind)
    recorded = dict(_counts_in([key for key, found in totals.items() if found], kind))
    return [
        cycle
        for cycle in cycles
        if names_are_known(cycle, recorded.get(cycle.pk, 1), totals[cycle.pk])
    ]


@made_once
def _cycles_with_some(kind: Any) -> "QuerySet[ReportingCycle]":
    current = Submission.objects.current().filter(reporter__kind=kind)
    holds_some = Exists(current.filter(cycle=OuterRef("pk")).order_by())
    found: QuerySet[ReportingCycle] = ReportingCycle.objects.real().filter(holds_some)
    return found.order_by("year", "code")


@made_once
def _counts_in(cycles: Any, kind: Any) -> "QuerySet[Any, Any]":
    return _counts(Submission.objects.current().filter(cycle__in=cycles), kind)


def _with_recorded(cycles: Any, kind: str) -> Any:
    """``cycles`` with the number of current reports of that kind as ``recorded``."""
    of_kind = published("submissions__") & Q(submissions__reporter__kind=kind)
    return cycles.annotate(recorded=Count("submissions", filter=of_kind)).select_related("meeting")


@made_once
def _real_cycles(kind: Any) -> "QuerySet[Any]":
    found: QuerySet[Any] = _with_recorded(ReportingCycle.objects.real(), kind)
    return found.order_by("year", "code")


def _count(reports: Any, kind: str) -> dict[int, int]:
    """How many reports of that kind there are, by cycle."""
    return dict(_counts(reports, kind))


def _counts(reports: Any, kind: str) -> "QuerySet[Any, Any]":
    rows = reports.filter(reporter__kind=kind).values_list("cycle_id").order_by()
    found: QuerySet[Any, Any] = rows.annotate(number=Count("pk"))
    return found


def _totals_by_cycle(cycles: list[Any], kind: str) -> dict[int, list[PublishedTotal]]:
    """What was published on the reporters of that kind in each of ``cycles``. One query."""
    by_key = {cycle.pk: cycle for cycle in cycles}
    found: dict[int, list[PublishedTotal]] = {key: [] for key in by_key}
    for total in _totals(list(by_key), kind):
        total.cycle = by_key[total.cycle_id]
        found[total.cycle.pk].append(total)
    return found


@made_once
def _totals(cycles: Any, kind: Any) -> "QuerySet[PublishedTotal]":
    found = PublishedTotal.objects.filter(cycle__in=cycles, reporter_kind=kind)
    return found.order_by("pk")


@dataclass(frozen=True)
class CycleRecord(TrendPoint):
    """One reporter in one cycle: its current report, if the records hold one, with ``is_coded``
    and its public attachments; beside the count and the totals of all reports of its kind."""

    submission: Submission | None


def record_of(reporter: Reporter) -> list[CycleRecord]:
    """The reporter in every real cycle that has opened, and in the others that hold a report of it,
    latest first. Four queries."""
    found = _submissions_of(reporter.pk)
    _put_public_attachments_on(found)
    submissions = {submission.cycle_id: submission for submission in found}
    cycles = _cycles_for(reporter.pk, reporter.kind)
    totals = _totals_by_cycle(cycles, reporter.kind)
    return [
        CycleRecord(cycle, cycle.recorded, totals[cycle.pk], submissions.get(cycle.pk))
        for cycle in cycles
        if cycle.has_opened or cycle.pk in submissions
    ]


@made_once
def _submissions_of(reporter: Any) -> "QuerySet[Submission]":
    current = Submission.objects.current().filter(reporter=reporter).with_is_coded()
    found: QuerySet[Submission] = current.select_related("reporter", "cycle__meeting")
    return found


@prefetched_once(Submission)
def _put_public_attachments_on() -> list[Any]:
    return [Prefetch("attachments", Attachment.objects.filter(is_public=True).order_by("pk"))]


@made_once
def _cycles_for(reporter: Any, kind: Any) -> "QuerySet[Any]":
    """The real cycles, and those that hold a report of ``reporter``."""
    theirs = Submission.objects.current().filter(reporter=reporter).values("cycle")
    cycles = ReportingCycle.objects.filter(Q(is_fictional=False) | Q(pk__in=theirs))
    found: QuerySet[Any] = _with_recorded(cycles, kind).latest_first()
    return found
