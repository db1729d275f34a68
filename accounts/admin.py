"""Users and API keys in the administration."""

from typing import Any

import allauth.account.admin
import allauth.mfa.admin
import allauth.usersessions.admin  # noqa: F401
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from accounts import factors, locking, sessions
from accounts.forms import ApiKeyAddForm, UserAddForm, UserEditForm
from accounts.keys import MARK
from accounts.models import ApiKey, User
from common.edits import seen_by

# The packages register lists of their own, by the imports above.
for kept_elsewhere in (Authenticator, EmailAddress, UserSession):
    admin.site.unregister(kept_elsewhere)

# Only its owner and superusers know of a key: the overview of edits keeps to that too.
seen_by("accounts.ApiKey", lambda user: Q() if user.is_superuser else Q(owner=user.pk))

# The roles and what they may do are in the code (reports/permissions.py), not edited by hand.
admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(SimpleHistoryAdmin, BaseUserAdmin):  # type: ignore[misc]
    """Staff and their rights, with the history of every change."""

    form = UserEditForm
    add_form = UserAddForm
    ordering = ["email"]
    search_fields = ["email", "name"]
    list_display = ["email", "name", "language", "is_staff", "is_active", "last_login"]
    list_filter = ["is_staff", "is_active", "is_superuser", "groups", "language"]
    history_list_display = ["is_staff", "is_active", "is_superuser"]
    readonly_fields = ["last_login", "date_joined"]
    actions = ["unlock", "reset_factor", "end_sessions"]
    filter_horizontal = ["groups", "user_permissions"]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        (_("Person"), {"fields": ["name", "language"]}),
        (
            _("Rights"),
            {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]},
        ),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "name", "usable_password", "password1", "password2"]}),
    ]

    @admin.action(description=_("Unlock after wrong passwords"), permissions=["change"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            locking.unlock(user.email)
            self.log_change(request, user, "unlocked")
        messages.success(request, _("The accounts are unlocked."))

    @admin.action(description=_("Take the second factor away"), permissions=["change"])
    def reset_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            factors.reset(user)
            self.log_change(request, user, "second factor taken away")
        messages.success(request, _("The next sign-in asks for a new second factor."))

    @admin.action(description=_("Sign out everywhere"), permissions=["change"])
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            sessions.end_all(user)
            self.log_change(request, user, "signed out everywhere")
        messages.success(request, _("They are signed out everywhere."))


@admin.register(ApiKey)
class ApiKeyAdmin(SimpleHistoryAdmin):  # type: ignore[misc]
    """API keys: made here, shown once, renamed and revoked, never deleted.

    Superusers see all keys and make them for anybody; others with the right to add keys see and
    make their own, since a key can do what its owner can.
    """

    search_fields = ["name", "prefix", "owner__email", "owner__name"]
    list_display = [
        "name",
        "shown_prefix",
        "owner",
        "shown_scopes",
        "state",
        "last_used_at",
        "expires_at",
    ]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter), "expires_at"]
    list_select_related = ["owner"]
    autocomplete_fields = ["owner"]
    actions = ["revoke"]
    add_fields = ["name", "owner", "scopes", "expires_at"]
    fields = [
        "name",
        "shown_prefix",
        "owner",
        "shown_scopes",
        "expires_at",
        "created_at",
        "last_used_at",
        "revoked_at",
    ]
    readonly_fields = [name for name in fields if name != "name"]

    # Who may do what

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        keys = super().get_queryset(request)
        return keys if request.user.is_superuser else keys.filter(owner=request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # A new key

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj:
            return self.fields
        is_free = request.user.is_superuser
        return [name for name in self.add_fields if is_free or name != "owner"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Most people make a key for a program of their own."""
        return {"owner": request.user.pk, **super().get_changeform_initial_data(request)}

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: bool = False,  # noqa: FBT001, FBT002
        **kwargs: Any,
    ) -> Any:
        given = kwargs if obj else {**kwargs, "form": ApiKeyAddForm}
        return super().get_form(request, obj, change=change, **given)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """The text of a new key reaches the page that shows it, as an attribute; it is not
        stored."""
        if not change:
            obj.owner = form.cleaned_data.get("owner", request.user)
            obj.text = obj.issue()
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the key's text once, without a redirect: that would have to keep the text
        somewhere."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("The key is made"),
            "opts": self.opts,
            "original": obj,
            "text": obj.text,
        }
        response = TemplateResponse(request, "admin/accounts/apikey/made.html", context)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["show_save_and_add_another"] = context["show_save_and_continue"] = False
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return response

    # What is done with keys

    @admin.action(description=_("Revoke the selected keys"), permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        for key in queryset.filter(revoked_at=None):
            key.revoke()
            self.log_change(request, key, "revoked")
        messages.success(request, _("The keys are revoked: from now on they open nothing."))

    # What is shown of them

    @admin.display(description=_("prefix"), ordering="prefix")
    def shown_prefix(self, key: ApiKey) -> str:
        return f"{MARK}_{key.prefix}_…"

    @admin.display(description=_("scopes"))
    def shown_scopes(self, key: ApiKey) -> str:
        return ", ".join(key.scopes)

    @admin.display(description=_("state"))
    def state(self, key: ApiKey) -> Any:
        if key.revoked_at:
            return _("revoked")
        return _("expired") if key.is_expired else _("valid")
