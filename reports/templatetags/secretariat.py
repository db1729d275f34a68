"""What an officer needs first: the current cycle, what is being worked on, what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import template
from django.db.models import Count
from django.template.context import RequestContext
from django.urls import reverse
from django.utils import timezone

from common.admin_desk import tasks_of
from reports import access, coverage
from reports.models import ReporterKind, ReportingCycle, StateStatus, Submission
from reports.models.statuses import IN_PROGRESS
from reports.permissions import OVERSEE

register = template.Library()


@dataclass(frozen=True)
class Pile:
    """Submissions of one status, over all cycles: how many, and the list of them."""

    status: str
    label: Any
    count: int
    url: str


@register.inclusion_tag("admin/reports/desk.html", takes_context=True)
def secretariat_desk(context: RequestContext) -> dict[str, Any]:
    """The start page's first panel; empty without the right to see submissions."""
    user = context["request"].user
    if not user.has_perm("reports.view_submission"):
        return {}
    cycle = ReportingCycle.objects.at_the_desk()
    awaited = ReportingCycle.objects.awaited()
    return {
        "cycle": cycle,
        "next": awaited if awaited != cycle else None,
        "tasks": tasks_of(user),
        "days_left": (cycle.due_on - timezone.localdate()).days if cycle and cycle.due_on else None,
        "piles": list(piles()),
        "may_register": access.may_register(user),
        **(figures(cycle) if cycle else {}),
    }


@register.simple_tag(takes_context=True)
def edits_link(context: RequestContext) -> str:
    """The overview of all edits; empty without the right to it."""
    return reverse("admin:edits") if context["request"].user.has_perm(OVERSEE) else ""


def figures(cycle: ReportingCycle) -> dict[str, Any]:
    """The cycle's headline figures and the lists behind them."""
    missing = {"not_reported_in": cycle.code, "state_status__exact": StateStatus.MEMBER}
    reported = {"cycle": cycle.code, "status__exact": "published"}
    page = reverse("admin:reports_submission_changelist")

    def listed(kind: str, **also: str) -> str:
        return f"{page}?{urlencode({**reported, 'reporter__kind__exact': kind, **also})}"

    found = coverage.headlines(cycle)
    return {
        "states": found[ReporterKind.STATE],
        "organisations": found[ReporterKind.ORGANISATION],
        "blocs": found[ReporterKind.BLOC],
        "missing_url": f"{reverse('admin:reports_reporter_changelist')}?{urlencode(missing)}",
        "states_url": listed(ReporterKind.STATE),
        "organisations_url": listed(ReporterKind.ORGANISATION),
        "blocs_url": listed(ReporterKind.BLOC),
        "coded_url": listed(ReporterKind.STATE, coded="yes"),
        "register_url": f"{reverse('admin:reports_submission_add')}?cycle={cycle.pk}",
    }


def piles() -> Iterator[Pile]:
    """The statuses between registered and published, in their order. One query."""
    counts = dict(
        Submission.objects.in_progress()
        .order_by()
        .values_list("status")
        .annotate(number=Count("pk"))
    )
    for status in IN_PROGRESS:
        query = urlencode({"status__exact": status})
        url = f"{reverse('admin:reports_submission_changelist')}?{query}"
        yield Pile(status, status.label, counts.get(status, 0), url)
