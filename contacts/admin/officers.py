"""Officers for assistance in the administration: they come by invitation, and their roles end."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.record_admin import RecordAdmin
from contacts import invitations
from contacts.models import AssistanceOfficer


@admin.register(AssistanceOfficer)
class AssistanceOfficerAdmin(RecordAdmin):
    """Who acts for which donor or fund. Nothing is added, changed or deleted here."""

    actions = ["end_role"]
    search_fields = [
        *("reporter__search_text", "body__search_text", "user__name", "user__email", "office"),
    ]
    list_display = ["user", "reporter", "body", "role", "office", "since", "until"]
    list_filter = ["role", ("until", admin.EmptyFieldListFilter)]
    list_select_related = ["user", "reporter", "body"]
    fields = ["user", "reporter", "body", "role", "office", "since", "until"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The list with its action, for those who invite; the record is only looked at."""
        return obj is None and request.user.has_perm(invitations.INVITE)

    @admin.action(description=_("End the role"), permissions=["change"])
    def end_role(self, request: HttpRequest, queryset: QuerySet[AssistanceOfficer]) -> None:
        for officer in queryset:
            try:
                invitations.end_officer(officer, by=request.user)
            except ValidationError as error:
                messages.error(request, f"{officer}: {' '.join(error.messages)}")
            else:
                messages.success(request, f"{officer}: {_('The role has ended.')}")
