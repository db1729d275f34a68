"""Figures by State and by group: those who reported beside those who did not.

Built on ``reports.coverage``, whose words (reported, coded, addressed, due) hold here too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from reports.coverage import (
    EVERYTHING,
    GroupRoll,
    Ratio,
    ReporterCoverage,
    Selection,
    by_reporter,
    headline,
    roll_call,
)
from reports.models import (
    GroupKind,
    Reporter,
    ReporterKind,
    ReportingCycle,
    ResponseStatus,
    Submission,
    published,
)


def with_recorded(cycles: Any) -> Any:
    """The queryset ``cycles`` with the number of current published reports of each kind of
    reporter: ``recorded_states``, ``recorded_organisations``, ``recorded_blocs``."""
    return cycles.annotate(
        **{
            f"recorded_{kind}s": Count(
                "submissions",
                filter=published("submissions__") & Q(submissions__reporter__kind=kind),
            )
            for kind in ReporterKind.values
        }
    )


@dataclass(frozen=True)
class StateCoverage:
    """One State in one cycle, whether it reported or not.

    ``has_reported`` is None where the records cannot tell: they hold no report of it, and may lack
    some (``names_are_known``).
    """

    state: Reporter
    has_reported: bool | None
    coverage: ReporterCoverage | None

    @property
    def submission(self) -> Submission | None:
        return self.coverage.submission if self.coverage else None

    @property
    def is_coded(self) -> bool:
        return self.coverage is not None and self.coverage.is_coded

    @property
    def ratio(self) -> Ratio:
        """Addressed over commitments directed to States; total 0 (not applicable) while there
        is no coded report."""
        return self.coverage.ratio if self.coverage else Ratio(0, 0)

    @property
    def by_status(self) -> dict[str, int]:
        none = dict.fromkeys(ResponseStatus.values, 0)
        return self.coverage.by_status if self.coverage else none


def by_state(
    cycle: ReportingCycle, states: Any = None, within: Selection = EVERYTHING
) -> list[StateCoverage]:
    """Every Member State, and every other State that reported in ``cycle``, in UN order.

    ``states`` is a queryset that narrows them, as the groups of ``within`` do. Six queries;
    seven as of a day.
    """
    found = {row.submission.reporter_id: row for row in by_reporter(cycle, within)}
    states = Reporter.objects.states() if states is None else states
    silent = False if headline(cycle, day=within.day).names_are_known else None
    return [
        StateCoverage(state, True if state.pk in found else silent, found.get(state.pk))
        for state in within.among(states, cycle).in_un_order()
        if state.pk in found or state.state_status == "member"
    ]


@dataclass(frozen=True)
class GroupCoverage:
    """One group in one cycle: its roll call, and what the coded reports in it address.

    ``ratio`` is the sum of addressed over the sum of due, over the coded reports of its
    reporters; its total is 0 (not applicable) while none is coded.
    """

    roll: GroupRoll
    coded: int
    ratio: Ratio


def by_group(
    cycle: ReportingCycle, by: str = GroupKind.REGIONAL_GROUP, within: Selection = EVERYTHING
) -> list[GroupCoverage]:
    """The groups of kind ``by``, by position. Nine queries."""
    found = {row.submission.reporter_id: row for row in by_reporter(cycle, within)}
    return [
        _group_coverage(roll, [found[reporter.pk] for reporter in roll.reported])
        for roll in roll_call(cycle, by, within)
    ]


def _group_coverage(roll: GroupRoll, rows: Iterable[ReporterCoverage]) -> GroupCoverage:
    coded = [row.ratio for row in rows if row.is_coded]
    addressed = sum(ratio.count for ratio in coded)
    return GroupCoverage(roll, len(coded), Ratio(addressed, sum(r.total for r in coded)))
