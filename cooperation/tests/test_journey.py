"""From what a State's form asks for, through an offer and a match, to a project with an update that
the State agrees to; and at every stage who reads it."""

import datetime
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from contacts import invitations
from contacts.models import AssistanceOfficer
from cooperation.models import Match, MatchStatus, Offer, Project, Request, Update
from questionnaires.models import Answer
from testing.assistance import make_assistance_officer
from testing.axe import violations_in_light_and_dark
from testing.builders import (
    FACTOR_KEY,
    make_body,
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_form,
    make_officer,
    make_organisation,
    make_reviewer,
    make_section,
    make_state,
    make_theme,
    make_user,
    texts,
)
from testing.reading import words

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WANTED, TOLD = "Training for tracers", "Thirty officials were trained."
SECTION = {
    "key": "one",
    "number": "1",
    "title": texts("Assistance"),
    "questions": [
        {
            "key": "needs",
            "number": "1.1",
            "text": texts("Does your country need assistance?"),
            "parts": [
                {"key": "wanted", "kind": "text", "privacy": "request", "label": texts("Wanted")}
            ],
        }
    ],
}
PARTIES = {"recipient", "provider"}
PARTNERS = PARTIES | {"other State", "donor"}
ANYBODY = PARTNERS | {"anonymous", "organisation", "observer"}


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sign_in(page: Page, server: Any, user: Any) -> None:
    session = client_of(user).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url}]
    )


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name).click()


def act(user: Any, model: str, action: str, record: Any) -> None:
    """An action of a list in the administration."""
    chosen = {"action": action, "_selected_action": [record.pk]}
    answer = client_of(user).post(f"/admin/cooperation/{model}/", chosen)
    assert answer.status_code == 302


@pytest.fixture
def recipient(db: Any) -> Any:
    """The point of contact of a State whose form asks what it needs."""
    document = make_document("doc")
    commitment = make_commitment(document, section=make_section(document, "i"))
    commitment.themes.add(make_theme("tracing"))
    due = timezone.localdate() + datetime.timedelta(days=10)
    cycle = make_cycle("2031", document, due_on=due)
    make_form(cycle, [("needs", commitment, "main", {})], [SECTION])
    return make_contact(make_state("KEN", "Kenya"), email="contact@example.org")


@pytest.fixture
def provider(db: Any) -> Any:
    """A donor's officer, who has accepted an invitation."""
    person = make_user(email="donor@example.org")
    totp.TOTP.activate(person, FACTOR_KEY)
    pool = make_body(name=texts("Pool"))
    sent = invitations.invite(
        person.email, [], body=pool, role="donor_officer", by=make_officer(), language="en"
    )
    assert "Pool" in mail.outbox[-1].body
    assert "You act for no State" in words(client_of(person).get("/my/"))
    invitations.accept(sent, person)
    assert AssistanceOfficer.objects.active().get().party == pool
    assert "donor officer" in words(client_of(person).get("/my/"))
    return person


