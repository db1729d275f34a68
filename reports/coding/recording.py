"""Recording what a report says: its responses, all of them in one save or none.

The only door for responses (admin table, API, imports). Problems are collected for every
answer and raised together; a row that somebody else has changed since it was shown is a
problem too, never overwritten unseen.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment
from common.database import many
from reports import access
from reports.locking import locked
from reports.models import Attachment, Response, Submission
from reports.refusals import require_being_written

# What a report says, as against who recorded it and when.
CONTENT_FIELDS = (
    "status",
    "narrative",
    "language",
    "attachment_id",
    "page",
    "evidence_url",
    "note",
)
RECORDED_FIELDS = (
    *CONTENT_FIELDS,
    "is_from_suggestion",
    "is_carried_over",
    "coded_by_id",
    "coded_at",
    "checked_by_id",
    "checked_at",
    "search_text",
)


@dataclass(frozen=True)
class Answer:
    """What is to be recorded on one commitment (by its key).

    An empty ``status`` removes the response. ``seen`` is the ``fingerprint`` of the response
    that the author was shown, None to record whatever stands there now.
    """

    commitment: str
    status: str
    narrative: str = ""
    language: str = ""
    attachment_id: int | None = None
    page: int | None = None
    evidence_url: str = ""
    note: str = ""
    seen: str | None = None
    # Somebody confirmed a suggestion; a response that began so stays marked as such.
    is_from_suggestion: bool = False
    # It was said in the report before, and nobody has confirmed it for this one.
    is_carried_over: bool = False

    def content(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in CONTENT_FIELDS}


@dataclass
class Outcome:
    """How many records of a report a save created, changed, removed and left unchanged."""

    created: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0


@dataclass
class _Plan:
    """What is to be done; ``columns`` are those in which a changed response differs from what it
    was: a statement for many rows costs as much as it has columns."""

    to_create: list[Response] = field(default_factory=list)
    to_change: list[Response] = field(default_factory=list)
    to_remove: list[Response] = field(default_factory=list)
    unchanged: int = 0
    columns: set[str] = field(default_factory=set)


def fingerprint(response: Response | None, *, with_note: bool = True) -> str:
    """A short digest of a response's content, to tell whether it changed; empty for none. Who does
    not see the note is given that of a response without one."""
    if response is None:
        return ""
    content = [
        getattr(response, name) if with_note or name != "note" else "" for name in CONTENT_FIELDS
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


def as_answer(response: Response) -> Answer:
    """The answer that records what ``response`` says, unless it has changed since. Reads its
    commitment."""
    content = {name: getattr(response, name) for name in CONTENT_FIELDS}
    return Answer(response.commitment.key, **content, seen=fingerprint(response))


@transaction.atomic
def record(submission: Submission, answers: Iterable[Answer], *, by: Any) -> Outcome:
    """Create, change and remove responses so that they say what ``answers`` say.

    Responses to commitments that ``answers`` does not mention stay as they are. A carried-over
    answer that is recorded again, even as it stands, is confirmed by that. Raises
    PermissionDenied, ContentFrozen, or ValidationError with messages by commitment key (``""`` for
    the submission as a whole); a message's code is the name of the field it is about, where it is
    about one.
    """
    submission = locked(submission)
    access.require(by, access.WRITE, submission)
    answers = list(answers)
    if not access.writes_internal(by, submission):
        answers = _keeping_notes(submission, answers)
    _refuse_if_closed(submission, answers)
    plan, problems = _plan(submission, answers, by)
    if problems:
        raise ValidationError(problems)
    return _carry_out(plan)


def _keeping_notes(submission: Submission, answers: list[Answer]) -> list[Answer]:
    """Answers of somebody who does not see the notes of the secretariat: they stay as they are, and
    a change of them alone is none."""
    found = Response.objects.filter(submission=submission).select_related("commitment")
    responses = {response.commitment.key: response for response in found}
    return [_keeping_note(answer, responses.get(answer.commitment)) for answer in answers]


def _keeping_note(answer: Answer, response: Response | None) -> Answer:
    note = response.note if response and answer.status else ""
    is_as_shown = answer.seen == fingerprint(response, with_note=False)
    seen = fingerprint(response) if is_as_shown else answer.seen
    return replace(answer, note=note, seen=seen)


def _refuse_if_closed(submission: Submission, answers: list[Answer]) -> None:
    require_being_written(submission)
    if submission.is_nil_return and any(answer.status for answer in answers):
        raise ValidationError({"": _("A nil return has no responses.")})


def _plan(
    submission: Submission, answers: list[Answer], by: Any
) -> tuple[_Plan, dict[str, list[ValidationError]]]:
    named = submission.cycle.scope().filter(key__in={answer.commitment for answer in answers})
    # Of a commitment only its key matters here, not its texts in six languages.
    scope: Mapping[str, Commitment] = {c.key: c for c in named.only("key")}
    said = Response.objects.filter(submission=submission, commitment__in=scope.values())
    existing = {response.commitment_id: response for response in said}
    attachment_ids = _files(submission, answers)
    plan, problems = _Plan(), {}
    for answer in answers:
        commitment = scope.get(answer.commitment)
        if commitment is None:
            problems[answer.commitment] = [
                ValidationError(
                    _("This commitment is not in the scope of the reporting cycle."),
                    code="commitment",
                )
            ]
            continue
        response = existing.get(commitment.pk)
        found = _problems(answer, response, attachment_ids)
        if found:
            problems[answer.commitment] = found
        else:
            _add(
                plan,
                answer,
                response,
                Response(submission=submission, commitment=commitment),
                by,
            )
    return plan, problems


def _files(submission: Submission, answers: list[Answer]) -> set[int]:
    """The files of the submission, where an answer names one."""
    if all(answer.attachment_id is None for answer in answers):
        return set()
    return set(Attachment.objects.filter(submission=submission).values_list("pk", flat=True))


def _problems(
    answer: Answer, response: Response | None, attachment_ids: set[int]
) -> list[ValidationError]:
    if _has_changed_since_seen(answer, response):
        return [ValidationError(_("Somebody else has changed this since you opened it."))]
    if not answer.status:
        # A language alone says nothing: the form offers that of the row before.
        says = (answer.narrative, answer.page, answer.evidence_url, answer.note)
        message = _("Choose what the report says, or clear the row.")
        is_empty = not any(says) and answer.attachment_id is None
        return [] if is_empty else [ValidationError(message, code="status")]
    found = []
    if answer.attachment_id is not None and answer.attachment_id not in attachment_ids:
        message = _("Choose a file of this submission.")
        found.append(ValidationError(message, code="attachment"))
    if answer.narrative and not answer.language:
        message = _("Say in which language the narrative is.")
        found.append(ValidationError(message, code="language"))
    try:
        Response(**answer.content()).clean_fields(
            exclude={"submission", "commitment", "attachment"}
        )
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            found.extend(ValidationError(message, code=name) for message in messages)
    return found


def _has_changed_since_seen(answer: Answer, response: Response | None) -> bool:
    """Two people who record the same do not collide."""
    if answer.seen is None or answer.seen == fingerprint(response):
        return False
    return not _says_the_same(answer, response)


def _says_the_same(answer: Answer, response: Response | None) -> bool:
    if response is None:
        return not answer.status
    return all(getattr(response, name) == value for name, value in answer.content().items())


def _add(plan: _Plan, answer: Answer, response: Response | None, new: Response, by: Any) -> None:
    """Sort one sound answer into what is to be done."""
    if not answer.status:
        if response:
            plan.to_remove.append(response)
        return
    target = response or new
    is_confirmed = response is None or response.is_carried_over == answer.is_carried_over
    if response and _says_the_same(answer, response) and is_confirmed:
        plan.unchanged += 1
        return
    before = _recorded(target)
    for name, value in answer.content().items():
        setattr(target, name, value)
    target.is_from_suggestion = target.is_from_suggestion or answer.is_from_suggestion
    target.is_carried_over = answer.is_carried_over
    target.coded_by, target.coded_at = by, timezone.now()
    # What somebody checked was what it said before.
    target.checked_by = target.checked_at = None
    target._meta.get_field("search_text").pre_save(target, add=False)
    if response:
        plan.columns |= {name for name, value in _recorded(target).items() if value != before[name]}
    (plan.to_change if response else plan.to_create).append(target)


def _recorded(response: Response) -> dict[str, Any]:
    return {name: getattr(response, name) for name in RECORDED_FIELDS}


def _carry_out(plan: _Plan) -> Outcome:
    Response.objects.bulk_create(plan.to_create)
    many.write_history(plan.to_create, many.CREATED)
    many.update(plan.to_change, plan.columns)
    many.write_history(plan.to_change, many.CHANGED)
    for response in plan.to_remove:
        response.delete()
    return Outcome(len(plan.to_create), len(plan.to_change), len(plan.to_remove), plan.unchanged)
