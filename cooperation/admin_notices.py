"""Notices in the administration: sent and taken back from the list of projects, read on a desk."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.admin_days import DAYS
from cooperation import access, notifying
from cooperation.models import Notice, Project


def is_under_notice(project: Project) -> bool:
    return project.document_id is None and project.notices.exists()


def _each(request: HttpRequest, projects: "QuerySet[Project]", step: Any) -> None:
    """Take the step with each project; say for which it could not be taken, and why."""
    done = 0
    for project in projects:
        try:
            step(project, by=request.user)
            done += 1
        except (ValidationError, PermissionDenied) as error:
            said = " ".join(getattr(error, "messages", [str(error)]))
            messages.error(request, f"{project.reference}: {said}")
    if done:
        messages.success(request, _("Done: %(number)s") % {"number": done})


@admin.action(description=gettext_lazy("Send the notice to the States concerned"))
def serve(model_admin: Any, request: HttpRequest, queryset: "QuerySet[Project]") -> None:
    _each(request, queryset, notifying.serve)


@admin.action(description=gettext_lazy("Take the notice back, to change the project"))
def take_back(model_admin: Any, request: HttpRequest, queryset: "QuerySet[Project]") -> None:
    _each(request, queryset, notifying.take_back)


class ReadOnly:
    """Notices are written by the steps alone."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NoticeInline(ReadOnly, admin.TabularInline):
    model = Notice
    extra = 0
    formfield_overrides = DAYS
    fields = ["reporter", "mailed_on", "ends_on", "answer", "reason"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("reporter", "project")


@admin.register(Notice)
class NoticeAdmin(ReadOnly, admin.ModelAdmin):
    """The desk of notices: which run, which were answered, which wait for a point of contact."""

    formfield_overrides = DAYS
    list_display = ["project", "reporter", "mailed_on", "ends_on", "answer"]
    list_filter = ["answer", "ends_on", ("mailed_on", admin.EmptyFieldListFilter)]
    list_select_related = ["project", "reporter"]
    search_fields = ["project__reference", "reporter__search_text"]
    fields = [
        *("project", "reporter", "mail", "mailed_on", "ends_on"),
        *("answer", "reason", "answered_at", "answered_by"),
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return access.notices(request.user) & super().get_queryset(request)
