"""The form to fill in offline: downloaded, checked when it comes back, accepted."""

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

from common.multilingual import current_language
from portal.guard import find, for_contacts
from portal.questions import found_form
from questionnaires import answering, workbook, workbook_reading
from questionnaires.answering import Given
from questionnaires.filling import loaded_form
from questionnaires.values import is_empty
from reports import access
from reports.access import WRITE
from reports.coding import offline, recording
from reports.coding.recording import Answer
from reports.models import Submission
from reports.models.file_types import OOXML
from reports.refusals import require_being_written

# A checked form waits so long to be accepted.
PATIENCE = datetime.timedelta(hours=1)


@for_contacts
@require_safe
def form(request: HttpRequest, reference: str) -> HttpResponse:
    """The form of the cycle as a workbook; a workbook of the commitments if the report has no
    form."""
    submission = find(request, reference)
    loaded = loaded_form(submission)
    content = workbook.workbook(submission, loaded) if loaded else offline.form(submission)
    response = HttpResponse(content, content_type=f"{OOXML}.spreadsheetml.sheet")
    name = f"{reference}-{current_language()}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@for_contacts
@require_POST
def upload(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what the returned form would change; keep it, to be accepted exactly as shown."""
    submission = find(request, reference)
    access.require(request.user, WRITE, submission)
    require_being_written(submission)
    file: Any = request.FILES.get("form")
    if file is None:
        return refused(request, reference, [_("Choose the form first.")])
    loaded = loaded_form(submission)
    reading: offline.Reading | workbook_reading.Reading
    try:
        if loaded:
            reading = workbook_reading.read(submission, loaded, file, by=request.user)
        else:
            reading = offline.read(submission, file, by=request.user)
    except ValidationError as error:
        return refused(request, reference, error.messages)
    if not reading.problems:
        keep(request, submission, reading)
    context = {"submission": submission, "reading": reading, "is_of_form": loaded is not None}
    return render(request, "portal/upload.html", context, status=422 if reading.problems else 200)


def refused(request: HttpRequest, reference: str, problems: list[str]) -> HttpResponse:
    for problem in problems:
        messages.error(request, problem)
    return redirect("my:report", reference)


def name_of(submission: Submission) -> str:
    return f"form-{submission.reference}"


def keep(
    request: HttpRequest,
    submission: Submission,
    reading: offline.Reading | workbook_reading.Reading,
) -> None:
    answers: list[Any]
    if is_of_form := isinstance(reading, workbook_reading.Reading):
        answers = reading.given
    else:
        answers = reading.answers
    request.session[name_of(submission)] = {
        "digest": reading.digest,
        "until": (timezone.now() + PATIENCE).isoformat(),
        "is_of_form": is_of_form,
        "answers": [asdict(each) for each in answers],
    }


@for_contacts
@require_POST
def accept(request: HttpRequest, reference: str) -> HttpResponse:
    """Record the changes that were shown, all or none, and only once."""
    submission = find(request, reference)
    kept = request.session.pop(name_of(submission), None)
    if not is_that(kept, request.POST.get("digest", "")):
        told = _("This form is no longer waiting: accepted already, replaced, or too long ago.")
        return refused(request, reference, [told])
    try:
        outcome = recorded(submission, kept, by=request.user)
    except ValidationError as error:
        told = _("Something has changed since this was shown, so nothing was saved.")
        return refused(request, reference, [f"{told} {' '.join(error.messages)}"])
    done = _("Saved: %(created)s new, %(changed)s changed, %(removed)s removed.")
    messages.success(request, done % outcome)
    return redirect("my:report", reference)


def recorded(submission: Submission, kept: Any, *, by: Any) -> dict[str, int]:
    """Record the kept form; returns how many answers are new, changed, removed. Raises as
    ``record``."""
    if not kept["is_of_form"]:
        answers = [Answer(**each) for each in kept["answers"]]
        return asdict(recording.record(submission, answers, by=by))
    loaded = found_form(submission)
    given = [Given(**each) for each in kept["answers"]]
    outcome = answering.record(submission, loaded, given, by=by)
    removed = sum(is_empty(each.value) for each in given)
    return {
        "created": outcome.created,
        "changed": max(len(given) - outcome.created - removed, 0),
        "removed": removed,
    }


def is_that(kept: Any, digest: str) -> bool:
    """Whether the kept form is the one shown under ``digest``, and has not expired."""
    if not kept or kept["digest"] != digest:
        return False
    return timezone.now() < datetime.datetime.fromisoformat(kept["until"])
