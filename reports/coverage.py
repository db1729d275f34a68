"""Who reported, and what reports address: every figure of pages, API and exports.

Three questions are kept apart:

* *reported*: a current published submission exists (a nil return counts);
* *coded*: somebody has recorded what that report says (it has a response);
* *addressed*: a coded report has a response other than *no information* on a commitment.

Coverage is addressed over due, where due is what coded reports were asked about: the cycle's
operative commitments directed to that kind of reporter. Where nothing is due it is None
("not applicable"), never 0 %.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Prefetch, Q

from commitments.models import Commitment, Section
from reports.models import (
    Attachment,
    Group,
    GroupKind,
    Membership,
    PublishedTotal,
    Reporter,
    ReporterKind,
    ReportingCycle,
    Response,
    ResponseStatus,
    Submission,
    SubmissionStatus,
)
from reports.models.reporters import ADDRESSEES_BY_KIND

PUBLISHED = SubmissionStatus.PUBLISHED


@dataclass(frozen=True)
class Ratio:
    """``count`` of ``total``; ``share`` is between 0 and 1, None when there is no total."""

    count: int
    total: int

    @property
    def share(self) -> float | None:
        return self.count / self.total if self.total else None


@dataclass(frozen=True)
class Headline:
    """How many of one kind of reporter reported in a cycle, and how many of those are coded.

    ``expected`` is the number of Member States, None for other kinds: nobody is expected to
    report, and only for Members is there a list to be silent on.
    """

    reported: int
    coded: int
    nil: int
    reported_members: int
    expected: int | None
    published_totals: list[PublishedTotal]

    @property
    def missing(self) -> int | None:
        """How many Member States have not reported."""
        return None if self.expected is None else self.expected - self.reported_members

    @property
    def names_are_known(self) -> bool:
        """Whether ``missing`` means anything (see the function of this name)."""
        return names_are_known(self.reported, self.published_totals)


def names_are_known(recorded: int, published_totals: Iterable[PublishedTotal]) -> bool:
    """Whether the records tell who did *not* report in a cycle.

    They do when they hold reports, and no fewer than any publication counted. Otherwise a
    reporter that is absent from them may have reported all the same.
    """
    return recorded > 0 and all(recorded >= total.count for total in published_totals)


def headline(cycle: ReportingCycle, kind: str = ReporterKind.STATE) -> Headline:
    """The cycle's figures for one kind of reporter. Three queries."""
    is_kind = Q(reporter__kind=kind)
    counts = (
        Submission.objects.current()
        .filter(is_kind, cycle=cycle)
        .with_is_coded()
        .aggregate(
            reported=Count("pk"),
            members=Count("pk", filter=Q(reporter__state_status="member")),
            coded=Count("pk", filter=Q(is_coded=True)),
            nil=Count("pk", filter=Q(is_nil_return=True)),
        )
    )
    is_state = kind == ReporterKind.STATE
    return Headline(
        reported=counts["reported"],
        reported_members=counts["members"],
        coded=counts["coded"],
        nil=counts["nil"],
        expected=Reporter.objects.members().count() if is_state else None,
        published_totals=list(cycle.published_totals.filter(reporter_kind=kind)),
    )


@dataclass(frozen=True)
class GroupRoll:
    """One group's roll call in a cycle, in UN order: who reported and which Members did not."""

    group: Group
    reported: list[Reporter] = field(default_factory=list)
    missing: list[Reporter] = field(default_factory=list)

    @property
    def ratio(self) -> Ratio:
        """Members that reported over the group's Members on the cycle's reference day."""
        members = [reporter for reporter in self.reported if reporter.state_status == "member"]
        return Ratio(len(members), len(members) + len(self.missing))


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


def roll_call(cycle: ReportingCycle, by: str = GroupKind.REGIONAL_GROUP) -> list[GroupRoll]:
    """Who reported and which Members did not, by group. Three queries."""
    reported = set(
        Submission.objects.current().filter(cycle=cycle).values_list("reporter_id", flat=True)
    )
    return [
        GroupRoll(
            group,
            [reporter for reporter in reporters if reporter.pk in reported],
            [
                reporter
                for reporter in reporters
                if reporter.pk not in reported and reporter.state_status == "member"
            ],
        )
        for group, reporters in members_by_group(by, cycle.reference_day).items()
    ]


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
    cycle: ReportingCycle, reporter_kind: str | None = None
) -> list[CommitmentCoverage]:
    """Coverage of each commitment in scope, in document order. Three queries, in proportion to
    one cycle. With ``reporter_kind`` only reports of that kind count."""
    kinds = [reporter_kind] if reporter_kind else list(ReporterKind.values)
    coded = _coded_by_kind(cycle)
    counts: dict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    rows = (
        _responses(cycle)
        .filter(submission__reporter__kind__in=kinds)
        .values_list("commitment_id", "submission__reporter__kind", "status")
        .annotate(number=Count("pk"))
        .order_by()
    )
    for commitment_id, kind, status, number in rows:
        counts[commitment_id][kind, status] += number
    return [
        _commitment_coverage(commitment, counts[commitment.pk], coded, kinds)
        for commitment in cycle.scope().select_related("section")
    ]


