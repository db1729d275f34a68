"""The figures of the trend report, cycle by cycle."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import prefetch_related_objects

from commitments.models import Section, Theme
from reports import coverage
from reports.coverage import Change, CommitmentCoverage, GroupRoll, Headline, Ratio
from reports.models import ReporterKind, ReportingCycle, Response, ResponseStatus, Submission

# The number of quotations of one kind, and of the responses searched for them.
QUOTES, CANDIDATES = 4, 400


@dataclass(frozen=True)
class CycleFigures:
    """All figures of one cycle; ``rows`` are over the coded reports of States."""

    cycle: ReportingCycle
    states: Headline
    organisations: Headline
    blocs: Headline
    rolls: list[GroupRoll]
    rows: list[CommitmentCoverage]

    @property
    def is_coded(self) -> bool:
        """Whether any coverage can be given."""
        return any(row.due for row in self.rows)

    @property
    def ratio(self) -> Ratio:
        return coverage.together(self.rows)

    @property
    def sections(self) -> dict[Section, Ratio]:
        """Coverage of each section, in document order."""
        return _together((row.commitment.section, row) for row in self.rows)

    @property
    def themes(self) -> dict[Theme, Ratio]:
        """Coverage of the commitments about each theme; a commitment may be about several."""
        return _together((theme, row) for row in self.rows for theme in row.commitment.themes.all())

    def most_often(self, *statuses: str) -> list[tuple[CommitmentCoverage, int]]:
        """The commitments with a status of ``statuses`` in some report, each with the number of
        reports; the most reports first."""
        counted = [(row, sum(row.by_status[s] for s in statuses)) for row in self.rows]
        found = [(row, count) for row, count in counted if count]
        return sorted(found, key=lambda pair: (-pair[1], pair[0].commitment.position))

    @property
    def least_addressed(self) -> list[CommitmentCoverage]:
        """The commitments that are addressed to States, least addressed first."""
        asked = [row for row in self.rows if row.due]
        return sorted(asked, key=lambda row: (row.ratio.share or 0, row.commitment.position))


def _together(pairs: Iterable[tuple[Any, CommitmentCoverage]]) -> dict[Any, Ratio]:
    found = defaultdict(list)
    for key, row in pairs:
        if key is not None:
            found[key].append(row)
    return {key: coverage.together(rows) for key, rows in found.items()}


def figures_of(cycle: ReportingCycle) -> CycleFigures:
    """Twelve queries."""
    found = coverage.headlines(cycle)
    return CycleFigures(
        cycle,
        found[ReporterKind.STATE],
        found[ReporterKind.ORGANISATION],
        found[ReporterKind.BLOC],
        coverage.roll_call(cycle),
        _with_themes(coverage.by_commitment(cycle, ReporterKind.STATE)),
    )


def _with_themes(rows: list[CommitmentCoverage]) -> list[CommitmentCoverage]:
    prefetch_related_objects([row.commitment for row in rows], "themes")
    return rows


@dataclass(frozen=True)
class Step:
    """Changes from one cycle to the next, among States whose reports are coded in both. ``tally``
    counts each change; ``compared`` counts all compared pairs of State and commitment."""

    before: ReportingCycle
    now: ReportingCycle
    tally: dict[Change, int]
    compared: int


def steps(cycles: list[ReportingCycle]) -> list[Step]:
    """The steps between following cycles that can be compared; a fictional cycle is never compared
    with a real one."""
    found = []
    for before, now in pairwise(cycles):
        if before.is_fictional != now.is_fictional:
            continue
        rows = coverage.change_by_state(now, before)
        tally = {change: sum(row.tally[change] for row in rows) for change in Change}
        compared = sum(row.compared for row in rows)
        if compared:
            found.append(Step(before, now, tally, compared))
    return found


def quotations(cycle: ReportingCycle, *statuses: str) -> list[Response]:
    """Quotations of responses with one of ``statuses``: the first in the order of the document and
    of the States, never two of one State or on one commitment."""
    candidates = (
        Response.objects.published()
        .filter(submission__cycle=cycle, status__in=statuses)
        .filter(submission__reporter__kind=ReporterKind.STATE)
        .exclude(narrative="")
        .select_related("commitment", "submission__reporter", "submission__cycle")
        .order_by("commitment__position", "submission__reporter__sort_name", "pk")
    )
    return list(_different(candidates[:CANDIDATES]))[:QUOTES]


def _different(responses: Iterable[Response]) -> Iterator[Response]:
    reporters, commitments = set(), set()
    for response in responses:
        reporter = response.submission.reporter_id
        if reporter not in reporters and response.commitment_id not in commitments:
            reporters.add(reporter)
            commitments.add(response.commitment_id)
            yield response


def reporters_of(cycle: ReportingCycle, *kinds: str) -> list[Any]:
    """The reporters of these kinds that reported, in UN order."""
    reports = Submission.objects.current().filter(cycle=cycle, reporter__kind__in=kinds)
    ordered = reports.select_related("reporter").order_by("reporter__sort_name")
    return [report.reporter for report in ordered]


UNDONE = (ResponseStatus.NOT_IMPLEMENTED,)
UNDER_WAY = (ResponseStatus.IN_PROGRESS, ResponseStatus.PLANNED)
DONE = (ResponseStatus.IMPLEMENTED,)
