"""A report is coded by keyboard while the connection drops, the session ends and others write
too."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, expect

from commitments.tests.samples.files import pdf
from reports.attachments import files
from reports.coding import recording, suggesting
from reports.coding.recording import Answer
from reports.models import Submission
from reports.submissions import workflow
from testing.axe import violations
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_officer,
    make_published,
    make_reviewer,
    make_state,
    make_upload,
    texts,
)
from tracker.tests.test_journey_admin import PASSWORD, sign_in, status_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def officer() -> Any:
    user = make_officer(name="Amina")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def draft() -> Submission:
    """Kenya's report of 2031, after one of 2029 on the same outcome document."""
    document = make_document("doc")
    commitments = [make_commitment(document, summary=texts("A summary")) for _number in range(4)]
    kenya = make_state("KEN", "Kenya")
    answers = {commitments[2]: "planned", commitments[3]: "in_progress"}
    make_published(kenya, make_cycle("2029", document), answers)
    cycle = make_cycle("2031", document, needs_second_pair_of_eyes=True)
    return make_draft(kenya, cycle, languages=["en"])


def recorded(draft: Submission) -> dict[str, tuple[str, str, bool]]:
    return {
        response.commitment.key: (response.status, response.narrative, response.is_carried_over)
        for response in draft.responses.select_related("commitment")
    }


def narrative_of(page: Page, key: str) -> Any:
    return page.locator(f"textarea[name='{key}-narrative']")


def said(page: Page, what: str) -> str:
    """The words of the mark beside the button, in the language of the page."""
    return page.locator("[data-coding]").get_attribute(f"data-says-{what}") or ""


