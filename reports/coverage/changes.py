"""What has changed since an earlier cycle, along the links between commitments.

Reporters whose reports are coded in both cycles are compared, on commitments that have a
*predecessor*: a commitment in the scope of the earlier cycle that they are linked to, or the same
commitment where both cycles have it in scope. Both must be asked of that kind of reporter. Where
nothing can be compared, nothing has changed and nothing has stayed the same: there is no total.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet

from commitments.models import Commitment, CommitmentLink
from common.database.made_once import made_once
from reports.coverage.counting import EVERYTHING, Selection, is_asked
from reports.models import ADDRESSING, Reporter, ReportingCycle, Response, Submission


class Change(StrEnum):
    """What became of one commitment in one reporter's reports, since the earlier cycle."""

    NEW = "new"  # addressed now, and not before
    CHANGED = "changed"  # addressed both times; the reports say different things
    DROPPED = "dropped"  # addressed before, and not now
    SAME = "same"  # addressed both times; the reports say the same
    NEITHER = "neither"  # addressed neither time


Tally = Counter[Change]


@dataclass(frozen=True, kw_only=True)
class Compared:
    """How often each change was found; together they are all that could be compared."""

    tally: Tally

    @property
    def compared(self) -> int:
        return self.tally.total()


@dataclass(frozen=True, kw_only=True)
class CommitmentChange(Compared):
    """One commitment of the later cycle: its predecessors, and how many of the compared
    reporters did what."""

    commitment: Commitment
    predecessors: list[Commitment]


@dataclass(frozen=True, kw_only=True)
class StateChange(Compared):
    """One State with a report in either cycle, and on how many of the compared commitments it
    did what; 0 in all unless its reports are coded in both."""

    state: Reporter
    coded_before: bool
    coded_now: bool


@dataclass(frozen=True)
class ResponseChange:
    """What became of one commitment between two reports of one reporter: the response of the later
    report, None without one, and those of the earlier report on its predecessors."""

    commitment: Commitment
    change: Change
    now: Response | None
    before: list[Response]


def previous_cycle(cycle: ReportingCycle) -> ReportingCycle | None:
    """The cycle before: the latest earlier one, among the real ones or among the fictional."""
    found = _cycles_before(cycle.year, cycle.code, cycle.is_fictional)
    return found[0] if found else None


@made_once
def _cycles_before(year: Any, code: Any, is_fictional: Any) -> "QuerySet[ReportingCycle]":
    earlier = Q(year__lt=year) | Q(year=year, code__lt=code)
    cycles: QuerySet[ReportingCycle] = ReportingCycle.objects.filter(
        earlier, is_fictional=is_fictional
    ).latest_first()
    return cycles[:1]


@dataclass
class Side:
    """What the reports of one cycle say: ``reporters`` by key, those of them whose report is
    ``coded``, and what each says on each commitment."""

    reporters: dict[int, Reporter] = field(default_factory=dict)
    coded: set[int] = field(default_factory=set)
    said: dict[tuple[int, int], str] = field(default_factory=dict)


def _side(cycle: ReportingCycle, within: Selection) -> Side:
    """Two queries."""
    side = Side()
    for submission in within.reports(cycle).with_is_coded().select_related("reporter"):
        side.reporters[submission.reporter_id] = submission.reporter
        if submission.is_coded:
            side.coded.add(submission.reporter_id)
    rows = within.responses(cycle).order_by()
    for reporter, commitment, status in rows.values_list(
        "submission__reporter_id", "commitment_id", "status"
    ):
        side.said[reporter, commitment] = status
    return side


def _predecessors(
    commitments: list[Commitment], before: ReportingCycle
) -> dict[int, list[Commitment]]:
    """The predecessors of each of ``commitments`` in the scope of ``before``. Two queries."""
    scope = {commitment.pk: commitment for commitment in before.scope()}
    found: dict[int, list[Commitment]] = defaultdict(list)
    for commitment in commitments:
        if commitment.pk in scope:
            found[commitment.pk].append(scope[commitment.pk])
    links = CommitmentLink.objects.filter(commitment__in=commitments, earlier__in=list(scope))
    for later, earlier in links.order_by("earlier").values_list("commitment_id", "earlier_id"):
        found[later].append(scope[earlier])
    return found


