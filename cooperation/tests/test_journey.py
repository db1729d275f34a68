"""From what a State's form asks for, through an offer and a match, to a project."""

from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client
from django.utils import timezone

from contacts import invitations
from contacts.models import AssistanceOfficer
from cooperation.models import Match, Offer, Project, Request
from questionnaires.models import Answer, Question
from testing.assistance import make_project, make_update
from testing.builders import (
    FACTOR_KEY,
    make_body,
    make_commitment,
    make_contact,
    make_cycle,
    make_form,
    make_officer,
    make_organisation,
    make_own_draft,
    make_reviewer,
    make_state,
    make_theme,
    make_user,
)
from testing.reading import words

pytestmark = pytest.mark.django_db


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def done(answer: Any) -> Any:
    assert answer.status_code == 302, words(answer)[:1500]
    return answer


def asked_in_a_form(contact: Any) -> Answer:
    """A row of the State's form that asks for assistance, on page 7."""
    cycle = make_cycle()
    make_form(cycle)
    question = Question.objects.order_by("position").first()
    assert question
    commitment = make_commitment()
    commitment.themes.add(make_theme("tracing"))
    question.mappings.create(commitment=commitment, role="main")
    part = question.parts.create(
        key="wanted", kind="text", position=9, privacy="request", label={"en": "Wanted"}
    )
    draft = make_own_draft(contact, cycle)
    answer: Answer = Answer.objects.create(
        submission=draft, part=part, state="answered", value="Training for tracers", page=7
    )
    return answer


