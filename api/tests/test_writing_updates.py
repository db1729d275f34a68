"""Updates on projects by the API: due, told, sent, agreed to and published, each by the right
caller."""

import pytest
from django.test import Client

from accounts.models import Scope
from api.tests.writers import EVERYTHING, problem, program
from cooperation.models import Update
from testing.assistance import make_assistance_officer, make_project
from testing.builders import (
    make_body,
    make_contact,
    make_officer,
    make_organisation,
    make_reviewer,
    make_state,
)

pytestmark = pytest.mark.django_db
TOLD = "Thirty officials were trained."


def taken(caller, path, name, tag, body=None, status=200):
    answer = caller.post(f"{path}{name}/", body or {}, if_match=tag)
    assert answer.status_code == status, answer.content
    return answer["ETag"] if status == 200 else problem(answer, status)


def test_an_update_is_told_agreed_to_and_published(get):
    kenya, fund = make_state("KEN", "Kenya"), make_body()
    project = make_project(kenya)
    officer, reviewer = program(make_officer()), program(make_reviewer())
    author = program(make_assistance_officer(fund, "fund_officer"))
    lead, reader = program(make_contact(kenya)), program(make_contact(kenya, "reader"))
    strangers = [
        Client,
        lambda: program(make_contact(make_state())),
        lambda: program(make_assistance_officer(make_body())),
        lambda: program(make_contact(make_organisation())),
        lambda: program(make_contact(make_state(state_status="observer"))),
    ]
    new = {"project": project.reference, "body": fund.key, "due_on": "2030-06-30", "stage": "final"}
    problem(author.post("updates/", new), 403)
    for fields, place in (
        ({"project": "none"}, "project"),
        ({"name": "Two of them"}, ""),
        ({"spent": "7"}, ""),
        ({"step": "published"}, "step"),
    ):
        assert place in problem(officer.post("updates/", {**new, **fields}), 400), fields
    made = officer.post("updates/", new, idempotency_key="one")
    assert made.status_code == 201, made.content
    assert officer.post("updates/", new, idempotency_key="one").json() == made.json()
    update = Update.objects.get()
    path = f"updates/{update.reference}/"
    shown = made.json()
    assert (shown["step"], shown["due_on"], shown["agreed_by"]) == ("due", "2030-06-30", [])
    assert (shown["project"], shown["body"], shown["reporter"]) == (
        project.reference,
        fund.key,
        None,
    )
    # Its author writes the text, but cannot change its subject or the day it is due.
    problem(author.ask("PATCH", path, {"narrative": TOLD}), 428)
    problem(author.ask("PATCH", path, {"kind": "financial"}, if_match=made["ETag"]), 403)
    problem(lead.get(path), 404)
    moved = officer.ask("PATCH", path, {"due_on": "2030-07-31"}, if_match=made["ETag"])
    assert moved.json()["step"] == "due"
    problem(author.post(f"{path}send/", {}, if_match=moved["ETag"]), 400)
    written = {"narrative": TOLD, "language": "en", "spent": "700.50", "currency": "EUR"}
    changed = author.ask("PATCH", path, written, if_match=moved["ETag"])
    assert (changed.json()["step"], changed.json()["spent"]) == ("draft", "700.5")
    tag = taken(author, path, "send", changed["ETag"])
    problem(author.ask("PATCH", path, {"narrative": "More"}, if_match=tag), 409)
    # Now the State that receives the project reads it too; no stranger does.
    assert lead.get(path).json()["narrative"] == reader.get(path).json()["narrative"] == TOLD
    for stranger in strangers:
        if stranger is not Client:
            problem(stranger().get(path), 404)
    assert get("updates")["count"] == 0
    assert get(f"projects/{project.reference}")["updates"] == []
    by_kenya = {"state": "KEN"}
    taken(reviewer, path, "publish", tag, status=409)
    taken(author, path, "agree", tag, by_kenya, status=403)
    taken(reader, path, "agree", tag, by_kenya, status=403)
    taken(lead, path, "agree", tag, {"state": make_state("UGA").code}, status=403)
    assert "state" in taken(lead, path, "agree", tag, {}, status=400)
    tag = taken(lead, path, "agree", tag, by_kenya)
    assert lead.get(path).json()["agreed_by"] == ["KEN"]
    taken(officer, path, "publish", tag, status=403)
    tag = taken(reviewer, path, "publish", tag)
    (public,) = get("updates")["results"]
    assert (public["narrative"], "step" in public, "agreed_by" in public) == (TOLD, False, False)
    assert get("updates", project=project.reference, stage="final")["count"] == 1
    assert get("updates", stage="interim")["count"] == 0
    assert get(f"projects/{project.reference}")["updates"][0]["narrative"] == TOLD
    # It agrees no longer: only the parties read it.
    taken(lead, path, "agree", tag, by_kenya, status=409)
    taken(lead, path, "disagree", tag, by_kenya)
    assert get("updates")["count"] == 0
    assert lead.get(path).json()["step"] == "sent"


def test_a_key_writes_as_far_as_its_scopes_and_its_owner():
    state = make_state("KEN")
    project = make_project(make_state(), giver=state)
    officer = program(make_officer())
    told = {"project": project.reference, "reporter": "KEN", "narrative": TOLD, "language": "en"}
    made = officer.post("updates/", {**told, "kind": "substantive"})
    assert made.json()["step"] == "draft"
    path, tag = f"updates/{made.json()['reference']}/", {"if_match": made["ETag"]}
    lead = make_contact(state)
    without = [scope for scope in EVERYTHING if scope != Scope.ASSISTANCE_WRITE]
    problem(program(lead, *without).ask("PATCH", path, {"narrative": "A"}, **tag), 403)
    problem(program(lead, Scope.ASSISTANCE_WRITE).post(f"{path}send/", {}, **tag), 403)
    reader = program(make_contact(state, "reader"))
    problem(reader.ask("PATCH", path, {"narrative": "A"}, **tag), 403)
    editor = program(make_contact(state, "editor"))
    assert editor.ask("PATCH", path, {"narrative": "A"}, **tag).status_code == 200
