"""The page on which suggestions for the coding are accepted or rejected, one by one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports import access
from reports.attachments.documents import DocumentRefused
from reports.coding import suggesting
from reports.models import ADDRESSING, CodingSuggestion, ResponseStatus, Submission

REJECT = "reject"
# A passage was found: *no information* is no way to accept it.
SAYS_SOMETHING = [s for s in ResponseStatus if s in ADDRESSING]
TEMPLATE = "admin/reports/submission/suggestions.html"
PAGES = ("coding", "suggestions")


def suggestions_page(
    request: HttpRequest, submission: Submission, context: dict[str, Any]
) -> HttpResponse:
    """Show what is open; on POST search the files (``find``) or decide on one (``decide``)."""
    if request.method == "POST":
        return _answer(request, submission)
    may_decide = submission.is_being_written and access.may_register(request.user)
    context.update(
        {
            "title": _("Suggestions for %(reference)s") % {"reference": submission.reference},
            "original": submission,
            "suggestions": suggesting.proposed(submission),
            "attachments": submission.attachments.all(),
            "may_decide": may_decide,
        }
    )
    return TemplateResponse(request, TEMPLATE, context)


def _answer(request: HttpRequest, submission: Submission) -> HttpResponse:
    if "find" in request.POST:
        _find(request, submission)
        return _back(request, submission)
    number, _colon, verdict = request.POST.get("decide", "").partition(":")
    if not number.isdecimal() or verdict not in (REJECT, *SAYS_SOMETHING):
        return HttpResponseBadRequest()
    suggestion = get_object_or_404(
        CodingSuggestion.objects.select_related("commitment", "attachment"),
        pk=int(number),
        attachment__submission=submission,
    )
    _decide(request, suggestion, verdict)
    return _back(request, submission, suggestion)


def _find(request: HttpRequest, submission: Submission) -> None:
    """Search every file; one that cannot be read does not hinder the others."""
    if not access.may_register(request.user):
        raise PermissionDenied
    count = 0
    for attachment in submission.attachments.all():
        try:
            count += suggesting.suggest(attachment, by=request.user)
        except (DocumentRefused, FileNotFoundError) as error:
            messages.warning(request, f"“{attachment.name}”: {error}")
    text = ngettext("%(count)s suggestion.", "%(count)s suggestions.", count)
    messages.info(request, text % {"count": count})


def _decide(request: HttpRequest, suggestion: CodingSuggestion, verdict: str) -> None:
    try:
        if verdict == REJECT:
            suggesting.reject(suggestion, by=request.user)
        else:
            suggesting.accept(suggestion, verdict, by=request.user)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)


def _back(
    request: HttpRequest, submission: Submission, decided: CodingSuggestion | None = None
) -> HttpResponse:
    """To the page it was posted from: the row in the table, or the next suggestion."""
    page = request.POST.get("back", "")
    page = page if page in PAGES else "suggestions"
    url = reverse(f"admin:reports_submission_{page}", args=[submission.pk])
    if page == "coding":
        from reports.admin.coding import with_beside

        url += with_beside(request.POST.get("beside", ""))
        url += f"#{decided.commitment.key}" if decided else ""
    return HttpResponseRedirect(url)


def verdicts() -> list[tuple[str, Any, str]]:
    """What can be said about a suggestion, with its label and its key on the keyboard."""
    from reports.admin.coding import KEYS

    return [(s.value, s.label, KEYS[s]) for s in SAYS_SOMETHING]