def expect_kept(page: Page, count: int) -> None:
    """Expect the number of reports with unsaved values in the browser."""
    kept = "Object.keys(localStorage).filter((key) => key.startsWith('poa-coding:')).length"
    page.wait_for_function(f"{kept} === {count}")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_report_is_coded_by_keyboard_and_nothing_typed_is_lost(
    page: Page, live_server: Any, officer: Any, draft: Submission, language: str
) -> None:
    sign_in(page, live_server, officer, language)
    page.goto(live_server.url + draft.get_coding_url())
    mark = page.locator("[data-coding-saved]")

    # The table saves itself, and shows when.
    status_of(page, "doc-1").press("i")
    expect(mark).to_contain_text(said(page, "saved"))
    assert recorded(draft) == {"doc-1": ("implemented", "", False)}

    # Without a connection, then without a session, typed values are kept.
    page.context.set_offline(True)
    status_of(page, "doc-2").press("p")
    narrative_of(page, "doc-2").fill("A law of 2030.")
    status_of(page, "doc-1").focus()
    expect(mark).to_have_text(said(page, "offline"))
    page.context.set_offline(False)
    expect(mark).to_contain_text(said(page, "saved"))
    assert recorded(draft)["doc-2"] == ("in_progress", "A law of 2030.", False)
    Session.objects.all().delete()
    narrative_of(page, "doc-2").fill("A law of 2030, and a decree.")
    status_of(page, "doc-1").focus()
    expect(mark).to_have_text(said(page, "out"))
    page.once("dialog", lambda dialog: dialog.accept())
    sign_in(page, live_server, officer, language)
    page.goto(live_server.url + draft.get_coding_url())
    expect(narrative_of(page, "doc-2")).to_have_value("A law of 2030.")
    assert violations(page) == []
    page.locator("[data-coding-restore]").click()
    expect(narrative_of(page, "doc-2")).to_have_value("A law of 2030, and a decree.")
    expect(mark).to_contain_text(said(page, "saved"))
    assert recorded(draft)["doc-2"][1] == "A law of 2030, and a decree."
    expect_kept(page, 0)

    # Somebody else saves first: both values are shown, and either can be chosen.
    baraka = make_officer(name="Baraka")
    answers = [Answer("doc-1", "planned", page=9), Answer("doc-2", "not_implemented")]
    recording.record(draft, answers, by=baraka)
    status_of(page, "doc-1").press("n")
    status_of(page, "doc-2").press("a")
    panels = page.locator("[data-theirs]")
    expect(panels).to_have_count(2)
    expect(panels.first).to_contain_text("Baraka")
    assert violations(page) == []
    assert recorded(draft)["doc-1"][0] == "planned"
    page.locator("#doc-1 [value=theirs]").click()
    expect(status_of(page, "doc-1")).to_have_value("planned")
    expect(page.locator("input[name='doc-1-page']")).to_have_value("9")
    page.locator("#doc-2 [value=mine]").click()
    expect(mark).to_contain_text(said(page, "saved"))
    assert {key: answer[0] for key, answer in recorded(draft).items()} == {
        "doc-1": "planned",
        "doc-2": "not_applicable",
    }

    # One key shows the answer of the report before; it can be carried over and confirmed.
    before = page.locator("#doc-3 [data-before]")
    status_of(page, "doc-3").press("b")
    expect(before).to_have_attribute("open", "")
    status_of(page, "doc-3").press("c")
    expect(status_of(page, "doc-3")).to_be_focused()
    expect(page.locator("[data-coding-count]")).to_have_text("2")
    assert recorded(draft)["doc-3"] == ("planned", "", True)
    status_of(page, "doc-3").press("y")
    expect(page.locator("[data-coding-count]")).to_have_text("3")
    status_of(page, "doc-3").press("f")
    expect(page.locator("#doc-1")).to_be_hidden()
    status_of(page, "doc-3").press("u")
    expect(status_of(page, "doc-4")).to_be_focused()
    assert recorded(draft)["doc-3"] == ("planned", "", False)

    # The report is shown beside the table, and turns to the page of a row.
    file = files.attach(draft, make_upload("report.pdf", pdf([["One."], ["Two."]])), by=officer)
    page.goto(f"{live_server.url}{draft.get_coding_url()}?beside={file.pk}")
    report = page.frame_locator("[data-beside]")
    expect(report.locator("#page")).to_have_value("1")
    page.locator("input[name='doc-3-page']").fill("2")
    status_of(page, "doc-3").focus()
    expect(report.locator("#page")).to_have_value("2")
    expect(mark).to_contain_text(said(page, "saved"))
    drawn = report.locator("main img")
    expect(drawn).to_have_js_property("naturalWidth", 1200)
    assert violations(page) == []
    checked_and_published(page, live_server, draft, language)


