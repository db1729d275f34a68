"""Assistance, for the parties concerned: projects that are not public, notices to answer, updates
to write and to agree to."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.words import remarked
from contacts import access as contact_access
from cooperation import access, notifying, updating
from cooperation.models import Notice, Project, Update, UpdateKind
from cooperation.models.updates import SENT
from cooperation.updating import Agreement
from portal.guard import for_contacts
from portal.stepping import made_just_now, party_of, say
from publications.assistance import latest_first
from publications.records.assistance import with_line, with_money
from reports import access as report_access


@for_contacts
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """The projects that are not public but that the person may read. Eleven queries."""
    found = with_money(with_line(access.restricted(request.user), with_parts=True), with_parts=True)
    context = {
        "projects": as_read(request.user, latest_first(found).select_related("document", "owner"))
    }
    return render(request, "portal/assistance.html", context)


def as_read(user: Any, projects: Any) -> list[Any]:
    """The projects, each marked ``is_whole`` if ``user`` may read all of it. One query more."""
    whole = set(access.whole(user).values_list("pk", flat=True))
    found = list(projects)
    for project in found:
        project.is_whole = project.pk in whole
    return found


@for_contacts
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """The notices to the person's States, unanswered ones first. Twelve queries."""
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
        fields: tuple[str, ...] = ("narrative", "language", "spent", "currency")
        widgets = {"narrative": forms.Textarea(attrs={"rows": 10, "dir": "auto"})}
        labels = {"narrative": gettext_lazy("What was done and what came of it")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class NewUpdateForm(UpdateForm):
    """An update on one of ``projects`` that its author begins without being asked."""

    class Meta(UpdateForm.Meta):
        fields = ("project", "kind", "stage", *UpdateForm.Meta.fields)

    def __init__(self, *args: Any, projects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["project"].queryset = projects.prefetch_related("recipients__place_reporter")
        fields["project"].label_from_instance = with_states


def with_states(project: Project) -> str:
    """A project's name, with the States that must agree to an update on it."""
    asked = ", ".join(
        str(each.place_reporter) for each in project.recipients.all() if each.place_reporter
    )
    return remarked(project, asked) if asked else str(project)


@for_contacts
@require_safe
def updates(request: HttpRequest) -> HttpResponse:
    """Updates that the person is to write, updates that its States are asked to agree to, and the
    parties for which it may begin or comment on one. Seven queries, and some for each update."""
    written = set(access.written_updates(request.user).values_list("pk", flat=True))
    leads = contact_access.leads(request.user).select_related("reporter")
    lead_of = {contact.reporter_id: contact.reporter for contact in leads}
    found = access.own_updates(request.user).select_related("project", "reporter", "body")
    found = found.prefetch_related(
        "agreements", "project__recipients__place_reporter", "project__themes"
    )
    rows = []
    for each in found:
        agreement = updating.agreement(each)
        asked = _asked(agreement, lead_of) if each.step in SENT else []
        rows.append((each, each.pk in written, agreement, asked))
    parties: list[Any] = [
        *access.telling_reporters(request.user),
        *access.giving_bodies(request.user),
    ]
    tellers = [
        (party, getattr(party, "code", None) or party.key)
        for party in parties
        if access.tellable_projects(request.user, party).exists()
    ]
    return render(request, "portal/updates.html", {"rows": rows, "tellers": tellers})


def _asked(agreement: Agreement, lead_of: dict[int, Any]) -> list[tuple[Any, bool]]:
    """The States for which the person may agree, and whether each has agreed."""
    agreed = {state.pk: agreed_at is not None for state, agreed_at in agreement.states}
    return [(state, agreed[key]) for key, state in lead_of.items() if key in agreed]


@for_contacts
@require_http_methods(["GET", "HEAD", "POST"])
def new_update(request: HttpRequest, party: str) -> HttpResponse:
    """A new update, or a comment, of a State, organisation or body on a project that names it."""
    author = party_of(
        party, access.telling_reporters(request.user), access.giving_bodies(request.user)
    )
    found = Update(**author, kind=UpdateKind.SUBSTANTIVE)
    projects = access.tellable_projects(request.user, found.reporter or found.body)
    form = NewUpdateForm(request.POST or None, instance=found, projects=projects)

    return _edited(request, form, lambda: _begun(form, request))


@transaction.atomic
def _begun(form: NewUpdateForm, request: HttpRequest) -> None:
    """Begin the update as the form has it, once however often its button is pressed; send it if
    that is asked."""
    found = form.instance
    own = Update.objects.filter(reporter=found.reporter, body=found.body)
    made = made_just_now(form, found.reporter or found.body, own)
    if made is None:
        made = updating.record(found, by=request.user)
    if "send" in request.POST and made.step in updating.OPEN:
        updating.write(made, {}, by=request.user, is_sent=True)


@for_contacts
@require_http_methods(["GET", "HEAD", "POST"])
def update(request: HttpRequest, reference: str) -> HttpResponse:
    """One update: its author's form, until it is sent."""
    own = access.own_updates(request.user).select_related("project")
    found = get_object_or_404(own, reference=reference)
    is_open = found.step in updating.OPEN
    if not is_open or not updating.may_write(request.user, found):
        return redirect("my:updates")
    form = UpdateForm(request.POST or None, instance=found)
    is_sent = "send" in request.POST
    return _edited(
        request,
        form,
        lambda: updating.write(found, form.cleaned_data, by=request.user, is_sent=is_sent),
    )


def _edited(request: HttpRequest, form: Any, save: Callable[[], Any]) -> HttpResponse:
    """Show the form of an update; on POST save or send it. With faults the form is shown again
    (422)."""
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Saved."))
            return redirect("my:updates")
    found = form.instance
    agreement = updating.agreement(found) if found.pk else None
    context = {"form": form, "update": found, "agreement": agreement}
    return render(request, "portal/update.html", context, status=422 if form.errors else 200)


@for_contacts
@require_POST
def agree_to_update(request: HttpRequest, reporter: str, reference: str) -> HttpResponse:
    """Agree for a State to the publication of an update, or take the agreement back."""
    found = get_object_or_404(access.own_updates(request.user), reference=reference)
    state = get_object_or_404(report_access.reporters(request.user), code=reporter)
    step = {"agree": updating.agree, "take_back": updating.take_back}.get(
        request.POST.get("decision", "")
    )
    if step:
        say(request, lambda: step(found, state, by=request.user))
    return redirect("my:updates")
