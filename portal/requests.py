"""Requests for assistance: those of the person's own State, and those shown to States and
donors."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments.models import Commitment
from common.files.writing.documents import answer as document_answer
from common.multilingual import current_language
from contacts.access import leads as leads_of
from cooperation import access, from_answers, matching, reasons, requesting
from cooperation.models import Audience, Offer, Request
from indicators.models import Baseline
from portal.guard import for_contacts
from portal.stepping import RecordForm, days, made_just_now, opened, say
from publications.documents.compendium import compendium
from publications.needs import needs_beside_offers
from publications.records import asked
from reports import access as report_access
from reports.access import Role
from reports.models import ReporterKind, ReportingCycle


class RequestForm(RecordForm):
    """What a State asks for."""

    multiline = ("description", "expected_results")

    class Meta:
        model = Request
        fields = [
            *("title", "description", "themes", "aid", "expected_results", "amount", "currency"),
            *("starts_on", "ends_on", "is_urgent", "contact_mailbox", "commitments", "measures"),
            *("baseline", "audience"),
        ]
        widgets = {
            **days("starts_on", "ends_on"),
            "commitments": forms.CheckboxSelectMultiple,
            "measures": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        state = self.instance.reporter
        fields: dict[str, Any] = self.fields
        own = requesting.nameable_measures(self.instance, by).select_related("plan")
        fields["measures"].queryset = own
        fields["baseline"].queryset = Baseline.objects.filter(reporter=state)
        fields["commitments"].queryset = self._commitments()
        if self.instance.pk:
            self.initial["commitments"] = list(self.instance.commitments.all())
        if not own.exists():
            del fields["measures"]
        if not fields["baseline"].queryset.exists():
            del fields["baseline"]

    def _commitments(self) -> Any:
        """The commitments of the current cycle, or of the cycle of the report that asks; those of
        the answer that asks; and those that the request already names."""
        report = self.instance.submission
        cycle = report.cycle if report else ReportingCycle.objects.current()
        asked = Q(document__in=cycle.documents.all(), is_operative=True) if cycle else Q(pk=None)
        if self.instance.answer:
            mapped = from_answers.commitments_of(self.instance.answer)
            asked |= Q(pk__in=[each.pk for each in mapped])
        if self.instance.pk:
            asked |= Q(pk__in=self.instance.commitments.values("pk"))
        found = Commitment.objects.filter(asked).select_related("document")
        return found.order_by("document__key", "position")


@for_contacts
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """The person's own requests with answers of reports that ask for assistance, others' requests,
    and needs beside offers, as far as the person may list them. Constant queries."""
    own = access.own_requests(request.user)
    readable: Any = access.requests(request.user)
    context = {
        "own": asked.with_line(own),
        "others": asked.with_line(readable.exclude(pk__in=own.values("pk")).open()),
        "answers": list(from_answers.asking(request.user)) if _writes(request.user) else [],
        "states": _writes(request.user),
        "table": needs_beside_offers(readable.open(), access.offers(request.user)),
        "is_partner": access.is_partner(request.user),
    }
    return render(request, "portal/requests.html", context)


def _writes(user: Any) -> list[Any]:
    """The States for which ``user`` writes."""
    held = report_access.contacts(user).filter(reporter__kind=ReporterKind.STATE)
    return [each.reporter for each in held.exclude(role="reader").select_related("reporter")]


@for_contacts
@require_http_methods(["GET", "HEAD", "POST"])
def new_request(request: HttpRequest, reporter: str) -> HttpResponse:
    """A new request of the person's own State; with ``?answer=`` it starts from an answer of its
    report."""
    states = report_access.reporters(request.user).filter(kind=ReporterKind.STATE)
    state = get_object_or_404(states, code=reporter)
    if Role.EDITOR not in report_access.roles(request.user, state.pk):
        raise PermissionDenied(_("Your account may not take this step."))
    key = request.GET.get("answer", "")
    if not key:
        return _edited(request, Request(reporter=state), {})
    found = from_answers.asking(request.user).filter(submission__reporter=state)
    answer = get_object_or_404(found, pk=int(key) if key.isdecimal() and len(key) < 15 else 0)
    initial = {
        "themes": list(from_answers.themes_of(answer)),
        "commitments": from_answers.commitments_of(answer),
    }
    return _edited(request, from_answers.begun(answer), initial)


@for_contacts
@require_http_methods(["GET", "HEAD", "POST"])
def request_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One request that the person may read, with the offers that may meet it, its steps and its
    matches. Those who may write it can change it."""
    readable = access.requests(request.user)
    joined = readable.select_related("reporter", "submission", "baseline")
    with opened(request, joined, reference) as found:
        if requesting.may_write(request.user, found):
            return _edited(request, found, {})
    if request.method == "POST":
        raise PermissionDenied(_("Your account may not take this step."))
    return render(request, "portal/request.html", _shown(request, found))


