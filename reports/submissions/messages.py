"""Asking and answering: the only door for messages on submissions.

Officers and points of contact write; both sides read. Nothing of it is public, and no export or
API has it.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment
from common.errors import field_error
from reports import access
from reports.access import Role
from reports.locking import locked
from reports.models import Message, Reading, Submission
from reports.permissions import is_staff

# Whoever sends the same words within this time has clicked twice.
AT_ONCE = datetime.timedelta(minutes=2)


def of(submission: Submission) -> "QuerySet[Message]":
    """Everything that was asked and answered, in order. One query."""
    found: QuerySet[Message] = (
        Message.objects.filter(submission=submission)
        .select_related("author", "commitment")
        .order_by("pk")
    )
    return found


def may_write(user: Any, submission: Submission) -> bool:
    """Officers may write to any reporter; of a reporter's points of contact, those who write its
    reports."""
    return bool(access.roles(user, submission.reporter_id) & {Role.OFFICER, Role.EDITOR})


@transaction.atomic
def send(
    submission: Submission, text: str, *, by: Any, commitment: Commitment | None = None
) -> Message:
    """Add a message; the same one sent again at once (a double click) is the one that is there.
    Raises PermissionDenied, or ValidationError (``text``, ``commitment``)."""
    if not may_write(by, submission):
        raise PermissionDenied(_("Your account may not take this step."))
    text = text.strip().replace("\x00", "")
    if not text:
        raise field_error("text", _("Write something first."), "empty")
    if commitment and not submission.cycle.scope().filter(pk=commitment.pk).exists():
        refusal = _("This commitment is not in the scope of the reporting cycle.")
        raise field_error("commitment", refusal, "commitment")
    locked(submission)
    told = {"author": by, "commitment": commitment, "text": text}
    same: Message | None = sent_just_now(of(submission), told)
    if same:
        return same
    message = Message(submission=submission, from_secretariat=is_staff(by), **told)
    message.full_clean()
    message.save(force_insert=True)
    return message


def sent_just_now(records: "QuerySet[Any]", told: Mapping[str, Any]) -> Any:
    """The last of ``records``, which are in order, if it says the same and was sent just before;
    else None. For a caller that holds the lock of the submission: the second of two clicks waits
    for it until the first is saved."""
    last = records.filter(at__gt=timezone.now() - AT_ONCE).last()
    is_same = last and all(getattr(last, name) == value for name, value in told.items())
    return last if is_same else None


def unread(user: Any) -> "QuerySet[Message]":
    """Messages from the other side that ``user`` has not read yet, of any submission."""
    last = Reading.objects.filter(submission=OuterRef("submission"), user=user).values("last")
    found: QuerySet[Message] = (
        Message.objects.filter(from_secretariat=not is_staff(user))
        .alias(last_read=Subquery(last[:1]))
        .filter(Q(last_read=None) | Q(pk__gt=F("last_read")))
    )
    return found


def unanswered(*, from_secretariat: bool) -> "QuerySet[Message]":
    """The last message of each submission on which that side wrote last."""
    later = Message.objects.filter(submission=OuterRef("submission"), pk__gt=OuterRef("pk"))
    found: QuerySet[Message] = Message.objects.filter(
        ~Exists(later), from_secretariat=from_secretariat
    )
    return found


def mark_read(submission: Submission, *, by: Any) -> None:
    """Remember that ``by`` has seen all there is. Writes only where there is something new."""
    newest = unread(by).filter(submission=submission).order_by("-pk").first()
    if newest:
        Reading.objects.update_or_create(submission=submission, user=by, defaults={"last": newest})
