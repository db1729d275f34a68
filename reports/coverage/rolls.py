"""How many reported, and who: by kind of reporter, and by group."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Count, Q, QuerySet

from common.database.from_rows import record_of
from common.database.made_once import made_once
from common.reading_once import once
from reports.coverage import as_of
from reports.coverage.counting import (
    EVERYTHING,
    Ratio,
    Selection,
    names_are_known,
    received_at_an_unknown_time,
)
from reports.models import (
    Group,
    GroupKind,
    Membership,
    PublishedTotal,
    Reporter,
    ReporterKind,
    ReportingCycle,
    StateStatus,
    Submission,
)

# Nothing else is told of a reporter on a roll (its ISO code tells its clock); the columns for
# searching are half of its row.
NAMED = (
    "id",
    "kind",
    "code",
    "name",
    "formal_name",
    "abbreviation",
    "iso2",
    "state_status",
    "sort_name",
)


@dataclass(frozen=True)
class Headline:
    """How many of one kind of reporter reported in a cycle, and how many of those are coded.

    ``expected`` is the number of Member States, None for other kinds: nobody is expected to
    report, and only for Members is there a list to be silent on. ``on_record`` is how many
    reports there are today; ``undated`` how many of them may have come by the day of the figures
    or later: only a limit is known.
    """

    cycle: ReportingCycle
    reported: int
    coded: int
    nil: int
    reported_members: int
    expected: int | None
    published_totals: list[PublishedTotal]
    on_record: int
    undated: int = 0

    @property
    def missing(self) -> int | None:
        """How many Member States have not reported; None where the records do not tell."""
        if self.expected is None or not self.names_are_known:
            return None
        return self.expected - self.reported_members

    @property
    def names_are_known(self) -> bool:
        """Whether ``missing`` means anything (see the function of this name)."""
        known = names_are_known(self.cycle, self.on_record, self.published_totals)
        return known and not self.undated

    @property
    def tells_silence(self) -> bool:
        """Whether a Member without a report has *not reported*: its reports are awaited no more."""
        return self.names_are_known and not self.cycle.is_open_now


def headline(
    cycle: ReportingCycle, kind: str = ReporterKind.STATE, day: datetime.date | None = None
) -> Headline:
    """The cycle's figures for one kind of reporter, at the price of all (``headlines``)."""
    return headlines(cycle, day)[kind]


def headlines(cycle: ReportingCycle, day: datetime.date | None = None) -> dict[str, Headline]:
    """The cycle's figures for each kind of reporter, as of ``day`` or now. Three queries; four
    with a day."""
    return once(("headlines", cycle.pk, day), lambda: _headlines(cycle, day))


def _headlines(cycle: ReportingCycle, day: datetime.date | None) -> dict[str, Headline]:
    counts = counts_by_kind(cycle, day)
    present = {kind: {"on_record": found["reported"]} for kind, found in counts.items()}
    if day:
        figures = {
            "on_record": Count("pk"),
            "undated": Count("pk", filter=received_at_an_unknown_time(day)),
        }
        reports = Submission.objects.filter(cycle=cycle).current().order_by()
        present = _by_kind(reports.values("reporter__kind").annotate(**figures), figures)
    members = sum(number for _status, number in _members())
    totals = _totals(cycle.pk)
    return {
        kind: Headline(
            cycle,
            **counts[kind],
            **present[kind],
            expected=members if kind == ReporterKind.STATE else None,
            published_totals=[total for total in totals if total.reporter_kind == kind],
        )
        for kind in ReporterKind.values
    }


@made_once
def _members() -> "QuerySet[Any, Any]":
    told: QuerySet[Any, Any] = Reporter.objects.members().order_by().values_list("state_status")
    return told.annotate(number=Count("pk"))


@made_once
def _totals(cycle: Any) -> "QuerySet[PublishedTotal]":
    return PublishedTotal.objects.filter(cycle=cycle)


def counts_by_kind(
    cycle: ReportingCycle, day: datetime.date | None = None
) -> dict[str, dict[str, int]]:
    """Of each kind of reporter, how many reported (Members among them, nil returns among them) and
    how many of those reports are coded. One query."""

    def read() -> dict[str, dict[str, int]]:
        rows = _counts(as_of.reports(day).filter(cycle=cycle)) if day else _counts_now(cycle.pk)
        return _by_kind(rows, COUNTED)

    return once(("counts by kind", cycle.pk, day), read)


COUNTED = {
    "reported": Count("pk"),
    "reported_members": Count("pk", filter=Q(reporter__state_status=StateStatus.MEMBER)),
    "coded": Count("pk", filter=Q(is_coded=True)),
    "nil": Count("pk", filter=Q(is_nil_return=True)),
}


def _counts(reports: Any) -> "QuerySet[Any, dict[str, Any]]":
    found: QuerySet[Any, dict[str, Any]] = reports.with_is_coded().order_by()
    return found.values("reporter__kind").annotate(**COUNTED)


