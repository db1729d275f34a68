"""The life of a submission: every change of status happens here and nowhere else.

Admin, API, pages and commands call these functions. Each locks the submission, checks state
and person, changes the status, and appends the event, in one transaction.

    draft → submitted → under_review → published → superseded
              ↑    ↘         ↓                        (a newer version was published)
              └──── returned ┘       any of them but the last → withdrawn
"""

import datetime
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import dates
from common.database import many
from common.errors import field_error
from common.moments import now_or
from common.written import validate_text
from reports import access
from reports.models import (
    Action,
    Channel,
    Reporter,
    ReportingCycle,
    Response,
    Submission,
    SubmissionStatus,
)
from reports.models.children import children
from reports.models.columns import SUBMISSION, Frozen
from reports.models.statuses import IN_PROGRESS
from reports.refusals import ContentFrozen, TransitionNotAllowed, require_being_written
from reports.submissions import checks, corrections, events, receipts

__all__ = ["ContentFrozen", "TransitionNotAllowed"]

Status = SubmissionStatus


@dataclass(frozen=True)
class Transition:
    """Where a step leads, and whether it needs a reason; ``access.MAY`` says who may take it and
    from which status."""

    target: Status
    needs_reason: bool = False


TRANSITIONS: dict[Action, Transition] = {
    Action.SUBMIT: Transition(Status.SUBMITTED),
    Action.START_REVIEW: Transition(Status.UNDER_REVIEW),
    Action.RETURN: Transition(Status.RETURNED, needs_reason=True),
    Action.PUBLISH: Transition(Status.PUBLISHED),
    Action.WITHDRAW: Transition(Status.WITHDRAWN, needs_reason=True),
}


def allowed_actions(submission: Submission, user: Any) -> list[Action]:
    """The steps that ``user`` may take from the submission's present status, in table order."""
    return [action for action in TRANSITIONS if access.may(user, action, submission)]


@transaction.atomic
def register(
    reporter: Reporter, cycle: ReportingCycle, channel: str, *, by: Any, **fields: Any
) -> Submission:
    """A new draft for a report that came, as the next version of that reporter and cycle.

    ``fields`` are further columns of Submission (``received_on``, ``languages`` …). Raises
    ValidationError for an impossible value, a cycle that is not open on the day of receipt, or
    a version already in progress; PermissionDenied without the right to register, or to set one
    of ``fields``.
    """
    if not access.may_begin(by, reporter.pk, channel):
        raise PermissionDenied(_("Your account may not take this step."))
    submission = Submission(reporter=reporter, cycle=cycle, channel=channel, **fields)
    _refuse_internal(submission, by, fields)
    _require_open(cycle, submission.received_by)
    return _create(submission, by=by)


@transaction.atomic
def register_many(submissions: Collection[Submission], *, by: Any) -> None:
    """What ``register`` does, for several new drafts of different reports that have a reporter, a
    cycle, a channel and perhaps a day of receipt: all of them or none, in as many queries as for
    one. The instances are the drafts then. Raises PermissionDenied, or ValidationError for the
    first that cannot be."""
    if not access.may_register(by):
        raise PermissionDenied(_("Your account may not take this step."))
    reporters = {submission.reporter_id for submission in submissions}
    list(Reporter.objects.select_for_update().filter(pk__in=reporters).order_by("pk"))
    last: dict[tuple[int, int], int] = {}
    in_progress = set()
    cycles = {submission.cycle_id for submission in submissions}
    versions = Submission.objects.filter(reporter__in=reporters, cycle__in=cycles)
    for reporter, cycle, number, status in versions.order_by("version").values_list(
        "reporter", "cycle", "version", "status"
    ):
        last[reporter, cycle] = number
        if status in IN_PROGRESS:
            in_progress.add((reporter, cycle))
    for submission in submissions:
        place = (submission.reporter_id, submission.cycle_id)
        require_registrable(submission)
        if place in in_progress:
            raise ValidationError(
                _("A version of this report is already being worked on; go on with that one.")
            )
        in_progress.add(place)
        _name(submission, last.get(place, 0) + 1)
    many.create(list(submissions))
    many.write_history(list(submissions), many.CREATED)
    events.begin_many(submissions, Action.REGISTER, by=by)


