"""The meetings of the process."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from commitments.models import Meeting
from participation.proceedings import proceedings_of
from reports.coverage import trend
from reports.models import Reporter

IN_TIME_ORDER = ("year", "starts_on", "key")


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """Every meeting, latest first, with its documents."""
    # An annotated count drops the model's order, so it is given here.
    found = list(
        Meeting.objects.annotate(spoken=Count("sittings__statements"))
        .order_by(*Meeting._meta.ordering)
        .prefetch_related("documents")
    )
    return render(
        request, "website/meetings.html", {"meetings": found, "chair_states": chair_states(found)}
    )


@require_safe
def meeting(request: HttpRequest, key: str) -> HttpResponse:
    """One meeting: who took part, its documents, the reports made for it, its neighbours."""
    found = get_object_or_404(Meeting.objects.prefetch_related("documents"), key=key)
    order = list(Meeting.objects.order_by(*IN_TIME_ORDER))
    place = order.index(found)
    context = {
        "meeting": found,
        "chair_states": chair_states([found]),
        "proceedings": proceedings_of(found),
        "points": [point for point in trend() if point.cycle.meeting_id == found.pk],
        "previous": order[place - 1] if place else None,
        "next": order[place + 1] if place + 1 < len(order) else None,
    }
    return render(request, "website/meeting.html", context)


def chair_states(meetings: list[Meeting]) -> dict[str, Reporter]:
    """The States of the chairs by code. One query."""
    codes = {meeting.chair_state for meeting in meetings if meeting.chair_state}
    return {state.code: state for state in Reporter.objects.states().filter(code__in=codes)}
