"""One commitment: its text, the reports that address it, and its neighbours."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments.models import Commitment, CommitmentLink, Section, commitment_key
from common.database.made_once import made_once
from common.database.prefetched_once import prefetched_once
from publications import assistance
from publications.measured_counts import on_record
from publications.planning import taken_up
from questionnaires.models import QuestionMapping, ReportTemplate
from reports import coverage
from reports.coverage import CommitmentInCycle
from website.subject import subject


@require_safe
def commitment(request: HttpRequest, document_key: str, slug: str) -> HttpResponse:
    """One commitment. Nineteen queries at most, beside those on assistance."""
    found = subject(_commitment(document_key, commitment_key(document_key, slug)))
    _put_facts_on([found])
    if found.is_operative and not found.is_answerable_by_reports:
        coverage.put_answers_on([found])
    in_cycles = _real_first(coverage.over_cycles(found)) if found.is_operative else []
    context = {
        "commitment": found,
        "path": _ancestry(found.section),
        "previous": next(iter(_before(found.document_id, found.position)), None),
        "next": next(iter(_after(found.document_id, found.position)), None),
        "links_back": _links_back(found.pk),
        "links_forward": _links_forward(found.pk),
        "asked_by": _asked_by(found.pk),
        "measured": on_record(found),
        "in_cycles": in_cycles,
        "real_cycles": [row for row in in_cycles if not row.cycle.is_fictional],
        "by_group": coverage.answers_by_group(found, in_cycles),
        "taken_up": taken_up(found),
        "assistance": assistance.beside(found),
    }
    return render(request, "website/commitment.html", context)


@made_once
def _commitment(document: Any, key: Any) -> "QuerySet[Commitment]":
    found: QuerySet[Commitment] = Commitment.objects.filter(document__key=document, key=key)
    return found.select_related("document", "section").defer("search_text", "document__search_text")


@prefetched_once(Commitment)
def _put_facts_on() -> list[Any]:
    return ["themes", "addressee_records"]


@made_once
def _before(document: Any, position: Any) -> "QuerySet[Commitment]":
    found: QuerySet[Commitment] = Commitment.objects.filter(document=document)
    return found.filter(position__lt=position).order_by("-position").only(*Commitment.LINKED)[:1]


@made_once
def _after(document: Any, position: Any) -> "QuerySet[Commitment]":
    found: QuerySet[Commitment] = Commitment.objects.filter(document=document)
    return found.filter(position__gt=position).order_by("position").only(*Commitment.LINKED)[:1]


@made_once
def _links_back(commitment: Any) -> "QuerySet[CommitmentLink]":
    found: QuerySet[CommitmentLink] = CommitmentLink.objects.filter(commitment=commitment)
    return _with(found, "earlier")


@made_once
def _links_forward(commitment: Any) -> "QuerySet[CommitmentLink]":
    found: QuerySet[CommitmentLink] = CommitmentLink.objects.filter(earlier=commitment)
    return _with(found, "commitment")


def _with(links: "QuerySet[CommitmentLink]", end: str) -> "QuerySet[CommitmentLink]":
    """The links with as much of the commitment at their ``end`` as the page says."""
    shown = [f"{end}__{name}" for name in (*Commitment.LINKED, "document__title")]
    return links.select_related(f"{end}__document").only("kind", *shown)


@made_once
def _asked_by(commitment: Any) -> "QuerySet[QuestionMapping]":
    in_use = ReportTemplate.objects.in_use()
    found = QuestionMapping.objects.filter(commitment=commitment, question__template__in=in_use)
    return found.select_related("question__template").order_by(
        "role", "question__template__key", "-question__template__version", "question"
    )


def _ancestry(section: Section | None) -> list[Section]:
    """A section with all sections above it, the top one first. One query."""
    if section is None:
        return []
    numerals = section.code.split("-")
    codes = ["-".join(numerals[: depth + 1]) for depth in range(len(numerals))]
    return _sections(section.document_id, codes)


@made_once
def _sections(document: Any, codes: Any) -> "QuerySet[Section]":
    return Section.objects.filter(document=document, code__in=codes).order_by("position")


def _real_first(rows: list[CommitmentInCycle]) -> list[CommitmentInCycle]:
    return sorted(rows, key=lambda row: row.cycle.is_fictional)
