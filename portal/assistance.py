"""Assistance, for those whom it concerns: projects that are not for everybody, notices to answer,
updates to write and to agree to."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts import access as contact_access
from cooperation import access, notifying, updating
from cooperation.models import Notice, Update
from portal.guard import for_contacts
from portal.stepping import say
from publications.assistance import in_order
from publications.records.assistance import with_line, with_money
from reports import access as report_access


@for_contacts
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """What the person's class of visibility opens beside what is public. Eleven queries."""
    found = with_money(with_line(access.restricted(request.user), with_parts=True), with_parts=True)
    context = {"projects": as_read(request.user, in_order(found).select_related("owner"))}
    return render(request, "portal/assistance.html", context)


def as_read(user: Any, projects: Any) -> list[Any]:
    """The projects, each as a whole where ``user`` reads all of it. One query beside theirs."""
    whole = set(access.whole(user).values_list("pk", flat=True))
    found = list(projects)
    for project in found:
        project.is_whole = project.pk in whole
    return found


@for_contacts
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What the States of the person are asked, what is waiting for an answer first. Twelve
    queries."""
    leads = set(contact_access.leads(request.user).values_list("reporter", flat=True))
    held = report_access.contacts(request.user).values("reporter")
    found = access.notices(request.user).select_related("reporter")
    own = list(found.filter(reporter__in=held).order_by("answer", "ends_on", "pk"))
    keys = [notice.project_id for notice in own]
    shown = access.projects(request.user).filter(pk__in=keys)
    shown = with_money(with_line(shown, with_parts=True), with_parts=True)
    by_key = {project.pk: project for project in as_read(request.user, shown)}
    rows = [(each, by_key[each.project_id], each.reporter_id in leads) for each in own]
    return render(request, "portal/notices.html", {"rows": rows})


@for_contacts
@require_POST
def answer_notice(request: HttpRequest, reporter: str, reference: str) -> HttpResponse:
    """Agree to the publication of a project, or object to it."""
    notice = get_object_or_404(
        access.notices(request.user).select_related("project", "reporter"),
        reporter__in=report_access.reporters(request.user),
        reporter__code=reporter,
        project__reference=reference,
    )
    decision = request.POST.get("decision")
    if decision in ("agree", "object"):
        say(request, lambda: _answered(notice, request, agrees=decision == "agree"))
    return redirect("my:notices")


def _answered(notice: Notice, request: HttpRequest, *, agrees: bool) -> None:
    reason = request.POST.get("reason", "").strip()
    notifying.answer(notice, by=request.user, agrees=agrees, reason=reason)


class UpdateForm(forms.ModelForm):
    """What the author of an update tells."""

    class Meta:
        model = Update
        fields = ("narrative", "language", "spent", "currency")
        widgets = {"narrative": forms.Textarea(attrs={"rows": 10, "dir": "auto"})}
        labels = {"narrative": gettext_lazy("What was done and what came of it")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


@for_contacts
@require_safe
def updates(request: HttpRequest) -> HttpResponse:
    """What the person is to write, and what its States are asked to agree to. Five queries."""
    held = set(report_access.contacts(request.user).values_list("reporter", flat=True))
    leads = contact_access.leads(request.user).select_related("reporter")
    lead_of = {contact.reporter_id: contact.reporter for contact in leads}
    found = access.own_updates(request.user).select_related("project", "reporter", "body")
    found = found.prefetch_related("agreements", "project__recipients", "project__themes")
    rows = [(each, each.reporter_id in held, _asked(each, lead_of)) for each in found]
    return render(request, "portal/updates.html", {"rows": rows})


def _asked(update: Update, lead_of: dict[int, Any]) -> list[tuple[Any, bool]]:
    """The States for which the person may agree, each with whether it did."""
    agreed = {agreement.reporter_id for agreement in update.agreements.all()}
    places = {recipient.place_reporter_id for recipient in update.project.recipients.all()}
    if update.step not in ("sent", "published"):
        return []
    return [(state, key in agreed) for key, state in lead_of.items() if key in places]


@for_contacts
@require_http_methods(["GET", "HEAD", "POST"])
def update(request: HttpRequest, reference: str) -> HttpResponse:
    """The form of one update, or saved, or sent; what cannot be is shown again (422)."""
    own = access.own_updates(request.user).select_related("project")
    found = get_object_or_404(own, reference=reference)
    if not updating.may_write(request.user, found):
        return redirect("my:updates")
    form = UpdateForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            is_sent = "send" in request.POST
            updating.write(found, form.cleaned_data, by=request.user, is_sent=is_sent)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Saved."))
            return redirect("my:updates")
    status = 422 if form.errors else 200
    return render(request, "portal/update.html", {"form": form, "update": found}, status=status)


@for_contacts
@require_POST
def agree_to_update(request: HttpRequest, reporter: str, reference: str) -> HttpResponse:
    """Agree for a State to the publication of an update, or take that back."""
    found = get_object_or_404(access.own_updates(request.user), reference=reference)
    state = get_object_or_404(report_access.reporters(request.user), code=reporter)
    step = {"agree": updating.agree, "take_back": updating.take_back}.get(
        request.POST.get("decision", "")
    )
    if step:
        say(request, lambda: step(found, state, by=request.user))
    return redirect("my:updates")
