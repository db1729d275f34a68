"""What was handed in, as a digest that anybody can recompute.

The digest is SHA-256 over the *canonical form*: the content as JSON in UTF-8, keys in alphabetical
order, nothing between the signs (``,`` and ``:``), no escapes that JSON does not ask for. The
files of the report stand in it by their own SHA-256. The step that hands it in holds the digest,
and the chain of the steps holds that (``reports.events``): neither can be changed unseen.
"""

import datetime
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from reports import events
from reports.models import Action, Submission, SubmissionEvent


@dataclass(frozen=True)
class Receipt:
    """That a report was handed in, and whether the record still says what it said then.

    ``content`` is the digest at that time, ``chain`` that of the step with all those before it;
    ``by`` is empty where the secretariat did it, whose members are not named.
    """

    submission: Submission
    at: datetime.datetime
    by: str
    content: str
    chain: str
    is_unchanged: bool


def canonical(submission: Submission) -> bytes:
    """The content in its canonical form. Two queries."""
    files = dict(submission.attachments.values_list("pk", "sha256"))
    responses = submission.responses.select_related("commitment")
    content = {
        "reference": submission.reference,
        "is_nil_return": submission.is_nil_return,
        "languages": submission.languages,
        "remarks": submission.reporter_remarks,
        "files": sorted(files.values()),
        "responses": sorted(
            (response_content(response, files) for response in responses),
            key=lambda each: str(each["commitment"]),
        ),
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def response_content(response: Any, files: dict[int, str]) -> dict[str, Any]:
    return {
        "commitment": response.commitment.key,
        "status": response.status,
        "narrative": response.narrative,
        "language": response.language,
        "file": files.get(response.attachment_id, ""),
        "page": response.page,
        "link": response.evidence_url,
    }


def digest(submission: Submission) -> str:
    """SHA-256 of the canonical form (64 hex digits)."""
    return hashlib.sha256(canonical(submission)).hexdigest()


def receipt(submission: Submission) -> Receipt | None:
    """The receipt of the last time that the report was handed in with a digest; None where it was
    not. Four queries."""
    steps = submission.events.filter(action=Action.SUBMIT).exclude(content_digest="")
    step: SubmissionEvent | None = steps.select_related("actor").order_by("-sequence").first()
    if step is None:
        return None
    is_unchanged = digest(submission) == step.content_digest and not events.broken(submission)
    by = "" if step.actor is None or step.actor.is_staff else step.actor_name
    return Receipt(submission, step.at, by, step.content_digest, step.digest, is_unchanged)
