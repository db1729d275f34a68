"""What changed between the published versions of one report, commitment by commitment."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from commitments.difference import Piece, difference
from commitments.models import Commitment
from reports.models import (
    Attachment,
    Reporter,
    ReportingCycle,
    Response,
    Submission,
    SubmissionStatus,
)

# Once public, a version stays to be compared with; one that was withdrawn does not.
COMPARED = (SubmissionStatus.PUBLISHED, SubmissionStatus.SUPERSEDED)
# What a version says beside its responses, and what of a response the public reads.
OF_REPORT = ("is_nil_return", "languages", "received_by", "reporter_remarks")
OF_RESPONSE = ("status", "narrative", "language", "page", "evidence_url")


@dataclass(frozen=True)
class Changed:
    """A commitment on which two versions say different things; None where one says nothing."""

    commitment: Commitment
    before: Response | None
    now: Response | None

    @property
    def is_reworded(self) -> bool:
        return bool(self.before and self.now and self.before.narrative != self.now.narrative)

    @property
    def words(self) -> list[Piece]:
        """Both narratives in one, where they are in one language; empty where they are not."""
        if not self.before or not self.now or self.before.language != self.now.language:
            return []
        return difference(self.before.narrative, self.now.narrative)


@dataclass(frozen=True)
class Step:
    """From one version to the next. ``fields`` are the names of OF_REPORT that differ; files are
    the public ones, told apart by their content; ``unchanged`` counts the commitments on which
    both versions say the same."""

    before: Submission
    now: Submission
    fields: list[str]
    changed: list[Changed]
    added: list[Attachment]
    removed: list[Attachment]
    unchanged: int

    @property
    def is_the_same(self) -> bool:
        return not (self.fields or self.changed or self.added or self.removed)


def steps(reporter: Reporter, cycle: ReportingCycle) -> list[Step]:
    """The published versions of one report, each beside the one before, latest first. Empty for
    one version or none. Three queries."""
    versions = list(
        Submission.objects.filter(reporter=reporter, cycle=cycle, status__in=COMPARED)
        .select_related("cycle", "reporter")
        .order_by("version")
    )
    responses = Response.objects.filter(submission__in=versions).select_related("commitment")
    said: dict[int, dict[int, Response]] = {version.pk: {} for version in versions}
    for response in responses.order_by("commitment__document__key", "commitment__position"):
        said[response.submission_id][response.commitment_id] = response
    files: dict[int, dict[str, Attachment]] = {version.pk: {} for version in versions}
    for file in Attachment.objects.filter(submission__in=versions, is_public=True):
        files[file.submission_id][file.sha256] = file
    return [
        _step(before, now, (said[before.pk], said[now.pk]), (files[before.pk], files[now.pk]))
        for before, now in list(pairwise(versions))[::-1]
    ]


def _step(
    before: Submission,
    now: Submission,
    said: tuple[dict[int, Response], dict[int, Response]],
    files: tuple[dict[str, Attachment], dict[str, Attachment]],
) -> Step:
    pairs = _pairs(*said)
    changed = [pair for pair in pairs if _differ(pair.before, pair.now, OF_RESPONSE)]
    return Step(
        before,
        now,
        [name for name in OF_REPORT if _differ(before, now, (name,))],
        changed,
        [files[1][digest] for digest in files[1].keys() - files[0].keys()],
        [files[0][digest] for digest in files[0].keys() - files[1].keys()],
        len(pairs) - len(changed),
    )


def _pairs(before: dict[int, Response], now: dict[int, Response]) -> list[Changed]:
    """Every commitment that either version responds to, in document order."""
    found = {
        response.commitment_id: response.commitment
        for response in (*before.values(), *now.values())
    }
    order = sorted(found.values(), key=lambda each: (each.document_id, each.position))
    return [Changed(each, before.get(each.pk), now.get(each.pk)) for each in order]


def _differ(one: Any, other: Any, names: tuple[str, ...]) -> bool:
    return any(getattr(one, name, None) != getattr(other, name, None) for name in names)
