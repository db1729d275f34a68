"""The real data in the API, and the examples of the guide, run as printed."""

import re
import shlex
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from api.tests.conftest import Get

GUIDE = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^curl .*$", GUIDE, re.MULTILINE)


@pytest.fixture
def get(facts: None, get: Get) -> Get:
    return get


@pytest.mark.parametrize(
    ("path", "parameters", "count"),
    [
        ("submissions", {"cycle": "2022", "reporter_type": "state"}, 80),
        ("submissions", {"cycle": "2022", "reporter_type": "organisation"}, 8),
        ("submissions", {"cycle": "2022", "coded": "true"}, 0),
        ("submissions", {"received_before": "2022-07-01"}, 88),
        ("submissions", {"received_before": "2022-06-30"}, 0),
        ("submissions", {"received_after": "2000-01-01"}, 0),
        ("commitments", {"document": "bms8"}, 96),
        ("commitments", {"document": "bms8", "operative": "true"}, 76),
        ("commitments", {"level": "national"}, 40),
        ("commitments", {"section": "bms8:i-3"}, 13),
        ("states", {"status": "member"}, 193),
        ("states", {"status": "member", "not_reported_in": "2022"}, 113),
        ("states", {"reported_in": "2022"}, 80),
        ("states", {"regional_group": "african"}, 54),
        ("states", {"regional_group": "asia_pacific"}, 54),
        ("states", {"regional_group": "eastern_european"}, 23),
        ("states", {"regional_group": "latin_american_caribbean"}, 33),
        ("states", {"regional_group": "western_european_and_others"}, 29),
        ("states", {"search": "肯尼亚"}, 1),
        ("states", {"search": "cote d'ivoire"}, 1),
        ("organisations", {"reported_in": "2022"}, 8),
        ("cycles", {"fictional": "true"}, 0),
        ("responses", {}, 0),
    ],
)
def test_the_lists_hold_what_the_sources_say(
    get: Get, path: str, parameters: dict[str, str], count: int
) -> None:
    assert get(path, **parameters)["count"] == count


def test_published_totals_stand_beside_what_is_recorded(get: Get) -> None:
    cycle = get("cycles/2022")
    assert (cycle["recorded_states"], cycle["recorded_organisations"]) == (80, 8)
    assert [(t["reporter_type"], t["count"]) for t in cycle["published_totals"]] == [
        ("state", 80),
        ("organisation", 8),
    ]
    trend = get("coverage/trend")["results"]
    assert [(point["cycle"], point["recorded"]) for point in trend] == [
        ("2014", 0),
        ("2018", 0),
        ("2022", 80),
        ("2024", 0),
        ("2026", 0),
    ]
    totals = [[total["count"] for total in point["published_totals"]] for point in trend]
    assert totals == [[68], [120], [80], [], []]


def test_published_totals_of_periods_have_their_days_and_denominator(get: Get) -> None:
    totals = get("published-totals", period="true")["results"]
    assert [
        (t["counted_from"], t["counted_to"], t["count"], t["out_of"], t["source"]) for t in totals
    ] == [
        ("2001-01-01", "2020-07-31", 174, None, "UNODA, in Small Arms Survey, 2020"),
        ("2002-01-01", "2005-12-31", 137, None, "UNIDIR, 2006"),
        ("2003-01-01", "2003-12-31", 103, 191, "UNIDIR, 2004"),
    ]
    assert {t["cycle"] for t in totals} == {None}
    assert get(f"published-totals/{totals[2]['key']}")["count"] == 103
    of_cycles = get("published-totals", period="false", cycle="2022")["results"]
    assert [(t["key"], t["count"]) for t in of_cycles] == [
        ("organisation:2022:1", 8),
        ("state:2022:1", 80),
    ]
    assert get("published-totals/state:2022:1")["links"]["cycle"].endswith("/cycles/2022/")
    assert get("published-totals", fictional="false")["count"] == 7
    assert get("published-totals", fictional="true")["count"] == 0


@pytest.mark.parametrize(
    "key",
    ["state:2022:9", "bloc:2022:1", "state:2022-13-01:2022-12-31:1", "state:2022", "a:b:c:d:e"],
)
def test_a_total_that_nobody_published_is_not_there(facts: None, client: Client, key: str) -> None:
    assert client.get(f"/api/v1/published-totals/{key}/").status_code == 404


def test_groups_tell_who_reported_and_who_did_not(get: Get) -> None:
    groups = get("coverage/groups", cycle="2022")["results"]
    assert [group["members"] for group in groups] == [54, 54, 23, 33, 29]
    assert sum(group["reported"] for group in groups) == 80
    assert "KEN" in groups[0]["reported_codes"]
    assert groups[0]["share"] is None


def test_nobody_knows_who_was_silent_in_a_cycle_without_records(get: Get) -> None:
    states = get("coverage/states", cycle="2018")["results"]
    assert len(states) == 193
    assert {state["has_reported"] for state in states} == {None}


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_the_guide_run_as_printed(
    facts: None, db: None, client: Client, example: str
) -> None:
    words = shlex.split(example)
    address = urlsplit(words[-1])
    assert address.netloc == "localhost:8000"
    headers: dict[str, Any] = {}
    if "-H" in words:
        name, _colon, value = words[words.index("-H") + 1].partition(": ")
        headers[name] = value
    response = client.get(f"{address.path}?{address.query}", headers=headers)
    assert response.status_code == 200
    body = b"".join(response) if response.streaming else response.content
    assert b'"count":0' not in body
    assert len(body) > 100
