"""The page of the coding table."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.multilingual import LANGUAGE_CHOICES
from reports import coding_forms, suggesting
from reports.coding import Outcome
from reports.models import ResponseStatus, Submission
from reports.permissions import REGISTER

# The key that chooses each status in the table.
KEYS = {
    ResponseStatus.IMPLEMENTED: "i",
    ResponseStatus.IN_PROGRESS: "p",
    ResponseStatus.PLANNED: "l",
    ResponseStatus.NOT_IMPLEMENTED: "n",
    ResponseStatus.NOT_APPLICABLE: "a",
    ResponseStatus.NO_INFORMATION: "o",
}
TEMPLATE = "admin/reports/submission/coding.html"


def coding_page(
    request: HttpRequest, submission: Submission, context: dict[str, Any]
) -> HttpResponse:
    """Show the table; on POST save it, and show it again with every problem when it is refused."""
    table = coding_forms.coding_table(submission)
    if request.method == "POST":
        outcome = coding_forms.save(table, request.POST, by=request.user)
        if outcome:
            messages.success(request, summary(outcome))
            return HttpResponseRedirect(next_page(request, submission))
    if editable := is_editable(request, submission):
        show_suggestions(table)
    context.update(
        {
            "title": _("Code %(reference)s") % {"reference": submission.reference},
            "original": submission,
            "table": table,
            "is_editable": editable,
            "statuses": [(status.value, status.label, KEYS[status]) for status in ResponseStatus],
            "languages": LANGUAGE_CHOICES,
        }
    )
    refused = request.method == "POST"
    return TemplateResponse(request, TEMPLATE, context, status=422 if refused else 200)


def show_suggestions(table: coding_forms.CodingTable) -> None:
    """Put beside each row what the program found in the files for it. One query."""
    rows = {row.commitment.pk: row for row in table.rows}
    for suggestion in suggesting.proposed(table.submission):
        if suggestion.commitment_id in rows:
            rows[suggestion.commitment_id].suggestions.append(suggestion)


def is_editable(request: HttpRequest, submission: Submission) -> bool:
    return (
        submission.is_being_written
        and not submission.is_nil_return
        and request.user.has_perm(REGISTER)
    )


def summary(outcome: Outcome) -> str:
    return _("Saved: %(created)s new, %(changed)s changed, %(removed)s removed.") % {
        "created": outcome.created,
        "changed": outcome.changed,
        "removed": outcome.removed,
    }


def next_page(request: HttpRequest, submission: Submission) -> str:
    page = "coding" if "_continue" in request.POST else "change"
    return reverse(f"admin:reports_submission_{page}", args=[submission.pk])
