"""The meetings of the process."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments.models import Meeting
from common.database.made_once import made_once
from common.database.prefetched_once import prefetched_once
from participation.proceedings import proceedings_of
from reports.coverage import trend
from reports.models import Reporter
from website.subject import subject


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
    order = _in_time_order()
    found = subject([each for each in order if each.key == key])
    _put_documents_on([found])
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


@made_once
def _in_time_order() -> "QuerySet[Meeting]":
    return Meeting.objects.order_by("year", "starts_on", "key")


@prefetched_once(Meeting)
def _put_documents_on() -> list[Any]:
    return ["documents"]


def chair_states(meetings: list[Meeting]) -> dict[str, Reporter]:
    """The States of the chairs by code. One query."""
    codes = {meeting.chair_state for meeting in meetings if meeting.chair_state}
    return {state.code: state for state in Reporter.objects.states().filter(code__in=codes)}