def _shown(request: HttpRequest, found: Request) -> dict[str, Any]:
    """The content of a request's page besides its form."""
    user = request.user
    is_own = access.own_requests(user).filter(pk=found.pk).exists()
    leads = leads_of(user).filter(reporter=found.reporter_id).exists()
    near: list[Any] = matching.suggestions([found]) if leads else []
    words = reasons.spoken([each.reasons for each in near])
    mine: Any = access.own_offers(user).exclude(reporter=found.reporter_id)
    taken = found.matches.filter(offer__isnull=False).values("offer")
    return {
        "asked": found,
        "is_own": is_own,
        "audiences": Audience.choices if leads else [],
        "steps": requesting.steps(user, found),
        "suggestions": list(zip(near, words, strict=True)),
        "offers": mine.open().exclude(pk__in=taken) if found.status == "open" else [],
        "matches": access.own_matches(user).filter(request=found),
    }


def _edited(request: HttpRequest, found: Request, initial: dict[str, Any]) -> HttpResponse:
    """Show the form; on POST save. With faults it is shown again (422)."""
    form = RequestForm(request.POST or None, instance=found, initial=initial, by=request.user)
    if request.method == "POST" and form.is_valid():
        saved = _saved(form, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("my:request", saved.reference)
    context = {"form": form, "reporter": found.reporter, "asked": found}
    if found.pk:
        context |= _shown(request, found)
    status = 422 if form.errors else 200
    return render(request, "portal/request.html", context, status=status)


@transaction.atomic
def _saved(form: RequestForm, *, by: Any) -> Request:
    """The request as the form has it; a new one once, however often its button is pressed."""
    state, given = form.instance.reporter, form.cleaned_data
    own = Request.objects.filter(reporter=state)
    if made := made_just_now(form, state, own):
        return made
    parts = {n: given[n] for n in ("themes", "commitments", "measures") if n in given}
    return requesting.save(form.instance, by=by, **parts)


@for_contacts
@require_POST
def request_step(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand the request in, confirm it, close it as met, withdraw it, or choose who reads it."""
    found = get_object_or_404(access.requests(request.user), reference=reference)
    step = request.POST.get("step", "")
    if step in requesting.STEPS or step == "show":
        say(request, lambda: _taken(request, found, step))
    return redirect("my:request", reference)


def _taken(request: HttpRequest, found: Request, step: str) -> Request:
    if step == "show":
        return requesting.show_to(found, request.POST.get("audience", ""), by=request.user)
    return requesting.take(found, step, by=request.user)


@for_contacts
@require_POST
def match(request: HttpRequest, reference: str) -> HttpResponse:
    """Propose a match between a request and an offer, for one of the two parties."""
    found = get_object_or_404(access.requests(request.user), reference=reference)
    readable: Any = access.offers(request.user)
    offer: Offer = get_object_or_404(readable, reference=request.POST.get("offer", ""))
    done = _("The match is proposed.")
    if say(request, lambda: matching.bring_together(found, offer, by=request.user), done):
        return redirect("my:matches")
    return redirect("my:request", reference)


@for_contacts
@require_safe
def requests_file(request: HttpRequest, form: str) -> HttpResponse:
    """A document with the open requests that the person may read."""
    readable: Any = access.requests(request.user)
    found, absolute = readable.open(), request.build_absolute_uri
    make = partial(compendium, found, absolute, is_public=False)
    return document_answer(make, form, f"requests-{current_language()}")