def require_registrable(submission: Submission) -> None:
    """Raise ValidationError where what a new draft says by itself cannot be, or its cycle is not
    open on the day of receipt. No query."""
    submission.clean_fields(exclude={"reporter", "cycle", "reference"})
    submission.clean()
    _require_open(submission.cycle, submission.received_by)


@transaction.atomic
def change(submission: Submission, *, by: Any, **fields: Any) -> Submission:
    """Change columns of a submission, and return it as it now is.

    ``secretariat_remarks`` at any time, all others while it is being written. Raises
    PermissionDenied, ContentFrozen, ValidationError, in this order.
    """
    current = locked_with_versions(submission)
    access.require(by, access.WRITE, current)
    _refuse_internal(current, by, fields)
    if set(fields) - ANY_TIME:
        require_being_written(current)
    changed = {name: value for name, value in fields.items() if getattr(current, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(current, name, value)
        current.full_clean()
        current.save()
    return current


@transaction.atomic
def correct(published: Submission, *, by: Any) -> Submission:
    """A new draft version that starts as a copy of ``published``, responses and files included."""
    original = locked_with_versions(published)
    access.require(by, access.CORRECT, original)
    copied: dict[str, Any] = {}
    if not access.writes_internal(by, original):
        # From now on its point of contact writes it; its day of receipt stays.
        copied["channel"] = Channel.ONLINE
    return _next_version(original, by=by, **copied)


def may_complete(submission: Submission, user: Any) -> bool:
    """Whether ``user`` may complete it: it is on record by a list alone, and public."""
    is_listed = submission.channel == Channel.LISTED and not submission.is_completion
    return is_listed and submission.is_published and access.may_register(user)


@transaction.atomic
def complete(listed: Submission, *, by: Any) -> Submission:
    """A new draft version of a report that a list named, for the secretariat to put down what the
    report says: shown as its completion, not as a correction by the reporter. Raises
    PermissionDenied, TransitionNotAllowed, or ValidationError for a report that came otherwise."""
    original = locked_with_versions(listed)
    if not access.may_register(by):
        raise PermissionDenied(_("Your account may not take this step."))
    if original.channel != Channel.LISTED or original.is_completion:
        raise field_error(
            "channel", _("Only a report known from a list is completed; correct others."), "listed"
        )
    return _next_version(original, by=by, is_completion=True)


def _next_version(original: Submission, *, by: Any, **fields: Any) -> Submission:
    """A draft that starts as a copy of the published ``original``, children included."""
    if not original.is_published:
        raise TransitionNotAllowed(original, Action.REGISTER)
    copied = {**corrections.columns_of(original), **fields}
    submission = _create(Submission(**copied), by=by, reason=f"← {original.reference}")
    corrections.copy_children(original, submission)
    return submission


@transaction.atomic
def record_listed(
    reporter: Reporter,
    cycle: ReportingCycle,
    *,
    source: str,
    received_no_later_than: Any = None,
    received_on: Any = None,
    channel: str = Channel.LISTED,
    by: Any = None,
) -> Submission:
    """Publish at once that a report came, on the word of a list (``source``).

    For the lists in meetings' reports: they say who reported, not what. A list that gives the
    days gives ``received_on``, and may say by which channel reports came. Takes no permission,
    being called by commands and imports that have checked theirs.
    """
    submission = _create(
        Submission(
            reporter=reporter,
            cycle=cycle,
            channel=channel,
            received_on=received_on,
            received_no_later_than=received_no_later_than,
            source=source,
        ),
        by=by,
        reason=source,
    )
    for action in (Action.SUBMIT, Action.START_REVIEW, Action.PUBLISH):
        _move(submission, action, TRANSITIONS[action].target, by=by, reason=source)
    return submission


def submit(submission: Submission, *, by: Any, reason: str = "") -> Submission:
    """Freeze the content and hand it in for review; ``reason`` explains what ``checks`` warn of."""
    return take(submission, Action.SUBMIT, by=by, reason=reason)


def start_review(submission: Submission, *, by: Any) -> Submission:
    return take(submission, Action.START_REVIEW, by=by)


def return_to_author(submission: Submission, *, by: Any, reason: str) -> Submission:
    """Give it back for editing; the reason is shown to the author."""
    return take(submission, Action.RETURN, by=by, reason=reason)


def publish(submission: Submission, *, by: Any) -> Submission:
    """Make it public; the version that was public until now is superseded by it."""
    return take(submission, Action.PUBLISH, by=by)


def withdraw(submission: Submission, *, by: Any, reason: str) -> Submission:
    """Take it back; if it was published, the version it had superseded is public again."""
    return take(submission, Action.WITHDRAW, by=by, reason=reason)


@transaction.atomic
def take(submission: Submission, action: Action, *, by: Any, reason: str = "") -> Submission:
    """Take one step and return the submission as it now is.

    Raises PermissionDenied (wrong person), TransitionNotAllowed (wrong status), ValidationError
    (no reason given, or content that cannot be submitted), in this order.
    """
    transition = TRANSITIONS[action]
    current = locked_with_versions(submission)
    access.require(by, action, current)
    if current.status not in access.MAY[action]:
        raise TransitionNotAllowed(current, action)
    if transition.needs_reason and not reason.strip():
        raise field_error("reason", _("Give a reason."), "reason_required")
    _refuse_reason(reason)
    was_published = current.is_published
    if before := BEFORE.get(action):
        before(current, by)
    for child in children():
        if child.prepare:
            child.prepare(current, action)
    content = None
    if action == Action.SUBMIT:
        checks.refuse(current, reason)
        content = receipts.seal(current)
    for child in children():
        if child.hold_back:
            child.hold_back(current, action)
    _move(current, action, transition.target, by=by, reason=reason.strip(), content=content)
    if was_published:
        _restore_superseded(current, by)
    return current


@transaction.atomic
def show_withdrawn(submission: Submission, *, by: Any, is_shown: bool) -> Submission:
    """Have the public told that a report was withdrawn, or no longer; the submission as it now is.

    It says nothing of the content, and changes no figure. Raises PermissionDenied,
    TransitionNotAllowed (it is not withdrawn), ValidationError (it never was public).
    """
    current = locked_with_versions(submission)
    access.require(by, access.SHOW_WITHDRAWN, current)
    if current.status not in access.MAY[access.SHOW_WITHDRAWN]:
        raise TransitionNotAllowed(current, _("shown as withdrawn"))
    if current.published_at is None:
        raise ValidationError(_("It was never public, so nobody is told of it."), "never_public")
    if current.is_shown_withdrawn != is_shown:
        current.is_shown_withdrawn = is_shown
        current.save()
    return current


# What people may change whatever the status. (Columns that are neither frozen nor copied are
# changed by steps alone.)
ANY_TIME = frozenset(
    name for name, each in SUBMISSION.items() if each.frozen == Frozen.NEVER and each.copied
)
# What a point of contact says of a report, and gets a receipt for; the rest is for the secretariat
# to record.
REPORTERS_FIELDS = frozenset(
    name for name, each in SUBMISSION.items() if each.frozen == Frozen.WITH_CONTENT and each.receipt
)


def _refuse_internal(submission: Submission, user: Any, fields: Collection[str]) -> None:
    if set(fields) - REPORTERS_FIELDS and not access.writes_internal(user, submission):
        raise PermissionDenied(_("Your account may not take this step."))


def locked_with_versions(submission: Submission) -> Submission:
    """The submission re-read under a row lock (on SQLite, the write transaction is the lock).

    The cycle's and reporter's other versions are serialised by locking the reporter's row first.
    """
    Reporter.objects.select_for_update().get(pk=submission.reporter_id)
    return (
        Submission.objects.select_for_update(of=("self",))
        .select_related("reporter", "cycle")
        .get(pk=submission.pk)
    )


def _create(submission: Submission, *, by: Any, reason: str = "") -> Submission:
    Reporter.objects.select_for_update().get(pk=submission.reporter.pk)
    versions = Submission.objects.filter(reporter=submission.reporter, cycle=submission.cycle)
    last = versions.order_by("-version").values_list("version", flat=True).first() or 0
    _name(submission, last + 1)
    submission.full_clean()
    submission.save(force_insert=True)
    events.append(submission, Action.REGISTER, "", by=by, reason=reason)
    return submission


def _name(submission: Submission, version: int) -> None:
    submission.version = version
    submission.reference = f"{submission.reporter.code}-{submission.cycle.code}-{version}"


def _refuse_reason(reason: str) -> None:
    """Events are not validated as records: they are appended by steps alone."""
    try:
        validate_text(reason)
    except ValidationError as error:
        raise ValidationError({"reason": error}) from error


def _move(
    submission: Submission,
    action: Action,
    target: Status,
    *,
    by: Any,
    reason: str = "",
    content: receipts.Seal | None = None,
) -> None:
    from_status, last = submission.status, events.last_of(submission)
    now = now_or(last.at if last else None)
    submission.status = target
    submission.withdrawn_at = now if target == Status.WITHDRAWN else None
    if target == Status.SUBMITTED:
        submission.submitted_at = now
    if target == Status.PUBLISHED:
        submission.published_at = submission.published_at or now
    # Content can lack something only when it is handed in: the later steps change status and times
    # alone.
    submission.full_clean(validate_constraints=target == Status.SUBMITTED)
    submission.save()
    sealed = content or receipts.Seal("", form=1, salt="")
    events.append(
        submission,
        action,
        from_status,
        by=by,
        reason=reason,
        content_digest=sealed.digest,
        content_form=sealed.form,
        content_salt=sealed.salt,
        last=last,
    )


def _supersede_published(submission: Submission, by: Any) -> None:
    published = (
        Submission.objects.current()
        .filter(reporter=submission.reporter, cycle=submission.cycle)
        .select_for_update(of=("self",))
        .first()
    )
    if published:
        _move(
            published,
            Action.SUPERSEDE,
            Status.SUPERSEDED,
            by=by,
            reason=submission.reference,
        )


def _restore_superseded(submission: Submission, by: Any) -> None:
    superseded = (
        Submission.objects.filter(
            reporter=submission.reporter,
            cycle=submission.cycle,
            status=Status.SUPERSEDED,
        )
        .select_for_update(of=("self",))
        .order_by("-version")
        .first()
    )
    if superseded:
        _move(
            superseded,
            Action.RESTORE,
            Status.PUBLISHED,
            by=by,
            reason=submission.reference,
        )


def _set_receipt(submission: Submission, by: Any) -> None:
    """A report entered online is received at the moment it is submitted; one that came before
    (returned, or the correction of a published report) keeps its day. Raises ValidationError where
    the cycle was not open on that day."""
    if submission.received_by is None and submission.channel == Channel.ONLINE:
        submission.received_on = timezone.localdate()
    if submission.received_by is not None:
        _require_open(submission.cycle, submission.received_by)


def _require_open(cycle: ReportingCycle, day: datetime.date | None) -> None:
    """Raise ValidationError where a report that comes on ``day`` (today, if not known) is not
    accepted."""
    if cycle.is_open(day):
        return
    limit = cycle.closes_on
    message = _("This reporting cycle closed on %(day)s: no report is taken that came later.")
    if cycle.opens_on and (day or timezone.localdate()) < cycle.opens_on:
        limit = cycle.opens_on
        message = _("This reporting cycle opens on %(day)s: no report of it can have come before.")
    raise field_error("cycle", message % {"day": dates.day(limit)}, "cycle_not_open")


BEFORE: dict[Action, Callable[[Submission, Any], None]] = {
    Action.SUBMIT: _set_receipt,
    Action.PUBLISH: _supersede_published,
}


def responses_of(submission: Submission) -> Any:
    """The submission's responses with their commitments, in document order."""
    return (
        Response.objects.filter(submission=submission)
        .select_related("commitment", "attachment")
        .order_by("commitment__document", "commitment__position")
    )
