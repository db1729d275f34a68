"""The days of reporting cycles and meetings as a calendar (iCalendar, RFC 5545)."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from commitments.models import Meeting
from common.multilingual import current_language, localise
from reports.data_stamp import stamp
from reports.models import ReportingCycle

DAY = datetime.timedelta(days=1)
TYPE = "text/calendar; charset=utf-8"
# Days on record may change: calendars ask again after this time.
AGAIN = "P1D"


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Opening, due and closing days of real cycles, and meetings whose days are known. Three
    queries."""
    found = Calendar()
    found.add("prodid", f"-//PoA Tracker//Deadlines//{current_language().upper()}")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", _("Programme of Action: deadlines and meetings"))
    found.add("x-published-ttl", AGAIN)
    changed = stamp()
    at = changed.changed_at if changed else timezone.now()
    for event in (*cycle_days(request), *meeting_days(request)):
        event.add("dtstamp", at)
        event.add("last-modified", at)
        event.add("sequence", changed.version if changed else 0)
        found.add_component(event)
    headers = {"Content-Disposition": 'inline; filename="poa-deadlines.ics"'}
    return HttpResponse(found.to_ical(), content_type=TYPE, headers=headers)


def cycle_days(request: HttpRequest) -> Iterator[Event]:
    """Each known day of each real cycle."""
    for cycle in ReportingCycle.objects.real().order_by("year", "code"):
        days = {
            "opens": (cycle.opens_on, _("%(cycle)s: opens")),
            "due": (cycle.due_on, _("%(cycle)s: reports are due")),
            "closes": (cycle.closes_on, _("%(cycle)s: closes")),
        }
        for name, (day, title) in days.items():
            if day:
                address = request.build_absolute_uri(cycle.get_absolute_url())
                yield whole_days(
                    f"cycle-{cycle.code}-{name}", title % {"cycle": cycle}, day, day, address
                )


def meeting_days(request: HttpRequest) -> Iterator[Event]:
    """Meetings from their first to their last day, if the first is known."""
    for meeting in Meeting.objects.exclude(starts_on=None).order_by("starts_on", "key"):
        address = request.build_absolute_uri(meeting.get_absolute_url())
        last = meeting.ends_on or meeting.starts_on
        name = localise(meeting.name)
        yield whole_days(f"meeting-{meeting.key}", name, meeting.starts_on, last, address)


def whole_days(key: str, title: str, first: Any, last: Any, address: str) -> Event:
    """An event of whole days, which does not block anybody's time; its key is the same in every
    language."""
    event = Event()
    event.add("uid", f"{key}@poa-tracker")
    event.add("summary", str(title))
    event.add("dtstart", first)
    event.add("dtend", last + DAY)
    event.add("transp", "TRANSPARENT")
    event.add("url", address)
    return event
