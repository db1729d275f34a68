"""Roles that come only by invitation, in the administration: they can be viewed and ended."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.record_admin import RecordAdmin
from contacts import invitations
from contacts.models import AssistanceOfficer, GroupObserver


class AppointmentAdmin(RecordAdmin):
    """Nothing is added, changed or deleted here."""

    actions = ["end_role"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user may use the list's action: those who invite. A single record is only
        viewed."""
        return obj is None and request.user.has_perm(invitations.INVITE)

    @admin.action(description=_("End the role"), permissions=["change"])
    def end_role(self, request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        for held in queryset:
            try:
                invitations.end_appointment(held, by=request.user)
            except ValidationError as error:
                messages.error(request, f"{held}: {' '.join(error.messages)}")
            else:
                messages.success(request, f"{held}: {_('The role has ended.')}")


@admin.register(AssistanceOfficer)
class AssistanceOfficerAdmin(AppointmentAdmin):
    """Who acts for which donor or fund."""

    search_fields = [
        *("reporter__search_text", "body__search_text", "user__name", "user__email", "office"),
    ]
    list_display = ["user", "reporter", "body", "role", "office", "since", "until"]
    list_filter = ["role", ("until", admin.EmptyFieldListFilter)]
    list_select_related = ["user", "reporter", "body"]
    fields = ["user", "reporter", "body", "role", "office", "since", "until"]


@admin.register(GroupObserver)
class GroupObserverAdmin(AppointmentAdmin):
    """Who observes which group for which organisation."""

    search_fields = ["organisation__search_text", "user__name", "user__email", "office"]
    list_display = ["user", "organisation", "group", "office", "since", "until"]
    list_filter = [("until", admin.EmptyFieldListFilter), "group"]
    list_select_related = ["user", "organisation", "group"]
    fields = ["user", "organisation", "group", "office", "since", "until"]
