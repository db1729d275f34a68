"""Outcome documents."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments.models import OutcomeDocument
from common.database.made_once import made_once
from reports.models import ReportingCycle
from website.outline import outline
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