@dataclass
class Comparison:
    """Two cycles beside each other."""

    commitments: list[Commitment]
    predecessors: dict[int, list[Commitment]]
    before: Side
    now: Side
    statuses: Collection[str]

    def cells(self) -> Iterator[tuple[Reporter, Commitment, Change]]:
        """Every reporter × commitment that can be compared."""
        for pk in self.before.coded & self.now.coded:
            reporter = self.now.reporters[pk]
            for commitment in self.commitments:
                asked = [
                    earlier
                    for earlier in self.predecessors.get(commitment.pk, [])
                    if is_asked(reporter.kind, earlier)
                ]
                if asked and is_asked(reporter.kind, commitment):
                    yield reporter, commitment, self._change(pk, commitment, asked)

    def _change(self, reporter: int, commitment: Commitment, earlier: list[Commitment]) -> Change:
        said = {self.before.said.get((reporter, each.pk), "") for each in earlier}
        before = said & set(self.statuses)
        now = {self.now.said.get((reporter, commitment.pk), "")} & set(self.statuses)
        if before and now:
            return Change.SAME if before == now else Change.CHANGED
        if now:
            return Change.NEW
        return Change.DROPPED if before else Change.NEITHER


def _compare(cycle: ReportingCycle, before: ReportingCycle | None, within: Selection) -> Comparison:
    """Seven queries."""
    commitments = list(within.scope(cycle).select_related("section"))
    if before is None:
        return Comparison(commitments, {}, Side(), _side(cycle, within), within.statuses)
    return Comparison(
        commitments,
        _predecessors(commitments, before),
        _side(before, within),
        _side(cycle, within),
        within.statuses,
    )


def change_by_commitment(
    cycle: ReportingCycle, before: ReportingCycle | None, within: Selection = EVERYTHING
) -> list[CommitmentChange]:
    """Each commitment in scope, in document order. Seven queries."""
    compared = _compare(cycle, before, within)
    tallies: dict[int, Tally] = defaultdict(Counter)
    for _reporter, commitment, change in compared.cells():
        tallies[commitment.pk][change] += 1
    return [
        CommitmentChange(
            commitment=commitment,
            predecessors=compared.predecessors.get(commitment.pk, []),
            tally=tallies[commitment.pk],
        )
        for commitment in compared.commitments
    ]


def change_by_state(
    cycle: ReportingCycle, before: ReportingCycle | None, within: Selection = EVERYTHING
) -> list[StateChange]:
    """Each State with a report in either cycle, in UN order. Eight queries."""
    compared = _compare(cycle, before, within)
    tallies: dict[int, Tally] = defaultdict(Counter)
    for reporter, _commitment, change in compared.cells():
        tallies[reporter.pk][change] += 1
    reported = {*compared.before.reporters, *compared.now.reporters}
    return [
        StateChange(
            state=state,
            coded_before=state.pk in compared.before.coded,
            coded_now=state.pk in compared.now.coded,
            tally=tallies[state.pk],
        )
        for state in Reporter.objects.states().filter(pk__in=reported).in_un_order()
    ]


def changes_of(submission: Submission, before: Submission) -> list[ResponseChange]:
    """What has changed between two coded reports of one reporter, on each commitment that can be
    compared, in document order. Five queries."""
    commitments = list(submission.cycle.scope().select_related("section"))
    predecessors = _predecessors(commitments, before.cycle)
    now, then = _responses_of(submission), _responses_of(before)
    compared = Comparison(
        commitments, predecessors, _report(before, then), _report(submission, now), ADDRESSING
    )
    return [
        ResponseChange(
            commitment,
            change,
            now.get(commitment.pk),
            [
                then[earlier.pk]
                for earlier in predecessors[commitment.pk]
                if earlier.pk in then and is_asked(reporter.kind, earlier)
            ],
        )
        for reporter, commitment, change in compared.cells()
    ]


def _responses_of(submission: Submission) -> dict[int, Response]:
    return {response.commitment_id: response for response in submission.responses.all()}


def _report(submission: Submission, responses: dict[int, Response]) -> Side:
    """One report as a side of a comparison."""
    reporter = submission.reporter
    return Side(
        reporters={reporter.pk: reporter},
        coded={reporter.pk} if responses else set(),
        said={(reporter.pk, key): response.status for key, response in responses.items()},
    )
