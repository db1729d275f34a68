"""Recording what a report answers in its form: the only door for answers.

All of a save or nothing of it, like responses (``reports.coding.recording``): problems are
collected for every part and raised together, and what somebody else has changed since it was shown
is a problem too. Whatever is written, answers behind a closed gate are *not asked*, and responses
that rest on a changed answer wait to be confirmed again.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.database.many import create_with_history, update_with_history
from questionnaires.form import asked
from questionnaires.models import (
    Answer,
    AnswerOrigin,
    AnswerState,
    ReadingCertainty,
    ResponseSource,
)
from questionnaires.templates import Loaded
from questionnaires.values import cleaned, cleaned_row
from reports import access
from reports.locking import locked
from reports.models import Attachment, Response, Submission
from reports.refusals import ContentFrozen, require_being_written

# What the report says, as against where it was read and who confirmed it.
SAID = ("state", "value", "language")
# Columns of an answer that are recorded as given.
AS_GIVEN = (
    *("attachment_id", "page", "region", "origin", "certainty"),
    *("contains_contact_data", "is_carried_over"),
)
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Given:
    """What is to be recorded under one part, by the keys of its question and of itself.

    ``seen`` is the ``fingerprint`` of the answer that the author was shown; None records whatever
    stands there now. ``contains_contact_data`` is None where nobody has looked yet.
    """

    question: str
    part: str
    value: Any
    row: str = ""
    state: str = ""
    language: str = ""
    attachment_id: int | None = None
    page: int | None = None
    region: list[float] | None = None
    origin: str = AnswerOrigin.TYPED
    certainty: str = ReadingCertainty.CERTAIN
    contains_contact_data: bool | None = False
    is_carried_over: bool = False
    is_confirmed: bool = True
    seen: str | None = None

    @property
    def key(self) -> Key:
        return (self.question, self.part, self.row)

    @property
    def name(self) -> str:
        """What problems with it are called."""
        return "/".join(filter(None, self.key))


@dataclass
class Outcome:
    """How many answers a save created, changed and found unchanged; the questions whose answer
    changed, those that were written at all, and all answers as they are now."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    questions: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    answers: dict[Key, Answer] = field(default_factory=dict)


def fingerprint(answer: Answer | None) -> str:
    """A short digest of what an answer says, to tell whether it changed; empty for none."""
    if answer is None:
        return ""
    said = [answer.state, answer.value, answer.language, answer.contains_contact_data]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def answers_of(
    submission: Submission, loaded: Loaded, *, with_people: bool = False
) -> dict[Key, Answer]:
    """The answers of a report under one form, by question, part and row. One query; ``with_people``
    reads who confirmed them too."""
    found = _of(submission, loaded)
    return _by_key(found.select_related("confirmed_by") if with_people else found, loaded)


def _of(submission: Submission, loaded: Loaded) -> QuerySet[Answer]:
    found: QuerySet[Answer] = Answer.objects.filter(
        submission=submission, part__question__template=loaded.template
    )
    return found.order_by("pk")


def _by_key(found: QuerySet[Answer], loaded: Loaded) -> dict[Key, Answer]:
    names = {pk: key for key, pk in loaded.part_ids.items()}
    return {(*names[answer.part_id], answer.row): answer for answer in found}


def _relied_on(submission: Submission, loaded: Loaded) -> dict[Key, Any]:
    """The answers, each with whether a response rests on it: under the lock of the report, for its
    responses are written under the same. One query."""
    sources = ResponseSource.objects.filter(answer=OuterRef("pk"), is_outdated=False)
    return _by_key(_of(submission, loaded).annotate(is_relied_on=Exists(sources)), loaded)


def values_of(loaded: Loaded, answers: Mapping[Key, Answer]) -> dict[str, Any]:
    """The value of each question that has one: of its first part."""
    found = {}
    for question in loaded.form.questions():
        answer = answers.get((question.key, question.main.key, ""))
        if answer is not None and answer.value is not None:
            found[question.key] = answer.value
    return found


@transaction.atomic
def record(submission: Submission, loaded: Loaded, given: Iterable[Given], *, by: Any) -> Outcome:
    """Write ``given``; answers that it does not mention stay, except behind gates that opened or
    closed.

    An answer of an empty text is *left blank*. Raises PermissionDenied, ContentFrozen, or
    ValidationError with messages by ``question/part/row`` (empty ends left out; ``""`` for the
    report as a whole). Nine queries at most, however many answers.
    """
    return Writing.of(locked(submission), loaded, by=by).record(given)


@dataclass
class Sound:
    """The names of what was recorded, and the problems of the rest by name (``""``: of all of it).
    ``is_too_late``: the report was handed in meanwhile, and nothing of it can be recorded.
    ``outcome`` is None where nothing could be recorded."""

    recorded: set[str]
    problems: dict[str, list[str]]
    is_too_late: bool = False
    outcome: Outcome | None = None


