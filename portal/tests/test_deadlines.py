"""Without a script, a deadline shows its time and its time zone."""

import datetime

import pytest
from django.utils import timezone, translation

from common.clocks import OF_CAPITALS, offset_of, zone_of, zones
from contacts.reminders import deadline_in_words
from reports.models import Reporter
from testing.builders import make_contact, make_cycle, make_document, make_published, make_state
from testing.reading import words


@pytest.mark.django_db
def test_the_moment_is_said_in_utc_in_new_york_and_in_the_state(client):
    due = timezone.localdate() + datetime.timedelta(days=40)
    cycle = make_cycle("2031", make_document(), due_on=due)
    kenya, unknown = make_state("KEN", "Kenya", iso2="KE"), make_state("XXX", iso2="XX")
    make_published(unknown, make_cycle("2022"))
    next_day = due + datetime.timedelta(days=1)
    there = f"{next_day.day} {next_day:%B %Y}, 02:59 (UTC+3)"
    here = f"{due.day} {due:%B %Y}, 23:59 UTC"
    client.force_login(make_contact(kenya))
    assert f"Due by {here}. In your State: {there}." in words(client.get("/my/"))
    assert deadline_in_words(cycle, kenya) == f"{here}; {there}"
    assert deadline_in_words(cycle, unknown) == here
    for page in ("/", "/cycles/2031/"):
        shown = words(client.get(page))
        assert f"{here} (1" in shown
        assert "in New York)" in shown
    with translation.override("ar"):
        assert "UTC+3" in deadline_in_words(cycle, kenya)


@pytest.mark.facts
def test_every_state_on_record_has_a_clock_that_the_zone_table_gives_it(db):
    states = Reporter.objects.exclude(iso2="")
    assert [state.code for state in states if state.clock is None] == []
    assert [code for code, zone in OF_CAPITALS.items() if zone not in zones()[code]] == []


def test_the_distance_from_utc_is_written_as_people_write_it():
    moment = datetime.datetime(2026, 1, 1, 23, 59, tzinfo=datetime.UTC)
    said = [offset_of(moment.astimezone(zone_of(code))) for code in ("NP", "US", "GB", "KE")]
    assert said == ["UTC+5:45", "UTC−5", "UTC", "UTC+3"]
    assert zone_of("") is None
    assert zone_of("XX") is None
