"""Recording what a report declares of measures and targets: the only door for progress.

All of a save or nothing of it, like responses (``reports.coding.recording``): problems are
collected for every measure and target and raised together, and what somebody else has changed since
it was shown is a problem too. Nothing is computed from what is declared.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.database.many import create_with_history, update_with_history
from indicators import citing
from indicators.concerning import Subject, concerned
from indicators.models import Measure, Progress, ProgressLevel
from indicators.models.progress import WORDS
from reports import access
from reports.coding.recording import Outcome
from reports.locking import locked
from reports.models import Submission
from reports.refusals import require_being_written

# What the report says, as against who recorded it.
SAID = ("level", "nothing_new_since", *WORDS, "language", "figures")
RECORDED = (*SAID, "is_carried_over", "recorded_by", "recorded_at", "search_text")


@dataclass(frozen=True)
class Given:
    """What is to be declared of one measure or target, by its key (``measure:…``, ``target:…``).

    An empty ``level`` removes what is recorded. ``figures`` are keys of observations. ``seen`` is
    the ``fingerprint`` of what the author was shown, None to record whatever stands there now.
    """

    on: str
    level: str
    nothing_new_since: Any = None
    narrative: str = ""
    actions: str = ""
    challenges: str = ""
    effectiveness: str = ""
    language: str = ""
    figures: Sequence[str] = ()
    is_carried_over: bool = False
    seen: str | None = None

    def content(self) -> dict[str, Any]:
        said = {name: getattr(self, name) for name in SAID}
        return {**said, "figures": sorted(set(self.figures))}


@dataclass
class _Plan:
    to_create: list[Progress] = field(default_factory=list)
    to_change: list[Progress] = field(default_factory=list)
    to_remove: list[Progress] = field(default_factory=list)
    unchanged: int = 0


def fingerprint(progress: Progress | None) -> str:
    """A short digest of what is declared, to tell whether it changed; empty for nothing."""
    if progress is None:
        return ""
    said = [getattr(progress, name) for name in SAID]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def as_given(on: str, progress: Progress) -> Given:
    """What records that ``progress`` still holds, unless it has changed since."""
    said = {name: getattr(progress, name) for name in SAID}
    return Given(on, **said, seen=fingerprint(progress))


def recorded(submission: Submission) -> dict[tuple[int | None, int | None], Progress]:
    """What a report declares, by the ids of measure and target. One query."""
    found = Progress.objects.filter(submission=submission).order_by("pk")
    return {(each.measure_id, each.target_id): each for each in found}


def of_subject(
    stored: Mapping[tuple[int | None, int | None], Progress], subject: Subject
) -> Progress | None:
    """What is declared of one measure or target."""
    is_measure = isinstance(subject, Measure)
    return stored.get((subject.pk, None) if is_measure else (None, subject.pk))


@transaction.atomic
def record(submission: Submission, given: Iterable[Given], *, by: Any) -> Outcome:
    """Write ``given``; what it does not mention stays. Recording again what was carried over, even
    unchanged, confirms it.

    Raises PermissionDenied, ContentFrozen, or ValidationError with messages by the key of the
    measure or target (``""`` for the report as a whole); a message's code is the name of the field
    it is about, where it is about one.
    """
    submission = locked(submission)
    access.require(by, access.WRITE, submission)
    require_being_written(submission)
    given = list(given)
    if submission.is_nil_return and any(each.level for each in given):
        raise ValidationError({"": _("A nil return declares no progress.")})
    plan, problems = _plan(submission, given, by)
    if problems:
        raise ValidationError(problems)
    return _carry_out(plan, by)


def _plan(
    submission: Submission, given: list[Given], by: Any
) -> tuple[_Plan, dict[str, list[ValidationError]]]:
    subjects, stored = concerned(submission).subjects, recorded(submission)
    plan, problems = _Plan(), {}
    unknown = citing.unknown(submission, {key for each in given for key in each.figures})
    for each in given:
        subject = subjects.get(each.on)
        if subject is None:
            message = _("The report cannot speak of this measure or target.")
            problems[each.on] = [ValidationError(message, code="on")]
            continue
        found = of_subject(stored, subject)
        faults = _problems(each, found, submission)
        if unknown & set(each.figures):
            message = _("The report cannot point at this figure.")
            faults.append(ValidationError(message, code="figures"))
        if faults:
            problems[each.on] = faults
        else:
            _add(plan, each, found, _new(submission, subject), by)
    return plan, problems


def _new(submission: Submission, subject: Subject) -> Progress:
    is_measure = isinstance(subject, Measure)
    on = {"measure" if is_measure else "target": subject}
    return Progress(submission=submission, **on)


def _problems(
    given: Given, found: Progress | None, submission: Submission
) -> list[ValidationError]:
    if _has_changed_since_seen(given, found):
        return [ValidationError(_("Somebody else has changed this since you opened it."))]
    has_words = any(getattr(given, name) for name in WORDS)
    if not given.level:
        message = _("Choose how far it has come, or clear the words.")
        says = has_words or given.nothing_new_since is not None or given.figures
        return [ValidationError(message, code="level")] if says else []
    faults = list(_faults_of_fields(given))
    if has_words and not given.language:
        faults.append(ValidationError(_("Say in which language the words are."), code="language"))
    if not given.narrative and given.nothing_new_since is None:
        message = _("Say it in your own words, or since when there is nothing new.")
        if given.level != ProgressLevel.UNKNOWN:
            faults.append(ValidationError(message, code="narrative"))
    year = given.nothing_new_since
    if isinstance(year, int) and year > submission.cycle.year:
        message = _("That year comes after the reporting cycle.")
        faults.append(ValidationError(message, code="nothing_new_since"))
    return faults


def _faults_of_fields(given: Given) -> Iterable[ValidationError]:
    try:
        Progress(**given.content()).clean_fields(exclude={"submission", "measure", "target"})
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            yield from (ValidationError(message, code=name) for message in messages)


def _has_changed_since_seen(given: Given, found: Progress | None) -> bool:
    """Whether somebody else has changed it to something else: two who declare the same do not
    collide."""
    if given.seen is None or given.seen == fingerprint(found):
        return False
    return not _says_the_same(given, found)


def _says_the_same(given: Given, found: Progress | None) -> bool:
    if found is None:
        return not given.level
    return all(getattr(found, name) == value for name, value in given.content().items())


def _add(plan: _Plan, given: Given, found: Progress | None, new: Progress, by: Any) -> None:
    """Sort one sound declaration into what is to be done."""
    if not given.level:
        plan.to_remove += [found] if found else []
        return
    is_confirmed = found is None or found.is_carried_over == given.is_carried_over
    if found and _says_the_same(given, found) and is_confirmed:
        plan.unchanged += 1
        return
    record = found or new
    for name, value in given.content().items():
        setattr(record, name, value)
    record.is_carried_over = given.is_carried_over
    record.recorded_by, record.recorded_at = by, timezone.now()
    record._meta.get_field("search_text").pre_save(record, add=False)
    (plan.to_change if found else plan.to_create).append(record)


def _carry_out(plan: _Plan, by: Any) -> Outcome:
    create_with_history(plan.to_create, Progress, default_user=by)
    if plan.to_change:
        update_with_history(plan.to_change, Progress, RECORDED, default_user=by)
    for each in plan.to_remove:
        each.delete()
    return Outcome(len(plan.to_create), len(plan.to_change), len(plan.to_remove), plan.unchanged)
