"""Invitations in the administration: made, sent again, taken back."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.utils import update_change_reason

from common.multilingual import localise
from common.record_admin import RecordAdmin
from contacts import access, invitations
from contacts.forms import InvitationForm
from contacts.models import Invitation, Office


class WaitingFilter(admin.SimpleListFilter):
    """Invitations that nobody has accepted yet: to be sent again, or to be asked about."""

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
    """Sent by being added; never edited afterwards: who was invited to what stays on record."""

    form = InvitationForm
    search_fields = ["email", "name", "reporters__search_text"]
    list_display = [
        *("email", "of_reporters", "role", "state", "invited_at", "expires_at", "invited_by"),
    ]
    list_select_related = ["body", "invited_by"]
    list_filter = [WaitingFilter, "role", ("accepted_at", admin.EmptyFieldListFilter), "language"]
    autocomplete_fields = ["reporters", "body"]
    actions = ["send_again", "revoke"]
    add_fields = ["email", "name", "role", "reporters", "body", "office", "language"]
    fields = [
        *("email", "name", "of_reporters", "role", "office", "language", "state"),
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
        """The office that the invitation is made from; its mailbox stands in no address."""
        found = access.offices(request.user).filter(reference=request.GET.get("office", ""))
        office: Office | None = found.first()
        return office

    # Adding is inviting

    def save_form(self, request: HttpRequest, form: Any, change: Any) -> Any:
        """Nothing is saved yet: ``save_model`` does it through the one door."""
        return form.instance

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        given = form.cleaned_data
        fields = {name: given[name] for name in ("name", "role", "office", "language", "body")}
        made = invitations.invite(
            given["email"], list(given["reporters"]), by=request.user, request=request, **fields
        )
        if office := self._office(request):
            update_change_reason(made, office.reference)
        obj.__dict__.update(made.__dict__)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """The reporters are set by ``invite``."""

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        messages.success(request, _("The invitation to %(email)s is sent.") % {"email": obj.email})
        return HttpResponseRedirect(reverse("admin:contacts_invitation_changelist"))

    # What is done with invitations

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
