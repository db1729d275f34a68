"""How many reported, and who: by kind of reporter, and by group."""

import datetime
from dataclasses import dataclass, field

from django.db.models import Count, Q

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


def headline(
    cycle: ReportingCycle, kind: str = ReporterKind.STATE, day: datetime.date | None = None
) -> Headline:
    """The cycle's figures for one kind of reporter, as of ``day`` or now. Three queries; four
    with a day."""
    is_kind = Q(reporter__kind=kind, cycle=cycle)
    counts = (
        as_of.reports(day)
        .filter(is_kind)
        .with_is_coded()
        .aggregate(
            reported=Count("pk"),
            reported_members=Count("pk", filter=Q(reporter__state_status=StateStatus.MEMBER)),
            coded=Count("pk", filter=Q(is_coded=True)),
            nil=Count("pk", filter=Q(is_nil_return=True)),
        )
    )
    present = {"on_record": counts["reported"]}
    if day:
        present = (
            Submission.objects.filter(is_kind)
            .current()
            .aggregate(
                on_record=Count("pk"), undated=Count("pk", filter=received_at_an_unknown_time(day))
            )
        )
    is_state = kind == ReporterKind.STATE
    return Headline(
        cycle,
        **counts,
        **present,
        expected=Reporter.objects.members().count() if is_state else None,
        published_totals=list(cycle.published_totals.filter(reporter_kind=kind)),
    )


def of_every_kind(cycle: ReportingCycle) -> dict[str, int]:
    """``reported`` and ``coded``: reports in the cycle of reporters of all kinds. A query."""
    reports = as_of.reports(None).filter(cycle=cycle).with_is_coded()
    found: dict[str, int] = reports.aggregate(
        reported=Count("pk"), coded=Count("pk", filter=Q(is_coded=True))
    )
    return found


@dataclass(frozen=True)
class GroupRoll:
    """One group's roll call in a cycle, in UN order: who reported, and the ``silent`` Members, of
    which no report is on record. They have not reported where the list ``is_complete``."""

    group: Group
    reported: list[Reporter] = field(default_factory=list)
    silent: list[Reporter] = field(default_factory=list)
    is_complete: bool = True

    @property
    def missing(self) -> list[Reporter] | None:
        """The Members that have not reported; None where the records do not tell."""
        return self.silent if self.is_complete else None

    @property
    def ratio(self) -> Ratio:
        """Members that reported over the group's Members on the cycle's reference day."""
        members = [r for r in self.reported if r.state_status == StateStatus.MEMBER]
        return Ratio(len(members), len(members) + len(self.silent))


def members_by_group(kind: str, day: datetime.date) -> dict[Group, list[Reporter]]:
    """Reporters of each group of ``kind`` on ``day``, groups by position, reporters in UN order.
    Two queries."""
    rolls: dict[Group, list[Reporter]] = {
        group: [] for group in Group.objects.filter(kind=kind).order_by("position", "code")
    }
    memberships = (
        Membership.objects.on(day)
        .filter(group__kind=kind)
        .select_related("group", "reporter")
        .order_by("reporter__sort_name", "reporter__code")
    )
    for membership in memberships:
        rolls[membership.group].append(membership.reporter)
    return rolls


def roll_call(
    cycle: ReportingCycle, by: str = GroupKind.REGIONAL_GROUP, within: Selection = EVERYTHING
) -> list[GroupRoll]:
    """Who reported and which Members did not, by group. Three queries; four within groups."""
    reported = set(within.reports(cycle).values_list("reporter_id", flat=True))
    return [
        GroupRoll(
            group,
            [reporter for reporter in reporters if reporter.pk in reported],
            [
                reporter
                for reporter in reporters
                if reporter.pk not in reported and reporter.state_status == StateStatus.MEMBER
            ],
            cycle.is_list_complete,
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