def _commitment_coverage(
    commitment: Commitment,
    counts: Counter[tuple[str, str]],
    coded: dict[str, int],
    kinds: Iterable[str],
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
            if kind in asked and status != ResponseStatus.NO_INFORMATION
        ),
        due=sum(coded.get(kind, 0) for kind in asked),
        by_status={status: by_status[status] for status in ResponseStatus.values},
    )


def together(rows: Iterable[CommitmentCoverage]) -> Ratio:
    """Together, how often coded reports address the commitments they were asked about: the sum
    of ``addressed`` over the sum of ``due``."""
    rows = list(rows)
    return Ratio(sum(row.addressed for row in rows), sum(row.due for row in rows))


def is_asked(kind: str, commitment: Commitment) -> bool:
    """Whether reports of that kind of reporter count for ``commitment``."""
    return any(addressee in commitment.addressees for addressee in ADDRESSEES_BY_KIND[kind])


@dataclass(frozen=True)
class ReporterCoverage:
    """What one reporter's current report of a cycle addresses.

    ``ratio`` is over the commitments in scope that are directed to its kind; its ``total`` is 0
    (not applicable) while the report is not coded.
    """

    submission: Submission
    is_coded: bool
    ratio: Ratio
    by_status: dict[str, int]


def by_reporter(cycle: ReportingCycle) -> list[ReporterCoverage]:
    """Coverage of each reporter that reported in ``cycle``, in UN order. Three queries."""
    asked = _scope_ids_by_kind(cycle)
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    addressed: Counter[int] = Counter()
    rows = _responses(cycle).values_list(
        "submission_id", "submission__reporter__kind", "commitment_id", "status"
    )
    for submission_id, kind, commitment_id, status in rows.order_by():
        counts[submission_id][status] += 1
        if status != ResponseStatus.NO_INFORMATION and commitment_id in asked[kind]:
            addressed[submission_id] += 1
    submissions = (
        Submission.objects.current()
        .filter(cycle=cycle)
        .select_related("reporter", "cycle")
        .order_by("reporter__sort_name", "reporter__code")
    )
    return [
        ReporterCoverage(
            submission,
            is_coded=submission.pk in counts,
            ratio=Ratio(
                addressed[submission.pk],
                len(asked[submission.reporter.kind]) if submission.pk in counts else 0,
            ),
            by_status={s: counts[submission.pk][s] for s in ResponseStatus.values},
        )
        for submission in submissions
    ]


@dataclass(frozen=True)
class SectionCoverage:
    """Of the commitments of a section that were asked of a reporter (``ratio.total``; 0 while
    its report is not coded), how many its report addresses."""

    section: Section
    ratio: Ratio
    responses: list[Response]


def by_section(submission: Submission) -> list[SectionCoverage]:
    """One report's responses and coverage by section, in document order; sections without a
    commitment of their own are left out. Two queries."""
    responses = {
        response.commitment_id: response
        for response in submission.responses.select_related("attachment", "commitment")
    }
    groups: dict[Section | None, list[Commitment]] = defaultdict(list)
    for commitment in submission.cycle.scope().select_related("section"):
        groups[commitment.section].append(commitment)
    kind = submission.reporter.kind
    found = []
    for section, commitments in groups.items():
        if section is None:
            continue
        answers = [responses[c.pk] for c in commitments if c.pk in responses]
        asked = {c.pk for c in commitments if is_asked(kind, c)} if responses else set()
        addressed = sum(
            r.commitment_id in asked and r.status != ResponseStatus.NO_INFORMATION for r in answers
        )
        found.append(SectionCoverage(section, Ratio(addressed, len(asked)), answers))
    return found


@dataclass(frozen=True)
class Matrix:
    """Reporters × commitments: ``cells[i][j]`` is what reporter i's report says on commitment j
    (a ResponseStatus value), or empty where it says nothing or is not coded."""

    submissions: list[Submission]
    commitments: list[Commitment]
    cells: list[list[str]]


