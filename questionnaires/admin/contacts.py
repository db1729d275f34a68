"""The page of the contacts that a report's form names: staff take over each of them, or not.

The answers are private: they appear in no address and in no message of the page.
"""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from contacts.invitations import INVITE
from contacts.models import Invitation, Office, ReporterAddress
from questionnaires import contact_points
from questionnaires.contact_points import ADD_ADDRESS, ADD_OFFICE, Contact
from reports.models import Submission

TEMPLATE = "admin/questionnaires/contacts.html"
ADDRESS, INVITATION, OFFICE = "address", "invitation", "office"
RIGHTS = {ADDRESS: ADD_ADDRESS, INVITATION: INVITE, OFFICE: ADD_OFFICE}


class AddressForm(forms.ModelForm):
    """An address of the reporter, as it is to be recorded."""

    class Meta:
        model = ReporterAddress
        fields = ["email", "office", "language"]


class InviteForm(forms.ModelForm):
    """Who is invited to act for the reporter, as it is to be sent."""

    class Meta:
        model = Invitation
        fields = ["email", "name", "role", "office", "language"]


class OfficeForm(forms.ModelForm):
    """An office of the reporter, as it is to be recorded: never a person."""

    class Meta:
        model = Office
        fields = ["function", "name", "address", "mailbox", "telephone"]
        widgets = {"address": forms.Textarea(attrs={"rows": 3, "dir": "auto"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True


FORMS: dict[str, type[forms.ModelForm]] = {
    ADDRESS: AddressForm,
    INVITATION: InviteForm,
    OFFICE: OfficeForm,
}


def contacts_page(
    request: HttpRequest, submission: Submission, context: dict[str, Any]
) -> HttpResponse:
    """Show the contacts. A first POST shows what one of them would become; a second takes it over
    as corrected."""
    found = contact_points.contacts_of(submission)
    context.update(
        {
            "title": _("Contacts that the form of %(reference)s names")
            % {"reference": submission.reference},
            "original": submission,
            "contacts": found,
            "may_address": request.user.has_perm(ADD_ADDRESS),
            "may_office": request.user.has_perm(ADD_OFFICE),
            "may_invite": request.user.has_perm(INVITE),
        }
    )
    if request.method != "POST":
        return TemplateResponse(request, TEMPLATE, context)
    contact = next((each for each in found if each.key == request.POST.get("contact")), None)
    kind = request.POST.get("as", "")
    if contact is None or kind not in FORMS:
        raise Http404
    if not request.user.has_perm(RIGHTS[kind]):
        raise PermissionDenied
    return _taken(request, submission, contact, kind, context)


def _taken(
    request: HttpRequest,
    submission: Submission,
    contact: Contact,
    kind: str,
    context: dict[str, Any],
) -> HttpResponse:
    is_last = "take" in request.POST
    form = form_of(contact, kind, request.POST if is_last else None)
    if is_last and form.is_valid():
        try:
            _take(request, submission, contact, form)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return HttpResponseRedirect(request.path)
    context.update({"chosen": contact, "kind": kind, "form": form})
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_last else HTTPStatus.OK
    return TemplateResponse(request, TEMPLATE, context, status=status)


def form_of(contact: Contact, kind: str, posted: Any) -> forms.ModelForm:
    start: dict[str, Any] = {
        name: getattr(contact, name) for name in ("email", "name", "office", "language")
    }
    if kind == OFFICE:
        name = {contact.language: contact.office} if contact.office else {}
        start = {"name": name, "mailbox": contact.email}
    return FORMS[kind](posted, initial=start, label_suffix="")


def _take(
    request: HttpRequest, submission: Submission, contact: Contact, form: forms.ModelForm
) -> None:
    given = form.cleaned_data
    if isinstance(form, AddressForm):
        contact_points.add_address(submission, contact, form.instance, by=request.user)
        messages.success(request, _("The address is recorded."))
        return
    if isinstance(form, OfficeForm):
        contact_points.add_office(submission, contact, form.instance, by=request.user)
        messages.success(request, _("The office is recorded. It is not public."))
        return
    contact_points.invite(submission, contact, by=request.user, request=request, **given)
    messages.success(request, _("The invitation is sent."))
