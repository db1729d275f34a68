"""The second pair of eyes: responses that somebody else than their coder has checked."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.database.many import update_with_history
from reports import access
from reports.locking import locked
from reports.models import Response, Submission, SubmissionStatus
from reports.models.children import hands


@transaction.atomic
def check(submission: Submission, *, by: Any, commitments: Collection[str] | None = None) -> int:
    """Record that responses, all or those on the commitments with the given keys, say what the
    report says; returns how many were not checked before.

    Where the cycle needs a second pair of eyes, nobody checks what they coded themselves: their own
    are left out of all, and refused where a key names one. Raises PermissionDenied, or
    ValidationError, also where the report is not under review.
    """
    if not access.may_publish(by):
        raise PermissionDenied(_("Your account may not check reports."))
    submission = locked(submission)
    if submission.status != SubmissionStatus.UNDER_REVIEW:
        raise ValidationError(_("Only a report under review is checked."), code="not_under_review")
    found = submission.responses.filter(checked_at=None)
    if commitments is not None:
        found = found.filter(commitment__key__in=commitments)
    if submission.cycle.needs_second_pair_of_eyes:
        own = submission.responses.filter(_made_by(by)).values("pk")
        if commitments is not None and found.filter(pk__in=own).exists():
            message = _("Somebody else than who coded it must check it.")
            raise ValidationError(message, code="own_coding")
        found = found.exclude(pk__in=own)
    responses = list(found)
    for response in responses:
        response.checked_by, response.checked_at = by, timezone.now()
    if responses:
        update_with_history(responses, Response, ["checked_by", "checked_at"])
    return len(responses)


def _made_by(whom: Any) -> Q:
    """Whoever coded a response, or confirmed what it rests on."""
    made = Q(coded_by=whom)
    for way in hands():
        made |= Q(**{way: whom})
    return made


def unchecked(submission: Submission) -> "QuerySet[Response]":
    """The responses that nobody has checked, or only somebody who made them."""
    not_checked = Q(checked_by=None) | _made_by(F("checked_by"))
    found: QuerySet[Response] = submission.responses.filter(not_checked).distinct()
    return found


def refuse_unchecked(submission: Submission) -> None:
    """Raise ValidationError where the cycle needs a second pair of eyes and one is missing."""
    if not submission.cycle.needs_second_pair_of_eyes:
        return
    if count := unchecked(submission).count():
        message = ngettext(
            "%(count)s response is not checked by somebody other than who coded it.",
            "%(count)s responses are not checked by somebody other than who coded them.",
            count,
        )
        raise ValidationError(message % {"count": count}, code="not_checked")
