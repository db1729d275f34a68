"""The words about a cycle, depending on the knowledge of its reporters and on the day."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts import chasing, reminders
from publications import figures
from reports import coverage
from reports.coverage import tables
from reports.models import PublishedTotal, ReporterList, ReportingCycle
from reports.submissions import workflow
from testing.builders import (
    make_cycle,
    make_group,
    make_organisation,
    make_published,
    make_reviewer,
    make_state,
)
from testing.reading import get, words
from website import state_map

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


def test_where_more_were_published_than_are_on_record_nobody_is_missing_anywhere(completed):
    """The list is complete, but a publication counted two States and one is on record: the other
    may be any. Of organisations, as many are on record as were counted."""
    reported, silent = make_organisation(), make_organisation()
    make_published(reported, completed)
    for kind, count in (("state", 2), ("organisation", 1)):
        PublishedTotal.objects.create(
            cycle=completed, reporter_kind=kind, count=count, source="A/TEST"
        )
    api = "/api/v1"
    states = get(f"{api}/coverage/states/?cycle=2022").json()
    assert [each["missing"] for each in states["reports"]] == [None, None, None]
    assert [each["names_are_known"] for each in states["reports"]] == [False, True, False]
    assert [each["has_reported"] for each in states["results"]] == [None, True]
    groups = get(f"{api}/coverage/groups/?cycle=2022").json()["results"]
    assert [each["missing_codes"] for each in groups] == [None]
    assert get(f"{api}/states/?not_reported_in=2022").json()["results"] == []
    others = get(f"{api}/organisations/?not_reported_in=2022").json()["results"]
    assert [each["code"] for each in others] == [silent.code]
    assert get("/states/?not_reported_in=2022").status_code == 200
    assert list(get("/states/?not_reported_in=2022").context["rows"]) == []
    assert "Members without a report" not in words(get("/cycles/2022/"))
    # The second report comes: now the third State is known to be missing.
    make_published(make_state("PER"), completed)
    assert [
        each["code"] for each in get(f"{api}/states/?not_reported_in=2022").json()["results"]
    ] == ["FRA"]
    groups = get(f"{api}/coverage/groups/?cycle=2022").json()["results"]
    assert [each["missing_codes"] for each in groups] == [["FRA"]]


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


# A walk with a cycle of each state: completed (2022), closed without a list (2024), open (2028) and
# not yet open (2030).


@pytest.fixture
def four(completed):
    """By code. Kenya reported in 2022, Peru in 2024, Togo so far in 2028; France never."""
    cycles = {
        "2022": completed,
        "2024": make_cycle("2024", reporter_list=UNKNOWN, due_on=days(-700), closes_on=days(-600)),
        "2028": make_cycle("2028", opens_on=days(-9), due_on=days(9)),
        "2030": make_cycle("2030", opens_on=days(99), due_on=days(199)),
    }
    peru, togo = make_state("PER", "Peru"), make_state("TGO", "Togo")
    make_group("latin", peru)
    make_group("more", togo)
    make_published(peru, cycles["2024"], received_on=days(-710))
    make_published(togo, cycles["2028"], received_on=days(-1))
    return cycles


@pytest.mark.parametrize("prefix", ["", "ar/", "zh/"])
def test_home_leads_with_the_completed_cycle_and_tells_the_open_one(four, prefix):
    page = get(f"/{prefix}")
    assert page.context["cycle"] == four["2022"]
    assert page.context["open_now"] == [four["2028"]]
    assert page.context["states"].reported_members == 1
    assert page.context["map"].chart.address == "map-reported/2022"
    assert "/cycles/2030/" not in page.content.decode()


def test_a_states_page_says_not_reported_of_the_completed_cycle_alone(four):
    page = get("/states/FRA/")
    shown = words(page)
    assert page.context["status"].latest.cycle == four["2022"]
    assert "Not reported Cycle 2022: no report is on record." in shown
    assert cycle_line(page) == [
        ("", "2022", "not reported"),
        ("cycle-unknown", "2024", "not known"),
        ("cycle-unknown", "2028", "no report on record"),
    ]
    assert "Cycle 2030" not in shown
    brief = get("/states/FRA/brief.json").json()
    told = {each["code"]: each["reported"] for each in brief["cycles"]}
    assert told == {"2028": None, "2024": None, "2022": False}
    assert "in 0 of the 1 cycle whose" in shown


def cycle_line(page):
    """The look, the year and the words of each cycle in the line of a State's page."""
    found = re.search(r'<ol class="cycle-line".*?</ol>', page.content.decode(), re.DOTALL)
    item = r'<li class="([^"]*)">.*?(\d{4}).*?<span>\s*(.*?)\s*</span>'
    return re.findall(item, found[0], re.DOTALL)


