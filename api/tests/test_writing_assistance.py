"""Requests, offers and matches by the API: written by those who may write them in the tracker, in
the version that was read, and hidden from everybody else."""

import pytest
from django.test import Client

from accounts.models import Scope
from api.tests.writers import EVERYTHING, problem, program, session
from cooperation.models import Match, Offer, Request
from testing.assistance import (
    make_assistance_officer,
    make_match,
    make_offer,
    make_project,
    make_request,
)
from testing.builders import (
    make_body,
    make_commitment,
    make_contact,
    make_draft,
    make_group,
    make_officer,
    make_organisation,
    make_reviewer,
    make_state,
    make_theme,
    make_user,
)
from testing.plans import make_baseline, make_measure, make_plan

pytestmark = pytest.mark.django_db
NEW = {
    "reporter": "KEN",
    "title": {"en": "Training"},
    "aid": "training",
    "contact_mailbox": "a@b.org",
}


def taken(caller, path, name, tag, body=None, status=200):
    answer = caller.post(f"{path}{name}/", body or {}, if_match=tag)
    assert answer.status_code == status, answer.content
    return answer["ETag"] if status == 200 else answer


def test_a_request_an_offer_and_a_match_are_written_step_by_step(get):
    kenya, theme, group = make_state("KEN", "Kenya"), make_theme("tracing"), make_group("african")
    kenya.memberships.create(group=group, since="2001-01-01")
    fund, commitment = make_body(), make_commitment()
    state, donor = program(make_contact(kenya)), program(make_assistance_officer(fund))
    officer, reviewer = program(make_officer()), program(make_reviewer())
    body = {**NEW, "themes": [theme.key], "commitments": [commitment.key], "amount": "120000.50"}
    made = state.post("requests/", {**body, "currency": "USD"}, idempotency_key="one")
    assert made.status_code == 201, made.content
    again = state.post("requests/", {**body, "currency": "USD"}, idempotency_key="one")
    assert again.json() == made.json()
    asked = Request.objects.get()
    path = f"requests/{asked.reference}/"
    assert made["Location"].endswith(f"/{path}")
    shown = made.json()
    assert (shown["amount"], shown["themes"], shown["commitments"]) == (
        "120000.5",
        [theme.key],
        [commitment.key],
    )
    # The version is the record's own: changes of other records leave no gap in its numbers.
    make_request()
    assert made["ETag"] == f'"{asked.reference}.1"' == state.get(path)["ETag"]
    problem(state.ask("PATCH", path, {"is_urgent": True}), 428)
    changed = state.ask("PATCH", path, {"is_urgent": True, "themes": []}, if_match=made["ETag"])
    assert (changed.json()["is_urgent"], changed.json()["themes"]) == (True, [])
    problem(state.ask("PATCH", path, {"themes": ["tracing"]}, if_match=made["ETag"]), 412)
    changed = state.ask("PATCH", path, {"themes": ["tracing"]}, if_match=changed["ETag"])
    # Nobody else knows of a draft.
    for caller in (donor, program(make_contact(make_state()))):
        problem(caller.get(path), 404)
        problem(caller.ask("PATCH", path, {"aid": ""}, if_match=changed["ETag"]), 404)
    tag = taken(state, path, "submit", changed["ETag"])
    problem(taken(state, path, "submit", tag, status=409), 409)
    problem(taken(state, path, "check", tag, status=403), 403)
    assert "" in problem(taken(officer, path, "return", tag, status=400), 400)
    tag = taken(officer, path, "return", tag, {"reason": "Name no site."})
    assert state.get(path).json()["remark"] == "Name no site."
    tag = taken(state, path, "submit", tag)
    tag = taken(officer, path, "check", tag)
    problem(taken(officer, path, "open", tag, status=403), 403)
    tag = taken(reviewer, path, "open", tag)
    read = donor.get(path).json()
    assert (read["contact_mailbox"], read["remark"], read["page"]) == ("a@b.org", None, None)

    # An offer of the donor, for a region.
    given = {"body": fund.key, "title": {"en": "Courses"}, "aid": "training", "themes": ["tracing"]}
    place = {"group": f"{group.kind}:{group.code}"}
    made = donor.post("offers/", {**given, "places": [place]}, idempotency_key="one")
    assert made.status_code == 201, made.content
    ready = Offer.objects.get()
    offered = f"offers/{ready.reference}/"
    assert made.json()["places"][0]["group"] == place["group"]
    problem(state.get(offered), 404)
    changed = donor.ask(
        "PATCH", offered, {"places": [place, {"state": "KEN"}]}, if_match=made["ETag"]
    )
    assert [each["state"] for each in changed.json()["places"]] == [None, "KEN"]
    step = taken(donor, offered, "submit", changed["ETag"])
    problem(donor.ask("PATCH", offered, {"aid": ""}, if_match=step), 403)
    step = taken(officer, offered, "return", step)
    step = taken(reviewer, offered, "open", taken(officer, offered, "submit", step))
    assert get(f"offers/{ready.reference}")["status"] == "open"

    # A match: kept by the secretariat, proposed, talked about, agreed, carried out, shared.
    both = {"request": asked.reference, "offer": ready.reference}
    problem(program(make_contact(make_state())).post("matches/", both), 403)
    made = officer.post("matches/", both, idempotency_key="one")
    assert made.status_code == 201, made.content
    match = Match.objects.get()
    matched = f"matches/{match.reference}/"
    assert [each["kind"] for each in made.json()["reasons"]] == ["themes", "aid", "place"]
    problem(donor.get(matched), 404)
    problem(officer.post("matches/", both), 409)
    step = taken(officer, matched, "propose", made["ETag"])
    step = taken(donor, matched, "talk", step)
    step = taken(donor, matched, "agree", step)
    problem(taken(officer, matched, "agree", step, status=403), 403)
    step = taken(state, matched, "agree", step)
    hidden = make_project(step="recorded")
    sent = {"project": hidden.reference}
    assert "project" in problem(state.post(f"{matched}carry-out/", sent, if_match=step), 400)
    project = make_project(kenya)
    step = taken(state, matched, "carry-out", step, {"project": project.reference})
    assert get("matches")["count"] == 0
    step = taken(donor, matched, "share", taken(state, matched, "share", step))
    (public,) = get("matches")["results"]
    assert (public["project"], public["request"]) == (project.reference, None)
    assert (public["reasons"], public["proposed_on"], public["is_shared_by_provider"]) == (
        None,
    ) * 3
    taken(donor, matched, "withhold", step)
    assert get("matches")["count"] == 0
    # Its State lets anybody read the request, but not its contact address.
    tag = taken(state, path, "confirm", tag)
    problem(taken(officer, path, "show-to", tag, {"audience": "public"}, status=403), 403)
    tag = taken(state, path, "show-to", tag, {"audience": "public"})
    assert get(f"requests/{asked.reference}")["contact_mailbox"] is None
    stranger = program(make_contact(make_organisation()))
    assert stranger.get(path).json()["contact_mailbox"] is None
    taken(state, path, "withdraw", taken(officer, path, "meet", tag), status=409)


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"reporter": "ecowas"}, "reporter"),
        ({"title": {}}, "title"),
        ({"title": "Training"}, "title"),
        ({"title": {"de": "Lehrgang"}}, "title"),
        ({"amount": "10"}, ""),
        ({"amount": 10}, "amount"),
        ({"amount": "10", "currency": "usd"}, "currency"),
        ({"themes": ["none"]}, "themes"),
        ({"commitments": ["none"]}, "commitments"),
        ({"measures": ["secret"]}, "measures"),
        ({"measures": ["of-another"]}, "measures"),
        ({"baseline": "BAS-ANOTHER2"}, "baseline"),
        ({"baseline": "none"}, "baseline"),
        ({"starts_on": "2027-02-01", "ends_on": "2027-01-01"}, ""),
        ({"contact_mailbox": "nobody"}, "contact_mailbox"),
        ({"audience": "friends"}, "audience"),
        ({"status": "open"}, "status"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(fields, path):
    kenya, other = make_state("KEN"), make_state("UGA")
    make_organisation("ecowas")
    # A hidden record and another's record get the same answer as none.
    make_measure(make_plan(kenya, is_public=False), key="secret")
    make_measure(make_plan(other), key="of-another")
    make_baseline(other, reference="BAS-ANOTHER2")
    caller = program(make_contact(kenya))
    found = problem(caller.post("requests/", {**NEW, **fields}), 400)
    assert any(name == path or name.startswith(f"{path}.") for name in found), found
    assert not Request.objects.exists()


def test_only_who_may_writes():
    kenya = make_state("KEN")
    lead, editor, reader = (make_contact(kenya, role) for role in ("submitter", "editor", "reader"))
    draft = make_request(kenya, status="draft", opened_on=None, confirmed_on=None)
    path, tag = f"requests/{draft.reference}/", {"if_match": f'"{draft.reference}.1"'}
    without = [scope for scope in EVERYTHING if scope != Scope.ASSISTANCE_WRITE]
    problem(program(lead, *without).post("requests/", NEW), 403)
    problem(program(lead, Scope.ASSISTANCE_WRITE).post(f"{path}submit/", {}, **tag), 403)
    problem(program(reader).post("requests/", NEW), 403)
    problem(program(reader).ask("PATCH", path, {"aid": ""}, **tag), 403)
    problem(program(make_contact(make_state())).post("requests/", NEW), 403)
    problem(program(editor).post(f"{path}submit/", {}, **tag), 403)
    assert Client().post("/api/v1/requests/", NEW, "application/json").status_code == 401
    # Whoever has no second factor yet counts as not signed in.
    problem(session(make_user()).post("requests/", NEW), 401)
    assert Request.objects.count() == 1
    assert program(editor, Scope.ASSISTANCE_WRITE).post("requests/", NEW).status_code == 201
    offer = {"reporter": "KEN", "title": {"en": "Courses"}}
    problem(program(editor).post("offers/", offer), 403)
    assert program(lead).post("offers/", offer).status_code == 201
    assert problem(program(lead).post("offers/", {**offer, "name": "Pool"}), 400)
    problem(program(lead).post("offers/", {"name": "Pool", "title": {"en": "C"}}), 403)
    match = make_match(make_request(kenya), make_offer())
    problem(
        program(editor).post(
            f"matches/{match.reference}/talk/", {}, if_match=f'"{match.reference}.1"'
        ),
        403,
    )


def test_a_report_in_progress_is_not_told_of():
    """A request's fields take no report: requests from a form begin in the State's own area."""
    report = make_draft(make_state("KEN"))
    body = {**NEW, "submission": report.reference}
    assert "submission" in problem(
        program(make_contact(report.reporter)).post("requests/", body), 400
    )
