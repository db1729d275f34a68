"""Offices by the API: anybody reads the public ones, programs write in the version they read."""

import pytest
from django.test import Client

from accounts.models import Scope
from api.tests.writers import EVERYTHING, problem, program, session
from contacts.models import Office
from testing.builders import make_contact, make_officer, make_state, texts
from testing.offices import make_office
from testing.plans import make_baseline

pytestmark = pytest.mark.django_db

NEW = {
    "reporter": "KEN",
    "function": "wps",
    "name": {"en": "Gender desk", "fr": "Bureau genre"},
    "mailbox": "desk@example.org",
    "source": "A letter",
}


@pytest.fixture
def kenya():
    return make_state("KEN", "Kenya")


def test_an_office_is_recorded_changed_and_taken_away(kenya):
    caller = program()
    first = make_office(kenya)
    made = caller.post("offices/", {**NEW, "works_with": [first.reference]}, idempotency_key="a")
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["name"], body["is_public"], body["works_with"]) == (
        "Gender desk",
        False,
        [first.reference],
    )
    assert "source" not in body
    path, tag = f"offices/{body['reference']}/", made["ETag"]
    problem(caller.ask("PATCH", path, {"is_public": True}), 428)
    changed = caller.ask("PATCH", path, {"is_public": True, "works_with": []}, if_match=tag)
    assert (changed.json()["is_public"], changed.json()["works_with"]) == (True, [])
    problem(caller.ask("PATCH", path, {"is_public": False}, if_match=tag), 412)
    assert caller.ask("DELETE", path, if_match=changed["ETag"]).status_code == 204
    assert list(Office.objects.all()) == [first]


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"function": "none"}, "function"),
        ({"reporter": "XXX"}, "reporter"),
        ({"name": {}}, "name"),
        ({"name": {"xx": "A"}}, "name"),
        ({"mailbox": "none"}, "mailbox"),
        ({"since": "2025-01-01", "until": "2024-01-01"}, ""),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(kenya, fields, path):
    assert path in problem(program().post("offices/", {**NEW, **fields}), 400)
    assert not Office.objects.exists()


def test_it_works_with_others_of_its_own(kenya):
    other = make_office()
    sent = {**NEW, "works_with": [other.reference]}
    assert "works_with" in problem(program().post("offices/", sent), 400)
    assert Office.objects.count() == 1


def test_only_who_may_writes(kenya):
    others = [scope for scope in EVERYTHING if scope != Scope.OFFICES]
    problem(program(None, *others).post("offices/", NEW), 403)
    looker = make_officer()
    looker.groups.clear()
    problem(session(looker).post("offices/", NEW), 403)
    assert not Office.objects.exists()


def test_everybody_sees_what_is_theirs_to_see(kenya, get):
    own = make_office(kenya, function="att")
    public = make_office(is_public=True, name=texts("Bureau"), confirmed_on="2025-01-01")
    public.works_with.add(make_office(public.reporter))

    def found(results):
        return {each["reference"] for each in results}

    shown = get("offices")["results"]
    assert found(shown) == {public.reference}
    assert shown[0]["works_with"] == []
    assert Client().get(f"/api/v1/offices/{own.reference}/").status_code == 404
    for user, count in ((make_contact(kenya), 2), (make_officer(), 3)):
        assert session(user).get("offices/").json()["count"] == count
    assert session(make_contact(kenya)).get(f"offices/{own.reference}/").status_code == 200
    assert found(get("offices", search="bureau", function="poa_point_of_contact")["results"])
    assert found(get("offices", state=public.reporter.code, is_confirmed="true")["results"])
    assert not found(get("offices", there_on="1990-01-01", fictional="true")["results"])


def test_an_assessment_is_read_by_whom_it_is_for(kenya, get):
    own, other = make_baseline(kenya), make_baseline()
    agreed = dict.fromkeys(("agreed_by_state_on", "agreed_by_partners_on"), "2025-01-01")
    shared = make_baseline(is_shared_by_state=True, is_shared_by_partners=True, **agreed)
    for user, expected in (
        (make_contact(kenya), {own, shared}),
        (make_officer(), {own, other, shared}),
    ):
        results = session(user).get("baselines/").json()["results"]
        assert {each["reference"] for each in results} == {each.reference for each in expected}
    (shown,) = get("baselines", tool="isacs", state=shared.reporter.code)["results"]
    assert (shown["reference"], shown["is_public"]) == (shared.reference, True)
    assert len(shown["partners"]) == 1
    assert Client().get(f"/api/v1/baselines/{own.reference}/").status_code == 404