def test_no_line_of_arrivals_runs_on_beyond_today(four):
    """The cycle that is open is due in nine days."""
    chart = figures.arrivals_chart(four["2028"])
    assert (chart.plot.known_to, chart.plot.last) == (days(0), days(9))
    over = figures.arrivals_chart(four["2024"]).plot
    assert over.last < over.known_to
    assert get("/charts/arrivals/2028.svg").status_code == 200
    assert "2030" not in str(get("/").context["trend"].table.rows)


def test_lists_and_maps_call_nobody_silent_while_a_cycle_is_open(four):
    rows = {str(row.state): str(row.cells) for row in get("/states/").context["rows"]}
    france = next(cells for name, cells in rows.items() if "France" in name)
    # The open cycle stands first; of the others only the completed one has a list.
    assert re.findall(r">([^<>]+)</span>", france) == ["–", "not reported"]
    looks = {
        code: {
            each.code: each.look
            for group in state_map.reported(cycle).groups
            for each in group.states
        }
        for code, cycle in four.items()
    }
    assert {code: found["FRA"] for code, found in looks.items()} == {
        "2022": "not_reported",
        "2024": "not_known",
        "2028": "no_record",
        "2030": "not_known",
    }
    assert (looks["2022"]["KEN"], looks["2024"]["PER"], looks["2028"]["TGO"]) == ("reported",) * 3
    for code in four:
        assert get(f"/charts/map-reported/{code}.svg").status_code == 200
    page = get("/compare/?state=KEN&state=FRA&group=africa&group=latin")
    assert "France Kenya 2022 not reported reported" in words(page)
    assert [row.cycle.code for row in page.context["group_rows"]] == ["2028", "2022"]


def test_each_cycles_page_says_what_is_known_of_it(four):
    assert "Members without a report" in words(get("/cycles/2022/"))
    closed = words(get("/cycles/2024/"))
    assert "do not tell who did not report" in closed
    assert "Members without a report" not in closed
    assert "not reported" not in closed.lower().replace("hollow: not reported", "")
    early = words(get("/cycles/2028/"))
    assert "not reported" not in early.lower().replace("hollow: not reported", "")
    future = words(get("/cycles/2030/"))
    assert "0 of" not in future
    assert "Members without a report" not in future


def test_the_api_and_the_feeds_say_the_same(four):
    api = "/api/v1"
    assert get(f"{api}/coverage/states/").json()["cycle"] == "2022"
    missing = {
        code: get(f"{api}/coverage/states/?cycle={code}").json()["reports"][0]["missing"]
        for code in four
    }
    assert missing == {"2022": 3, "2024": None, "2028": 3, "2030": None}
    silent = {code: get(f"{api}/states/?not_reported_in={code}").json()["count"] for code in four}
    assert silent == {"2022": 3, "2024": 0, "2028": 3, "2030": 0}
    points = get(f"{api}/coverage/trend/").json()["results"]
    trend = {point["cycle"]: point["names_are_known"] for point in points}
    assert trend == {"2022": True, "2024": False, "2028": True, "2030": False}
    feed = get("/feeds/reports.atom").content.decode()
    assert [code for code in four if f", {code}</title>" in feed] == ["2022", "2024", "2028"]
    assert "<entry>" not in get("/states/FRA/reports.atom").content.decode()


def offered():
    """The cycles to choose from on the list of States, and what it takes to know them."""
    with CaptureQueriesContext(connection) as queries:
        page = get("/states/")
    choices = page.context["form"].fields["reported_in"].choices
    asked = sum("reports_publishedtotal" in query["sql"] for query in queries.captured_queries)
    return [code for code, _name in choices if code], asked


def test_the_cycles_to_choose_from_are_never_older_than_the_records(completed):
    assert offered() == (["2022"], 1)
    assert offered() == (["2022"], 0)
    later, reporter = make_cycle("2024"), make_state("PER")
    with transaction.atomic():
        make_published(reporter, later)
        assert offered() == (["2024", "2022"], 1)
        transaction.set_rollback(True)
    assert offered() == (["2022"], 1)
    report = make_published(reporter, later)
    assert offered() == (["2024", "2022"], 1)
    total = PublishedTotal.objects.create(
        cycle=later, reporter_kind="state", count=2, source="A/TEST"
    )
    assert offered() == (["2022"], 1)
    total.delete()
    assert offered() == (["2024", "2022"], 1)
    workflow.withdraw(report, by=make_reviewer(), reason="sent by mistake")
    assert offered() == (["2022"], 1)


def test_the_cycles_to_choose_from_are_those_of_the_day(completed, monkeypatch):
    later = make_cycle("2024")
    make_published(make_state("PER"), later)
    ReportingCycle.objects.filter(pk=later.pk).update(opens_on=days(1), due_on=days(9))
    assert offered() == (["2022"], 1)
    after_tomorrow = days(2)
    monkeypatch.setattr(timezone, "localdate", lambda *_now: after_tomorrow)
    assert offered() == (["2024", "2022"], 1)
