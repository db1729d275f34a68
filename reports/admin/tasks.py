"""What waits for the secretariat among reports: each task is a filter of the list of reports.

So its number on the start page always agrees with the list behind it.
"""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.admin_desk import Task, names_tasks
from reports import access
from reports.models import Submission, SubmissionStatus
from reports.models.statuses import OVER
from reports.submissions import messages

VIEW = "reports.view_submission"
PARAMETER = "waiting"


def to_publish(_user: Any) -> "QuerySet[Submission]":
    return Submission.objects.filter(status=SubmissionStatus.UNDER_REVIEW)


def to_review(_user: Any) -> "QuerySet[Submission]":
    return Submission.objects.filter(status=SubmissionStatus.SUBMITTED)


def to_code(_user: Any) -> "QuerySet[Submission]":
    """Reports that the secretariat writes down, and of which nothing is recorded yet."""
    found: QuerySet[Submission] = (
        Submission.objects.being_written_by_secretariat()
        .filter(is_nil_return=False)
        .with_is_coded()
        .filter(is_coded=False)
    )
    return found


def to_hand_in(_user: Any) -> "QuerySet[Submission]":
    """Reports not submitted yet of which something is recorded, or that are nil returns."""
    rest = Submission.objects.being_written_by_secretariat()
    found: QuerySet[Submission] = rest.exclude(pk__in=to_code(_user).values("pk"))
    return found


def to_answer(_user: Any) -> "QuerySet[Submission]":
    """Reports, not withdrawn or replaced, on which a point of contact wrote last, whoever has read
    it."""
    asked = messages.unanswered(from_secretariat=False).values("submission")
    found: QuerySet[Submission] = Submission.objects.exclude(status__in=OVER).filter(pk__in=asked)
    return found


def not_answered(_user: Any) -> "QuerySet[Submission]":
    """Reports in progress on which the secretariat wrote last."""
    asked = messages.unanswered(from_secretariat=True).values("submission")
    found: QuerySet[Submission] = Submission.objects.in_progress().filter(pk__in=asked)
    return found


def to_read(user: Any) -> "QuerySet[Submission]":
    """Reports on which a point of contact wrote something that ``user`` has not read."""
    found: QuerySet[Submission] = Submission.objects.filter(
        pk__in=messages.unread(user).values("submission")
    )
    return found


# By the filter's value: the label, the records, and who does it.
WAITING: dict[str, tuple[Any, Callable[[Any], "QuerySet[Submission]"], Callable[[Any], bool]]] = {
    "review": (_("reports to review"), to_review, access.may_publish),
    "publish": (_("reports under review, to publish"), to_publish, access.may_publish),
    "code": (_("reports to code"), to_code, access.may_register),
    "hand-in": (_("coded reports to submit"), to_hand_in, access.may_register),
    "messages": (_("reports with new messages"), to_read, access.may_register),
    "answer": (_("reports with a message to answer"), to_answer, access.may_register),
    "asked": (_("reports with a question not answered yet"), not_answered, access.may_register),
}


class WaitingFilter(admin.SimpleListFilter):
    """Reports by what waits to be done with them."""

    title = _("what is to be done")
    parameter_name = PARAMETER

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(value, label) for value, (label, _records, _may) in WAITING.items()]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        if self.value() not in WAITING:
            return queryset
        _label, records, _may = WAITING[str(self.value())]
        return queryset.filter(pk__in=records(request.user).values("pk"))


@names_tasks
def tasks(user: Any) -> Iterator[Task]:
    """One query for each task."""
    if not user.has_perm(VIEW):
        return
    page = reverse("admin:reports_submission_changelist")
    for value, (label, records, may) in WAITING.items():
        if may(user):
            yield Task(label, records(user).count(), f"{page}?{urlencode({PARAMETER: value})}")
