"""Unknown parameters and values are refused, with what is allowed."""

import datetime
import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from api import description
from api.tests.conftest import Get
from indicators.models import Availability
from testing.builders import make_cycle, make_figure, make_indicator, make_state

LISTS = [
    "instruments",
    "meetings",
    "documents",
    "sections",
    "themes",
    "commitments",
    "groups",
    "states",
    "organisations",
    "cycles",
    "published-totals",
    "submissions",
    "withdrawn-reports",
    "responses",
    "bodies",
    "sittings",
    "agenda-items",
    "officers",
    "meeting-documents",
    "statements",
    "adherences",
    "adherence-totals",
    "milestones",
    "published-figures",
    "sources",
    "questionnaires",
    "questions",
    "mappings",
    "answers",
    "offices",
    "plans",
    "measures",
    "targets",
    "progress",
    "baselines",
    "projects",
    "updates",
    "funds",
    "requests",
    "offers",
    "matches",
    "indicators",
    "observations",
    "availability",
]
TABLES = [f"coverage/{name.replace('-', '/')}" for name in description.TABLES]


COMMON = {"cursor", "expand", "fields", "format", "lang", "ordering", "page", "page_size"}


def filters_in_the_guide() -> dict[str, set[str]]:
    """By resource, the filters that its row of docs/api.md names; words in brackets are remarks."""
    guide = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")
    table = guide.partition("| resource | filters |")[2].partition("\n\n")[0]
    rows = [line.split("|")[1:3] for line in table.splitlines() if line.startswith("| `")]
    return {
        resource: set(re.findall(r"`(\w+)`", re.sub(r"\(.*?\)", "", filters)))
        for resources, filters in rows
        for resource in re.findall(r"`([a-z-]+)`", resources)
    }


FILTERS = filters_in_the_guide()


@pytest.mark.parametrize("path", [*LISTS, *TABLES])
def test_an_unknown_parameter_is_refused_and_the_guide_names_the_others(
    faults: Get, path: str
) -> None:
    make_cycle()
    fault = faults(path, colour="red")["colour"]
    assert "lang" in fault["allowed"]
    assert "format" in fault["allowed"]
    if path in LISTS:
        assert set(fault["allowed"]) - COMMON == FILTERS[path]


@pytest.mark.parametrize("table", TABLES)
def test_figures_of_a_day_to_come_are_refused(faults: Get, get: Get, table: str) -> None:
    make_cycle()
    today = timezone.localdate()
    assert get(table, as_of=today) == get(table)
    tomorrow = today + datetime.timedelta(days=1)
    assert "not after today" in faults(table, as_of=tomorrow)["as_of"]["message"]
    assert "as_of" in faults(table, as_of="2022-02-30")


def test_every_fault_is_told_at_once(faults: Get) -> None:
    found = faults("states", status="late", ldc="maybe", page="0", colour="red", lang="de")
    assert set(found) == {"status", "ldc", "page", "colour", "lang"}
    assert found["status"]["allowed"] == ["member", "observer", "other"]
    assert found["ldc"]["allowed"] == ["true", "false"]


@pytest.mark.parametrize(
    "value", ["0", "-1", "1.5", "abc", "", "１", "1_0", "9" * 5000, "999999999999", "\x00"]
)
def test_a_page_is_a_whole_number(faults: Get, value: str) -> None:
    assert "page" in faults("states", page=value)


@pytest.mark.parametrize("value", ["0", "501", "all"])
def test_a_page_holds_at_most_500_records(faults: Get, value: str) -> None:
    assert "500" in faults("states", page_size=value)["page_size"]["message"]


@pytest.mark.parametrize(
    "value",
    ["2022-02-30", "2022-7-1", "20220701", "2022-W01-1", "0000-01-01", "today", "", "\x00"],
)
def test_a_day_is_a_day(faults: Get, value: str) -> None:
    assert "received_after" in faults("submissions", received_after=value)


@pytest.mark.parametrize("value", ["XXX", "ken", "KEN\x00", "K" * 5000, "", "KEN,XXX", "'", "%"])
def test_a_state_that_does_not_exist_is_refused_with_those_that_do(faults: Get, value: str) -> None:
    make_state("KEN")
    assert faults("submissions", state=value)["state"]["allowed"] == ["KEN"]


def test_a_long_list_of_keys_is_pointed_to_instead(faults: Get) -> None:
    for _number in range(251):
        make_state()
    fault = faults("submissions", state="XXX")["state"]
    assert "allowed" not in fault
    assert "/api/v1/states/" in fault["message"]


def test_a_cycle_that_does_not_exist_is_refused_everywhere(faults: Get) -> None:
    make_cycle("2022")
    for path, name in [
        ("submissions", "cycle"),
        ("responses", "cycle"),
        ("states", "not_reported_in"),
        ("organisations", "reported_in"),
        ("coverage/groups", "cycle"),
    ]:
        assert faults(path, **{name: "2023"})[name]["allowed"] == ["2022"]


def test_a_table_is_of_one_cycle(faults: Get) -> None:
    make_cycle("2022")
    make_cycle("2024")
    assert "cycle" in faults("coverage/states", cycle="2022,2024")


@pytest.mark.parametrize("query", ["status=member&status=other", "page=1&page=2"])
def test_a_parameter_is_given_once(db: None, client: Client, query: str) -> None:
    assert client.get(f"/api/v1/states/?{query}").status_code == 400


@pytest.mark.parametrize("words", ["\x00", "a" * 201, "a\x1fb"])
def test_a_search_is_for_words(faults: Get, words: str) -> None:
    assert "search" in faults("states", search=words)


@pytest.mark.parametrize("path", LISTS)
def test_a_search_for_nothing_and_for_odd_characters_is_answered(get: Get, path: str) -> None:
    for words in ("", "  ", "%", "_", "\\", "'", "😀", "\ufffd"):
        get(path, search=words)


@pytest.mark.parametrize("name", ["sort_name", "pk", "-", "code,name", "?", "reporter__name"])
def test_an_order_is_one_of_those_offered(faults: Get, name: str) -> None:
    assert faults("states", ordering=name)["ordering"]["allowed"][:3] == ["code", "m49", "name"]


def test_pages_do_not_go_with_files_nor_marks_with_json(faults: Get) -> None:
    assert set(faults("states", format="csv", page="1", page_size="5")) == {"page", "page_size"}
    assert set(faults("states", bom="1")) == {"bom"}
    assert faults("states", format="pdf")["format"]["allowed"] == ["json", "csv", "jsonl", "xlsx"]


def test_a_record_alone_takes_no_filter_and_is_no_file(faults: Get) -> None:
    make_state("KEN")
    assert set(faults("states/KEN", status="member", format="csv")) == {"status", "format"}


@pytest.mark.parametrize("path", ["observations", "availability"])
@pytest.mark.parametrize(
    ("parameter", "day", "count"),
    [
        ("from_day", "2021-12-31", 1),
        ("from_day", "2022-01-01", 0),
        ("to_day", "2021-01-01", 1),
        ("to_day", "2020-12-31", 0),
    ],
)
def test_periods_are_chosen_by_their_first_and_last_day(
    get: Get, path: str, parameter: str, day: str, count: int
) -> None:
    state, indicator = make_state(), make_indicator()
    figure = make_figure(indicator, state, "3")
    Availability.objects.create(
        indicator=make_indicator("lost"),
        reporter=state,
        answered="no_data",
        source="A/TEST",
        starts_on=figure.starts_on,
        ends_on=figure.ends_on,
    )
    assert get(path, **{parameter: day})["count"] == count
