"""The words about a cycle, depending on the knowledge of its reporters and on the day."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from contacts import chasing, reminders
from reports import coverage
from reports.coverage import tables
from reports.models import ReporterList, ReportingCycle
from testing.builders import make_cycle, make_group, make_published, make_reviewer, make_state
from testing.reading import get, words

pytestmark = pytest.mark.django_db
UNKNOWN, PARTIAL = ReporterList.UNKNOWN, ReporterList.PARTIAL


def days(number):
    return timezone.localdate() + datetime.timedelta(days=number)


@pytest.fixture
def completed():
    """The cycle of 2022, in which one of two Members reported."""
    cycle = make_cycle("2022")
    kenya, silent = make_state("KEN", "Kenya"), make_state("FRA", "France")
    make_group("africa", kenya, silent)
    make_published(kenya, cycle)
    return cycle


@pytest.mark.parametrize(
    "fields",
    [
        {"reporter_list": UNKNOWN},
        {"reporter_list": PARTIAL},
        {},
        {"opens_on": 30, "due_on": 60},
        {"due_on": 60},
    ],
)
def test_a_cycle_that_is_only_entered_leads_nowhere(completed, fields):
    given = {n: days(v) if isinstance(v, int) else v for n, v in fields.items()}
    make_cycle("2028", **given)
    assert ReportingCycle.objects.current() == completed
    home = words(get("/"))
    assert "1 of 2 Member States reported" in home
    assert "0 of" not in home
    assert get("/api/v1/coverage/states/").json()["cycle"] == "2022"


def test_an_open_cycle_is_told_above_the_last_completed_one(completed):
    cycle = make_cycle("2028", opens_on=days(-9), due_on=days(9))
    make_published(make_state("PER", "Peru"), cycle, received_on=days(-1))
    assert ReportingCycle.objects.current() == completed
    assert [(each, each.reports) for each in ReportingCycle.objects.open_now()] == [(cycle, 1)]
    home = words(get("/"))
    assert "open now, due" in home
    assert "1 report in so far" in home
    assert home.index("in so far") < home.index("Member States reported")


def test_a_cycle_that_is_over_leads_once_a_report_is_public(completed):
    cycle = make_cycle("2028", opens_on=days(-99), due_on=days(-50), closes_on=days(-1))
    assert ReportingCycle.objects.current() == completed
    make_published(make_state("PER"), cycle, received_on=days(-60))
    assert ReportingCycle.objects.current() == cycle


def test_a_cycle_that_has_not_opened_is_current_nowhere():
    make_cycle("2028", opens_on=days(1))
    assert ReportingCycle.objects.current() is None
    assert get("/").status_code == 200


def test_without_a_list_a_cycle_does_not_lead_though_a_report_is_there(completed):
    make_published(make_state("PER"), make_cycle("2026", reporter_list=UNKNOWN))
    assert ReportingCycle.objects.current() == completed


@pytest.mark.parametrize("known", [UNKNOWN, PARTIAL])
def test_nobody_is_missing_where_the_list_is_not_complete(completed, known):
    completed.reporter_list = known
    completed.due_on = days(5)
    completed.save()
    headline = coverage.headline(completed)
    assert (headline.names_are_known, headline.missing, headline.reported) == (False, None, 1)
    (roll,) = coverage.roll_call(completed)
    assert (roll.missing, [each.code for each in roll.reported]) == (None, ["KEN"])
    silent = tables.by_state(completed)
    assert {row.state.code: row.has_reported for row in silent} == {"KEN": True, "FRA": None}
    page = words(get("/cycles/2022/"))
    assert "Members without a report" not in page
    assert ("no list on record" if known == UNKNOWN else "partial") in page
    assert "Not reported" not in words(get("/states/FRA/"))
    assert "not reported" not in words(get("/states/FRA/"))
    assert chasing.missing(completed) == []
    with pytest.raises(ValidationError, match="not complete"):
        reminders.days_left(completed, timezone.localdate())


@pytest.mark.parametrize("known", [UNKNOWN, PARTIAL])
def test_the_api_says_null_where_the_list_is_not_complete(completed, known):
    completed.reporter_list = known
    completed.save()
    api = "/api/v1/coverage"
    states = get(f"{api}/states/?cycle=2022").json()
    assert [each["missing"] for each in states["reports"]] == [None, None, None]
    assert [each["has_reported"] for each in states["results"]] == [None, True]
    groups = get(f"{api}/groups/?cycle=2022").json()["results"]
    assert [each["missing_codes"] for each in groups] == [None]
    assert get("/api/v1/states/?not_reported_in=2022").json()["results"] == []
    assert get("/api/v1/cycles/2022/").json()["reporter_list"] == known


def test_the_administration_lists_nobody_as_missing_without_a_list(completed):
    client = Client()
    client.force_login(make_reviewer(is_superuser=True))
    address = "/admin/reports/reporter/?not_reported_in=2022"
    assert "FRA" in client.get(address).content.decode()
    assert "have not reported" in client.get("/admin/").content.decode()
    ReportingCycle.objects.update(reporter_list=PARTIAL)
    assert "/FRA" not in client.get(address).content.decode()
    assert client.get(address).context["cl"].result_count == 0
    assert "have not reported" not in client.get("/admin/").content.decode()
