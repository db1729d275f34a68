"""The chain of a submission's events: each holds the digest of the one before it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils import timezone

from common.moments import now_or
from reports.models import Submission, SubmissionEvent


def last_of(submission: Submission) -> SubmissionEvent | None:
    last: SubmissionEvent | None = submission.events.order_by("-sequence").first()
    return last


def append(
    submission: Submission,
    action: str,
    from_status: str,
    *,
    by: Any = None,
    reason: str = "",
    content_digest: str = "",
    content_form: int = 1,
    content_salt: str = "",
    last: SubmissionEvent | None = None,
) -> SubmissionEvent:
    """Add the step just taken. The caller holds the lock on the submission's row; ``last`` is the
    step before, if the caller has read it."""
    last = last or last_of(submission)
    event = SubmissionEvent(
        submission=submission,
        sequence=last.sequence + 1 if last else 1,
        action=action,
        from_status=from_status,
        to_status=submission.status,
        at=now_or(last.at if last else None),
        actor=by,
        actor_name=str(by) if by else "",
        reason=reason,
        content_digest=content_digest,
        content_form=content_form,
        content_salt=content_salt,
        previous_digest=last.digest if last else "",
    )
    event.digest = digest(event)
    event.save(force_insert=True)
    return event


def begin_many(submissions: Iterable[Submission], action: str, *, by: Any = None) -> None:
    """Add the first step of each of some new submissions. One query."""
    now, name = timezone.now(), str(by) if by else ""
    first = [
        SubmissionEvent(
            submission=submission,
            sequence=1,
            action=action,
            to_status=submission.status,
            at=now,
            actor=by,
            actor_name=name,
        )
        for submission in submissions
    ]
    for event in first:
        event.digest = digest(event)
    SubmissionEvent.objects.bulk_create(first)


def digest(event: SubmissionEvent) -> str:
    """SHA-256 over everything the event says, the digest before it included (64 hex digits)."""
    content = [
        event.previous_digest,
        event.submission_id,
        event.sequence,
        event.action,
        event.from_status,
        event.to_status,
        event.at.isoformat(),
        event.actor_id,
        event.actor_name,
        event.reason,
        # Steps without one, and those from before there was any, are as they were.
        *([event.content_digest] if event.content_digest else []),
        *([event.content_form, event.content_salt] if event.content_form > 1 else []),
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=True).encode()).hexdigest()


def broken(submission: Submission) -> list[SubmissionEvent]:
    """The events that do not follow from the one before them: edited, moved, or after a gap."""
    return _broken(submission.events.order_by("sequence"))


def _broken(chain: Iterable[SubmissionEvent]) -> list[SubmissionEvent]:
    found = []
    previous_digest = ""
    for sequence, event in enumerate(chain, start=1):
        follows = event.previous_digest == previous_digest and event.sequence == sequence
        if not follows or event.digest != digest(event):
            found.append(event)
        previous_digest = event.digest
    return found


@dataclass(frozen=True)
class Verification:
    """The result of a verification: how many histories there are, and a sentence on each fault.

    ``seal`` is one SHA-256 over the last digest of every history. Written down elsewhere, it shows
    later whether the end of a history was cut off, which the chain itself cannot show.
    """

    submissions: int
    events: int
    problems: list[str]
    seal: str


def verify() -> Verification:
    """Check every event of every submission, in two queries, one history in memory at a time."""
    counted, problems, seal = 0, [], hashlib.sha256()
    rows = Submission.objects.values_list("pk", "reference", "status")
    submissions = {pk: (reference, status) for pk, reference, status in rows}
    unseen = set(submissions)
    chains = SubmissionEvent.objects.order_by("submission_id", "sequence").iterator()
    for pk, chain in groupby(chains, key=lambda event: event.submission_id):
        steps, (reference, status) = list(chain), submissions[pk]
        counted += len(steps)
        unseen.discard(pk)
        seal.update(f"{reference} {steps[-1].digest}\n".encode())
        problems += [
            f"{reference}: step {event.sequence} ({event.action}) does not follow from the"
            " one before it"
            for event in _broken(steps)
        ]
        if steps[-1].to_status != status:
            problems.append(
                f"{reference} is {status}, but its last step made it {steps[-1].to_status}"
            )
    problems += [f"{submissions[pk][0]} has no steps at all" for pk in sorted(unseen)]
    return Verification(len(submissions), counted, problems, seal.hexdigest())
