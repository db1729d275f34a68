"""Coverage of each commitment: what coded reports say on it, in one cycle and over all."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from commitments.models import Commitment
from common.database.made_once import made_once
from common.database.prefetched_once import prefetched_once
from common.reading_once import once
from reports.coverage.counting import EVERYTHING, Ratio, Selection, is_asked, summed
from reports.coverage.rolls import counts_by_kind
from reports.models import (
    ADDRESSING,
    Reporter,
    ReporterKind,
    ReportingCycle,
    Response,
    ResponseStatus,
    Submission,
)
from reports.models.cycles import scope_of

STATUSES = tuple(ResponseStatus.values)
# What figures need not say: half of what the rows of commitments weigh.
LONG_TEXTS = (
    "search_text",
    "summary",
    "explanation",
    "explained_in",
    "footnotes",
    "section__chapeau",
    "section__footnotes",
)


@dataclass(frozen=True)
class CommitmentCoverage:
    """What the coded reports of a cycle say on one commitment.

    ``due`` is the number of coded reports that were asked about it (their kind of reporter is
    among its addressees); ``addressed`` counts those of them that address it. ``by_status``
    counts every published response, also of reporters that were not asked.
    """

    commitment: Commitment
    addressed: int
    due: int
    by_status: dict[str, int]

    @property
    def ratio(self) -> Ratio:
        return Ratio(self.addressed, self.due)


def by_commitment(
    cycle: ReportingCycle, reporter_kind: str | None = None, within: Selection = EVERYTHING
) -> list[CommitmentCoverage]:
    """Coverage of each commitment in scope, in document order. Three queries, in proportion to
    one cycle. With ``reporter_kind`` only reports of that kind count."""
    if within.commitments is None:
        commitments = scope_in_short(cycle)
    else:
        commitments = list(_in_short(within.commitments))
    # One query more, where there are such, for what stands in the place of their coverage.
    put_answers_on([each for each in commitments if not each.is_answerable_by_reports])
    return of_each(commitments, cycle, reporter_kind, within)


def scope_in_short(cycle: ReportingCycle) -> list[Commitment]:
    """The commitments in scope of a cycle with their sections, in document order, without their
    long texts. One query."""
    return once(("scope in short", cycle.pk), lambda: _scope_in_short(cycle.pk))


def _in_short(commitments: Any) -> "QuerySet[Commitment]":
    found: QuerySet[Commitment] = commitments.select_related("section").defer(*LONG_TEXTS)
    return found


@made_once
def _scope_in_short(cycle: Any) -> "QuerySet[Commitment]":
    return _in_short(scope_of(cycle))


@prefetched_once(Commitment)
def put_answers_on() -> list[Any]:
    """What stands in the place of a commitment's coverage. One query, none without commitments."""
    return ["answers"]


def of_each(
    commitments: Iterable[Commitment],
    cycle: ReportingCycle,
    reporter_kind: str | None = None,
    within: Selection = EVERYTHING,
) -> list[CommitmentCoverage]:
    """The same of ``commitments`` that were read before. Two queries."""
    kinds = [reporter_kind] if reporter_kind else list(ReporterKind.values)
    coded = coded_by_kind(cycle, within)
    counts: dict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    if within == EVERYTHING:
        rows = _said_now(cycle.pk, kinds)
    else:
        rows = list(_said(within.responses(cycle), kinds))
    for commitment_id, kind, status, number in rows:
        counts[commitment_id][kind, status] += number
    return [
        _coverage(commitment, counts[commitment.pk], coded, kinds, within.statuses)
        for commitment in commitments
    ]


def _said(responses: Any, kinds: Any) -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = responses.filter(submission__reporter__kind__in=kinds)
    told = found.values_list("commitment_id", "submission__reporter__kind", "status")
    return told.annotate(number=Count("pk")).order_by()


@made_once
def _said_now(cycle: Any, kinds: Any) -> "QuerySet[Any, Any]":
    return _said(EVERYTHING.responses(cycle), kinds)


