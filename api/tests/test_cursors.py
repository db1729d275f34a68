"""Pages by cursor: whatever comes or goes, no record is repeated and none is hidden."""

import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from api.tests.conftest import Get
from api.tests.test_lists import fill, keys, queries_of
from api.tests.test_parameters import LISTS
from reports.models import Reporter, ResponseStatus
from testing.builders import make_commitment, make_cycle, make_document, make_published, make_state


def cursor_of(link: str) -> str:
    (cursor,) = parse_qs(urlsplit(link).query)["cursor"]
    return cursor


def pages(get: Get, path: str, cursor: str = "*", way: str = "next", **given: Any) -> Iterator[Any]:
    """The pages from a cursor on, followed by their links."""
    while cursor:
        page = get(path, cursor=cursor, **given)
        yield page
        cursor = cursor_of(page[way]) if page[way] else ""


@pytest.mark.filled
@pytest.mark.parametrize("path", LISTS)
def test_in_every_order_they_hold_what_the_list_holds_there_and_back(
    get: Get, faults: Get, path: str
) -> None:
    for name in ["", *faults(path, ordering="?")["ordering"]["allowed"]]:
        order = {"ordering": name} if name else {}
        whole = get(path, page_size=500, **order)
        there = list(pages(get, path, page_size=1, **order))
        assert [record for page in there for record in page["results"]] == whole["results"]
        assert {page["count"] for page in there} == {whole["count"]}
        assert there[0]["previous"] is None
        if len(there) < 2:
            continue
        back = list(
            pages(get, path, cursor_of(there[-1]["previous"]), "previous", page_size=1, **order)
        )
        assert [page["results"] for page in back] == [page["results"] for page in there[-2::-1]]


def test_records_without_the_value_come_last_either_way(get: Get) -> None:
    cycle = make_cycle("2022")
    for number in range(5):
        known: dict[str, Any] = (
            {}
            if number % 2
            else {
                "received_no_later_than": "2022-07-01",
                "source": "A/TEST",
            }
        )
        make_published(make_state(), cycle, **known)
    for order in ("received_on", "-received_on"):
        whole = get("submissions", ordering=order)["results"]
        assert [r["received_on"] is None for r in whole] == [False] * 2 + [True] * 3
        there = list(pages(get, "submissions", ordering=order, page_size=2))
        assert [record for page in there for record in page["results"]] == whole
        assert there[0]["results"] == get("submissions", ordering=order, page_size=2)["results"]
        last = cursor_of(there[-1]["previous"])
        back = get("submissions", ordering=order, page_size=2, cursor=last)
        assert back["results"] == there[-2]["results"]


@pytest.mark.parametrize("order", ["", "reporter", "-reporter", "-status"])
def test_responses_that_come_meanwhile_move_no_other(get: Get, order: str) -> None:
    document = make_document("bms8")
    commitment, other = make_commitment(document, "1"), make_commitment(document, "2")
    cycle = make_cycle("2022", document)
    answers: dict[Any, str] = {
        commitment: ResponseStatus.PLANNED,
        other: ResponseStatus.IMPLEMENTED,
    }
    for code in ("CCC", "EEE", "GGG"):
        make_published(make_state(code), cycle, answers)
    given = {"ordering": order} if order else {}
    before = set(keys(get("responses", **given)))
    found = []
    names = iter(["AAA", "DDD", "HHH", "BBB", "FFF", "III", "JJJ", "KKK", "LLL"])
    for page in pages(get, "responses", page_size=2, **given):
        found += keys(page)
        if (name := next(names, None)) and len(found) < 12:
            make_published(make_state(name), cycle, answers)
    assert len(found) == len(set(found))
    assert before <= set(found)


def test_by_number_a_record_that_comes_meanwhile_repeats_another(get: Get) -> None:
    """The reason for cursors."""
    for code in ("BBB", "CCC", "DDD", "EEE"):
        make_state(code)
    first = get("states", ordering="code", page_size=2)
    make_state("AAA")
    second = get("states", ordering="code", page_size=2, page=2)
    assert set(keys(first, "code")) & set(keys(second, "code")) == {"CCC"}


