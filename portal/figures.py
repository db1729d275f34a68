"""The figures that a report gives beside its form: one table, one line for each indicator."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.multilingual import current_language
from indicators import typed
from indicators.models import Answered
from indicators.typed import Given, Line
from portal.guard import find, for_contacts
from publications import measured
from reports import access
from reports.models import Submission


@dataclass(frozen=True)
class Shown:
    """A line of the table; ``beside`` is what stood in other reports or stands in a database."""

    line: Line
    name: str
    unit: str
    beside: list[str]


@for_contacts
@require_http_methods(["GET", "HEAD", "POST"])
def figures(request: HttpRequest, reference: str) -> HttpResponse:
    """The table; what was sent is recorded, all of it or nothing."""
    submission = find(request, reference)
    lines = typed.lines(submission)
    if not lines:
        raise Http404
    problems: list[str] = []
    if request.method == "POST":
        given = {each.indicator.key: _sent(request, each.indicator.key) for each in lines}
        try:
            typed.record(submission, given, by=request.user, language=_language(submission))
        except ValidationError as error:
            said = error.message_dict
            problems = said.pop("", [])
            for each in lines:
                each.given = given[each.indicator.key]
                each.problem = " ".join(said.get(each.indicator.key, ()))
        else:
            messages.success(request, _("Saved."))
            return redirect("my:figures", reference)
    context = {
        "submission": submission,
        "lines": [_shown(each) for each in lines],
        "problems": problems,
        "answers": Answered.choices,
        "may_write": access.may(request.user, access.WRITE, submission),
    }
    has_faults = bool(problems or any(each.problem for each in lines))
    return render(request, "portal/figures.html", context, status=422 if has_faults else 200)


def _sent(request: HttpRequest, key: str) -> Given:
    def text(name: str) -> str:
        return request.POST.get(f"{key}-{name}", "").strip()

    return Given(text("value"), text("answer"), text("comment"))


def _language(submission: Submission) -> str:
    """That of the footnotes: the report's only one, else that of the page."""
    languages: Any = submission.languages
    return str(languages[0]) if len(languages) == 1 else current_language()


def _shown(line: Line) -> Shown:
    beside = [
        f"{measured.figure_words(each)} ({each.period or each.source or each.submission})"
        for each in line.others
    ]
    name = measured.indicator_name(line.indicator)
    return Shown(line, name, measured.unit_words(line.indicator), beside)
