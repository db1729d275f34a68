"""Invitations in the administration: made, sent again, taken back."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from common import doors
from common.multilingual import localise
from common.record_admin import RecordAdmin
from contacts import access, invitations
from contacts.forms import InvitationForm
from contacts.models import Invitation, Office
from contacts.models.invitations import InvitationState
from reports.models import PointOfContact


class WaitingFilter(admin.SimpleListFilter):
    """Invitations that nobody has accepted yet: the secretariat sends them again or asks."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("waiting", _("not accepted yet")),
            ("by-states", _("not accepted yet, sent by a State or organisation")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("waiting", "by-states"):
            return queryset
        found = Invitation.objects.not_accepted()
        found = found.by_states() if self.value() == "by-states" else found
        return queryset.filter(pk__in=found.values("pk"))


@admin.register(Invitation)
class InvitationAdmin(RecordAdmin):
    """Adding an invitation sends it. It is never edited: who was invited to what stays on
    record."""

    form = InvitationForm
    change_form_template = "admin/contacts/invitation/change_form.html"
    search_fields = ["email", "name", "reporters__search_text"]
    list_display = [
        *("email", "of_reporters", "role", "state", "invited_at", "expires_at", "invited_by"),
    ]
    list_select_related = ["body", "invited_by"]
    list_filter = [WaitingFilter, "role", ("accepted_at", admin.EmptyFieldListFilter), "language"]
    autocomplete_fields = ["reporters", "body"]
    actions = ["send_again", "revoke"]
    add_fields = ["email", "name", "role", "reporters", "body", "group", "office", "language"]
    fields = [
        *("email", "name", "of_reporters", "role", "group", "office", "language", "state"),
        *("invited_by", "invited_at", "expires_at", "accepted_at", "accepted_by", "revoked_at"),
    ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("reporters")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, _duplicates = super().get_search_results(request, queryset, search_term)
        return found, True

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else self.add_fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        given: dict[str, Any] = super().get_changeform_initial_data(request)
        if reporters := request.GET.get("reporters"):
            given["reporters"] = reporters.split(",")
        if office := self._office(request):
            given["reporters"] = [office.reporter_id]
            given["email"], given["office"] = office.mailbox, str(localise(office.name))[:200]
        return given

    def _office(self, request: HttpRequest) -> Office | None:
        """The office that the invitation starts from; its mailbox never stands in an address of a
        page."""
        found = access.offices(request.user).filter(reference=request.GET.get("office", ""))
        office: Office | None = found.first()
        return office

    # Adding is inviting

    def save_form(self, request: HttpRequest, form: Any, change: Any) -> Any:
        """Saves nothing yet: ``save_model`` does so by ``invite``."""
        return form.instance

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        given = form.cleaned_data
        names = ("name", "role", "office", "language", "body", "group")
        fields = {name: given[name] for name in names}
        made = invitations.invite(
            given["email"], list(given["reporters"]), by=request.user, request=request, **fields
        )
        if office := self._office(request):
            doors.explain(made, office.reference)
        obj.__dict__.update(made.__dict__)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """The reporters are set by ``invite``."""

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        messages.success(request, _("The invitation to %(email)s is sent.") % {"email": obj.email})
        return self.response_post_save_add(request, obj)

    # What is done with invitations

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.take_back_view))
        name = "contacts_invitation_take_back"
        return [path("<int:key>/take-back/", view, name=name), *super().get_urls()]

    def take_back_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Close an invitation that nobody has accepted; back to its page."""
        found = get_object_or_404(Invitation, pk=key)
        self.each(request, [found], invitations.revoke, _("is taken back"))
        return HttpResponseRedirect(reverse("admin:contacts_invitation_change", args=[key]))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The page with ways to stop the invitation: take it back, or go to the roles that came of
        it."""
        found: Invitation | None = kwargs.get("obj")
        if found:
            open_states = (InvitationState.OPEN, InvitationState.EXPIRED)
            context["may_take_back"] = found.state in open_states and request.user.has_perm(
                invitations.INVITE
            )
            roles = PointOfContact.objects.active().filter(user=found.accepted_by_id)
            context["came_of_it"] = (
                roles.filter(reporter__in=found.reporters.all()).select_related("reporter")
                if found.accepted_by_id
                else []
            )
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return response

    @admin.action(description=_("Send again, with a new link"), permissions=["add"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        step = partial(invitations.send_again, request=request)
        self.each(request, queryset, step, _("is sent again"))

    @admin.action(description=_("Take back"), permissions=["add"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        self.each(request, queryset, invitations.revoke, _("is taken back"))

    def each(self, request: HttpRequest, found: Any, step: Any, done: Any) -> None:
        for invitation in found:
            try:
                step(invitation, by=request.user)
            except ValidationError as error:
                messages.error(request, f"{invitation}: {' '.join(error.messages)}")
            else:
                messages.success(request, f"{invitation}: {done}")

    # What is shown of them

    @admin.display(description=_("for"))
    def of_reporters(self, invitation: Invitation) -> str:
        return ", ".join(map(str, invitation.parties))

    @admin.display(description=_("state"))
    def state(self, invitation: Invitation) -> Any:
        return invitation.state.label
