"""What those who act for a reporter say among themselves of its report: the only door for it.

Whoever acts for a reporter may comment on its reports, readers included. The secretariat is not
shown it, and nothing of it is public.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.errors import field_error
from common.written import as_typed
from reports import access
from reports.locking import locked
from reports.models import Comment, Submission
from reports.submissions.messages import sent_just_now


def of(submission: Submission) -> "QuerySet[Comment]":
    """All, in order. One query."""
    found: QuerySet[Comment] = Comment.objects.filter(submission=submission)
    return found.select_related("author").order_by("pk")


def may_write(user: Any, submission: Submission) -> bool:
    """Everybody who acts for the reporter."""
    return bool(access.roles(user, submission.reporter_id) & access.CONTACTS)


@transaction.atomic
def send(submission: Submission, text: str, *, by: Any) -> Comment:
    """Add a comment; the same one sent again at once is the one that is there. Raises
    PermissionDenied, or ValidationError (``text``)."""
    if not may_write(by, submission):
        raise PermissionDenied(_("Your account may not take this step."))
    text = as_typed(text.replace("\x00", "")).strip()
    if not text:
        raise field_error("text", _("Write something first."), "empty")
    locked(submission)
    told = {"author": by, "text": text}
    same: Comment | None = sent_just_now(of(submission), told)
    if same:
        return same
    comment = Comment(submission=submission, **told)
    comment.full_clean()
    comment.save(force_insert=True)
    return comment