def record_what_is_sound(
    submission: Submission, loaded: Loaded, given: Mapping[str, Sequence[Given]], *, by: Any
) -> Sound:
    """Record what can be, while somebody is still writing the rest. Answers that stand or fall
    together come under one name. Raises PermissionDenied."""
    if not given:
        return Sound(set(), {})
    try:
        with transaction.atomic():
            return Writing.of(locked(submission), loaded, by=by).record_what_is_sound(given)
    except ContentFrozen as refusal:
        return Sound(set(), {"": [str(refusal)]}, is_too_late=True)


@dataclass(frozen=True)
class Writing:
    """A report under its lock, which ``by`` may write, with its answers as they stand."""

    submission: Submission
    loaded: Loaded
    answers: Mapping[Key, Any]
    by: Any

    @classmethod
    def of(cls, submission: Submission, loaded: Loaded, *, by: Any) -> "Writing":
        """For a submission that is locked. Raises PermissionDenied or ContentFrozen."""
        access.require(by, access.WRITE, submission)
        require_being_written(submission)
        return cls(submission, loaded, _relied_on(submission, loaded), by)

    def record(self, given: Iterable[Given]) -> Outcome:
        """Raises ValidationError as the function ``record``, with nothing written."""
        if self.submission.is_nil_return:
            raise ValidationError({"": _("A nil return has no answers.")})
        plan = _Plan(self)
        plan.take(given)
        if plan.problems:
            raise ValidationError(plan.problems)
        plan.close_gates()
        return plan.carry_out()

    def record_what_is_sound(self, given: Mapping[str, Sequence[Given]]) -> Sound:
        """As the function of that name."""
        names = {each.name: name for name, bundle in given.items() for each in bundle}
        left, problems, outcome = dict(given), dict[str, list[str]](), None
        while left:
            try:
                outcome = self.record(e for bundle in left.values() for e in bundle)
                break
            except ValidationError as error:
                refused = _by_name(error, names)
                problems |= refused
                # A problem with no single answer concerns all of them.
                left = {} if "" in refused else {k: v for k, v in left.items() if k not in refused}
        return Sound(set(left), problems, outcome=outcome)


def _by_name(error: ValidationError, names: Mapping[str, str]) -> dict[str, list[str]]:
    """Messages by the name under which the answers that they concern were given, each once."""
    found: dict[str, list[str]] = {}
    for key, messages in error.message_dict.items():
        own = found.setdefault(names.get(key, ""), [])
        own += [message for message in messages if message not in own]
    return found


