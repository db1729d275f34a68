"""Status pages of States and organisations, and the list of organisations."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from participation.proceedings import parts_of
from reports import coverage
from reports.coverage import CycleRecord
from reports.models import Membership, Reporter, ReporterKind, Submission
from tracker.pages.feeds import feed_of


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
    return render(request, "pages/organisations.html", {"organisations": found})


@require_safe
def state(request: HttpRequest, code: str) -> HttpResponse:
    """A State's status page; codes are written in capitals, so ``ken`` leads to ``KEN``."""
    if code != code.upper():
        return redirect("state", code=code.upper(), permanent=True)
    found = get_object_or_404(Reporter.objects.states(), code=code)
    return status_page(request, found)


@require_safe
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    return status_page(request, get_object_or_404(Reporter.objects.organisations(), code=code))


def status_page(request: HttpRequest, reporter: Reporter) -> HttpResponse:
    """What is on record of one reporter: its cycles, and what one of its reports says."""
    records = sorted(coverage.record_of(reporter), key=lambda record: record.cycle.is_fictional)
    shown = shown_submission(records, request.GET.get("cycle"))
    memberships = (
        Membership.objects.on(timezone.localdate())
        .filter(reporter=reporter)
        .select_related("group")
        .order_by("group__position", "group__code")
    )
    context = {
        "reporter": reporter,
        "feed": feed_of(reporter),
        "param": "state" if reporter.kind == ReporterKind.STATE else "organisation",
        "records": records,
        "reported": [r for r in records if r.submission and not r.cycle.is_fictional],
        "latest": next((r for r in records if not r.cycle.is_fictional), None),
        "shown": shown,
        "sections": coverage.by_section(shown) if shown else [],
        "groups": [membership.group for membership in memberships],
        "participation": parts_of(reporter),
        "today": timezone.localdate(),
    }
    return render(request, "pages/reporter.html", context)


def shown_submission(records: list[CycleRecord], cycle_code: str | None) -> Submission | None:
    """The report whose responses are shown: that of the cycle asked for, else the latest real
    one that is coded. None when there is none."""
    for record in records:
        if record.submission and record.cycle.code == cycle_code:
            return record.submission
    return next(
        (
            record.submission
            for record in records
            if getattr(record.submission, "is_coded", False) and not record.cycle.is_fictional
        ),
        None,
    )
