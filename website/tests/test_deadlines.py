"""The calendar of deadlines and meetings."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from testing.builders import make_cycle, make_meeting, texts

pytestmark = pytest.mark.django_db
DAY = datetime.date


def events(client: Client, prefix: str = "") -> dict[str, Any]:
    """The events by their keys."""
    answer = client.get(f"{prefix}/feeds/deadlines.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(answer.content)
    return {str(event["uid"]): event for event in found.walk("VEVENT")}


def days(event: Any) -> tuple[datetime.date, datetime.date]:
    return event["dtstart"].dt, event["dtend"].dt


def test_every_known_day_of_cycles_and_meetings_is_a_whole_day(client: Client) -> None:
    meeting = make_meeting("bms9", starts_on=DAY(2026, 6, 1), ends_on=DAY(2026, 6, 5))
    make_meeting("undated")
    make_cycle("2026", meeting=meeting, opens_on=DAY(2026, 1, 1), due_on=DAY(2026, 3, 31))
    make_cycle("2027", is_fictional=True, due_on=DAY(2027, 3, 31))
    found = events(client)
    assert {key: days(event) for key, event in found.items()} == {
        "cycle-2026-opens@poa-tracker": (DAY(2026, 1, 1), DAY(2026, 1, 2)),
        "cycle-2026-due@poa-tracker": (DAY(2026, 3, 31), DAY(2026, 4, 1)),
        "meeting-bms9@poa-tracker": (DAY(2026, 6, 1), DAY(2026, 6, 6)),
    }
    due = found["cycle-2026-due@poa-tracker"]
    assert str(due["url"]) == "http://testserver/cycles/2026/"
    assert str(due["summary"]) == "Cycle 2026: reports are due"


def test_a_change_moves_the_sequence_and_nothing_else_does(client: Client) -> None:
    cycle = make_cycle("2026", due_on=DAY(2026, 3, 31))
    [before] = events(client).values()
    [same] = events(client).values()
    assert (same["sequence"], same["last-modified"]) == (
        before["sequence"],
        before["last-modified"],
    )
    cycle.due_on = DAY(2026, 4, 30)
    cycle.save()
    [after] = events(client).values()
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]


def test_it_is_in_the_language_of_its_address_in_lines_of_75_octets(client: Client) -> None:
    name = texts("Cycle", ar="دورة الإبلاغ عن تنفيذ برنامج العمل المتعلق بالأسلحة الصغيرة " * 3)
    make_cycle("2026", due_on=DAY(2026, 3, 31), name=name)
    assert "دورة الإبلاغ" in str(events(client, "/ar")["cycle-2026-due@poa-tracker"]["summary"])
    body = client.get("/ar/feeds/deadlines.ics").content
    assert max(map(len, body.split(b"\r\n"))) <= 75


def test_it_costs_the_same_for_three_cycles_and_thirty(client: Client) -> None:
    counted = []
    for number in (3, 27):
        for _each in range(number):
            cycle = make_cycle(due_on=DAY(2026, 3, 31))
            make_meeting(starts_on=cycle.due_on, ends_on=cycle.due_on)
        with CaptureQueriesContext(connection) as queries:
            assert events(client)
        counted.append(len(queries))
    assert counted[0] == counted[1]