@made_once
def _counts_now(cycle: Any) -> "QuerySet[Any, dict[str, Any]]":
    return _counts(as_of.reports().filter(cycle=cycle))


def _by_kind(rows: Any, figures: Iterable[str]) -> dict[str, dict[str, int]]:
    """The figures of each kind of reporter, 0 where there are none."""
    found = {row.pop("reporter__kind"): row for row in rows}
    return {kind: found.get(kind) or dict.fromkeys(figures, 0) for kind in ReporterKind.values}


def of_every_kind(cycle: ReportingCycle) -> dict[str, int]:
    """``reported`` and ``coded``: reports in the cycle of reporters of all kinds. A query."""
    counts = counts_by_kind(cycle).values()
    return {figure: sum(each[figure] for each in counts) for figure in ("reported", "coded")}


@dataclass(frozen=True)
class GroupRoll:
    """One group's roll call in a cycle, in UN order: who reported, and the ``silent`` Members, of
    which no report is on record. They have not reported where ``names_are_known``."""

    group: Group
    reported: list[Reporter] = field(default_factory=list)
    silent: list[Reporter] = field(default_factory=list)
    names_are_known: bool = True

    @property
    def missing(self) -> list[Reporter] | None:
        """The Members that have not reported; None where the records do not tell."""
        return self.silent if self.names_are_known else None

    @cached_property
    def ratio(self) -> Ratio:
        """Members that reported over the group's Members on the cycle's reference day."""
        members = [r for r in self.reported if r.state_status == StateStatus.MEMBER]
        return Ratio(len(members), len(members) + len(self.silent))


def members_by_group(kind: str, day: datetime.date) -> dict[Group, list[Reporter]]:
    """Reporters of each group of ``kind`` on ``day``, groups by position, reporters in UN order.
    Two queries."""
    return once(("members by group", kind, day), lambda: _members_by_group(kind, day))


def _members_by_group(kind: str, day: datetime.date) -> dict[Group, list[Reporter]]:
    groups = {group.pk: group for group in groups_of(kind)}
    rolls: dict[int, list[Reporter]] = {key: [] for key in groups}
    for group_id, *values in _memberships(kind, day):
        database = groups[group_id]._state.db or DEFAULT_DB_ALIAS
        rolls[group_id].append(record_of(Reporter, database, NAMED, values))
    return {group: rolls[key] for key, group in groups.items()}


@made_once
def groups_of(kind: Any) -> "QuerySet[Group]":
    """The groups of a kind in their order."""
    return Group.objects.filter(kind=kind).order_by("position", "code")


@made_once
def memberships_on(kind: Any, day: Any) -> "QuerySet[Any, Any]":
    """Who is in which group of a kind on that day: pairs of the keys of reporters and groups."""
    found: QuerySet[Any] = Membership.objects.on(day).filter(group__kind=kind)
    return found.values_list("reporter_id", "group_id")


@made_once
def _memberships(kind: Any, day: Any) -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = Membership.objects.on(day).filter(group__kind=kind)
    told = found.values_list("group_id", *(f"reporter__{name}" for name in NAMED))
    return told.order_by("reporter__sort_name", "reporter__code")


def present(cycle: ReportingCycle, within: Selection = EVERYTHING) -> set[int]:
    """The keys of those that reported in ``cycle``. One query."""
    if within != EVERYTHING:
        return set(within.reports(cycle).values_list("reporter_id", flat=True))
    return once(("present", cycle.pk), lambda: set(_reporters_in(cycle.pk)))


@made_once
def _reporters_in(cycle: Any) -> "QuerySet[Any, int]":
    current: QuerySet[Any] = as_of.reports().filter(cycle=cycle)
    return current.values_list("reporter_id", flat=True)


def roll_call(
    cycle: ReportingCycle, by: str = GroupKind.REGIONAL_GROUP, within: Selection = EVERYTHING
) -> list[GroupRoll]:
    """Who reported and which Members did not, by group. Six queries; seven within groups, and
    seven as of a day."""
    reported = present(cycle, within)
    is_known = headline(cycle, day=within.day).names_are_known
    return [
        GroupRoll(
            group,
            [reporter for reporter in reporters if reporter.pk in reported],
            [
                reporter
                for reporter in reporters
                if reporter.pk not in reported and reporter.state_status == StateStatus.MEMBER
            ],
            is_known,
        )
        for group, reporters in _rolls(cycle, by, within).items()
    ]


def _rolls(cycle: ReportingCycle, by: str, within: Selection) -> dict[Group, list[Reporter]]:
    """The reporters of each group; within other groups, those of them that are there too."""
    rolls = members_by_group(by, cycle.reference_day)
    if not within.groups:
        return rolls
    chosen = set(within.among(Reporter.objects.all(), cycle).values_list("pk", flat=True))
    return {group: [r for r in roll if r.pk in chosen] for group, roll in rolls.items()}