def test_records_that_go_meanwhile_hide_none(get: Get) -> None:
    for number in range(12):
        make_state(f"AA{chr(65 + number)}")
    chance, found = random.Random(1), set()
    gone: set[str] = set()
    for page in pages(get, "states", page_size=2, ordering="code"):
        found |= set(keys(page, "code"))
        code = chance.choice([s.code for s in Reporter.objects.all()])
        Reporter.objects.filter(code=code).delete()
        gone.add(code)
    assert found | gone == {f"AA{chr(65 + number)}" for number in range(12)}


def test_where_all_are_gone_the_way_back_begins_at_the_end(get: Get) -> None:
    for code in ("AAA", "BBB", "CCC"):
        make_state(code)
    first = get("states", ordering="code", page_size=2, cursor="*")
    Reporter.objects.filter(code="CCC").delete()
    empty = get("states", ordering="code", page_size=2, cursor=cursor_of(first["next"]))
    assert (empty["results"], empty["next"]) == ([], None)
    back = get("states", ordering="code", page_size=2, cursor=cursor_of(empty["previous"]))
    assert keys(back, "code") == ["AAA", "BBB"]
    assert back["next"] is back["previous"] is None


def test_links_lead_on_in_the_way_that_was_asked_for(get: Get) -> None:
    for _number in range(5):
        make_state()
    by_number = get("states", page_size=2, page=2, ordering="code")
    assert "cursor" not in by_number["next"] + by_number["previous"]
    by_cursor = get("states", page_size=2, cursor="*", ordering="code", fields="code")
    assert "page=" not in by_cursor["next"]
    assert parse_qs(urlsplit(by_cursor["next"]).query)["fields"] == ["code"]


@pytest.mark.parametrize("cursor", ["", "x", "**", "*x", "\x00", "é", "a:b", "A" * 4001])
def test_a_cursor_of_ones_own_making_is_refused(faults: Get, cursor: str) -> None:
    assert "*" in faults("states", cursor=cursor)["cursor"]["message"]


def test_a_cursor_that_was_changed_is_refused(get: Get, faults: Get, settings: Any) -> None:
    for _number in range(3):
        make_state()
    cursor = cursor_of(get("states", page_size=2, cursor="*")["next"])
    for forged in (cursor[:-1], cursor[1:], f"{cursor}A", cursor.swapcase()):
        assert set(faults("states", cursor=forged)) == {"cursor"}
    settings.SECRET_KEY = "another" * 10
    assert set(faults("states", cursor=cursor)) == {"cursor"}


def test_a_cursor_is_of_one_list_in_one_order(get: Get, faults: Get) -> None:
    for _number in range(3):
        make_state()
    cursor = cursor_of(get("states", page_size=2, cursor="*")["next"])
    assert "another order" in faults("states", cursor=cursor, ordering="code")["cursor"]["message"]
    assert "another" in faults("organisations", cursor=cursor)["cursor"]["message"]
    assert get("states", cursor=cursor, page_size=1, lang="fr")["results"]


def test_a_cursor_goes_neither_with_a_page_nor_with_a_file(get: Get, faults: Get) -> None:
    assert set(faults("states", cursor="*", page=2)) == {"page"}
    assert set(faults("states", cursor="*", format="csv")) == {"cursor"}


def test_a_page_by_cursor_costs_the_same_queries_anywhere(get: Get, client: Client) -> None:
    fill(8)
    for path in ("responses", "submissions", "commitments"):
        cost = [
            queries_of(client, f"/api/v1/{path}/?page_size=3&cursor={cursor_of(page['next'])}")
            for page in pages(get, path, page_size=3)
            if page["next"]
        ]
        assert len(cost) > 1
        assert len(set(cost)) == 1
