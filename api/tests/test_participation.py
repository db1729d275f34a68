"""Who took part in meetings: what the records say, and each filter of the statements."""

import datetime

import pytest

from api.tests.conftest import Get
from commitments.models import Meeting
from participation.models import Statement
from reports.models import Membership
from testing.builders import (
    make_agenda_item,
    make_body,
    make_group,
    make_meeting,
    make_organisation,
    make_proceedings,
    make_sitting,
    make_state,
    make_statement,
    texts,
)

DAY = datetime.date(2022, 6, 27)


@pytest.fixture
def meeting(db: None) -> Meeting:
    return make_meeting("bms8", ends_on=DAY, starts_on=DAY)


@pytest.fixture
def statement(meeting: Meeting) -> Statement:
    """A statement of Ghana's, also on behalf of ECOWAS and a group."""
    sitting = make_sitting(meeting, 4, earliest_on=DAY, latest_on=DAY)
    make_statement(sitting, body=make_body("icrc"))
    ghana = make_state("GHA", "Ghana")
    made = make_statement(sitting, reporter=ghana, item=make_agenda_item(meeting, 7))
    made.representations.create(reporter=make_organisation("ecowas"), is_also=True)
    made.representations.create(body=make_body("coast", name=texts("Coast", fr="Côte")))
    return made


def found(get: Get, **filters: str) -> list[str]:
    return [record["key"] for record in get("statements", **filters)["results"]]


def test_a_statement_says_who_spoke_when_on_what_and_for_whom(
    get: Get, statement: Statement
) -> None:
    record = get("statements/bms8:4:2", lang="fr")
    assert (record["meeting"], record["sitting"], record["item"]) == ("bms8", "bms8:4", "bms8:7")
    assert (record["reporter"], record["reporter_type"], record["body"]) == ("GHA", "state", None)
    assert record["speaker_name"] == "Ghana"
    represented = [
        (each["reporter"], each["body"], each["name"], each["is_also"])
        for each in record["on_behalf_of"]
    ]
    assert represented == [
        ("ecowas", None, "Organisation ecowas", True),
        (None, "coast", "Côte", False),
    ]
    assert record["links"]["reporter"].endswith("/states/GHA/")
    assert record["links"]["body"] is None
    assert record["html_url"].endswith("/fr/meetings/bms8/#sitting-4")
    assert get("statements/bms8:4:1")["item"] is None


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("meeting", "bms8", ["bms8:4:1", "bms8:4:2"]),
        ("sitting", "bms8:4", ["bms8:4:1", "bms8:4:2"]),
        ("item", "bms8:7", ["bms8:4:2"]),
        ("state", "GHA", ["bms8:4:2"]),
        ("organisation", "ecowas", []),
        ("reporter_type", "state", ["bms8:4:2"]),
        ("body", "icrc", ["bms8:4:1"]),
        ("on_behalf_of", "coast,icrc", ["bms8:4:2"]),
        ("on_behalf_of_organisation", "ecowas", ["bms8:4:2"]),
        ("search", "ghana", ["bms8:4:2"]),
        ("search", "icrc", ["bms8:4:1"]),
    ],
)
def test_statements_are_found_by(
    get: Get, statement: Statement, name: str, value: str, expected: list[str]
) -> None:
    make_statement(make_sitting(make_meeting("other")), body=make_body())
    assert found(get, **{name: value}) == expected


def test_the_regional_group_is_that_of_the_day_of_the_sitting(
    get: Get, statement: Statement
) -> None:
    before, after = make_group("before"), make_group("after")
    next_day = DAY + datetime.timedelta(days=1)
    Membership.objects.create(group=before, reporter=statement.reporter, until=next_day)
    Membership.objects.create(group=after, reporter=statement.reporter, since=next_day)
    assert found(get, regional_group="before") == ["bms8:4:2"]
    assert found(get, regional_group="after") == []


@pytest.mark.parametrize("name", ["meeting", "sitting", "item", "body", "on_behalf_of"])
def test_an_unknown_key_is_refused(faults: Get, get: Get, statement: Statement, name: str) -> None:
    assert "nobody" in faults("statements", **{name: "nobody"})[name]["message"]


def test_a_meeting_is_shown_with_what_is_on_record_of_it(get: Get, meeting: Meeting) -> None:
    make_proceedings(meeting)
    make_proceedings(make_meeting())
    record = get("meetings/bms8", expand="officers,agenda_items,sittings,meeting_documents")
    expanded = {name: len(each) for name, each in record["expanded"].items()}
    assert expanded == {"officers": 1, "agenda_items": 1, "sittings": 1, "meeting_documents": 1}
    (officer,) = record["expanded"]["officers"]
    assert officer["elected_at"] == ["bms8:1"]
    assert get(f"officers/{officer['key']}")["state"] == officer["state"]
    (paper,) = record["expanded"]["meeting_documents"]
    assert get(f"meeting-documents/{paper['key']}")["sitting"] == "bms8:1"


def test_a_state_is_shown_with_its_statements(get: Get, statement: Statement) -> None:
    ghana = get("states/GHA", expand="statements")
    assert [each["key"] for each in ghana["expanded"]["statements"]] == ["bms8:4:2"]
