"""One report beside those of its regional group, and one commitment by group."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from django.db.models import Count, QuerySet

from commitments.models import Commitment
from common.database.made_once import made_once
from reports.coverage.commitments import CommitmentInCycle, scope_in_short
from reports.coverage.counting import Ratio, is_asked, summed
from reports.models import (
    Group,
    GroupKind,
    Membership,
    ReporterKind,
    ReportingCycle,
    Response,
    Submission,
)


@dataclass(frozen=True)
class GroupSections:
    """What the coded reports of a group's States address in a cycle, by section (its key): the
    sum of addressed over the sum of due, over the ``coded`` reports of the group."""

    group: Group
    coded: int
    ratios: dict[int, Ratio]


def sections_of_group(cycle: ReportingCycle, group: Group) -> GroupSections:
    """Coverage of each section among the States that were in ``group`` on the cycle's reference
    day. Three queries."""
    day = cycle.reference_day
    coded = len(_coded_in_group(cycle.pk, group.pk, day))
    addressed = dict(_addressed_in_group(cycle.pk, group.pk, day))
    sections = defaultdict(list)
    for commitment in scope_in_short(cycle):
        if commitment.section_id is not None:
            is_due = is_asked(ReporterKind.STATE, commitment)
            ratio = Ratio(addressed.get(commitment.pk, 0), coded) if is_due else Ratio(0, 0)
            sections[commitment.section_id].append(ratio)
    return GroupSections(
        group,
        coded=max((each.total for found in sections.values() for each in found), default=0),
        ratios={section: summed(found) for section, found in sections.items()},
    )


def _states_in(group: Any, day: Any) -> Any:
    members = Membership.objects.on(day).filter(group=group)
    return members.filter(reporter__kind=ReporterKind.STATE).values("reporter_id")


@made_once
def _coded_in_group(cycle: Any, group: Any, day: Any) -> "QuerySet[Any, int]":
    current: QuerySet[Any] = Submission.objects.current().filter(cycle=cycle)
    coded = current.filter(reporter__in=_states_in(group, day)).with_is_coded()  # type: ignore[attr-defined]
    found: QuerySet[Any, int] = coded.filter(is_coded=True).order_by().values_list("pk", flat=True)
    return found


@made_once
def _addressed_in_group(cycle: Any, group: Any, day: Any) -> "QuerySet[Any, Any]":
    said: QuerySet[Any] = Response.objects.published().addressing().filter(submission__cycle=cycle)
    of_group = said.filter(submission__reporter__in=_states_in(group, day)).order_by()
    return of_group.values_list("commitment_id").annotate(number=Count("pk"))


@dataclass
class GroupAnswers:
    """How many of the coded reports of a group's States (``coded``; all were asked) address one
    commitment, and the responses of the group in UN order."""

    group: Group
    coded: int = 0
    responses: list[Response] = field(default_factory=list)

    @property
    def ratio(self) -> Ratio:
        addressing = [r for r in self.responses if r.is_addressing]
        return Ratio(len(addressing), self.coded)


def answers_by_group(
    commitment: Commitment, rows: Iterable[CommitmentInCycle]
) -> dict[int, list[GroupAnswers]]:
    """``rows`` of one commitment by regional group, for each cycle (its key); groups without a
    coded report are left out, and so is every cycle when States are not asked. Two queries."""
    rows = [row for row in rows if row.coded]
    if not rows or not is_asked(ReporterKind.STATE, commitment):
        return {}
    groups = _Groups()
    coded = defaultdict(set)
    for cycle, reporter in _coded_states([row.cycle.pk for row in rows]):
        coded[cycle].add(reporter)
    return {row.cycle.pk: groups.answers(row, coded[row.cycle.pk]) for row in rows}


class _Groups:
    """The regional groups of all States, whenever they were in them. One query."""

    def __init__(self) -> None:
        self.memberships: dict[int, list[Membership]] = defaultdict(list)
        for membership in _regional():
            self.memberships[membership.reporter_id].append(membership)

    def of(self, reporter: int, day: datetime.date) -> list[Group]:
        return [m.group for m in self.memberships.get(reporter, []) if m.is_on(day)]

    def answers(self, row: CommitmentInCycle, coded: set[int]) -> list[GroupAnswers]:
        """The groups of the States with a coded report, in their own order."""
        found: dict[int, GroupAnswers] = {}
        day = row.cycle.reference_day
        for reporter in coded:
            for group in self.of(reporter, day):
                found.setdefault(group.pk, GroupAnswers(group)).coded += 1
        for response in row.responses:
            for group in self.of(response.submission.reporter_id, day):
                if group.pk in found:
                    found[group.pk].responses.append(response)
        return sorted(found.values(), key=lambda each: (each.group.position, each.group.code))


@made_once
def _coded_states(cycles: Any) -> "QuerySet[Any, Any]":
    reports: Any = Submission.objects.current().filter(cycle__in=cycles).with_is_coded()
    states = reports.filter(is_coded=True, reporter__kind=ReporterKind.STATE)
    return cast("QuerySet[Any, Any]", states.order_by().values_list("cycle_id", "reporter_id"))


@made_once
def _regional() -> "QuerySet[Membership]":
    found = Membership.objects.filter(group__kind=GroupKind.REGIONAL_GROUP)
    return found.select_related("group")
