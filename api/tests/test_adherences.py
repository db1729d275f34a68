"""Acts of adherence by the API: read by anybody, written by programs in the version they read."""

import datetime

import pytest
from django.test import Client

from accounts.models import Scope
from api.tests.writers import EVERYTHING, problem, program, session
from commitments.models import Instrument
from indicators.models import Adherence, SourceDocument
from reports.models import Reporter
from testing.builders import make_group, make_officer, make_state, texts

pytestmark = pytest.mark.django_db

NEW = {
    "instrument": "att",
    "reporter": "KEN",
    "act": "ratification",
    "earliest_on": "2014-05-01",
    "latest_on": "2014-05-01",
    "other_source": "A depositary's list",
}


@pytest.fixture
def att():
    make_state("KEN", "Kenya")
    named = {"name": texts("A treaty"), "abbreviation": texts("Treaty")}
    return Instrument.objects.create(key="att", kind="treaty", year=2013, **named)


def test_an_act_is_recorded_corrected_and_taken_away(att):
    caller = program()
    made = caller.post("adherences/", NEW, idempotency_key="one")
    assert made.status_code == 201, made.content
    body = made.json()
    assert body["key"] == "att-ken-ratification"
    assert (body["reporter_name"], body["year"], body["document"]) == ("Kenya", None, None)
    assert made["Location"].endswith("/adherences/att-ken-ratification/")
    again = caller.post("adherences/", NEW, idempotency_key="one")
    assert again.json() == body
    assert Adherence.objects.count() == 1
    path, tag = "adherences/att-ken-ratification/", made["ETag"]
    problem(caller.ask("PATCH", path, {"act": "accession"}), 428)
    changed = caller.ask("PATCH", path, {"act": "accession"}, if_match=tag)
    assert changed.json()["act"] == "accession"
    problem(caller.ask("PATCH", path, {"act": "approval"}, if_match=tag), 412)
    assert caller.get(path)["ETag"] == changed["ETag"]
    problem(caller.ask("DELETE", path, if_match=tag), 412)
    assert caller.ask("DELETE", path, if_match=changed["ETag"]).status_code == 204
    assert not Adherence.objects.exists()
    problem(caller.ask("DELETE", path, if_match=changed["ETag"]), 404)


@pytest.mark.parametrize(
    ("fields", "path", "status"),
    [
        ({"act": "use"}, "act", 400),
        ({"act": "hope"}, "act", 400),
        ({"reporter": "XXX"}, "reporter", 400),
        ({"document": "none"}, "document", 400),
        ({"earliest_on": "2999-01-01", "latest_on": "2999-01-01"}, "earliest_on", 400),
        ({"year": 2012}, "", 400),
        ({"latest_on": None}, "", 400),
        ({"other_source": ""}, "", 400),
        ({"colour": "red"}, "colour", 400),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(att, fields, path, status):
    found = problem(program().post("adherences/", {**NEW, **fields}), status)
    assert path in found
    assert not Adherence.objects.exists()


def test_only_who_may_writes(att):
    others = [scope for scope in EVERYTHING if scope != Scope.ADHERENCES]
    problem(program(None, *others).post("adherences/", NEW), 403)
    looker = make_officer()
    looker.groups.clear()
    problem(session(looker).post("adherences/", NEW), 403)
    assert session().get("adherences/").json()["count"] == 0


def test_lists_are_narrowed_by_instrument_state_act_year_and_day(att, get):
    common = {"instrument": att, "other_source": "A list"}
    ken, fra = Reporter.objects.get(code="KEN"), make_state("FRA", "France")
    day = dict.fromkeys(("earliest_on", "latest_on"), datetime.date(2014, 5, 1))
    report = {"act": "report", "year": 2015, "includes_small_arms": True}
    Adherence.objects.create(reporter=ken, act="ratification", **day, **common)
    Adherence.objects.create(reporter=fra, **report, **common)

    def found(**filters):
        return {each["reporter"] for each in get("adherences", **filters)["results"]}

    assert found(instrument="att") == {"KEN", "FRA"}
    assert found(state="KEN") == found(act="ratification") == {"KEN"}
    assert found(year=2015) == found(small_arms="true") == found(search="france") == {"FRA"}
    assert found(done_by="2014-05-01") == {"KEN"}
    assert found(done_by="2014-04-30") == set()
    expanded = get("instruments/att", expand="adherences")["expanded"]["adherences"]
    assert [each["key"] for each in expanded] == ["att-fra-report-2015", "att-ken-ratification"]


def test_a_paragraph_of_a_source_is_named_by_its_key(att):
    SourceDocument.objects.create(key="sg-2014", title=texts("A report"), year=2014)
    cited = {"document": "sg-2014", "paragraph": "17", "other_source": ""}
    body = program().post("adherences/", {**NEW, **cited}).json()
    assert (body["document"], body["paragraph"], body["other_source"]) == ("sg-2014", "17", "")


def test_who_stood_where_on_a_day_follows_from_the_acts(att, get, faults):
    common = {"instrument": att, "other_source": "A list"}
    ken, fra = Reporter.objects.get(code="KEN"), make_state("FRA", "France")
    make_group("african", ken)

    def act(reporter, name, first, last):
        days = {"earliest_on": first, "latest_on": last}
        Adherence.objects.create(reporter=reporter, act=name, **days, **common)

    act(ken, "signature", datetime.date(2013, 6, 3), datetime.date(2013, 6, 3))
    act(ken, "ratification", datetime.date(2014, 5, 1), datetime.date(2014, 5, 1))
    act(fra, "ratification", datetime.date(2014, 1, 1), datetime.date(2014, 12, 31))

    def stood(**given):
        table = get("instruments/att/standings", **given)
        assert table["count"] == len(table["results"])
        return {
            row["reporter"]: (row["standing"], row["perhaps"], row["since"])
            for row in table["results"]
        }

    france, kenya = "att-fra-ratification", "att-ken-ratification"
    now = {"FRA": ("party", None, france), "KEN": ("party", None, kenya)}
    assert stood() == stood(standing="party") == now
    assert stood(as_of="2014-04-30") == {
        "FRA": (None, "party", france),
        "KEN": ("signatory", None, "att-ken-signature"),
    }
    assert set(stood(as_of="2014-04-30", standing="signatory")) == {"KEN"}
    assert set(stood(regional_group="african")) == {"KEN"}
    assert stood(as_of="2013-01-01") == {}
    assert "as_of" in faults("instruments/att/standings", as_of="2999-01-01")
    assert Client().get("/api/v1/instruments/none/standings/").status_code == 404
    file = b"".join(Client().get("/api/v1/instruments/att/standings/?format=csv")).decode()
    assert "att-ken-ratification" in file
