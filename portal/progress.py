"""Declaring progress on measures of plans and on targets, beside the form; and a State's steps on
its baseline assessments."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.multilingual import LANGUAGE_CHOICES
from indicators import access as indicator_access
from indicators import agreeing, carrying, entering
from indicators.entering import Sheet
from indicators.models import Baseline, ProgressLevel
from portal.guard import find, for_contacts
from reports import access
from reports.access import WRITE
from reports.refusals import require_being_written


@for_contacts
@require_http_methods(["GET", "HEAD", "POST"])
def progress(request: HttpRequest, reference: str) -> HttpResponse:
    """All measures and targets that the report may speak of; on POST save. Values that cannot be
    saved are shown again as typed, with their problems (422)."""
    submission = find(request, reference)
    sheet = entering.sheet_of(submission)
    is_refused = False
    if request.method == "POST":
        require_being_written(submission)
        is_refused = not _is_saved(request, sheet)
        if not is_refused:
            messages.success(request, _("Saved."))
            return redirect("my:progress", reference)
    context = {
        "submission": submission,
        "sheet": sheet,
        "is_refused": is_refused,
        "may_write": access.may(request.user, WRITE, submission) and not submission.is_nil_return,
        "levels": ProgressLevel.choices,
        "narrative_languages": LANGUAGE_CHOICES,
    }
    status = (409 if sheet.is_too_late else 422) if is_refused else 200
    return render(request, "portal/progress.html", context, status=status)


def _is_saved(request: HttpRequest, sheet: Sheet) -> bool:
    """Record the valid values and the confirmations; False if some values could not be saved.
    Raises PermissionDenied."""
    if "carry" in request.POST:
        carrying.carry_over(sheet.submission, by=request.user)
    saved = entering.save_what_is_sound(sheet, request.POST, by=request.user)
    confirmed = set(request.POST.getlist("confirm"))
    if "*" in confirmed:
        confirmed = {item.key for item in sheet.items}
    left = {item.key for item in sheet.items if item.typed}
    if confirmed := confirmed - saved - left:
        carrying.confirm(sheet.submission, by=request.user, keys=confirmed)
    return not sheet.problems and not sheet.wrong


@for_contacts
@require_safe
def baselines(request: HttpRequest) -> HttpResponse:
    """The assessments of the States for which the person acts. Four queries."""
    found = indicator_access.own_baselines(request.user).select_related("reporter")
    found = found.prefetch_related("partners__reporter", "partners__body")
    rows = [(each, indicator_access.may_decide(request.user, each)) for each in found]
    return render(request, "portal/baselines.html", {"rows": rows})


@for_contacts
@require_POST
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Agree to an assessment for the State, share it, or stop sharing it."""
    own = indicator_access.own_baselines(request.user)
    baseline = get_object_or_404(own, reference=reference)
    try:
        _decided(baseline, request.POST.get("decision", ""), request.user)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    else:
        messages.success(request, _("Saved."))
    return redirect("my:baselines")


def _decided(baseline: Baseline, decision: str, by: Any) -> None:
    if decision == "agree":
        agreeing.agree(baseline, by=by)
    elif decision in ("share", "withhold"):
        agreeing.share(baseline, by=by, is_shared=decision == "share")