class _Plan:
    """What one save does to the answers of a report."""

    def __init__(self, writing: Writing) -> None:
        self.submission, self.loaded, self.by = writing.submission, writing.loaded, writing.by
        self.stored, self.answers = writing.answers, dict(writing.answers)
        self.touched: set[Key] = set()
        # The columns that changed in existing answers: updating all columns takes longer.
        self.columns: set[str] = set()
        self.problems: dict[str, list[ValidationError]] = {}
        self.now = timezone.now()

    @cached_property
    def files(self) -> set[int]:
        own = Attachment.objects.filter(submission=self.submission).order_by()
        return set(own.values_list("pk", flat=True))

    def take(self, given: Iterable[Given]) -> None:
        for each in given:
            try:
                self._take(each)
            except ValidationError as error:
                self.problems.setdefault(each.name, []).append(error)

    def _take(self, given: Given) -> None:
        part_id = self.loaded.part_ids.get((given.question, given.part))
        if part_id is None:
            raise ValidationError(_("The form has no such question."), code="question")
        answer = self.answers.get(given.key)
        part = self.loaded.form.by_key[given.question].part(given.part)
        value = cleaned(part, given.value)
        if given.row or value is not None:
            # A table that was left blank as a whole has no row.
            cleaned_row(part, given.row)
        if self._was_changed(answer, given, value):
            raise ValidationError(
                _("Somebody else has changed this since you opened it."), code="changed"
            )
        # The file of an existing answer was checked when the answer was recorded.
        is_new = given.attachment_id != (answer.attachment_id if answer else None)
        if is_new and given.attachment_id is not None and given.attachment_id not in self.files:
            raise ValidationError(_("Choose a file of this report."), code="attachment")
        if answer is None:
            if value is None and not given.state and part.key != self._main(given.question):
                return
            new = Answer(submission=self.submission, part_id=part_id, row=given.row)
            self.answers[given.key] = new
        elif given.is_confirmed and answer.is_confirmed and self._says(answer, given, value):
            # Who confirmed it first stays on record.
            return
        self._fill(self._own(given.key), given, value)

    def _own(self, key: Key) -> Answer:
        """The answer, to be written: those that are stored stay as they were, should this plan
        come to nothing."""
        if key not in self.touched:
            self.touched.add(key)
            self.answers[key] = copy(self.answers[key])
        return self.answers[key]

    def _main(self, question: str) -> str:
        return self.loaded.form.by_key[question].main.key

    def _was_changed(self, answer: Answer | None, given: Given, value: Any) -> bool:
        """Whether somebody else changed it to something else: two people who record the same do not
        collide."""
        if given.seen is None or given.seen == fingerprint(answer):
            return False
        return answer is None or not self._says(answer, given, value)

    @staticmethod
    def _says(answer: Answer, given: Given, value: Any) -> bool:
        state = given.state or (AnswerState.ANSWERED if value is not None else AnswerState.BLANK)
        contact = given.contains_contact_data
        said = (answer.state, answer.value, answer.contains_contact_data)
        return said == (state, value, contact)

    def _fill(self, answer: Answer, given: Given, value: Any) -> None:
        has_value = AnswerState.ANSWERED if value is not None else AnswerState.BLANK
        self._write(
            answer,
            state=given.state or has_value,
            value=value,
            language=given.language if isinstance(value, str | dict) else "",
            **{name: getattr(given, name) for name in AS_GIVEN},
        )
        self._confirm(answer, is_confirmed=given.is_confirmed and not given.is_carried_over)

    def _confirm(self, answer: Answer, *, is_confirmed: bool) -> None:
        by, at = (self.by, self.now) if is_confirmed else (None, None)
        self._write(answer, confirmed_by_id=by.pk if by else None, confirmed_at=at)
        answer.confirmed_by = by

    def _write(self, answer: Answer, **values: Any) -> None:
        differing = {name: it for name, it in values.items() if getattr(answer, name) != it}
        for name, value in differing.items():
            setattr(answer, name, value)
        if answer.pk is not None:
            self.columns |= set(differing)

    def close_gates(self) -> None:
        """Answers behind a closed gate become *not asked*, and what was typed there is kept.
        Answers that are asked again say what they said before and wait to be confirmed, unless they
        say nothing."""
        open_now = asked(self.loaded.form, values_of(self.loaded, self.answers))
        for question in self.loaded.form.questions():
            is_open = open_now[question.key]
            key = (question.key, question.main.key, "")
            if not is_open and key not in self.answers:
                part_id = self.loaded.part_ids[key[:2]]
                self.answers[key] = Answer(submission=self.submission, part_id=part_id)
                self._set(key, AnswerState.NOT_ASKED)
        for key, answer in list(self.answers.items()):
            is_closed = answer.state == AnswerState.NOT_ASKED
            if not open_now[key[0]] and not is_closed:
                self._set(key, AnswerState.NOT_ASKED)
            elif open_now[key[0]] and is_closed and key not in self.touched:
                has_value = answer.value is not None
                self._set(key, AnswerState.ANSWERED if has_value else AnswerState.BLANK)
                self._confirm(self.answers[key], is_confirmed=not has_value)

    def _set(self, key: Key, state: str) -> None:
        self._write(self._own(key), state=state)

    def carry_out(self) -> Outcome:
        outcome = Outcome()
        new = [a for key, a in self.answers.items() if a.pk is None]
        old = [self.answers[key] for key in self.touched if self.answers[key].pk is not None]
        create_with_history(new, Answer, default_user=self.by)
        for answer in old:
            before = answer.search_text
            if answer._meta.get_field("search_text").pre_save(answer, add=False) != before:
                self.columns.add("search_text")
        if self.columns:
            update_with_history(old, Answer, sorted(self.columns), default_user=self.by)
        changed = {
            key
            for key in self.touched
            if fingerprint(self.answers[key]) != fingerprint(self.stored.get(key))
        }
        outcome.created, outcome.changed = len(new), len(changed) - len(new)
        outcome.unchanged = len(self.touched) - len(changed)
        outcome.questions = {key[0] for key in changed}
        outcome.written, outcome.answers = {key[0] for key in self.touched}, self.answers
        relied_on = [
            answer for key in changed if (answer := self.stored.get(key)) and answer.is_relied_on
        ]
        _outdate(relied_on, by=self.by)
        return outcome


def _outdate(answers: list[Answer], *, by: Any) -> None:
    """Responses that rest on answers which changed are unconfirmed and unchecked."""
    if not answers:
        return
    sources = list(ResponseSource.objects.filter(answer__in=answers, is_outdated=False))
    if not sources:
        return
    for source in sources:
        source.is_outdated = True
    update_with_history(sources, ResponseSource, ["is_outdated"], default_user=by)
    checked = list(
        Response.objects.filter(sources__in=sources, checked_at__isnull=False).distinct()
    )
    for response in checked:
        response.checked_by = response.checked_at = None
    update_with_history(checked, Response, ["checked_by", "checked_at"], default_user=by)
