"""Outcome documents and their commitments."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from commitments.models import Commitment, OutcomeDocument, commitment_key
from common.database.made_once import made_once
from publications import assistance
from publications.measured_counts import on_record
from publications.planning import taken_up
from questionnaires.models import QuestionMapping, ReportTemplate
from reports import coverage
from reports.coverage import CommitmentInCycle
from reports.models import ReportingCycle
from website.outline import ancestry, outline
from website.subject import subject


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """Every document with its numbers of paragraphs."""
    found = (
        OutcomeDocument.objects.select_related("meeting")
        .annotate(
            paragraphs=Count("commitments"),
            operative=Count("commitments", filter=Q(commitments__is_operative=True)),
        )
        .order_by("-meeting__year", "-adopted_on", "key")
    )
    return render(request, "website/documents.html", {"documents": found})


@require_safe
def document(request: HttpRequest, key: str) -> HttpResponse:
    """The text of one document, section by section, with the coverage of each paragraph."""
    found = subject(_document(key))
    cycles = _cycles_of(found.pk)
    latest = next((cycle for cycle in cycles if not cycle.is_fictional), None)
    context = {"document": found, "outline": outline(found, latest), "cycles": cycles}
    return render(request, "website/document.html", context)


@made_once
def _document(key: Any) -> "QuerySet[OutcomeDocument]":
    return OutcomeDocument.objects.filter(key=key).select_related("meeting")


@made_once
def _cycles_of(document: Any) -> "QuerySet[ReportingCycle]":
    cycles = ReportingCycle.objects.latest_first()
    found: QuerySet[ReportingCycle] = cycles.filter(documents=document)
    return found


@require_safe
def commitment(request: HttpRequest, document_key: str, slug: str) -> HttpResponse:
    """One commitment: its text, the reports that address it, and its neighbours."""
    found = get_object_or_404(
        Commitment.objects.select_related("document__meeting", "section").prefetch_related(
            "themes", "addressee_records", "answers"
        ),
        document__key=document_key,
        key=commitment_key(document_key, slug),
    )
    siblings = Commitment.objects.filter(document=found.document_id)
    before = siblings.filter(position__lt=found.position).order_by("-position")
    after = siblings.filter(position__gt=found.position).order_by("position")
    in_cycles = real_first(coverage.over_cycles(found)) if found.is_operative else []
    context = {
        "commitment": found,
        "path": ancestry(found.section),
        "previous": before.first(),
        "next": after.first(),
        "links_back": found.links_back.select_related("earlier__document"),
        "links_forward": found.links_forward.select_related("commitment__document"),
        "asked_by": QuestionMapping.objects.filter(
            commitment=found, question__template__in=ReportTemplate.objects.in_use()
        )
        .select_related("question__template")
        .order_by("role", "question__template__key", "-question__template__version", "question"),
        "measured": on_record(found),
        "in_cycles": in_cycles,
        "real_cycles": [row for row in in_cycles if not row.cycle.is_fictional],
        "by_group": coverage.answers_by_group(found, in_cycles),
        "taken_up": taken_up(found),
        "assistance": assistance.beside(found),
    }
    return render(request, "website/commitment.html", context)


def real_first(rows: list[CommitmentInCycle]) -> list[CommitmentInCycle]:
    return sorted(rows, key=lambda row: row.cycle.is_fictional)
