"""Projects that may be the same: suggested with reasons, decided by people, for good."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from cooperation import duplicates
from cooperation.models import DuplicateDecision, Project
from testing.assistance import make_project
from testing.builders import denied, make_officer, make_reviewer, make_state
from testing.reading import words

pytestmark = pytest.mark.django_db
YEAR: Any = {"earliest_on": datetime.date(2030, 1, 1), "latest_on": datetime.date(2030, 12, 31)}


def alike(**fields: Any) -> tuple[Project, Project]:
    """Two projects of one giver for one State about one theme in times that overlap."""
    state, giver = make_state(), make_state()
    one = make_project(state, giver=giver, **YEAR)
    other = make_project(state, giver=giver, **{**YEAR, **fields})
    other.theme_links.all().delete()
    other.theme_links.create(theme=one.themes.get())
    return one, other


def test_pairs_are_suggested_with_what_they_have_in_common() -> None:
    one, other = alike()
    alike(earliest_on=datetime.date(2031, 1, 1), latest_on=datetime.date(2031, 2, 1))
    state = one.recipients.get().place_reporter
    assert state is not None
    make_project(state, **YEAR)
    [found] = duplicates.suggestions(make_officer())
    assert (found.one, found.other) == (one, other)
    assert [str(label) for label, _names in found.reasons] == ["place", "theme", "time", "party"]
    Project.objects.filter(pk=one.pk).update(iati_identifier="XM-1")
    far = make_project(iati_identifier="XM-1")
    suggested = duplicates.suggestions(make_officer())
    assert {(each.one, each.other) for each in suggested} == {(one, other), (one, far)}


def test_what_is_joined_is_counted_once_and_for_good(client: Client) -> None:
    one, other = alike()
    client.force_login(make_officer())
    desk = "/admin/cooperation/duplicatedecision/desk/"
    assert "Place" in words(client.get(desk))
    values = {"one": one.reference, "other": other.reference, "decision": "same"}
    assert client.post(f"{desk}decide/", values).status_code == 403
    client.force_login(make_reviewer())
    assert client.post(f"{desk}decide/", values).status_code == 302
    assert "No two projects look the same" in words(client.get(desk))
    assert client.get("/admin/cooperation/duplicatedecision/").status_code == 200
    assert "1 project " in words(client.get("/cooperation/"))
    assert "1 project " in words(client.get("/cooperation/projects/"))
    for shown, told in ((one, other), (other, one)):
        assert told.reference in client.get(shown.get_absolute_url()).content.decode()
    decision = DuplicateDecision.objects.get()
    denied(DuplicateDecision.objects.update, decision="different")
    denied(decision.delete)
    with pytest.raises(ValidationError):
        duplicates.decide(other, one, "different", by=make_reviewer())
    # Where the first is hidden, the second stands for itself, and nothing tells of the first.
    Project.objects.filter(pk=one.pk).update(audience="owner")
    assert "1 project " in words(client.get("/cooperation/projects/"))
    assert one.reference not in client.get(other.get_absolute_url()).content.decode()


def test_a_part_is_tied_to_its_whole() -> None:
    one, other = alike()
    duplicates.decide(one, other, "part_of", by=make_reviewer())
    assert [(tie.other, tie.type) for tie in other.related.all()] == [(one, "parent")]
    assert duplicates.suggestions(make_officer()) == []