def test_a_request_of_a_form_becomes_a_project(django_capture_on_commit_callbacks: Any) -> None:
    kenya, fund_of = make_state("KEN", "Kenya"), make_body(name={"en": "Pool"})
    contact = make_contact(kenya, email="contact@example.org")
    state, officer = signed_in(contact), make_officer()
    answer = asked_in_a_form(contact)

    # The donor's officer accepts an invitation.
    person = make_user(email="donor@example.org")
    totp.TOTP.activate(person, FACTOR_KEY)
    with django_capture_on_commit_callbacks(execute=True):
        sent = invitations.invite(
            person.email, [], body=fund_of, role="donor_officer", by=officer, language="en"
        )
    assert "Pool" in mail.outbox[-1].body
    donor = signed_in(person)
    assert "You act for no State" in words(donor.get("/my/"))
    invitations.accept(sent, person)
    assert AssistanceOfficer.objects.active().get().party == fund_of
    assert "donor officer" in words(donor.get("/my/"))

    # The State makes a request of what its form says, with the page.
    listed = state.get("/my/requests/")
    address = f"/my/requests/new/KEN/?answer={answer.pk}"
    assert address in listed.content.decode()
    page = state.get(address)
    assert "Training for tracers" in page.content.decode()
    theme = make_theme("tracing-too")
    commitment = Question.objects.get(pk=answer.part.question_id).mappings.get().commitment
    given = {"title_en": "Training", "aid": "training", "themes": [theme.pk]}
    asking = {**given, "commitments": [commitment.pk]}
    wrong = state.post(address, {**given, "amount": "10", "audience": "states_and_donors"})
    assert wrong.status_code == 422
    done(state.post(address, {**asking, "audience": "states_and_donors"}))
    request = Request.objects.get()
    assert (request.page, request.answer, request.submission) == (7, answer, answer.submission)
    assert list(request.commitments.all()) == [commitment]
    assert address not in state.get("/my/requests/").content.decode()
    own = f"/my/requests/{request.reference}/"
    assert donor.get(own).status_code == 404
    done(state.post(f"{own}step/", {"step": "submit"}))
    for user, action in ((officer, "check_them"), (make_reviewer(), "open_them")):
        done(
            signed_in(user).post(
                "/admin/cooperation/request/",
                {"action": action, "_selected_action": [request.pk]},
            )
        )
    request.refresh_from_db()
    assert request.status == "open"
    assert "Training" in words(donor.get(own))
    assert Client().get("/cooperation/requests/").content.decode().count("REQ-") == 0

    # The donor offers what goes with it.
    offering = f"/my/offers/new/{fund_of.key}/"
    assert donor.get(offering).status_code == 200
    done(donor.post(offering, {**given, "title_en": "Courses"}))
    offer = Offer.objects.get()
    done(donor.post(f"/my/offers/{offer.reference}/step/", {"step": "submit"}))
    done(
        signed_in(make_reviewer()).post(
            "/admin/cooperation/offer/", {"action": "open_them", "_selected_action": [offer.pk]}
        )
    )
    assert "Courses" in words(Client().get(f"/cooperation/offers/{offer.reference}/"))

    # The desk brings the two together, with reasons.
    desk = "/admin/cooperation/match/desk/"
    staff = signed_in(officer)
    said = staff.get(desk).content.decode()
    assert "Same themes" in said
    assert "Same kind of aid: training" in said
    assert "Offers that may meet it" in words(state.get(own))
    both = {"request": request.reference, "offer": offer.reference}
    done(staff.post(desk, {**both, "decision": "aside"}))
    assert not Match.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        done(staff.post(desk, {**both, "decision": "propose"}))
    assert {each.to[0] for each in mail.outbox[-2:]} == {"contact@example.org", person.email}
    match = Match.objects.get()
    step = f"/my/matches/{match.reference}/step/"
    assert Client().get("/api/v1/matches/").json()["count"] == 0

    # Both agree, each for itself, and a project carries it out.
    done(donor.post(step, {"step": "talk"}))
    done(donor.post(step, {"step": "agree"}))
    assert Match.objects.get().status == "in_talks"
    done(state.post(step, {"step": "agree"}))
    assert Match.objects.get().status == "agreed"
    project: Project = make_project(kenya)
    done(state.post(step, {"step": "carry_out", "project": project.reference}))
    assert Match.objects.get().project == project
    assert Client().get("/api/v1/matches/").json()["count"] == 0
    for client in (donor, state):
        done(client.post(step, {"step": "share"}))
    shown = Client().get("/api/v1/matches/").json()["results"][0]
    assert (shown["request"], shown["project"]) == (None, project.reference)
    assert "Agreed matches" in words(Client().get("/cooperation/offers/"))

    # Of the project an organisation tells; what was sent the State reads and agrees to, and then
    # anybody reads it. A stranger learns of it at no time before.
    runs = make_organisation()
    author, stranger = signed_in(make_contact(runs)), signed_in(make_contact(make_state()))
    update = make_update(project, runs, step="due", due_on=timezone.localdate())
    telling = f"/my/updates/{update.reference}/"
    public = f"/api/v1/projects/{project.reference}/"
    told = {"narrative": "Thirty officials trained.", "language": "en", "spent": "10"}
    assert "Thirty" not in words(state.get("/my/updates/"))
    done(author.post(telling, {**told, "currency": "EUR", "send": "1"}))
    assert "Thirty officials trained." in words(state.get("/my/updates/"))
    for other in (donor, stranger, Client()):
        assert other.get(telling).status_code in (302, 404)
        assert "Thirty" not in other.get("/my/updates/").content.decode()
        assert "Thirty" not in other.get(public).content.decode()
        assert "Thirty" not in words(other.get(project.get_absolute_url()))
    done(state.post(f"/my/updates/KEN/{update.reference}/", {"decision": "agree"}))
    assert "Thirty" not in words(Client().get(project.get_absolute_url()))
    done(
        signed_in(make_reviewer()).post(
            "/admin/cooperation/update/", {"action": "publish", "_selected_action": [update.pk]}
        )
    )
    for other in (donor, stranger, Client()):
        assert "Thirty officials trained." in words(other.get(project.get_absolute_url()))

    # The State says that it is met, and lets anybody read it.
    done(state.post(f"{own}step/", {"step": "meet"}))
    for client, code in ((donor, 403), (state, 302)):
        given = {"step": "show", "audience": "public"}
        assert client.post(f"{own}step/", given).status_code == code
    assert "Asked for" in words(Client().get("/states/KEN/"))
    for name, form in (("cooperation/requests", "docx"), ("my/requests/requests", "pdf")):
        file = (state if "my" in name else Client()).get(f"/{name}.{form}")
        assert file.status_code == 200
