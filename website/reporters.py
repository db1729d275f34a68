"""Status pages of States and organisations, and the list of organisations."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from common.database.made_once import made_once
from common.reading_once import reading_once
from publications.status import status_of
from publications.status_page import status_context
from reports.models import Reporter, Submission
from website.subject import subject


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Every reporter that is not a State, with the cycles in which it reported."""
    current = (
        Submission.objects.current()
        .filter(cycle__is_fictional=False)
        .select_related("cycle")
        .order_by("-cycle__year")
    )
    found = (
        Reporter.objects.organisations()
        .in_un_order()
        .prefetch_related(Prefetch("submissions", queryset=current, to_attr="published"))
    )
    return render(request, "website/organisations.html", {"organisations": found})


@require_safe
def state(request: HttpRequest, code: str) -> HttpResponse:
    """A State's status page; codes are written in capitals, so ``ken`` leads to ``KEN``."""
    if code != code.upper():
        return redirect("state", code=code.upper(), permanent=True)
    return status_page(request, subject(_states(code)))


@require_safe
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    return status_page(request, subject(_organisations(code)))


@made_once
def _states(code: Any) -> "QuerySet[Reporter]":
    found: QuerySet[Reporter] = Reporter.objects.states().filter(code=code)
    return found


@made_once
def _organisations(code: Any) -> "QuerySet[Reporter]":
    found: QuerySet[Reporter] = Reporter.objects.organisations().filter(code=code)
    return found


@reading_once()
def status_page(request: HttpRequest, reporter: Reporter) -> HttpResponse:
    """The records of one reporter: its cycles, and the content of one report."""
    status = status_of(reporter, request.GET.get("cycle"))
    context = status_context(status, request.GET.get("answers", ""))
    return render(request, "publications/reporter.html", context)
