"""Questions and answers on the page of a submission."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment
from reports.models import Submission
from reports.submissions import messages


def context(user: Any, submission: Submission) -> dict[str, Any]:
    """What was asked and answered, and which of it is new to ``user``, who has read it now."""
    new = set(messages.unread(user).filter(submission=submission))
    if new:
        messages.mark_read(submission, by=user)
    return {
        "exchange": list(messages.of(submission)),
        "new": new,
        "may_ask": messages.may_write(user, submission),
        "scope": submission.cycle.scope(submission.reporter.kind),
    }


def problems_of_sending(request: HttpRequest, submission: Submission) -> list[str]:
    """Send what was posted; why not, where it cannot be. Raises PermissionDenied."""
    key = request.POST.get("commitment")
    about = get_object_or_404(Commitment, key=key) if key else None
    try:
        messages.send(submission, request.POST.get("text", ""), by=request.user, commitment=about)
    except ValidationError as error:
        return error.messages
    return []


class UnreadFilter(admin.SimpleListFilter):
    """Reports on which a point of contact wrote something that the officer has not read."""

    title = _("messages")
    parameter_name = "messages"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("new", _("new messages"))]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        if self.value() != "new":
            return queryset
        return queryset.filter(pk__in=messages.unread(request.user).values("submission"))
