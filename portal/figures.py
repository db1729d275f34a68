"""The figures that a report gives beside its form: one table, one line for each indicator."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from indicators import figure_sheet
from portal.guard import find, for_contacts
from questionnaires.filling import language_of_texts
from reports import access


@for_contacts
@require_http_methods(["GET", "HEAD", "POST"])
def figures(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the table; on POST record all lines or none."""
    submission = find(request, reference)
    sheet = figure_sheet.sheet_of(submission)
    if not sheet.lines:
        raise Http404
    if request.method == "POST":
        language = language_of_texts(submission)
        figure_sheet.save(sheet, request.POST, by=request.user, language=language)
        if not sheet.has_faults:
            messages.success(request, _("Saved."))
            return redirect("my:figures", reference)
    context = {
        "submission": submission,
        "sheet": sheet,
        "may_write": access.may(request.user, access.WRITE, submission),
    }
    return render(request, "portal/figures.html", context, status=422 if sheet.has_faults else 200)