@pytest.mark.once
def test_a_request_of_a_form_becomes_a_project_with_an_update(
    page: Page, live_server: Any, recipient: Any, provider: Any, complaints: list[str]
) -> None:
    officer, reviewer = make_officer(), make_reviewer()
    viewers = {
        "anonymous": Client(),
        "other State": client_of(make_contact(make_state())),
        "donor": client_of(make_assistance_officer(make_body())),
        "organisation": client_of(make_contact(make_organisation())),
        "observer": client_of(make_contact(make_state(state_status="observer"))),
        "recipient": client_of(recipient),
        "provider": client_of(provider),
    }

    def readers(word: str, *addresses: str) -> set[str]:
        """Who is told ``word`` at any of the addresses."""
        return {
            name
            for name, client in viewers.items()
            if any(word in client.get(each).content.decode() for each in addresses)
        }

    # The State answers the form of its report, and makes a request of the answer.
    sign_in(page, live_server, recipient)
    page.goto(f"{live_server.url}/my/")
    press(page, "Start with an empty form")
    page.locator("#form-sections ~ .meters a").first.click()
    page.locator("[name='needs.wanted-value']").fill(WANTED)
    press(page, "Save")
    Answer.objects.update(page=7)
    page.goto(f"{live_server.url}/my/requests/")
    page.get_by_role("link", name="Does your country need assistance?").click()
    expect(page.locator("[name=description_en]")).to_have_value(WANTED)
    expect(page.get_by_label("Who reads it")).to_have_value("states_and_donors")
    page.locator("[name=aid]").select_option("training")
    page.locator("[name=amount]").fill("10")
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("currency")
    page.locator("[name=currency]").fill("USD")
    press(page, "Save")
    request = Request.objects.get()
    answer = Answer.objects.get()
    assert (request.page, request.answer, request.submission) == (7, answer, answer.submission)
    assert [each.document.key for each in request.commitments.all()] == ["doc"]
    own = f"/my/requests/{request.reference}/"
    assert readers(WANTED, own) == {"recipient"}
    press(page, "Hand it in")
    act(officer, "request", "check_them", request)
    act(reviewer, "request", "open_them", request)
    asked = ("/my/requests/", "/cooperation/requests/", "/api/v1/requests/", "/states/KEN/")
    assert readers(request.reference, *asked) == PARTNERS
    # The answer itself stays the report's: others read the request alone.
    assert readers(WANTED, own) == PARTNERS

    # The donor offers what goes with it; anybody reads that once it is open.
    sign_in(page, live_server, provider)
    page.goto(f"{live_server.url}/my/offers/")
    page.get_by_role("link", name="Offer assistance").click()
    page.locator("[name=title_en]").fill("Courses")
    page.locator("[name=aid]").select_option("training")
    page.locator("[name=themes]").first.check()
    press(page, "Save")
    offer = Offer.objects.get()
    offered = ("/my/offers/", "/cooperation/offers/", f"/api/v1/offers/{offer.reference}/")
    assert readers("Courses", *offered) == {"provider"}
    press(page, "Hand it in")
    act(reviewer, "offer", "open_them", offer)
    assert readers("Courses", *offered) == ANYBODY

    # The desk brings the two together, with reasons; the two parties alone read of it.
    sign_in(page, live_server, officer)
    page.goto(f"{live_server.url}/admin/cooperation/match/desk/")
    expect(page.locator("#content")).to_contain_text("Same themes")
    expect(page.locator("#content")).to_contain_text("Same kind of aid: training")
    sent = len(mail.outbox)
    with page.expect_navigation():
        page.get_by_role("button", name="Propose to both parties").click()
    assert {each.to[0] for each in mail.outbox[sent:]} == {recipient.email, provider.email}
    match = Match.objects.get()
    matched = ("/my/matches/", "/cooperation/offers/", "/api/v1/matches/", own)
    assert readers(match.reference, *matched) == PARTIES
    for user, step in (
        (provider, "We are in talks"),
        (provider, "We agree"),
        (recipient, "We agree"),
    ):
        sign_in(page, live_server, user)
        page.goto(f"{live_server.url}/my/matches/")
        press(page, step)
    assert Match.objects.get().status == MatchStatus.AGREED
    assert readers(match.reference, *matched) == PARTIES

    # An officer records the project that carries it out, beginning with what was agreed.
    sign_in(page, live_server, officer)
    page.goto(f"{live_server.url}/admin/cooperation/match/{match.pk}/change/")
    page.get_by_role("link", name="Record the project that carries it out").click()
    expect(page.locator("#id_aid")).to_have_value("training")
    expect(page.locator("#id_participants-0-body option:checked")).to_have_text("Pool")
    expect(page.locator("#id_recipients-0-place_reporter option:checked")).to_have_text("Kenya")
    page.locator("[name=title_en]").fill("Courses for tracers")
    page.locator("[name=other_source]").fill("A letter of the Pool")
    with page.expect_navigation():
        page.locator("[name=_save]").click()
    project = Project.objects.get()
    match.refresh_from_db()
    assert (match.status, match.project) == (MatchStatus.CARRIED_OUT, project)
    assert [str(each) for each in project.participants.all()] == ["Pool"]
    assert [str(each) for each in project.recipients.all()] == ["Kenya"]
    assert [each.key for each in project.themes.all()] == ["tracing"]
    public = project.get_absolute_url()
    given = (public, f"/api/v1{public.replace('/cooperation', '')}")
    told = (*given, "/states/KEN/", "/my/assistance/", "/my/notices/")
    assert readers("Courses for tracers", *told) == set()

    # The State is asked, and agrees: then anybody reads it. The match stays between the two until
    # both let it be seen.
    act(reviewer, "project", "serve", project)
    assert mail.outbox[-1].to == [recipient.email]
    assert readers("Courses for tracers", *told) == {"recipient"}
    sign_in(page, live_server, recipient)
    page.goto(f"{live_server.url}/my/notices/")
    assert violations_in_light_and_dark(page) == []
    press(page, "We agree to its publication")
    assert readers("Courses for tracers", public) == ANYBODY
    assert readers(match.reference, *matched) == PARTIES
    for party in PARTIES:
        viewers[party].post(f"/my/matches/{match.reference}/step/", {"step": "share"})
    assert readers(match.reference, *matched) == ANYBODY
    shown = Client().get("/api/v1/matches/").json()["results"][0]
    assert (shown["request"], shown["project"]) == (None, project.reference)

    # The donor tells of it. The State reads what was sent, and agrees; then anybody reads it.
    sign_in(page, live_server, provider)
    page.goto(f"{live_server.url}/my/updates/")
    page.get_by_role("link", name="Comment on a project").click()
    assert violations_in_light_and_dark(page) == []
    page.locator("[name=project]").select_option(str(project.pk))
    page.locator("[name=kind]").select_option("both")
    page.locator("[name=narrative]").fill(TOLD)
    page.locator("[name=language]").select_option("en")
    press(page, "Send it to the States")
    expect(page.get_by_role("alert")).to_contain_text("Give what was spent.")
    page.locator("[name=spent]").fill("700")
    page.locator("[name=currency]").fill("EUR")
    press(page, "Send it to the States")
    update = Update.objects.get()
    updated = (*given, "/my/updates/", f"/api/v1/updates/{update.reference}/")
    assert readers(TOLD, *updated) == PARTIES
    sign_in(page, live_server, recipient)
    page.goto(f"{live_server.url}/my/updates/")
    assert violations_in_light_and_dark(page) == []
    press(page, "Kenya agrees to its publication")
    assert readers(TOLD, *updated) == PARTIES
    act(reviewer, "update", "publish", update)
    assert readers(TOLD, public) == readers(TOLD, "/api/v1/updates/") == ANYBODY
    page.goto(f"{live_server.url}{public}")
    expect(page.locator("#updates ~ article")).to_contain_text("700")
    assert [each for each in complaints if "422" not in each and "favicon" not in each] == []

    # The State says that it is met, and lets anybody read it.
    assert readers(request.reference, *asked) == PARTNERS
    viewers["recipient"].post(f"{own}step/", {"step": "meet"})
    for name, code in (("donor", 403), ("recipient", 302)):
        shown_to_all = {"step": "show", "audience": "public"}
        assert viewers[name].post(f"{own}step/", shown_to_all).status_code == code
    assert readers("Asked for", "/states/KEN/") == ANYBODY
    for name, address in (
        ("anonymous", "/cooperation/requests.docx"),
        ("recipient", "/my/requests/requests.pdf"),
    ):
        assert viewers[name].get(address).status_code == 200
