"""Who recorded, changed and removed what in one submission's coding, and when."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from simple_history.models import ModelChange

from commitments.models import Commitment
from common.record_admin import LONGEST_CHANGE, ReadableChanges
from reports.coding.recording import CONTENT_FIELDS
from reports.models import Response, Submission

# What an entry tells, and the column it stands in.
FIELDS = {
    name.removesuffix("_id"): name for name in (*CONTENT_FIELDS, "is_carried_over", "checked_by_id")
}
PER_PAGE = 100


def coding_history_page(
    request: HttpRequest, submission: Submission, context: dict[str, Any]
) -> HttpResponse:
    """Every entry in the history of the submission's responses, removed ones too, latest first.
    Five queries at most."""
    records = list(entries(submission))
    paginator = Paginator(records[::-1], PER_PAGE)
    page = paginator.get_page(request.GET.get("p"))
    context.update(
        {
            "title": _("History of the coding of %(reference)s")
            % {"reference": submission.reference},
            "original": submission,
            "page_obj": page,
            "page_range": paginator.get_elided_page_range(page.number),
            "page_var": "p",
            "pagination_required": paginator.num_pages > 1,
        }
    )
    return TemplateResponse(request, "admin/reports/submission/coding_history.html", context)


def entries(submission: Submission) -> Iterator[Any]:
    """The entries in the order they were made, each with ``subject`` (the commitment) and
    ``history_delta_changes`` against the entry before it of the same response."""
    history = Response.history.filter(submission=submission.pk).select_related("history_user")
    records = list(history.order_by("history_date", "history_id"))
    checkers = get_user_model().objects.in_bulk(
        {record.checked_by_id for record in records} - {None}
    )
    names = {
        "attachment": dict(submission.attachments.values_list("pk", "name")),
        "checked_by": {pk: str(user) for pk, user in checkers.items()},
    }
    commitments = Commitment.objects.in_bulk({record.commitment_id for record in records})
    previous: dict[int, Any] = {}
    for record in records:
        record.subject = commitments.get(record.commitment_id)
        record.history_delta_changes = changes(record, previous.get(record.id), names)
        previous[record.id] = record
        yield record


def changes(
    record: Any, before: Any, names: Mapping[str, Mapping[Any, str]]
) -> list[dict[str, Any]]:
    """What changed from ``before`` to ``record``, field by field; files and people by their
    ``names``."""
    helper = ReadableChanges(Response, record, max_displayed_delta_change_chars=LONGEST_CHANGE)
    found = []
    for name, column in FIELDS.items():
        old, new = getattr(before, column, None) or "", getattr(record, column) or ""
        known = names.get(name, {})
        old, new = known.get(old, old), known.get(new, new)
        if old != new:
            change = helper.format_delta_change(ModelChange(name, old, new))
            found.append({"field": change.field, "old": change.old, "new": change.new})
    return found
