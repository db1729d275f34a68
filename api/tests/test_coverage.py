"""Figures in the API, with their counts and denominators."""

import pytest
from django.test import Client

from api.tests.conftest import Get
from api.tests.test_parameters import TABLES
from reports.models import ReportingCycle, ResponseStatus
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_group,
    make_organisation,
    make_published,
    make_section,
    make_state,
    make_theme,
)

IMPLEMENTED, NOTHING = ResponseStatus.IMPLEMENTED, ResponseStatus.NO_INFORMATION


@pytest.fixture(scope="module")
def made(module_database: None) -> None:
    """Two coded reports, one uncoded, one nil return, one organisation; two States silent."""
    document = make_document("bms8")
    section = make_section(document, "i")
    first = make_commitment(document, "1", section=section)
    second = make_commitment(document, "2")
    third = make_commitment(document, "3", directed_to_regional_organisations=True)
    first.themes.add(make_theme("marking"))
    cycle = make_cycle("2022", document)
    kenya, samoa, fiji, tonga = (make_state(code) for code in ("KEN", "WSM", "FJI", "TON"))
    make_state("AFG")
    make_state("ALB")
    make_group("african", kenya)
    make_group("asia_pacific", samoa, fiji, tonga, position=2)
    make_published(kenya, cycle, {first: IMPLEMENTED, second: NOTHING})
    make_published(samoa, cycle, {first: ResponseStatus.PLANNED})
    make_published(fiji, cycle)
    make_published(tonga, cycle, is_nil_return=True)
    make_published(make_organisation("ecowas"), cycle, {third: IMPLEMENTED})


@pytest.fixture(autouse=True)
def reports(made: None, db: None) -> None:
    """Made once for all tests of this module: each test's own changes are rolled back."""


def test_a_table_begins_with_how_many_reported(get: Get) -> None:
    table = get("coverage/commitments")
    assert (table["cycle"], table["is_fictional"], table["count"]) == ("2022", False, 3)
    states, organisations, _blocs = table["reports"]
    assert states == {
        "reporter_type": "state",
        "reported": 4,
        "coded": 2,
        "nil": 1,
        "expected": 6,
        "missing": 2,
        "names_are_known": True,
        "published_totals": [],
    }
    assert (organisations["reported"], organisations["expected"]) == (1, None)


def test_commitments_are_over_the_coded_reports_that_were_asked(get: Get) -> None:
    rows = get("coverage/commitments")["results"]
    assert [(r["commitment"], r["addressed"], r["due"], r["share"]) for r in rows] == [
        ("bms8-1", 2, 2, 1.0),
        ("bms8-2", 0, 2, 0.0),
        ("bms8-3", 1, 1, 1.0),
    ]
    assert rows[0]["by_status"]["planned"] == 1


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"section": "bms8:i"}, [("bms8-1", 2)]),
        ({"theme": "marking"}, [("bms8-1", 2)]),
        ({"addressee": "regional_organisations"}, [("bms8-3", 1)]),
        ({"reporter_type": "organisation", "addressee": "states"}, [("bms8-1", 0), ("bms8-2", 0)]),
    ],
)
def test_commitments_can_be_narrowed(
    get: Get, parameters: dict[str, str], found: list[tuple[str, int]]
) -> None:
    rows = get("coverage/commitments", **parameters)["results"]
    assert [(row["commitment"], row["due"]) for row in rows] == found


def test_where_nothing_is_due_there_is_no_share(get: Get) -> None:
    rows = get("coverage/commitments", reporter_type="organisation")["results"]
    assert rows[0]["share"] is None


def test_every_member_state_is_there(get: Get) -> None:
    rows = {row["state"]: row for row in get("coverage/states")["results"]}
    assert list(rows) == ["AFG", "ALB", "FJI", "KEN", "TON", "WSM"]
    kenya, fiji, tonga, afghanistan = (rows[code] for code in ("KEN", "FJI", "TON", "AFG"))
    assert (kenya["addressed"], kenya["due"], kenya["share"]) == (1, 2, 0.5)
    assert (fiji["has_reported"], fiji["is_coded"], fiji["share"]) == (True, False, None)
    assert (tonga["has_reported"], tonga["is_nil_return"]) == (True, True)
    assert (afghanistan["has_reported"], afghanistan["submission"]) == (False, None)


def test_states_can_be_narrowed(get: Get) -> None:
    rows = get("coverage/states", reported="false")["results"]
    assert [row["state"] for row in rows] == ["AFG", "ALB"]
    rows = get("coverage/states", regional_group="asia_pacific", reported="true")["results"]
    assert [row["state"] for row in rows] == ["FJI", "TON", "WSM"]


def test_groups_name_those_who_reported(get: Get) -> None:
    african, pacific = get("coverage/groups")["results"]
    assert (african["reported"], african["members"], african["reported_share"]) == (1, 1, 1.0)
    assert pacific["reported_codes"] == ["FJI", "TON", "WSM"]
    assert (pacific["coded"], pacific["addressed"], pacific["due"]) == (1, 1, 2)
    assert get("coverage/groups", by="ldc")["results"] == []


def test_the_matrix_has_one_character_per_cell(get: Get) -> None:
    table = get("coverage/matrix")
    assert table["commitments"] == ["bms8-1", "bms8-2", "bms8-3"]
    cells = {row["reporter"]: row["cells"] for row in table["results"]}
    assert cells == {"FJI": "...", "KEN": "iu.", "TON": "...", "WSM": "l..", "ecowas": "..i"}
    assert table["codes"]["u"] == "no_information"
    coded = {row["reporter"] for row in table["results"] if row["is_coded"]}
    assert coded == {"KEN", "WSM", "ecowas"}


def test_the_matrix_can_be_narrowed_both_ways(get: Get) -> None:
    table = get("coverage/matrix", regional_group="african", section="bms8:i")
    assert (table["commitments"], table["count"]) == (["bms8-1"], 1)
    assert table["results"][0]["cells"] == "i"
    assert get("coverage/matrix", state="WSM,KEN")["count"] == 2


def test_a_fictional_cycle_is_marked_and_never_the_current_one(get: Get) -> None:
    make_cycle("2099", is_fictional=True)
    assert get("coverage/states")["cycle"] == "2022"
    assert get("coverage/states", cycle="2099")["is_fictional"] is True
    assert [point["cycle"] for point in get("coverage/trend")["results"]] == ["2022"]


def test_without_a_cycle_there_are_no_figures(client: Client) -> None:
    ReportingCycle.objects.update(is_fictional=True)
    assert client.get("/api/v1/coverage/states/").status_code == 404


@pytest.mark.parametrize("table", TABLES)
def test_head_answers_as_get_does_without_a_body(client: Client, table: str) -> None:
    answer = client.head(f"/api/v1/{table}/")
    assert answer.status_code == 200
    assert answer.content == b""
