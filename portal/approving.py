"""The whole report on one page, to be read and approved before it is handed in: every answer, who
worked on it and when, and the internal comments of the reporter's people."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Max
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.files.writing import pdf
from portal import taking_away
from portal.guard import find, for_contacts
from portal.stepping import say
from portal.steps import of as steps_of
from reports import access
from reports.models import Action, Submission
from reports.models.children import children
from reports.submissions import comments


@dataclass
class Work:
    """What one person changed on one day. ``name`` is empty for the secretariat, whose members are
    not named. ``parts`` are the numbers of changes by kind of record."""

    day: datetime.date
    name: str
    last: datetime.datetime
    parts: dict[str, int] = field(default_factory=dict)


@for_contacts
@require_safe
def whole(request: HttpRequest, reference: str) -> HttpResponse:
    """The same content as the downloaded document. One query more for each kind of record."""
    return page(request, find(request, reference))


def page(
    request: HttpRequest, submission: Submission, problems: tuple[str, ...] = (), text: str = ""
) -> HttpResponse:
    context = {
        "submission": submission,
        "content": pdf.as_html(taking_away.blocks(submission)),
        "work": work_on(submission),
        "steps": steps_of(submission),
        "comments": comments.of(submission),
        "may_comment": comments.may_write(request.user, submission),
        "may_submit": access.may(request.user, Action.SUBMIT, submission),
        "problems": problems,
        "text": text,
    }
    return render(request, "portal/whole.html", context, status=422 if problems else 200)


@for_contacts
@require_POST
def comment(request: HttpRequest, reference: str) -> HttpResponse:
    """Post a comment to those who act for the same reporter."""
    submission, text = find(request, reference), request.POST.get("text", "")
    try:
        comments.send(submission, text, by=request.user)
    except ValidationError as error:
        return page(request, submission, tuple(error.messages), text)
    say(request, lambda: None, _("Your comment is there for your colleagues."))
    response: Any = redirect("my:whole", reference)
    # Tells the browser that it may forget its copy of the text.
    response["Location"] += "?sent=comment#comments"
    return response


def work_on(submission: Submission) -> list[Work]:
    """Who changed which parts of the report, by day and person, the latest first; from the
    histories of all its records. One query for each history."""
    found: dict[Any, Work] = {}
    for label, history in histories(submission):
        for row in by_day(history):
            is_staff, email = row["history_user__is_staff"], row["history_user__email"]
            name = "" if is_staff else row["history_user__name"] or email
            new = Work(row["day"], name, row["last"])
            work = found.setdefault((row["day"], "" if is_staff else email), new)
            work.last = max(work.last, row["last"])
            work.parts[label] = work.parts.get(label, 0) + row["count"]
    return sorted(found.values(), key=lambda work: work.last, reverse=True)


def histories(submission: Submission) -> Iterator[tuple[str, Any]]:
    """The history of the report itself, and of each kind of its records that has a history."""
    own: Any = Submission
    yield _("About the report"), own.history.filter(id=submission.pk)
    for child in children():
        model: Any = child.model
        if child.via == "submission" and hasattr(model, "history"):
            label = capfirst(str(model._meta.verbose_name_plural))
            yield label, model.history.filter(submission_id=submission.pk)


def by_day(history: Any) -> Any:
    """The number of changes by each person on each day, and the time of the last."""
    who = [f"history_user__{name}" for name in ("name", "email", "is_staff")]
    known = history.filter(history_user__isnull=False).annotate(day=TruncDate("history_date"))
    counted = known.values("day", *who).annotate(
        last=Max("history_date"), count=Count("history_id")
    )
    return counted.order_by()
