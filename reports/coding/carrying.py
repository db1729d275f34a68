"""What a reporter said in its report before, and carrying it over into the one being written.

A carried-over answer stands in the new report marked as such until somebody confirms or changes
it: it counts as no progress, and keeps the report from being submitted.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from commitments.models import CommitmentLink, LinkKind
from reports.coding import recording
from reports.coding.recording import Answer, Outcome
from reports.locking import locked
from reports.models import Response, Submission

# How near the words of a later commitment are to the earlier one's, nearest first.
NEAREST: list[str] = [
    LinkKind.REPEATS,
    LinkKind.STRENGTHENS,
    LinkKind.REPLACES,
    LinkKind.FOLLOWS_UP,
]


@dataclass(frozen=True)
class Before:
    """A reporter's last published report of an earlier cycle; None where there is none.

    ``answers`` are its responses by the id of a commitment: first the response on that commitment,
    then those on commitments that it repeats, strengthens, replaces or follows up, in this order.
    """

    report: Submission | None = None
    answers: dict[int, list[Response]] = field(default_factory=dict)

    def answer(self, commitment: int) -> Response | None:
        """The response on the commitment, else on the nearest of the earlier ones linked to it."""
        return next(iter(self.answers.get(commitment, ())), None)


def before(submission: Submission) -> Before:
    """What the same reporter said before. Three queries at most."""
    report = last_report(submission)
    if report is None:
        return Before()
    said = {
        response.commitment_id: response
        for response in report.responses.select_related("commitment")
    }
    answers = {commitment: [response] for commitment, response in said.items()}
    links = CommitmentLink.objects.filter(earlier__in=said)
    order = "earlier__document", "earlier__position"
    for link in sorted(links.order_by(*order), key=lambda link: NEAREST.index(link.kind)):
        answers.setdefault(link.commitment_id, []).append(said[link.earlier_id])
    return Before(report, answers)


def last_report(submission: Submission) -> Submission | None:
    """The reporter's published report of the latest cycle before this one's. One query."""
    cycle = submission.cycle
    found: Submission | None = (
        Submission.objects.current()
        .filter(
            reporter=submission.reporter_id,
            cycle__year__lt=cycle.year,
            cycle__is_fictional=cycle.is_fictional,
        )
        .select_related("cycle")
        .order_by("-cycle__year", "-cycle__code")
        .first()
    )
    return found


@transaction.atomic
def carry_over(
    submission: Submission, *, by: Any, commitments: Collection[str] | None = None
) -> Outcome:
    """Start from the report before: its answers, marked as carried over, on every commitment in
    scope, or on those with the given keys, that has no response yet.

    Status, narrative with its language, and link come along; the file and page of another report
    and the secretariat's note do not. Nothing that is recorded is replaced. Raises as
    ``recording.record`` does; where nothing was said before, nothing happens.
    """
    submission = locked(submission)
    earlier = before(submission)
    answered = set(submission.responses.values_list("commitment", flat=True))
    scope = [each for each in submission.cycle.scope() if each.pk not in answered]
    answers = [
        carried(each.key, response)
        for each in scope
        if (commitments is None or each.key in commitments)
        and (response := earlier.answer(each.pk))
    ]
    return recording.record(submission, answers, by=by)


def carried(commitment: str, response: Response) -> Answer:
    """An answer on ``commitment`` that says what ``response`` said."""
    return Answer(
        commitment,
        status=response.status,
        narrative=response.narrative,
        language=response.language,
        evidence_url=response.evidence_url,
        seen="",
        is_carried_over=True,
    )


def confirm(
    submission: Submission, *, by: Any, commitments: Collection[str] | None = None
) -> Outcome:
    """Say that carried-over answers, all or those with the given keys, hold for this report too.

    Raises as ``recording.record`` does; an answer that was not carried over is left as it is.
    """
    responses = submission.responses.filter(is_carried_over=True).select_related("commitment")
    answers = [
        recording.as_answer(response)
        for response in responses
        if commitments is None or response.commitment.key in commitments
    ]
    return recording.record(submission, answers, by=by)
