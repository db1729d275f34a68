"""Recording what a report says: its responses, all of them in one save or none.

The only door for responses (admin table, API, imports). Problems are collected for every
answer and raised together; a row that somebody else has changed since it was shown is a
problem too, never overwritten unseen.
"""

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.database import many
from reports import access
from reports.locking import locked_together
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
    """What is to be done; ``columns`` are those in which some changed response differs from before:
    the cost of a statement for many rows grows with its columns."""

    to_create: list[Response] = field(default_factory=list)
    to_change: list[Response] = field(default_factory=list)
    to_remove: list[Response] = field(default_factory=list)
    unchanged: int = 0
    columns: set[str] = field(default_factory=set)
    now: datetime.datetime = field(default_factory=timezone.now)


def fingerprint(response: Response | None, *, with_note: bool = True) -> str:
    """A short digest of a response's content, to tell whether it changed; empty for none. For a
    reader who may not see notes it is taken as if there were none."""
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


Problems = dict[str, list[ValidationError]]
# Submissions, each with what is to be recorded of it.
Reports = Sequence[tuple[Submission, Sequence[Answer]]]


class Refused(Exception):
    """Nothing was recorded. ``problems`` says what is in the way, as ``problems_of`` does."""

    def __init__(self, problems: dict[int, Problems]) -> None:
        self.problems = problems
        super().__init__(_("Something is in the way: see the rows."))


def record(submission: Submission, answers: Iterable[Answer], *, by: Any) -> Outcome:
    """Create, change and remove responses so that they say what ``answers`` say.

    Responses to commitments that ``answers`` does not mention stay as they are. Recording a
    carried-over answer again, even unchanged, confirms it. Raises PermissionDenied, ContentFrozen,
    or ValidationError with messages by commitment key (``""`` for the submission as a whole); a
    message's code is the name of the field it is about, where it is about one.
    """
    try:
        return record_many([(submission, list(answers))], by=by)
    except Refused as error:
        raise ValidationError(dict(error.problems[0])) from None


@transaction.atomic
def record_many(reports: Reports, *, by: Any) -> Outcome:
    """What ``record`` does, for several reports: all of them or none, in as many queries as for one
    (beyond a few thousand rows, and for more than one cycle, in some more). Raises
    PermissionDenied, ContentFrozen, or Refused."""
    current = {each.pk: each for each in locked_together([each for each, _answers in reports])}
    reports = [(current[submission.pk], answers) for submission, answers in reports]
    for number, (submission, answers) in enumerate(reports):
        access.require(by, access.WRITE, submission)
        if not access.writes_internal(by, submission):
            reports[number] = (submission, _keeping_notes(submission, answers))
        require_being_written(submission)
    plan, problems = _planned(reports, by)
    if problems:
        raise Refused(problems)
    return _carry_out(plan)


def problems_of(reports: Reports) -> dict[int, Problems]:
    """What is in the way of recording the answers, by the place of their report among ``reports``
    and then by commitment, as the ValidationError of ``record`` has it. A report may be new, and
    not saved yet. Nothing is recorded; who may write and until when is asked elsewhere."""
    _plan, problems = _planned(reports, by=None)
    return problems


def _planned(reports: Reports, by: Any) -> tuple["_Plan", dict[int, Problems]]:
    plan, known, problems = _Plan(), _Known(reports), {}
    for number, (submission, answers) in enumerate(reports):
        if found := _add_report(plan, submission, answers, known, by):
            problems[number] = found
    return plan, problems


def _keeping_notes(submission: Submission, answers: Sequence[Answer]) -> list[Answer]:
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


class _Known:
    """What answers to some reports are compared with: the keys in the database of the commitments
    of each cycle, the responses on record, and the files with their pages (None where they are not
    known). A query for each cycle and two for all."""

    def __init__(self, reports: Reports) -> None:
        given = [submission.pk for submission, _answers in reports if submission.pk]
        answers = [answer for _submission, each in reports for answer in each]
        keys = {answer.commitment for answer in answers}
        self.scopes: dict[int, dict[str, int]] = {}
        cycles = {submission.cycle_id: submission.cycle for submission, _answers in reports}
        for cycle in cycles.values():
            named = cycle.scope().filter(key__in=keys).order_by()
            self.scopes[cycle.pk] = dict(named.values_list("key", "pk"))
        commitments = {pk for scope in self.scopes.values() for pk in scope.values()}
        said = Response.objects.filter(submission__in=given, commitment__in=commitments)
        self.responses = {(each.submission_id, each.commitment_id): each for each in said}
        self.files: dict[int, dict[int, int | None]] = {}
        if any(answer.attachment_id is not None for answer in answers):
            files = Attachment.objects.filter(submission__in=given)
            for submission, pk, pages in files.values_list("submission", "pk", "page_count"):
                self.files.setdefault(submission, {})[pk] = pages
        # Values that were found to be sound, by the names of their fields: words are few.
        self.sound: set[tuple[str, type, Any]] = set()

    def is_sound(self, name: str, value: Any) -> bool:
        """Whether a field of a response takes the value."""
        field: Any = _FIELDS[name]
        if value in field.empty_values and field.blank:
            return True
        key = (name, type(value), value)
        if key not in self.sound:
            try:
                field.clean(value, None)
            except ValidationError:
                return False
            self.sound.add(key)
        return True


