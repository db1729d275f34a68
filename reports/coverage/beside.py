"""One report's coverage beside that of its reporter's regional group."""

from collections import defaultdict
from dataclasses import dataclass

from commitments.models import Section
from reports.coverage.commitments import CommitmentCoverage, by_commitment, together
from reports.coverage.counting import Ratio, Selection
from reports.coverage.reporters import SectionCoverage, by_section
from reports.models import Group, GroupKind, Membership, Submission


@dataclass(frozen=True)
class SectionBesideGroup:
    """One section: what the report addresses of the commitments that it was asked about
    (``own``), and how often the coded reports of the group, this one among them, address those
    that they were asked about (``group``: the sum of addressed over the sum of due)."""

    section: Section
    own: Ratio
    group: Ratio


def regional_group(submission: Submission) -> Group | None:
    """The regional group of the reporter on the cycle's reference day; None outside the groups.
    One query."""
    membership = (
        Membership.objects.on(submission.cycle.reference_day)
        .filter(reporter=submission.reporter_id, group__kind=GroupKind.REGIONAL_GROUP)
        .select_related("group")
        .first()
    )
    return membership.group if membership else None


def sections_beside_group(
    submission: Submission,
    group: Group | None,
    sections: list[SectionCoverage] | None = None,
) -> list[SectionBesideGroup]:
    """Each section in document order; without a group, nothing stands beside (no total).

    ``sections`` are those of ``by_section(submission)`` where they are at hand. Three queries,
    and those of ``by_section``.
    """
    own = by_section(submission) if sections is None else sections
    others = _group_ratios(submission, group) if group else {}
    return [
        SectionBesideGroup(row.section, row.ratio, others.get(row.section.pk, Ratio(0, 0)))
        for row in own
    ]


def _group_ratios(submission: Submission, group: Group) -> dict[int | None, Ratio]:
    rows: dict[int | None, list[CommitmentCoverage]] = defaultdict(list)
    within = Selection(groups=[[group.pk]])
    for row in by_commitment(submission.cycle, submission.reporter.kind, within):
        rows[row.commitment.section_id].append(row)
    return {section: together(found) for section, found in rows.items()}
