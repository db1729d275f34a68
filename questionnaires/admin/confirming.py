"""The page on which an officer confirms a report's answers, with its file beside them."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from common.multilingual import LANGUAGE_CHOICES
from common.reading_once import reading_once
from questionnaires import confirming
from questionnaires.confirm_sheet import ConfirmRow, Sheet
from reports import access
from reports.admin.coding import JSON
from reports.attachments import viewing
from reports.models import Attachment, Submission

TEMPLATE = "admin/questionnaires/confirm.html"
THEIRS = "admin/questionnaires/confirm_theirs.html"


def confirm_page(
    request: HttpRequest, submission: Submission, of_admin: Callable[[], dict[str, Any]]
) -> HttpResponse:
    """Show the questions; on POST save those that were posted and are sound. A request for JSON
    saves while somebody is writing, and is answered with what became of each. ``of_admin`` gives
    what every page of the administration shows: a save while writing does without it."""
    with reading_once():
        loaded = confirming.load(submission)
        if loaded is None:
            raise Http404
        # A save of sound questions is answered without showing who confirmed what.
        sheet = confirming.sheet(submission, loaded, with_people=request.method != "POST")
    if request.method == "POST":
        saved = confirming.save_what_is_sound(sheet, request.POST, by=request.user)
        if request.headers.get("Accept") == JSON:
            return _told(request, sheet, saved)
        if not sheet.problems and not sheet.wrong_rows:
            messages.success(request, _("Everything is saved."))
            return HttpResponseRedirect(_next(request, submission))
    file = beside(request, sheet)
    may_write = access.may(request.user, access.WRITE, submission)
    context = of_admin()
    context.update(
        {
            "title": _("Confirm the answers of %(reference)s")
            % {"reference": submission.reference},
            "original": submission,
            "sheet": sheet,
            "is_editable": may_write and not submission.is_nil_return,
            "languages": LANGUAGE_CHOICES,
            "beside": file,
            "sizes": viewing.page_sizes(file) if file else [],
        }
    )
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.CONFLICT if sheet.is_too_late else HTTPStatus.UNPROCESSABLE_ENTITY
    return TemplateResponse(request, TEMPLATE, context, status=status)


def beside(request: HttpRequest, sheet: Sheet) -> Attachment | None:
    """The file beside the questions: the one asked for, else the one that was read."""
    wanted = request.GET.get("beside", "")
    chosen = next((file for file in sheet.attachments if str(file.pk) == wanted), None)
    read = sheet.reading.attachment_id if sheet.reading else None
    return chosen or next((file for file in sheet.attachments if file.pk == read), None)


def _next(request: HttpRequest, submission: Submission) -> str:
    if "_derived" in request.POST:
        return reverse("admin:questionnaires_derived", args=[submission.pk])
    return request.get_full_path()


def _told(request: HttpRequest, sheet: Sheet, saved: confirming.Saved) -> JsonResponse:
    """What became of each posted question, and of those that changed with them (gates)."""
    rows: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for row in sheet.rows:
        if f"{row.key}-seen" in request.POST:
            rows[row.key] = _of_row(request, row, is_recorded=row.key in saved.recorded)
        elif row.key in saved.written:
            others[row.key] = _state(row)
    answer = {"rows": rows, "others": others, "problems": sheet.problems}
    return JsonResponse(answer, status=409 if sheet.problems else 200)


def _of_row(request: HttpRequest, row: ConfirmRow, *, is_recorded: bool) -> dict[str, Any]:
    """One question's part of the answer. An unchanged question is not recorded and keeps the
    fingerprints it was shown with: somebody else may have changed it since."""
    if not row.is_typed:
        seen = row.seen if is_recorded else request.POST[f"{row.key}-seen"]
        return {**_state(row), "seen": seen}
    theirs = render_to_string(THEIRS, {"row": row}, request) if row.changed_by_others else ""
    return {"problems": row.problems, "theirs": theirs, "now": row.seen}


def _state(row: ConfirmRow) -> dict[str, Any]:
    return {"seen": row.seen, "asked": row.is_asked, "confirmed": row.is_confirmed}