# What a field alone says of a value; whose file it is is asked elsewhere.
_FIELDS = {
    name: Response._meta.get_field(name) for name in CONTENT_FIELDS if name != "attachment_id"
}

_SEARCH_TEXT: Any = Response._meta.get_field("search_text")


def _add_report(
    plan: _Plan, submission: Submission, answers: Sequence[Answer], known: _Known, by: Any
) -> Problems:
    """Add what is to be done to ``plan``; what is in the way of it."""
    if submission.is_nil_return and any(answer.status for answer in answers):
        return {"": [ValidationError(_("A nil return has no responses."))]}
    scope, problems = known.scopes[submission.cycle_id], Problems()
    files = known.files.get(submission.pk, {})
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
        response = known.responses.get((submission.pk, commitment))
        if found := _problems(answer, response, files, known):
            problems[answer.commitment] = found
        else:
            _add(plan, answer, response, (submission.pk, commitment), by)
    return problems


def beyond_the_end(page: Any, pages: int | None) -> str:
    """The problem with a page that its file does not have; empty where none is known."""
    if not pages or not isinstance(page, int) or page <= pages:
        return ""
    message = ngettext(
        "It cites page %(page)d of a file of %(pages)d page.",
        "It cites page %(page)d of a file of %(pages)d pages.",
        pages,
    )
    return message % {"page": page, "pages": pages}


def _problems(
    answer: Answer, response: Response | None, files: Mapping[int, int | None], known: _Known
) -> list[ValidationError]:
    if _has_changed_since_seen(answer, response):
        return [ValidationError(_("Somebody else has changed this since you opened it."))]
    if not answer.status:
        # A language alone says nothing: the form offers the language of the row before.
        says = (answer.narrative, answer.page, answer.evidence_url, answer.note)
        message = _("Choose what the report says, or clear the row.")
        is_empty = not any(says) and answer.attachment_id is None
        return [] if is_empty else [ValidationError(message, code="status")]
    found = []
    if answer.attachment_id is not None and answer.attachment_id not in files:
        message = _("Choose a file of this submission.")
        found.append(ValidationError(message, code="attachment"))
    elif fault := beyond_the_end(answer.page, files.get(answer.attachment_id or 0)):
        found.append(ValidationError(fault, code="page"))
    if answer.narrative and not answer.language:
        message = _("Say in which language the narrative is.")
        found.append(ValidationError(message, code="language"))
    if all(known.is_sound(name, getattr(answer, name)) for name in _FIELDS):
        return found
    try:
        Response(**answer.content()).clean_fields(
            exclude={"submission", "commitment", "attachment"}
        )
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            found.extend(ValidationError(message, code=name) for message in messages)
    return found


def _has_changed_since_seen(answer: Answer, response: Response | None) -> bool:
    """Whether somebody else has changed it to something else: two who record the same do not
    collide."""
    if answer.seen is None or answer.seen == fingerprint(response):
        return False
    return not _says_the_same(answer, response)


def _says_the_same(answer: Answer, response: Response | None) -> bool:
    if response is None:
        return not answer.status
    return all(getattr(response, name) == value for name, value in answer.content().items())


def _add(
    plan: _Plan, answer: Answer, response: Response | None, place: tuple[int, int], by: Any
) -> None:
    """Sort one sound answer into what is to be done; ``place`` are the keys in the database of its
    submission and commitment."""
    if not answer.status:
        if response:
            plan.to_remove.append(response)
        return
    is_confirmed = response is None or response.is_carried_over == answer.is_carried_over
    if response and _says_the_same(answer, response) and is_confirmed:
        plan.unchanged += 1
        return
    if response:
        before, target = _recorded(response), response
        for name in CONTENT_FIELDS:
            setattr(target, name, getattr(answer, name))
    else:
        submission, commitment = place
        target = Response(submission_id=submission, commitment_id=commitment, **answer.content())
    target.is_from_suggestion = target.is_from_suggestion or answer.is_from_suggestion
    target.is_carried_over = answer.is_carried_over
    target.coded_by_id, target.coded_at = by and by.pk, plan.now
    # What somebody checked was what it said before.
    target.checked_by_id = target.checked_at = None
    _SEARCH_TEXT.pre_save(target, add=False)
    if response:
        plan.columns |= {name for name, value in _recorded(target).items() if value != before[name]}
    (plan.to_change if response else plan.to_create).append(target)


def _recorded(response: Response) -> dict[str, Any]:
    return {name: getattr(response, name) for name in RECORDED_FIELDS}


def _carry_out(plan: _Plan) -> Outcome:
    many.create(plan.to_create)
    many.write_history(plan.to_create, many.CREATED)
    many.update(plan.to_change, plan.columns)
    many.write_history(plan.to_change, many.CHANGED)
    for response in plan.to_remove:
        response.delete()
    return Outcome(len(plan.to_create), len(plan.to_change), len(plan.to_remove), plan.unchanged)
