"""A reporter's own offices: its people see them; those who speak for it write them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts import access as office_access
from contacts import offices as writing
from contacts.models import Office
from portal.guard import for_contacts
from portal.stepping import OwnForm, day_input, made_just_now, opened, say
from reports import access
from reports.models import Reporter


class OfficeForm(OwnForm):
    """The form of a reporter's own office."""

    website = forms.URLField(
        label=gettext_lazy("Website"), required=False, max_length=500, assume_scheme="https"
    )
    changed_since = gettext_lazy(
        "Somebody has changed this office since. Save again to replace what they wrote."
    )

    class Meta:
        model = Office
        fields = [
            *("function", "name", "address", "mailbox", "telephone", "website", "since"),
            *("works_with", "is_public"),
        ]
        widgets = {
            "address": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            "since": day_input(),
            "works_with": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Office.objects.filter(reporter=self.instance.reporter_id, until=None)
        self.fields["name"].required = True
        ties: Any = self.fields["works_with"]
        ties.queryset = others.exclude(pk=self.instance.pk)
        ties.help_text = ""
        self.fields["is_public"].label = gettext_lazy("Anybody may see it")
        self.fields["is_public"].help_text = gettext_lazy(
            "Without this only you and the secretariat see it."
        )


@for_contacts
@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    """The offices of the reporters for which the person acts. Five queries."""
    found = list(
        office_access.own_offices(request.user)
        .filter(until=None)
        .select_related("reporter")
        .prefetch_related("works_with")
    )
    leads = set(office_access.leads(request.user).values_list("reporter", flat=True))
    desks = [
        (reporter, reporter.pk in leads, [each for each in found if each.reporter == reporter])
        for reporter in access.reporters(request.user).in_un_order()  # type: ignore[attr-defined]
    ]
    return render(request, "portal/offices.html", {"desks": desks})


@for_contacts
@require_http_methods(["GET", "HEAD", "POST"])
def new_office(request: HttpRequest, reporter: str) -> HttpResponse:
    found = get_object_or_404(access.reporters(request.user), code=reporter)
    return _edited(request, Office(reporter=found))


@for_contacts
@require_http_methods(["GET", "HEAD", "POST"])
def office(request: HttpRequest, reference: str) -> HttpResponse:
    with opened(request, office_access.own_offices(request.user), reference) as found:
        return _edited(request, found)


def _edited(request: HttpRequest, office: Office) -> HttpResponse:
    """Show the form; on POST save, which confirms the office. With faults it is shown again
    (422)."""
    reporter: Reporter = office.reporter
    office_access.require_lead(request.user, reporter)
    form = OfficeForm(request.POST or None, instance=office)
    if request.method == "POST" and form.is_valid():
        _saved(form, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("my:offices")
    status = 422 if form.errors else 200
    context = {"form": form, "reporter": reporter, "office": office if office.pk else None}
    return render(request, "portal/office.html", context, status=status)


@transaction.atomic
def _saved(form: OfficeForm, *, by: Any) -> None:
    """Save the office as the form has it; a new one once, however often its button is pressed."""
    office, ties = form.instance, form.cleaned_data["works_with"]
    own = Office.objects.filter(reporter=office.reporter)
    if made_just_now(form, office.reporter, own) is None:
        writing.save(office, works_with=ties, by=by)


STEPS = {
    "confirm": writing.confirm,
    "publish": writing.publish,
    "withhold": writing.withhold,
    "close": writing.close,
}


@for_contacts
@require_POST
def office_step(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm an office as it stands, publish or hide it, or record that it no longer exists."""
    found = get_object_or_404(office_access.own_offices(request.user), reference=reference)
    if step := STEPS.get(request.POST.get("step", "")):
        say(request, lambda: step(found, by=request.user))
    return redirect("my:offices")
