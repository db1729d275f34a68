"""The chain of a submission's events: each holds the digest of the one before it."""

import hashlib
import json
from typing import Any

from django.utils import timezone

from reports.models import Submission, SubmissionEvent


def append(
    submission: Submission,
    action: str,
    from_status: str,
    *,
    by: Any = None,
    reason: str = "",
) -> SubmissionEvent:
    """Add the step just taken. The caller holds the lock on the submission's row."""
    last = submission.events.order_by("-sequence").first()
    event = SubmissionEvent(
        submission=submission,
        sequence=last.sequence + 1 if last else 1,
        action=action,
        from_status=from_status,
        to_status=submission.status,
        at=timezone.now(),
        actor=by,
        actor_name=str(by) if by else "",
        reason=reason,
        previous_digest=last.digest if last else "",
    )
    event.digest = digest(event)
    event.save(force_insert=True)
    return event


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
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=True).encode()).hexdigest()


def broken(submission: Submission) -> list[SubmissionEvent]:
    """The events that do not follow from the one before them: edited, moved, or after a gap."""
    found = []
    previous_digest = ""
    for sequence, event in enumerate(submission.events.order_by("sequence"), start=1):
        follows = event.previous_digest == previous_digest and event.sequence == sequence
        if not follows or event.digest != digest(event):
            found.append(event)
        previous_digest = event.digest
    return found
