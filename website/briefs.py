"""A reporter's status page as a file: PDF, DOCX or JSON."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from common.files.writing.documents import answer
from common.multilingual import current_language
from publications.documents import brief_facts
from publications.documents.brief import Absolute, brief
from publications.status import SectionRow, Status, status_of
from reports.coverage import CycleRecord, Ratio
from reports.models import Reporter, Response


@require_safe
def state_brief(request: HttpRequest, code: str, form: str) -> HttpResponse:
    found = get_object_or_404(Reporter.objects.states(), code=code)
    return answer_brief(request, found, form)


@require_safe
def organisation_brief(request: HttpRequest, code: str, form: str) -> HttpResponse:
    found = get_object_or_404(Reporter.objects.organisations(), code=code)
    return answer_brief(request, found, form)


def answer_brief(request: HttpRequest, reporter: Reporter, form: str) -> HttpResponse:
    """The brief in the language of the address, on the same report as the page."""
    cycle, absolute = request.GET.get("cycle"), request.build_absolute_uri
    if form == "json":
        data = as_data(status_of(reporter, cycle), absolute)
        return JsonResponse(data, json_dumps_params={"ensure_ascii": False})
    name = f"{reporter.code}-{current_language()}"
    return answer(lambda: brief(status_of(reporter, cycle), absolute), form, name)


def as_data(status: Status, absolute: Absolute) -> dict[str, Any]:
    """The same for programs; keys and codes are those of the API."""
    reporter, shown = status.reporter, status.shown
    return {
        "code": reporter.code,
        "kind": reporter.kind,
        "name": str(reporter),
        "language": current_language(),
        "address": absolute(reporter.get_absolute_url()),
        "cycles": [cycle_data(record) for record in status.records],
        "instruments": brief_facts.instruments_data(reporter),
        "figures": brief_facts.figures_data(reporter),
        "offices": brief_facts.offices_data(reporter),
        "report": {
            "reference": shown.reference,
            "cycle": shown.cycle.code,
            "is_fictional": shown.cycle.is_fictional,
            "coverage": ratio_data(status.ratio),
            "group": status.beside.group.code if status.beside else None,
            "group_coded": status.beside.coded if status.beside else None,
            "sections": [section_data(row) for row in status.sections],
            "changes": changes_data(status),
            "responses": [response_data(r, shown.reference, absolute) for r in status.responses],
        }
        if shown
        else None,
    }


def cycle_data(record: CycleRecord) -> dict[str, Any]:
    """The record of one cycle; ``reported`` is None if the records do not tell."""
    submission = record.submission
    data = {
        "code": record.cycle.code,
        "name": str(record.cycle),
        "is_fictional": record.cycle.is_fictional,
        "reported": True if submission else (False if record.tells_silence else None),
    }
    if submission is None:
        return data
    return data | {
        "reference": submission.reference,
        "version": submission.version,
        "received_on": submission.received_on,
        "received_no_later_than": submission.received_no_later_than,
        "timeliness": submission.timeliness,
        "is_nil_return": submission.is_nil_return,
        "is_coded": getattr(submission, "is_coded", False),
        "languages": submission.languages,
        "source": submission.source,
        "publication_url": submission.publication_url,
    }


def ratio_data(ratio: Ratio | None) -> dict[str, Any] | None:
    """A ratio as data; ``share`` is None if the total is 0: not applicable, never 0."""
    if ratio is None:
        return None
    return {"addressed": ratio.count, "due": ratio.total, "share": ratio.share}


def section_data(row: SectionRow) -> dict[str, Any]:
    return {
        "section": row.section.code,
        "heading": str(row.section),
        "coverage": ratio_data(row.ratio),
        "group_coverage": ratio_data(row.beside),
    }


def changes_data(status: Status) -> dict[str, Any] | None:
    """The changes on commitments since the report before, by key."""
    if status.changes is None:
        return None
    return {
        "since": status.changes.before.reference,
        **{
            change.value: [each.commitment.key for each in found]
            for change, found in status.changes.listed
        },
    }


def response_data(response: Response, reference: str, absolute: Absolute) -> dict[str, Any]:
    attachment = response.attachment
    place = [reference, attachment.key] if attachment and attachment.is_public else None
    return {
        "commitment": response.commitment.key,
        "status": response.status,
        "narrative": response.narrative,
        "language": response.language,
        "page": response.page,
        "evidence_url": response.evidence_url,
        "attachment": absolute(reverse("attachment", args=place)) if place else None,
    }
