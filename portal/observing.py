"""What an observer of a group sees: which of its States have reported, and which are due.

It shows only what the public pages show; it never reads a draft, a message or a request.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contacts import access
from contacts.models import GroupObserver
from portal.guard import for_contacts
from portal.home import open_cycles
from reports.coverage.rolls import members_by_group
from reports.models import Reporter, ReporterKind, ReportingCycle, StateStatus, Submission


@dataclass(frozen=True)
class Row:
    """One State, and its published report of the cycle, if there is one. Member States without one
    are due; other States are not expected to report."""

    state: Reporter
    submission: Submission | None

    @property
    def is_due(self) -> bool:
        return self.submission is None and self.state.state_status == StateStatus.MEMBER


@dataclass(frozen=True)
class Roll:
    """The group in one cycle that is open now."""

    observer: GroupObserver
    cycle: ReportingCycle
    rows: list[Row]

    @property
    def reported(self) -> int:
        return sum(row.submission is not None for row in self.rows)

    @property
    def due(self) -> int:
        return sum(row.is_due for row in self.rows)


@for_contacts
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Every group that the person observes, in every cycle that is open. Three queries for each
    cycle and kind of group, however many States there are."""
    held = list(access.observed(request.user).select_related("organisation", "group"))
    cycles = open_cycles()
    rolls = [roll_of(observer, cycle) for observer in held for cycle in cycles]
    context = {"observers": held, "rolls": rolls}
    return render(request, "portal/groups.html", context)


def roll_of(observer: GroupObserver, cycle: ReportingCycle) -> Roll:
    """The States in the group on the cycle's reference day."""
    group = observer.group
    members = members_by_group(group.kind, cycle.reference_day).get(group, [])
    states = [each for each in members if each.kind == ReporterKind.STATE]
    current = Submission.objects.current().filter(cycle=cycle, reporter__in=states)
    found = {each.reporter_id: each for each in current.select_related("cycle", "reporter")}
    return Roll(observer, cycle, [Row(state, found.get(state.pk)) for state in states])
