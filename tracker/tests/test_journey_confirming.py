"""The screen on which an officer confirms answers, in a browser."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from questionnaires import answering, confirming, reading, readings
from questionnaires.models import Answer
from reports.attachments import files
from reports.models import Submission
from testing import read_forms
from testing.axe import violations
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_form,
    make_officer,
    make_reviewer,
    make_state,
    make_upload,
)
from testing.read_forms import blank_pdf, reader

from .test_journey_admin import PASSWORD, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST, SECOND, LAST = "body", "contact", "by-type"
UNREAD, UNCERTAIN = ["collected"], ["contact"]


@pytest.fixture
def officer() -> Any:
    user = make_officer(name="Amina")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def draft(monkeypatch: Any) -> Submission:
    """A report in PDF; its form has four questions, two on a page."""
    monkeypatch.setattr(read_forms, "QUESTIONS_A_PAGE", 2)
    document = make_document("d1")
    one = make_commitment(document, "21")
    cycle = make_cycle("2022", document)
    main = [(FIRST, one, "main", {"yes": "implemented"}), (SECOND, one, "main", {"no": "planned"})]
    make_form(cycle, main)
    draft = make_draft(make_state("AFG"), cycle, languages=["en"])
    files.attach(draft, make_upload("report.pdf", blank_pdf(2)), by=make_reviewer())
    return draft


def settled(page: Page) -> None:
    """Wait until everything is saved."""
    expect(page.locator("[data-coding-saved]")).to_contain_text("Saved")


@pytest.fixture
def questions(
    page: Page, live_server: Any, officer: Any, draft: Submission, monkeypatch: Any
) -> Page:
    """Questions that are read and not confirmed."""
    monkeypatch.setattr(reading, "read", reader(unread=UNREAD))
    made = readings.read(draft.attachments.get(), by=officer)
    readings.accept(made, by=officer)
    sign_in(page, live_server, officer)
    page.goto(live_server.url + reverse("admin:questionnaires_confirm", args=[draft.pk]))
    expect(page.locator("[data-coding-row].here")).to_be_visible()
    return page


def row(page: Page, key: str) -> Any:
    return page.locator(f"[data-coding-row='{key}']")


def test_every_key_of_the_list_does_what_it_says(questions: Page) -> None:
    page = questions
    page.keyboard.press("?")
    expect(page.locator("[data-confirm-keys] dl")).to_be_visible()
    page.keyboard.press("j")
    expect(row(page, SECOND)).to_be_focused()
    page.keyboard.press("k")
    expect(row(page, FIRST)).to_be_focused()
    for key, value in (("n", "no"), ("d", "developing"), ("y", "yes")):
        page.keyboard.press(key)
        expect(row(page, FIRST).locator(f"[data-tick='{key}']")).to_be_checked()
        assert value
    page.keyboard.press("e")
    page.keyboard.type("A body")
    page.keyboard.press("Escape")
    expect(row(page, FIRST)).to_be_focused()
    page.keyboard.press("Enter")
    expect(row(page, SECOND)).to_be_focused()
    expect(row(page, FIRST)).to_have_class("confirm-row confirmed")
    page.keyboard.press("u")
    expect(row(page, SECOND)).not_to_be_focused()
    settled(page)
    unread = row(page, UNREAD[0])
    unread.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-coding-saved]")).to_contain_text("could not read")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    expect(unread.locator("[data-confirmed]")).to_be_checked()
    settled(page)


def test_a_gate_opens_and_closes_what_stands_behind_it(questions: Page) -> None:
    page = questions
    behind = row(page, SECOND)
    page.keyboard.press("n")
    expect(behind.locator("[data-flag='not-asked']")).to_be_visible()
    row(page, FIRST).focus()
    page.keyboard.press("y")
    expect(behind.locator("[data-flag='not-asked']")).to_be_hidden()


def test_the_page_of_the_question_stands_beside_it(questions: Page) -> None:
    page = questions
    row(page, LAST).focus()
    place = row(page, LAST).get_attribute("data-place") or ""
    number = place.partition(":")[2]
    frame = page.frame_locator("[data-beside]")
    expect(frame.locator("#page")).to_have_value(number)
    expect(frame.locator("[data-place-mark]")).to_be_visible()


def test_what_is_typed_without_a_connection_is_kept_in_the_browser(questions: Page) -> None:
    page = questions

    def cut_off(route: Any) -> None:
        (route.abort if route.request.method == "POST" else route.continue_)()

    page.route("**/confirm/", cut_off)
    row(page, FIRST).locator("textarea").first.fill("A national commission")
    row(page, SECOND).focus()
    expect(page.locator("[data-coding-saved]")).to_contain_text("no connection")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.unroute("**/confirm/")
    page.get_by_role("button", name="Put it back").click()
    expect(row(page, FIRST).locator("textarea").first).to_have_value("A national commission")
    settled(page)
    assert Answer.objects.filter(value="A national commission").exists()


def test_two_who_disagree_choose(questions: Page, draft: Submission) -> None:
    page = questions
    loaded = confirming.load(draft)
    assert loaded
    answering.record(
        draft, loaded, [answering.Given(FIRST, "tick", "no")], by=make_officer(name="Ben")
    )
    row(page, FIRST).focus()
    page.keyboard.press("d")
    theirs = row(page, FIRST).locator("[data-theirs]")
    expect(theirs).to_be_visible()
    theirs.get_by_label("Leave it so").click()
    expect(row(page, FIRST).locator("[data-tick='n']")).to_be_checked()
    assert (
        Answer.objects.get(submission=draft, part__key="tick", part__question__key=FIRST).value
        == "no"
    )


@pytest.mark.once
@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_the_pages_of_a_form_are_accessible(
    page: Page,
    live_server: Any,
    officer: Any,
    draft: Submission,
    monkeypatch: Any,
    language: str,
) -> None:
    values = {"contact": "no", "body/details": "unit@mfa.example"}
    monkeypatch.setattr(reading, "read", reader(values, unread=UNREAD, uncertain=UNCERTAIN))
    made = readings.read(draft.attachments.get(), by=officer)
    sign_in(page, live_server, officer, language)
    for name, pk in (("accept", made.pk), ("confirm", draft.pk), ("derived", draft.pk)):
        page.goto(live_server.url + reverse(f"admin:questionnaires_{name}", args=[pk]))
        assert violations(page) == [], name
        readings.accept(made, by=officer)
    page.goto(live_server.url + reverse("admin:reports_submission_change", args=[draft.pk]))
    assert violations(page) == []
