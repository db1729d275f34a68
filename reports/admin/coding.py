"""The page of the coding table."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.multilingual import LANGUAGE_CHOICES
from reports import access
from reports.coding import carrying, second_look, suggesting
from reports.coding import table as coding_forms
from reports.coding.recording import Outcome
from reports.coding.table import CodingRow, CodingTable
from reports.models import Attachment, ResponseStatus, Submission, SubmissionStatus

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
THEIRS = "admin/reports/submission/coding_theirs.html"
EVERYTHING = "*"
JSON = "application/json"
LONGEST_KEY = 20
# What a button beside "Save" does once the page is saved: by its name, with a row's key as value.
STEPS = {"carry": carrying.carry_over, "confirm": carrying.confirm}


def coding_page(
    request: HttpRequest, submission: Submission, context: dict[str, Any]
) -> HttpResponse:
    """Show the table; on POST save it, and show it again with every problem when it is refused.

    A request for JSON saves while somebody is writing: sound rows are recorded, and the answer
    tells what became of each posted row.
    """
    table = coding_forms.coding_table(submission)
    if request.method == "POST" and request.headers.get("Accept") == JSON:
        return saved_while_writing(request, table)
    if request.method == "POST" and "check" in request.POST:
        checked(request, table)
        return HttpResponseRedirect(here(request) + place(request.POST["check"]))
    if request.method == "POST" and save(request, table):
        return HttpResponseRedirect(next_page(request, submission))
    if editable := is_editable(request, submission):
        show_suggestions(table)
        coding_forms.show_before(table)
    coding_forms.show_blocks(table, request.user)
    context.update(
        {
            "title": _("Code %(reference)s") % {"reference": submission.reference},
            "original": submission,
            "table": table,
            "is_editable": editable,
            "may_check": may_check(request, submission),
            "statuses": [(status.value, status.label, KEYS[status]) for status in ResponseStatus],
            "languages": LANGUAGE_CHOICES,
            "beside": beside(request, table),
        }
    )
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.CONFLICT if table.is_too_late else HTTPStatus.UNPROCESSABLE_ENTITY
    return TemplateResponse(request, TEMPLATE, context, status=status)


def beside(request: HttpRequest, table: CodingTable) -> Attachment | None:
    """The file to be shown beside the table."""
    wanted = request.GET.get("beside", "")
    return next((file for file in table.attachments if str(file.pk) == wanted), None)


def save(request: HttpRequest, table: CodingTable) -> bool:
    """Record what was posted, then do what a button says; whether all of it could be done."""
    outcome = coding_forms.save(table, request.POST, by=request.user)
    if not outcome:
        return False
    if outcome != Outcome() or not STEPS.keys() & request.POST.keys():
        messages.success(request, summary(outcome))
    for name in STEPS.keys() & request.POST.keys():
        try:
            take_step(request, table.submission, name)
        except ValidationError as error:
            table.problems += error.messages
    return not table.problems


def take_step(request: HttpRequest, submission: Submission, name: str) -> None:
    keys = keys_of(request.POST[name])
    outcome = STEPS[name](submission, by=request.user, commitments=keys)
    count = outcome.created + outcome.changed
    said = {
        "carry": ngettext(
            "%(count)s answer is carried over: confirm it or change it.",
            "%(count)s answers are carried over: confirm them or change them.",
            count,
        ),
        "confirm": ngettext(
            "%(count)s answer is confirmed.", "%(count)s answers are confirmed.", count
        ),
    }
    messages.success(request, said[name] % {"count": count})


def saved_while_writing(request: HttpRequest, table: CodingTable) -> JsonResponse:
    """What became of the posted rows: 200, or 409 where nothing can be recorded any more."""
    recorded = coding_forms.save_what_is_sound(table, request.POST, by=request.user)
    rows = {
        row.key: told(request, row, is_recorded=row.key in recorded)
        for row in table.rows
        if f"{row.key}-status" in request.POST
    }
    answer = {"rows": rows, "problems": table.problems}
    return JsonResponse(answer, status=409 if table.problems else 200)


def told(request: HttpRequest, row: CodingRow, *, is_recorded: bool) -> dict[str, Any]:
    """One row's part of the answer. An unchanged row is not recorded and keeps the fingerprint it
    was shown with: somebody else may have changed it since."""
    if not row.typed:
        return {"seen": row.seen if is_recorded else request.POST.get(f"{row.key}-seen", "")}
    theirs = render_to_string(THEIRS, {"row": row}, request) if row.changed_by_others else ""
    return {
        "problems": row.problems,
        "fields": sorted(row.wrong_fields),
        "theirs": theirs,
        "by": recorder(row),
        "now": row.seen,
    }


def recorder(row: CodingRow) -> str:
    return str(row.response.coded_by or "") if row.response else ""


def checked(request: HttpRequest, table: CodingTable) -> None:
    """Check the posted row, or all, and say so; or say why it cannot be."""
    try:
        count = second_look.check(
            table.submission, by=request.user, commitments=keys_of(request.POST["check"])
        )
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return
    said = ngettext("%(count)s response is checked.", "%(count)s responses are checked.", count)
    messages.success(request, said % {"count": count})


def may_check(request: HttpRequest, submission: Submission) -> bool:
    is_under_review = submission.status == SubmissionStatus.UNDER_REVIEW
    return is_under_review and access.may_publish(request.user)


def keys_of(value: str) -> list[str] | None:
    """What a button is about: one commitment, or all."""
    return None if value == EVERYTHING else [value]


def place(value: str) -> str:
    """Where the page goes on after a button: at its row."""
    return "" if value == EVERYTHING else f"#{value}"


def here(request: HttpRequest) -> str:
    """The address of the table, with the file beside it."""
    return request.path + with_beside(request.GET.get("beside", ""))


def with_beside(file: str) -> str:
    """What an address of the table says of the file beside it."""
    return f"?beside={int(file)}" if file.isdecimal() and len(file) < LONGEST_KEY else ""


def show_suggestions(table: CodingTable) -> None:
    """Put beside each row what the program found in the files for it. One query."""
    rows = {row.commitment.pk: row for row in table.rows}
    for suggestion in suggesting.proposed(table.submission):
        if suggestion.commitment_id in rows:
            rows[suggestion.commitment_id].suggestions.append(suggestion)


def is_editable(request: HttpRequest, submission: Submission) -> bool:
    return (
        submission.is_being_written
        and not submission.is_nil_return
        and access.may_register(request.user)
    )


def summary(outcome: Outcome) -> str:
    if not (outcome.created or outcome.changed or outcome.removed):
        return _("Everything is saved.")
    return _("Saved: %(created)s new, %(changed)s changed, %(removed)s removed.") % {
        "created": outcome.created,
        "changed": outcome.changed,
        "removed": outcome.removed,
    }


def next_page(request: HttpRequest, submission: Submission) -> str:
    """The table again, at the row that a button stood in; or the submission's page."""
    steps = [request.POST[name] for name in STEPS if name in request.POST]
    if steps or "_continue" in request.POST:
        return here(request) + (place(steps[0]) if steps else "")
    return reverse("admin:reports_submission_change", args=[submission.pk])
