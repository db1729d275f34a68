"""What waits for the secretariat among filled forms: readings to look at, answers to confirm."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.admin_desk import Task, names_tasks
from common.admin_parts import Parts, extend
from questionnaires.checks import waiting
from questionnaires.models import Answer, Reading, ReadingState
from reports import access
from reports.models import Submission


def to_confirm() -> "QuerySet[Submission]":
    """Reports that the secretariat writes down, with answers that nobody has confirmed. A point of
    contact confirms its own."""
    waits = Answer.objects.filter(waiting(), submission=OuterRef("pk"))
    found: QuerySet[Submission] = Submission.objects.being_written_by_secretariat().filter(
        Exists(waits)
    )
    return found


class ToConfirmFilter(admin.SimpleListFilter):
    title = _("answers of the form")
    parameter_name = "answers"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("to-confirm", _("to confirm"))]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        if self.value() != "to-confirm":
            return queryset
        return queryset.filter(pk__in=to_confirm().values("pk"))


extend(Submission, Parts(list_filter=(ToConfirmFilter,)))


@names_tasks
def tasks(user: Any) -> Iterator[Task]:
    if not access.may_register(user):
        return
    if user.has_perm("questionnaires.view_reading"):
        proposed = Reading.objects.filter(state=ReadingState.PROPOSED).count()
        query = urlencode({"state__exact": ReadingState.PROPOSED})
        page = f"{reverse('admin:questionnaires_reading_changelist')}?{query}"
        yield Task(_("forms that were read, to look at"), proposed, page)
    page = f"{reverse('admin:reports_submission_changelist')}?answers=to-confirm"
    yield Task(_("reports with answers to confirm"), to_confirm().count(), page)
