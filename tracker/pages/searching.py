"""Finding States, organisations, commitments, documents, meetings and responses."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commitments.models import Commitment, Meeting, OutcomeDocument
from commitments.searching import matching, normalise
from reports.models import Reporter, Response, Submission

FIRST_RESULTS = 10
ALL_RESULTS = 200


class SearchForm(forms.Form):
    """A query, and one kind of result to see all of."""

    q = forms.CharField(required=False, max_length=200)
    kind = forms.CharField(required=False, max_length=20)


@dataclass(frozen=True)
class Finding:
    """The results of one kind: how many there are, and the first of them."""

    kind: str
    label: Any
    count: int
    results: list[Any]

    @property
    def rest(self) -> int:
        return self.count - len(self.results)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results by kind, in any language and script. Two queries for each kind."""
    form = SearchForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    query, kind = chosen.get("q", ""), chosen.get("kind", "")
    findings = find(query, kind) if normalise(query) else []
    context = {
        "query": query,
        "kind": kind,
        "findings": findings,
        "total": sum(finding.count for finding in findings),
    }
    return render(request, "pages/search.html", context)


def find(query: str, kind: str = "") -> list[Finding]:
    """What ``query`` finds, by kind; with ``kind`` that one alone, at greater length."""
    limit = ALL_RESULTS if kind else FIRST_RESULTS
    findings = [
        Finding(name, label, found.count(), list(found[:limit]))
        for name, label, found in searches(query)
        if kind in ("", name)
    ]
    return [finding for finding in findings if finding.count]


def searches(query: str) -> list[tuple[str, Any, Any]]:
    """Kind, label and queryset of everything that can be found."""
    responses = (
        Response.objects.published()
        .matching(query)
        .select_related("submission__reporter", "submission__cycle", "commitment")
        .order_by("-submission__cycle__year", "submission__reporter__sort_name", "pk")
    )
    reporters = Reporter.objects.matching(query).in_un_order()
    return [
        ("states", _("States"), reporters.states()),
        ("organisations", _("Organisations"), reporters.organisations()),
        (
            "commitments",
            _("Commitments"),
            Commitment.objects.matching(query).in_document_order(),
        ),
        ("documents", _("Documents"), OutcomeDocument.objects.filter(matching(query))),
        ("meetings", _("Meetings"), Meeting.objects.filter(matching(query))),
        ("responses", _("Responses"), responses),
        (
            "submissions",
            _("Reports"),
            Submission.objects.current()
            .filter(reference__icontains=query.strip())
            .select_related("reporter", "cycle"),
        ),
    ]