def coded_by_kind(cycle: ReportingCycle, within: Selection = EVERYTHING) -> dict[str, int]:
    """How many reports of each kind of reporter are coded. One query."""
    if within == EVERYTHING:
        return {kind: found["coded"] for kind, found in counts_by_kind(cycle).items()}
    rows = (
        within.reports(cycle)
        .with_is_coded()
        .filter(is_coded=True)
        .values_list("reporter__kind")
        .annotate(number=Count("pk"))
        .order_by()
    )
    return dict(rows)


def _coverage(
    commitment: Commitment,
    counts: Counter[tuple[str, str]],
    coded: dict[str, int],
    kinds: Iterable[str],
    statuses: Collection[str] = ADDRESSING,
) -> CommitmentCoverage:
    asked = [kind for kind in kinds if is_asked(kind, commitment)]
    by_status: Counter[str] = Counter()
    for (_kind, status), number in counts.items():
        by_status[status] += number
    return CommitmentCoverage(
        commitment,
        addressed=sum(
            number
            for (kind, status), number in counts.items()
            if kind in asked and status in statuses
        ),
        due=sum(coded.get(kind, 0) for kind in asked),
        by_status={status: by_status[status] for status in STATUSES},
    )


def together(rows: Iterable[CommitmentCoverage]) -> Ratio:
    """Together, how often coded reports address the commitments they were asked about: the sum
    of ``addressed`` over the sum of ``due``."""
    return summed(row.ratio for row in rows)


@dataclass(frozen=True)
class CommitmentInCycle:
    """One commitment in one cycle: how many reports of any kind came and are coded, the coverage
    among the coded ones, and the published responses in UN order of their reporters."""

    cycle: ReportingCycle
    reported: int
    coded: int
    coverage: CommitmentCoverage
    responses: list[Response]


def over_cycles(commitment: Commitment) -> list[CommitmentInCycle]:
    """The commitment in every cycle that has it in scope, fictional ones too, latest first.
    Three queries."""
    reported: Counter[int] = Counter()
    coded: dict[int, Counter[str]] = defaultdict(Counter)
    for cycle_id, kind, is_coded, number in _reports_on(commitment.document_id):
        reported[cycle_id] += number
        coded[cycle_id][kind] += number if is_coded else 0
    responses: dict[int, list[Response]] = defaultdict(list)
    for response in _responses_to(commitment.pk):
        responses[response.submission.cycle_id].append(response)
    cycles = _cycles_about(commitment.document_id)
    return [
        CommitmentInCycle(
            cycle,
            reported[cycle.pk],
            coded[cycle.pk].total(),
            _coverage(
                commitment,
                Counter((r.submission.reporter.kind, r.status) for r in responses[cycle.pk]),
                coded[cycle.pk],
                ReporterKind.values,
            ),
            responses[cycle.pk],
        )
        for cycle in cycles
    ]


@made_once
def _reports_on(document: Any) -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = Submission.objects.current().filter(cycle__documents=document)
    told = found.with_is_coded().values_list("cycle_id", "reporter__kind", "is_coded")  # type: ignore[attr-defined]
    return told.annotate(number=Count("pk")).order_by()


@made_once
def _responses_to(commitment: Any) -> "QuerySet[Response]":
    """With as much of their reporters as names them."""
    found: QuerySet[Response] = Response.objects.published().filter(commitment=commitment)
    return (
        found.select_related("submission__reporter")
        .only(
            *("commitment_id", "status", "narrative", "language", "page", "submission__cycle_id"),
            *(f"submission__reporter__{name}" for name in Reporter.LINKED),
        )
        .order_by("submission__reporter__sort_name", "submission__reporter__code")
    )


@made_once
def _cycles_about(document: Any) -> "QuerySet[ReportingCycle]":
    found: QuerySet[ReportingCycle] = ReportingCycle.objects.filter(documents=document)
    return found.latest_first()  # type: ignore[attr-defined]