def matrix(cycle: ReportingCycle, submissions: Any = None, commitments: Any = None) -> Matrix:
    """The matrix of a cycle's current reports. ``submissions`` and ``commitments`` are querysets
    that narrow it. Three queries."""
    if submissions is None:
        submissions = Submission.objects.current().filter(cycle=cycle)
    submissions = list(
        submissions.select_related("reporter", "cycle").order_by(
            "reporter__sort_name", "reporter__code"
        )
    )
    commitments = list(cycle.scope() if commitments is None else commitments)
    column = {commitment.pk: index for index, commitment in enumerate(commitments)}
    cells = {submission.pk: [""] * len(commitments) for submission in submissions}
    rows = _responses(cycle).values_list("submission_id", "commitment_id", "status").order_by()
    for submission_id, commitment_id, status in rows:
        if submission_id in cells and commitment_id in column:
            cells[submission_id][column[commitment_id]] = status
    return Matrix(submissions, commitments, [cells[s.pk] for s in submissions])


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
        return names_are_known(self.recorded, self.published_totals)


def trend(kind: str = ReporterKind.STATE) -> list[TrendPoint]:
    """The real cycles from the earliest to the latest. Two queries."""
    current = Q(submissions__status=PUBLISHED, submissions__reporter__kind=kind)
    cycles = (
        ReportingCycle.objects.real()
        .annotate(recorded=Count("submissions", filter=current))
        .select_related("meeting")
        .prefetch_related("published_totals")
        .order_by("year", "code")
    )
    return [
        TrendPoint(
            cycle,
            cycle.recorded,
            [total for total in cycle.published_totals.all() if total.reporter_kind == kind],
        )
        for cycle in cycles
    ]


@dataclass(frozen=True)
class CycleRecord(TrendPoint):
    """One reporter in one cycle: its current report, if the records hold one, with ``is_coded``
    and its public attachments; beside the count and the totals of all reports of its kind."""

    submission: Submission | None


def record_of(reporter: Reporter) -> list[CycleRecord]:
    """The reporter in every real cycle, and in the fictional ones that hold a report of it,
    latest first. Four queries."""
    public = Attachment.objects.filter(is_public=True).order_by("pk")
    submissions = {
        submission.cycle_id: submission
        for submission in Submission.objects.current()
        .filter(reporter=reporter)
        .with_is_coded()
        .select_related("reporter", "cycle")
        .prefetch_related(Prefetch("attachments", queryset=public))
    }
    of_kind = Q(submissions__status=PUBLISHED, submissions__reporter__kind=reporter.kind)
    cycles = (
        ReportingCycle.objects.filter(Q(is_fictional=False) | Q(pk__in=submissions))
        .annotate(recorded=Count("submissions", filter=of_kind))
        .prefetch_related("published_totals")
        .latest_first()
    )
    return [
        CycleRecord(
            cycle,
            cycle.recorded,
            [t for t in cycle.published_totals.all() if t.reporter_kind == reporter.kind],
            submissions.get(cycle.pk),
        )
        for cycle in cycles
    ]


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
    rows = (
        Submission.objects.current()
        .filter(cycle__documents=commitment.document_id)
        .with_is_coded()
        .values_list("cycle_id", "reporter__kind", "is_coded")
        .annotate(number=Count("pk"))
        .order_by()
    )
    for cycle_id, kind, is_coded, number in rows:
        reported[cycle_id] += number
        coded[cycle_id][kind] += number if is_coded else 0
    responses: dict[int, list[Response]] = defaultdict(list)
    for response in (
        Response.objects.published()
        .filter(commitment=commitment)
        .select_related("submission__reporter", "submission__cycle", "attachment")
        .order_by("submission__reporter__sort_name", "submission__reporter__code")
    ):
        responses[response.submission.cycle_id].append(response)
    cycles = ReportingCycle.objects.filter(documents=commitment.document_id).latest_first()
    return [
        CommitmentInCycle(
            cycle,
            reported[cycle.pk],
            coded[cycle.pk].total(),
            _commitment_coverage(
                commitment,
                Counter((r.submission.reporter.kind, r.status) for r in responses[cycle.pk]),
                coded[cycle.pk],
                ReporterKind.values,
            ),
            responses[cycle.pk],
        )
        for cycle in cycles
    ]


def _responses(cycle: ReportingCycle) -> Any:
    return Response.objects.published().filter(submission__cycle=cycle)


def _coded_by_kind(cycle: ReportingCycle) -> dict[str, int]:
    """How many current reports of each kind of reporter are coded."""
    rows = (
        Submission.objects.current()
        .filter(cycle=cycle)
        .with_is_coded()
        .filter(is_coded=True)
        .values_list("reporter__kind")
        .annotate(number=Count("pk"))
        .order_by()
    )
    return dict(rows)


def _scope_ids_by_kind(cycle: ReportingCycle) -> dict[str, set[int]]:
    scope = list(cycle.scope())
    return {kind: {c.pk for c in scope if is_asked(kind, c)} for kind in ReporterKind.values}
