"""What changed between the versions of a reporter's report."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reports.models import Reporter, ReportingCycle
from reports.submissions.versions import steps


@require_safe
def state_versions(request: HttpRequest, code: str, cycle: str) -> HttpResponse:
    return versions(request, get_object_or_404(Reporter.objects.states(), code=code), cycle)


@require_safe
def organisation_versions(request: HttpRequest, code: str, cycle: str) -> HttpResponse:
    return versions(request, get_object_or_404(Reporter.objects.organisations(), code=code), cycle)


def versions(request: HttpRequest, reporter: Reporter, cycle_code: str) -> HttpResponse:
    """Each published version beside the one before; 404 if there is only one. Five queries."""
    cycle = get_object_or_404(ReportingCycle, code=cycle_code)
    found = steps(reporter, cycle)
    if not found:
        raise Http404
    context = {"reporter": reporter, "cycle": cycle, "steps": found}
    return render(request, "website/versions.html", context)
