"""The page on which staff write the figures of a report beside its form."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from indicators import figure_sheet
from questionnaires.filling import language_of_texts
from reports import access
from reports.models import Submission
from reports.refusals import ContentFrozen

TEMPLATE = "admin/indicators/submission/figures.html"
REFUSED = "admin/reports/submission/refused.html"


def figures_page(
    request: HttpRequest, pk: int, of_admin: Callable[[], dict[str, Any]]
) -> HttpResponse:
    """Show the lines; on POST record what was sent, all of it or nothing. 404 without such a report
    of a State, 403 for whoever may not see it, 409 where it is too late. ``of_admin`` gives what
    every page of the administration shows."""
    submission = _submission(request, pk)
    sheet = figure_sheet.sheet_of(submission)
    if not sheet.lines:
        raise Http404
    context = of_admin()
    if request.method == "POST":
        try:
            language = language_of_texts(submission)
            figure_sheet.save(sheet, request.POST, by=request.user, language=language)
        except ContentFrozen as refusal:
            title = _("This step is not possible now")
            context.update(title=title, original=submission, reason=str(refusal))
            return TemplateResponse(request, REFUSED, context, status=HTTPStatus.CONFLICT)
        if not sheet.has_faults:
            messages.success(request, _("Everything is saved."))
            return HttpResponseRedirect(request.get_full_path())
    context.update(
        {
            "title": _("Figures beside the form of %(reference)s")
            % {"reference": submission.reference},
            "original": submission,
            "sheet": sheet,
            "may_write": submission.is_being_written
            and access.may(request.user, access.WRITE, submission),
        }
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if sheet.has_faults else HTTPStatus.OK
    return TemplateResponse(request, TEMPLATE, context, status=status)


def _submission(request: HttpRequest, pk: int) -> Submission:
    found: Submission = get_object_or_404(
        Submission.objects.select_related("reporter", "cycle"), pk=pk
    )
    is_readable = access.readable(request.user).filter(pk=pk).exists()
    if not is_readable or not request.user.has_perm(access.VIEW):
        raise PermissionDenied
    return found
