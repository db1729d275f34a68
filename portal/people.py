"""Who acts for a State or organisation, shown to those who speak for it.

They appoint its editors and readers, and end these roles.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts import access as contact_access
from contacts import invitations
from contacts.models import Invitation
from contacts.roles import EXPLAINED
from portal.guard import for_contacts
from portal.stepping import say
from reports import access
from reports.models import ContactRole, PointOfContact, Reporter

# The roles that may be given, each with an explanation.
ROLES = tuple((role, EXPLAINED[role]) for role in (ContactRole.EDITOR, ContactRole.READER))


class AppointForm(forms.Form):
    """The person to invite, and the role."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    role = forms.ChoiceField(
        label=gettext_lazy("What the person may do"), choices=ROLES, widget=forms.RadioSelect
    )


def led(request: HttpRequest, code: str) -> Reporter:
    """The reporter, if the person speaks for it. 404 for a person who does not act for it, 403 for
    others."""
    found: Reporter = get_object_or_404(access.reporters(request.user), code=code)
    contact_access.require_lead(request.user, found)
    return found


@for_contacts
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who acts for the reporters for which the person speaks. Five queries, and two for
    each reporter."""
    leads = contact_access.leads(request.user).select_related("reporter")
    desks = [of_reporter(each.reporter, AppointForm()) for each in leads]
    return render(request, "portal/people.html", {"desks": desks})


def of_reporter(reporter: Reporter, form: AppointForm) -> dict[str, Any]:
    contacts = PointOfContact.objects.active().filter(reporter=reporter).select_related("user")
    waiting = Invitation.objects.not_accepted().filter(reporters=reporter)
    return {
        "reporter": reporter,
        "form": form,
        "contacts": [(each, each.role in invitations.APPOINTED) for each in contacts],
        "waiting": waiting.filter(role__in=ContactRole.values).select_related("invited_by"),
    }


@for_contacts
@require_http_methods(["POST"])
def appoint(request: HttpRequest, reporter: str) -> HttpResponse:
    """Invite somebody; with faults the form is shown again (422)."""
    found = led(request, reporter)
    form = AppointForm(request.POST)
    if form.is_valid():
        email, role = form.cleaned_data["email"], form.cleaned_data["role"]
        try:
            invitations.appoint(email, found, role, by=request.user, request=request)
        except ValidationError as error:
            for name, texts in error.message_dict.items():
                form.add_error(name if name in form.fields else None, texts)
        else:
            say(request, lambda: None, _("The invitation to %(email)s is sent.") % {"email": email})
            return redirect("my:people")
    context = {"desks": [of_reporter(found, form)]}
    return render(request, "portal/people.html", context, status=422)


@for_contacts
@require_POST
def dismiss(request: HttpRequest, reporter: str, number: int) -> HttpResponse:
    """End the role of an editor or a reader."""
    found = led(request, reporter)
    contact = get_object_or_404(PointOfContact, pk=number, reporter=found)
    say(request, lambda: invitations.dismiss(contact, by=request.user), _("The role has ended."))
    return redirect("my:people")


@for_contacts
@require_POST
def take_back(request: HttpRequest, reporter: str, number: int) -> HttpResponse:
    """Close an invitation that nobody has accepted."""
    found = led(request, reporter)
    invitation = get_object_or_404(Invitation, pk=number, reporters=found)
    step = invitations.take_back_own
    say(request, lambda: step(invitation, by=request.user), _("The invitation is taken back."))
    return redirect("my:people")
