"""Handing a report in, its receipt, and the steps after handing in."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.files.writing.documents import answer
from common.multilingual import current_language
from portal import mail
from portal.filling import located
from portal.guard import find, for_contacts
from portal.parts import parts_of
from publications.documents import receipt as receipt_document
from questionnaires import settling, showing
from questionnaires.filling import loaded_form
from questionnaires.templates import Loaded
from reports import access
from reports.coding import table
from reports.models import Action, Submission, SubmissionStatus
from reports.models.findings import Finding, Grade
from reports.refusals import ContentFrozen, TransitionNotAllowed
from reports.submissions import checks, progress, receipts, workflow
from reports.submissions.receipts import Receipt


@for_contacts
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the report to be handed in and its open problems; on POST hand it in. For a report that
    is already handed in (a double click, a step back) this leads to its receipt."""
    submission = find(request, reference)
    if submission.status == SubmissionStatus.SUBMITTED:
        return redirect("my:receipt", reference)
    access.require(request.user, Action.SUBMIT, submission)
    if submission.status not in access.MAY[Action.SUBMIT]:
        raise TransitionNotAllowed(submission, Action.SUBMIT)
    reason, loaded = request.POST.get("reason", ""), loaded_form(submission)
    problems: list[str] = []
    if request.method == "POST":
        try:
            hand_in(request, submission, loaded, reason)
        except ValidationError as error:
            problems = error.messages
        except (TransitionNotAllowed, ContentFrozen):
            # Somebody else took the step between our reading and writing.
            submission.refresh_from_db()
            if submission.status != SubmissionStatus.SUBMITTED:
                raise
            return redirect("my:receipt", reference)
        else:
            return redirect("my:receipt", reference)
    settlement = settling.of(submission, loaded) if loaded else None
    found, refused = findings_at(request, submission, loaded)
    problems = problems or refused
    context = {
        "submission": submission,
        "progress": progress.of(submission),
        "settlement": settlement,
        "findings": located(found, parts_of(table.coding_table(submission))),
        "has_errors": any(each.grade == Grade.ERROR for each in found),
        "has_warnings": any(each.grade == Grade.WARNING for each in found),
        "reason": reason,
        "problems": problems,
    }
    return render(request, "portal/submit.html", context, status=422 if problems else 200)


def findings_at(
    request: HttpRequest, submission: Submission, loaded: Loaded | None
) -> tuple[list[Finding], list[str]]:
    """The findings of the checks as they will be on handing in, when clear conclusions from the
    form are recorded; and the problems that would prevent that recording."""
    if loaded is None:
        return checks.findings(submission), []
    return settling.as_handed_in(submission, loaded, by=request.user)


@transaction.atomic
def hand_in(
    request: HttpRequest, submission: Submission, loaded: Loaded | None, reason: str
) -> None:
    if loaded is not None:
        settling.close(submission, loaded, by=request.user)
    handed_in = workflow.submit(submission, by=request.user, reason=reason)
    mail.send_receipt(request, found_receipt(handed_in))


def found_receipt(submission: Submission) -> Receipt:
    """The receipt; 404 if the report was not handed in here."""
    receipt = receipts.receipt(submission)
    if receipt is None:
        raise Http404
    return receipt


@for_contacts
@require_safe
def receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """The receipt, with the form's answers as handed in, including those that are never
    published."""
    found = found_receipt(find(request, reference))
    loaded = loaded_form(found.submission)
    context = {
        "receipt": found,
        "submission": found.submission,
        "answered": showing.sections(found.submission, loaded) if loaded else [],
    }
    return render(request, "portal/receipt.html", context)


@for_contacts
@require_safe
def receipt_file(request: HttpRequest, reference: str, form: str) -> HttpResponse:
    """The receipt as a document, or (``json``) the exact bytes whose SHA-256 is the digest."""
    submission = find(request, reference)
    found = found_receipt(submission)
    if form == "json":
        response = HttpResponse(receipts.canonical(submission), content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="{reference}.json"'
        return response
    name = f"{reference}-receipt-{current_language()}"
    address = request.build_absolute_uri()
    return answer(lambda: receipt_document.document(found, address), form, name)


@for_contacts
@require_POST
def correct(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin a new version of a published report, as a copy of it."""
    return taken(request, lambda: workflow.correct(find(request, reference), by=request.user))


@for_contacts
@require_POST
def discard(request: HttpRequest, reference: str) -> HttpResponse:
    """Withdraw a report that is being written; needs a reason."""
    submission, reason = find(request, reference), request.POST.get("reason", "")
    return taken(
        request, lambda: workflow.withdraw(submission, by=request.user, reason=reason), reference
    )


def taken(request: HttpRequest, step: Any, reference: str = "") -> HttpResponse:
    """Take the step and lead to the resulting report; if refused, lead back with the problem."""
    try:
        submission = step()
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return redirect("my:report", reference) if reference else redirect("my:home")
    done = _("%(reference)s is now: %(status)s.")
    names = {"reference": submission.reference, "status": submission.get_status_display()}
    messages.success(request, done % names)
    return redirect("my:report", submission.reference)
