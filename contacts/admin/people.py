"""Points of contact and addresses: as lists, and on the pages of their reporters and cycles."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts import factors, locking, sessions
from common.admin_parts import Parts, extend
from common.record_admin import RecordAdmin
from contacts import invitations
from contacts.admin import importing
from contacts.forms import HandOverForm
from contacts.models import ReminderDay, ReporterAddress
from reports.admin.filters import OfReporterGroupFilter
from reports.models import PointOfContact, Reporter, ReportingCycle


class ActiveFilter(admin.SimpleListFilter):
    """Points of contact by whether they act today."""

    title = _("acts today")
    parameter_name = "active"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("yes")), ("no", _("no"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not self.value():
            return queryset
        active = PointOfContact.objects.active()
        if self.value() == "yes":
            return queryset.filter(pk__in=active)
        return queryset.exclude(pk__in=active)


class ContactFilter(admin.SimpleListFilter):
    """Reporters by the kind of address that mail can go to."""

    title = _("contact")
    parameter_name = "contact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("person", _("has a point of contact")),
            ("address", _("has an address only")),
            ("none", _("has no contact at all")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        of_reporter = {"reporter": OuterRef("pk")}
        person = Exists(PointOfContact.objects.active().filter(**of_reporter))
        address = Exists(ReporterAddress.objects.filter(**of_reporter))
        match self.value():
            case "person":
                return queryset.filter(person)
            case "address":
                return queryset.filter(~person, address)
            case "none":
                return queryset.filter(~person, ~address)
            case _:
                return queryset


@admin.register(PointOfContact)
class PointOfContactAdmin(RecordAdmin):
    """Who acts for whom. A role begins by invitation and ends by handing over; nothing is
    deleted."""

    menu_of = "contacts"
    change_form_template = "admin/contacts/pointofcontact/change_form.html"
    change_list_template = "admin/contacts/pointofcontact/change_list.html"
    actions = ["unlock", "reset_factor", "end_sessions"]
    search_fields = ["reporter__search_text", "user__name", "user__email", "office"]
    list_display = ["person", "email", "reporter", "role", "office", "since", "until"]
    list_filter = [ActiveFilter, "role", OfReporterGroupFilter]
    list_select_related = ["user", "reporter"]
    fields = ["user", "reporter", "role", "office", "since", "until"]
    readonly_fields = ["user", "reporter", "since", "until"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_over = obj is not None and obj.until is not None
        return not is_over and super().has_change_permission(request, obj)

    # Handing over

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.hand_over_view))
        imported = self.admin_site.admin_view(partial(importing.page, model_admin=self))
        return [
            path("<int:key>/hand-over/", view, name="reports_pointofcontact_hand_over"),
            path("import/", imported, name="contacts_import"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        shown = {**(extra_context or {}), "may_import": importing.may_import(request.user)}
        response: HttpResponse = super().changelist_view(request, shown)
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["hand_over"] = HandOverForm()
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return response

    def hand_over_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """End the role, and invite the successor if an address is given."""
        contact = get_object_or_404(PointOfContact, pk=key)
        form = HandOverForm(request.POST)
        try:
            if not form.is_valid():
                raise ValidationError(list(form.errors["email"]))
            self.hand_over(request, contact, form.cleaned_data["email"])
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(reverse("admin:reports_pointofcontact_change", args=[key]))

    def hand_over(self, request: HttpRequest, contact: PointOfContact, email: str) -> None:
        if email:
            invitations.hand_over(contact, email, by=request.user, request=request)
            messages.success(request, _("The role has ended, and the successor is invited."))
        else:
            invitations.end_role(contact, by=request.user)
            messages.success(request, _("The role has ended."))

    # Help with signing in: only for points of contact, whatever was ticked

    @admin.action(description=_("Unlock after wrong passwords"), permissions=["change"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for contact in self.help(request, queryset, "unlocked"):
            locking.unlock(contact.user.email)
        messages.success(request, _("The accounts are unlocked."))

    @admin.action(description=_("Take the second factor away"), permissions=["change"])
    def reset_factor(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for contact in self.help(request, queryset, "second factor taken away"):
            factors.reset(contact.user)
            sessions.end_all(contact.user)
        messages.success(request, _("The next sign-in asks for a new second factor."))

    @admin.action(description=_("Sign out everywhere"), permissions=["change"])
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for contact in self.help(request, queryset, "signed out everywhere"):
            sessions.end_all(contact.user)
        messages.success(request, _("They are signed out everywhere."))

    def help(
        self, request: HttpRequest, queryset: QuerySet[Any], done: str
    ) -> Iterator[PointOfContact]:
        for contact in queryset.filter(user__is_staff=False):
            yield contact
            self.log_change(request, contact, done)

    @admin.display(description=_("person"), ordering="user__name")
    def person(self, contact: PointOfContact) -> str:
        return str(contact.user)

    @admin.display(description=_("e-mail address"), ordering="user__email")
    def email(self, contact: PointOfContact) -> str:
        return str(contact.user.email)


@admin.register(ReporterAddress)
class ReporterAddressAdmin(RecordAdmin):
    search_fields = ["reporter__search_text", "email", "office"]
    list_display = ["email", "reporter", "office", "language"]
    list_filter = ["language", OfReporterGroupFilter]
    list_select_related = ["reporter"]
    autocomplete_fields = ["reporter"]


class PointOfContactInline(admin.StackedInline):
    """Who acts for a reporter, only shown; each is changed on its own page."""

    model = PointOfContact
    extra = 0
    fields = [("user", "role", "office", "since", "until")]
    readonly_fields = ["user", "role", "office", "since", "until"]
    show_change_link = True
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("user", "reporter")


class ReporterAddressInline(admin.StackedInline):
    model = ReporterAddress
    extra = 0
    fields = [("email", "office", "language")]


extend(
    Reporter,
    Parts(
        inlines=(PointOfContactInline, ReporterAddressInline),
        list_filter=(ContactFilter,),
        tools=("admin/contacts/invite_tool.html",),
    ),
)


class ReminderDayInline(admin.StackedInline):
    model = ReminderDay
    extra = 0
    fields = ["days"]


extend(
    ReportingCycle,
    Parts(inlines=(ReminderDayInline,), tools=("admin/contacts/missing_tool.html",)),
)
