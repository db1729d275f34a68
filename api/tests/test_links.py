"""A single record has links to its related records."""

from typing import Any

import pytest
from django.test import Client

from api.shared.linking import LINKS
from api.tests.conftest import Get
from api.tests.test_fields_and_expansions import path_of
from api.tests.test_parameters import LISTS
from reports.models import GroupKind
from testing.builders import make_draft, make_group, make_reviewer, make_state


def test_every_resource_has_links() -> None:
    assert set(LINKS) == set(LISTS)


@pytest.mark.filled
@pytest.mark.parametrize("path", LISTS)
def test_every_link_leads_to_what_it_names(get: Get, client: Client, path: str) -> None:
    followed = set()
    for record in get(path)["results"]:
        alone = get(path_of(record))
        assert set(alone["links"]) == set(LINKS[path])
        for name, address in alone["links"].items():
            if address is None:
                assert alone[name] is None
                continue
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert is_right(alone, name, answer.json())
            followed.add(name)
    # These assistance requests come from no report.
    never = {"submission"} if path == "requests" else {"region", "intermediate_region"}
    assert followed >= set(LINKS[path]) - never


def is_right(record: Any, name: str, found: Any) -> bool:
    """A single related record has the key in the field; a list has at least the keys in the
    field."""
    if {"results", "count"} <= set(found) and name in record and name != "members":
        known = {each["key"] if isinstance(each, dict) else each for each in record[name]}
        return known <= {each.get("key") or each["code"] for each in found["results"]}
    is_project = "participants" in found
    lists = {"results", "responses", "answers", "progress", "announcements"}
    if not is_project and not lists.isdisjoint(found):
        return True
    return record[name] in (found.get("key"), found.get("code"), found.get("reference"))


@pytest.mark.parametrize("kind", GroupKind.values)
def test_a_group_leads_to_its_states(get: Get, client: Client, kind: str) -> None:
    make_state("WSM")
    make_group("sids", make_state("KEN"), kind=kind)
    group = get(f"groups/{kind}:sids")
    found = client.get(group["links"]["members"]).json()["results"]
    assert [state["code"] for state in found] == group["members"] == ["KEN"]


def test_lists_and_records_with_few_fields_have_none(get: Get) -> None:
    make_state("KEN")
    assert "links" not in get("states")["results"][0]
    assert "links" not in get("states/KEN", fields="code")


def test_the_links_of_a_draft_lead_its_readers_on(client: Client, db: None) -> None:
    draft = make_draft(make_state("KEN"))
    client.force_login(make_reviewer())
    links = client.get(f"/api/v1/submissions/{draft.reference}/").json()["links"]
    assert [client.get(address).status_code for address in links.values()] == [200] * 7
