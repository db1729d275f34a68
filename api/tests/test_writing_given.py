"""Projects and funds by the API: recorded by officers, published by reviewers or by a notice."""

import pytest
from django.test import Client

from accounts.models import Scope
from api.tests.writers import EVERYTHING, problem, program, session
from cooperation.models import Fund, Notice, Project
from reports.models import Reporter
from testing.assistance import make_assistance_officer
from testing.builders import (
    make_body,
    make_contact,
    make_officer,
    make_reviewer,
    make_source,
    make_state,
    make_theme,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def new():
    make_state("KEN", "Kenya")
    make_state("UGA")
    make_theme("tracing")
    return {
        "title": {"en": "Stores were built."},
        "aid": "storage",
        "document": make_source().key,
        "paragraph": "7",
        "themes": ["tracing"],
        "participants": [{"name": "The Pool", "role": "funding"}, {"body": make_body().key}],
        "recipients": [{"state": "KEN", "percentage": "60"}, {"state": "UGA", "percentage": "40"}],
        "results": [{"value": "12", "unit": "stores", "recipient": 1}],
        "budgets": [
            {"value": "900", "currency": "EUR", "starts_on": "2030-01-01", "ends_on": "2030-12-31"}
        ],
        "transactions": [
            {
                "transaction_type": "disbursement",
                "date": "2030-02-01",
                "value": "500.25",
                "currency": "EUR",
                "provider": 1,
                "receiver": 2,
                "recipient": 2,
            }
        ],
    }


def test_a_project_is_recorded_published_and_changed(new, get):
    officer, reviewer = program(make_officer()), program(make_reviewer())
    made = officer.post("projects/", new, idempotency_key="one")
    assert made.status_code == 201, made.content
    assert officer.post("projects/", new, idempotency_key="one").json() == made.json()
    project = Project.objects.get()
    path, shown = f"projects/{project.reference}/", made.json()
    assert (shown["step"], shown["audience"], shown["owner"]) == ("recorded", "public", None)
    (paid,) = shown["transactions"]
    assert (paid["provider"], paid["receiver"], paid["recipient"]) == (1, 2, 2)
    assert Client().get(f"/api/v1/{path}").status_code == 404
    problem(officer.ask("PATCH", path, {"aid": ""}), 428)
    # A participant that stays keeps its payments, wherever it stands in the list.
    turned = {
        "participants": list(reversed(new["participants"])),
        "recipients": [{"state": "UGA", "percentage": "70"}, {"state": "KEN", "percentage": "30"}],
    }
    changed = officer.ask("PATCH", path, turned, if_match=made["ETag"])
    assert changed.status_code == 200, changed.content
    (paid,) = changed.json()["transactions"]
    assert (paid["provider"], paid["receiver"], paid["recipient"]) == (2, 1, 1)
    assert changed.json()["results"][0]["place"] == "Kenya"
    problem(officer.ask("PATCH", path, {"aid": ""}, if_match=made["ETag"]), 412)
    tag = changed["ETag"]
    lost = {"recipients": [{"state": "KEN"}]}
    assert "recipients" in problem(officer.ask("PATCH", path, lost, if_match=tag), 409)
    for fields, place in (
        ({"recipients": [{"state": "KEN", "percentage": "101"}]}, "recipients"),
        ({"recipients": [*turned["recipients"], {}]}, "recipients.2"),
        ({"participants": []}, "participants"),
        ({"transactions": [{**new["transactions"][0], "provider": 3}]}, "transactions.0.provider"),
        ({"budgets": [{**new["budgets"][0], "currency": "eur"}]}, "budgets.0.currency"),
        ({"related": [{"project": "none", "type": "parent"}]}, "related.0.project"),
        ({"related": [{"project": project.reference, "type": "parent"}]}, "related.0"),
        ({"results": [{"unit": "stores"}]}, "results.0"),
        ({"step": "published"}, "step"),
    ):
        answer = officer.ask("PATCH", path, fields, if_match=tag)
        assert place in problem(answer, answer.status_code), (fields, answer.content)
        assert answer.status_code in (400, 409)
    problem(officer.post(f"{path}publish/", {}, if_match=tag), 403)
    public = reviewer.post(f"{path}publish/", {}, if_match=tag)
    assert public.json()["step"] == "published"
    (listed,) = get("projects")["results"]
    assert "step" not in listed
    assert listed["budgets"][0]["value"] == "900"
    problem(officer.ask("PATCH", path, {"aid": ""}, if_match=public["ETag"]), 403)
    tag = reviewer.ask("PATCH", path, {"aid": "", "results": []}, if_match=public["ETag"])["ETag"]
    assert get("projects")["results"][0]["results"] == []
    problem(officer.ask("DELETE", path, if_match=tag), 403)
    assert reviewer.ask("DELETE", path, if_match=tag).status_code == 204
    assert not Project.objects.exists()


def test_what_a_donor_tells_waits_for_the_answer_of_the_state(new, get):
    officer, reviewer = program(make_officer()), program(make_reviewer())
    state = make_contact(Reporter.objects.get(code="KEN"))
    told = {**new, "document": None, "paragraph": "", "other_source": "A letter", "owner": "UGA"}
    made = officer.post("projects/", told)
    project = Project.objects.get(other_source="A letter")
    path = f"projects/{project.reference}/"
    # Its owner reads it first; the State that receives it, from the day it is asked.
    owner, donor = (
        program(make_contact(project.owner)),
        program(make_assistance_officer(make_body())),
    )
    assert owner.get(path).json()["step"] == "recorded"
    for caller in (program(state), donor):
        problem(caller.get(path), 404)
    problem(reviewer.post(f"{path}publish/", {}, if_match=made["ETag"]), 409)
    problem(officer.post(f"{path}ask/", {}, if_match=made["ETag"]), 403)
    asked = reviewer.post(f"{path}ask/", {}, if_match=made["ETag"])
    assert asked.status_code == 200, asked.content
    assert Notice.objects.count() == 2
    assert program(state).get(path).json()["title"] == "Stores were built."
    problem(reviewer.ask("PATCH", path, {"aid": ""}, if_match=asked["ETag"]), 409)
    problem(reviewer.ask("DELETE", path, if_match=asked["ETag"]), 409)
    back = reviewer.post(f"{path}take-back/", {}, if_match=asked["ETag"])
    assert (back.status_code, back.json()["step"]) == (200, "recorded")
    assert get("projects")["count"] == 0


def test_a_fund_is_recorded_with_its_calls_and_who_paid(new, get):
    officer, body, source = program(make_officer()), make_body(), make_source()
    cited = {"document": source.key, "paragraph": "21"}
    fund = {
        "key": "pool",
        "body": body.key,
        "summary": {"en": "It pays."},
        **cited,
        "totals": [{"key": "t", "counts": "projects", "value": "8", "unit": "projects", **cited}],
        "calls": [{"key": "c", "year": 2030, "amount": "50000", "currency": "USD", **cited}],
        "contributions": [{"key": "p", "year": 2030, "reporter": "KEN", **cited}],
    }
    made = officer.post("funds/", fund, idempotency_key="one")
    assert made.status_code == 201, made.content
    assert get("funds/pool")["contributions"][0]["reporter"] == "KEN"
    assert "key" in problem(officer.post("funds/", fund), 400)
    changed = officer.ask(
        "PATCH",
        "funds/pool/",
        {"calls": [], "statements": [{"key": "s", "text": {"en": "So."}, **cited}]},
        if_match=made["ETag"],
    )
    assert (changed.json()["calls"], changed.json()["totals"][0]["value"]) == ([], 8)
    assert officer.get("funds/pool/")["ETag"] == changed["ETag"]
    bad = {"contributions": [{"key": "p", "year": 2030, "name": "A", "amount": "5", **cited}]}
    answer = officer.ask("PATCH", "funds/pool/", bad, if_match=changed["ETag"])
    assert "contributions.0" in problem(answer, 400)
    assert Fund.objects.get().contributions.get().reporter.code == "KEN"


def test_officers_alone_record(new):
    looker = make_officer()
    looker.groups.clear()
    without = [scope for scope in EVERYTHING if scope != Scope.ASSISTANCE_WRITE]
    for caller in (program(None, *without), session(looker), program(make_contact(make_state()))):
        problem(caller.post("projects/", new), 403)
        problem(caller.post("funds/", {}), 403)
    assert Client().post("/api/v1/projects/", new, "application/json").status_code == 401
    # Reviewers choose who reads it.
    problem(program(make_officer()).post("projects/", {**new, "audience": "owner"}), 403)
    assert (
        program(make_reviewer()).post("projects/", {**new, "audience": "owner"}).status_code == 201
    )
