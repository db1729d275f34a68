"""The form to fill in away from the tracker: handed out, looked at when it is back, accepted."""

import datetime
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commitments.multilingual import current_language
from reports import access, coding, offline
from reports.access import WRITE
from reports.coding import Answer
from reports.files import OOXML
from reports.models import Submission
from reports.workflow import ContentFrozen
from tracker.my.guard import find, for_contacts

# What was shown waits so long to be accepted.
PATIENCE = datetime.timedelta(hours=1)


@for_contacts
@require_safe
def form(request: HttpRequest, reference: str) -> HttpResponse:
    submission = find(request, reference)
    response = HttpResponse(offline.form(submission), content_type=f"{OOXML}.spreadsheetml.sheet")
    name = f"{reference}-{current_language()}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@for_contacts
@require_POST
def upload(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what the form that came back would change; keep it to be accepted as it was shown."""
    submission = find(request, reference)
    access.require(request.user, WRITE, submission)
    if not submission.is_being_written:
        raise ContentFrozen(submission)
    file: Any = request.FILES.get("form")
    if file is None:
        return refused(request, reference, [_("Choose the form first.")])
    try:
        reading = offline.read(submission, file, by=request.user)
    except ValidationError as error:
        return refused(request, reference, error.messages)
    if not reading.problems:
        keep(request, submission, reading)
    context = {"submission": submission, "reading": reading}
    return render(request, "my/upload.html", context, status=422 if reading.problems else 200)


def refused(request: HttpRequest, reference: str, problems: list[str]) -> HttpResponse:
    for problem in problems:
        messages.error(request, problem)
    return redirect("my:report", reference)


def name_of(submission: Submission) -> str:
    return f"form-{submission.reference}"


def keep(request: HttpRequest, submission: Submission, reading: offline.Reading) -> None:
    request.session[name_of(submission)] = {
        "digest": reading.digest,
        "until": (timezone.now() + PATIENCE).isoformat(),
        "answers": [asdict(answer) for answer in reading.answers],
    }


@for_contacts
@require_POST
def accept(request: HttpRequest, reference: str) -> HttpResponse:
    """Record what was shown, all of it or nothing; once."""
    submission = find(request, reference)
    kept = request.session.pop(name_of(submission), None)
    if not is_that(kept, request.POST.get("digest", "")):
        told = _("This form is no longer waiting: accepted already, replaced, or too long ago.")
        return refused(request, reference, [told])
    try:
        outcome = coding.record(
            submission, [Answer(**each) for each in kept["answers"]], by=request.user
        )
    except ValidationError as error:
        told = _("Something has changed since this was shown, so nothing was saved.")
        return refused(request, reference, [f"{told} {' '.join(error.messages)}"])
    done = _("Saved: %(created)s new, %(changed)s changed, %(removed)s removed.")
    messages.success(request, done % asdict(outcome))
    return redirect("my:report", reference)


def is_that(kept: Any, digest: str) -> bool:
    """Whether what is kept is what was shown under ``digest``, not too long ago."""
    if not kept or kept["digest"] != digest:
        return False
    return timezone.now() < datetime.datetime.fromisoformat(kept["until"])
