"""Handing a report in, its receipt, and what can be done with one that was handed in."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments.multilingual import current_language
from reports import access, checks, coding_forms, progress, receipts, workflow
from reports.checks import Grade
from reports.models import Action, Submission
from reports.receipts import Receipt
from tracker.documents.writing import answer
from tracker.my import mail, receipt_document
from tracker.my.filling import located, parts_of
from tracker.my.guard import find, for_contacts


@for_contacts
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, reference: str) -> HttpResponse:
    """What is about to be handed in and what stands against it; on POST hand it in."""
    submission = find(request, reference)
    access.require(request.user, Action.SUBMIT, submission)
    if submission.status not in access.MAY[Action.SUBMIT]:
        raise workflow.TransitionNotAllowed(submission, Action.SUBMIT)
    reason, problems = request.POST.get("reason", ""), []
    if request.method == "POST":
        try:
            hand_in(request, submission, reason)
        except ValidationError as error:
            problems = error.messages
        else:
            return redirect("my:receipt", reference)
    found = checks.findings(submission)
    context = {
        "submission": submission,
        "progress": progress.of(submission),
        "findings": located(found, parts_of(coding_forms.coding_table(submission))),
        "has_errors": any(each.grade == Grade.ERROR for each in found),
        "has_warnings": any(each.grade == Grade.WARNING for each in found),
        "reason": reason,
        "problems": problems,
    }
    return render(request, "my/submit.html", context, status=422 if problems else 200)


@transaction.atomic
def hand_in(request: HttpRequest, submission: Submission, reason: str) -> None:
    handed_in = workflow.submit(submission, by=request.user, reason=reason)
    mail.send_receipt(request, found_receipt(handed_in))


def found_receipt(submission: Submission) -> Receipt:
    """404 where the report was not handed in here."""
    receipt = receipts.receipt(submission)
    if receipt is None:
        raise Http404
    return receipt


@for_contacts
@require_safe
def receipt(request: HttpRequest, reference: str) -> HttpResponse:
    found = found_receipt(find(request, reference))
    return render(request, "my/receipt.html", {"receipt": found, "submission": found.submission})


@for_contacts
@require_safe
def receipt_file(request: HttpRequest, reference: str, form: str) -> HttpResponse:
    """The receipt as a document, or (``json``) the very bytes whose SHA-256 is the digest."""
    submission = find(request, reference)
    found = found_receipt(submission)
    if form == "json":
        response = HttpResponse(receipts.canonical(submission), content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="{reference}.json"'
        return response
    document = receipt_document.document(found, request.build_absolute_uri())
    return answer(document, form, f"{reference}-receipt-{current_language()}")


@for_contacts
@require_POST
def correct(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin a new version of a published report, as a copy of it."""
    return taken(request, lambda: workflow.correct(find(request, reference), by=request.user))


@for_contacts
@require_POST
def discard(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back what is being written; a reason is asked for."""
    submission, reason = find(request, reference), request.POST.get("reason", "")
    return taken(
        request, lambda: workflow.withdraw(submission, by=request.user, reason=reason), reference
    )


def taken(request: HttpRequest, step: Any, reference: str = "") -> HttpResponse:
    """To the report that a step leads to; back, with the problem, where it is refused."""
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