def checked_and_published(page: Page, live_server: Any, draft: Submission, language: str) -> None:
    """A second person checks each answer by keyboard, or all at once, and only then publishes."""
    reviewer = make_reviewer(name="Chen")
    reviewer.set_password(PASSWORD)
    reviewer.save()
    workflow.submit(draft, by=reviewer, reason="Seen.")
    workflow.start_review(draft, by=reviewer)
    page.context.clear_cookies()
    sign_in(page, live_server, reviewer, language)
    change = live_server.url + reverse("admin:reports_submission_change", args=[draft.pk])
    page.goto(change)
    page.locator("button[name=action][value=publish]").click()
    expect(page.locator(".messagelist .error")).to_contain_text("3")
    page.goto(live_server.url + draft.get_coding_url())
    page.keyboard.press("j")
    page.keyboard.press("v")
    expect(page.locator("[data-check]")).to_have_count(2)
    expect(page.locator("#doc-2 [data-check]")).to_be_focused()
    page.locator("button[name=check][value='*']").click()
    expect(page.locator("[data-check]")).to_have_count(0)
    page.goto(change)
    page.locator("button[name=action][value=publish]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    draft.refresh_from_db()
    assert draft.status == "published"


@pytest.mark.once
def test_who_signs_out_leaves_nothing_unsaved_behind(
    page: Page, live_server: Any, officer: Any, draft: Submission
) -> None:
    sign_in(page, live_server, officer)
    page.goto(live_server.url + draft.get_coding_url())
    # A row without a status is not saved.
    narrative_of(page, "doc-1").fill("Not to be seen by others.")
    expect_kept(page, 1)
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(live_server.url + reverse("admin:index"))
    page.goto(live_server.url + reverse("account"))
    expect_kept(page, 1)
    page.locator("form[action$='/logout/'] button").click()
    expect(page.locator("form[action$='/logout/']")).to_have_count(0)
    expect_kept(page, 0)


FILE = (
    "National report of Kenya.\n\f"
    "All weapons imported since 2019 carry a unique marking with the year and the country.\n\f"
    "Last year sixty tracing requests from other States were answered, most within a month.\n"
)


@pytest.fixture
def coded_beside(draft: Submission, officer: Any) -> str:
    """A report on forty commitments with a file of three pages. Returns the address of its coding
    table with the file beside it."""
    document = draft.cycle.documents.get()
    for _number in range(34):
        make_commitment(document, summary=texts("Something else"))
    make_commitment(document, title=texts("Marking of weapons at import"))
    make_commitment(document, title=texts("Answers to tracing requests of other States"))
    file = files.attach(draft, make_upload("report.txt", FILE.encode()), by=officer)
    assert file.language == "en"
    assert suggesting.suggest(file, by=officer) == 2
    return f"{draft.get_coding_url()}?beside={file.pk}"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_file_the_place_and_the_focus_stay(
    page: Page, live_server: Any, officer: Any, draft: Submission, coded_beside: str, language: str
) -> None:
    sign_in(page, live_server, officer, language)
    page.goto(live_server.url + coded_beside)
    page.wait_for_load_state("load")
    report = page.frame_locator("[data-beside]")
    expect(report.locator("#page-2")).to_be_attached()
    turned = "document.querySelector('[data-beside]').contentWindow.location.hash"

    # One key leads to a paragraph, another to its suggestion; the file turns to its page.
    status_of(page, "doc-1").press("g")
    page.keyboard.type("99")
    page.keyboard.press("Enter")
    expect(page.locator("[data-coding-goto-says]")).not_to_be_empty()
    page.keyboard.press("Escape")
    expect(status_of(page, "doc-1")).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator(".coding-keys")).to_have_attribute("open", "")
    assert violations(page) == []
    page.keyboard.press("?")
    page.keyboard.press("g")
    page.keyboard.type("40")
    page.keyboard.press("Enter")
    expect(status_of(page, "doc-40")).to_be_focused()
    page.keyboard.press("s")
    page.wait_for_function(f"{turned} === '#page-3'")

    # Accepting it keeps the file, its page, the place and the row in use.
    down = page.evaluate("scrollY")
    assert down > 500
    page.keyboard.press("i")
    expect(page.locator("#doc-40 ~ .coding-suggestion")).to_have_count(0)
    expect(status_of(page, "doc-40")).to_be_focused()
    expect(report.locator("#page-3")).to_be_attached()
    page.wait_for_function(f"{turned} === '#page-3'")
    assert abs(page.evaluate("scrollY") - down) < 300
    assert recorded(draft)["doc-40"][0] == "implemented"

    # So does Ctrl+S, in the middle of a word.
    narrative = narrative_of(page, "doc-39")
    narrative.fill("All weapons are marked.")
    status_of(page, "doc-39").select_option("planned")
    narrative.focus()
    down = page.evaluate("scrollY")
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist .success")).to_be_attached()
    expect(narrative).to_be_focused()
    expect(page.locator("[data-beside]")).to_have_count(1)
    page.wait_for_function(f"{turned} === '#page-3'")
    assert abs(page.evaluate("scrollY") - down) < 300
    assert recorded(draft)["doc-39"] == ("planned", "All weapons are marked.", False)
    assert violations(page) == []
