"""A point of contact writes a report on a phone, from its beginning to its second receipt."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from cooperation.models import Request
from reports.models import Submission
from reports.submissions import workflow
from testing.axe import violations_in_light_and_dark
from testing.browser import share_of_header
from testing.builders import (
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_reviewer,
    make_section,
    make_state,
    texts,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REFERENCE = "KEN-2031-1"
# Other pages of the area, for a person without any records there.
OTHER_PAGES = (
    "people/",
    "offices/",
    "offices/new/KEN/",
    "requests/",
    "requests/new/KEN/",
    "offers/",
    "matches/",
    "notices/",
    "updates/",
    "baselines/",
    "assistance/",
)


@pytest.fixture
def contact() -> Any:
    """A point of contact of a State with a report due in ten days, on two parts of two commitments
    each."""
    document = make_document("doc")
    for code in ("i", "ii"):
        section = make_section(document, code, heading=texts(f"Part {code}", ar="جزء"))
        for _number in range(2):
            title = texts("Marking", ar="الوسم")
            make_commitment(document, section=section, title=title, summary=title)
    due = timezone.localdate() + datetime.timedelta(days=10)
    make_cycle("2031", document, due_on=due, name=texts("Reports for 2031", ar="تقارير 2031"))
    return make_contact(make_state("KEN", "Kenya"), name="Wanjiru")


def sign_in(page: Page, server: Any, user: Any) -> None:
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url}]
    )


def go_on(page: Page, selector: str) -> None:
    """Press a control that leads to another page, and wait for that page."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def hand_in(page: Page, base: str) -> str:
    """Hand the report in; returns the digest on the receipt."""
    page.goto(f"{base}reports/{REFERENCE}/submit/")
    assert violations_in_light_and_dark(page) == []
    reason = page.locator("textarea[name=reason]")
    if reason.count():
        reason.fill("As agreed among the ministries.")
    go_on(page, "main form button[type=submit]")
    page.wait_for_url("**/receipt/")
    assert violations_in_light_and_dark(page) == []
    return page.locator(".digest").first.inner_text()


@pytest.mark.parametrize("prefix", ["", "ar/"])
def test_a_report_is_begun_written_handed_in_returned_and_handed_in_again(
    page: Page, live_server: Any, contact: Any, prefix: str, complaints: list[str]
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    base = f"{live_server.url}/{prefix}my/"
    part = f"{base}reports/{REFERENCE}/part/1/"
    sign_in(page, live_server, contact)
    page.goto(base)
    assert violations_in_light_and_dark(page) == []
    go_on(page, "form[action$='/begin/'] button")
    page.wait_for_url(f"**/reports/{REFERENCE}/")
    assert violations_in_light_and_dark(page) == []

    # An invalid entry stays as typed, with its problem beside it; the rest is saved.
    page.goto(part)
    page.select_option("#doc-1-status", "implemented")
    page.fill("#doc-1-narrative", "A law was passed in 2030.")
    page.fill("#doc-2-narrative", "Half a thought")
    go_on(page, ".form-bar button")
    expect(page.locator("[role=alert]")).to_be_focused()
    expect(page.locator("#p-doc-2")).to_be_visible()
    expect(page.locator("#doc-2-narrative")).to_have_value("Half a thought")
    assert violations_in_light_and_dark(page) == []

    # The session ends: the text typed meanwhile is there again after signing in, and is saved.
    page.select_option("#doc-2-status", "planned")
    Session.objects.all().delete()
    go_on(page, ".form-bar button")
    page.context.clear_cookies()
    sign_in(page, live_server, contact)
    page.goto(part)
    expect(page.locator("#doc-2-narrative")).to_have_value("Half a thought")
    expect(page.locator("#doc-2-status")).to_have_value("planned")
    go_on(page, ".form-bar button")
    expect(page.locator(".notices")).to_be_visible()
    kept = page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('poa-my'))")
    assert kept == []

    page.goto(f"{base}reports/{REFERENCE}/preview/")
    expect(page.locator("main")).to_contain_text("A law was passed in 2030.")
    assert violations_in_light_and_dark(page) == []
    # A comment that has arrived is not offered again.
    page.goto(f"{base}reports/{REFERENCE}/whole/")
    page.fill("#comment-text", "Read and agreed.")
    go_on(page, "form[action$='/comments/'] button")
    expect(page.locator("main")).to_contain_text("Read and agreed.")
    expect(page.locator("#comment-text")).to_have_value("")
    assert violations_in_light_and_dark(page) == []
    for name in OTHER_PAGES if not prefix else ():
        page.goto(f"{base}{name}")
        assert violations_in_light_and_dark(page) == [], name
    first = hand_in(page, base)

    submission = Submission.objects.get(reference=REFERENCE)
    reviewer = make_reviewer(name="Secret Reviewer")
    workflow.return_to_author(submission, by=reviewer, reason="Please name the law.")
    page.goto(base)
    expect(page.locator("main")).to_contain_text("Please name the law.")
    expect(page.locator("main")).not_to_contain_text("Secret Reviewer")
    page.goto(part)
    page.fill("#doc-1-narrative", "Act 5 of 2030 was passed.")
    go_on(page, ".form-bar button")
    assert hand_in(page, base) != first
    expected = ("422", "favicon")
    assert [each for each in complaints if not any(word in each for word in expected)] == []


@pytest.mark.once
def test_on_a_phone_the_header_of_who_is_signed_in_takes_a_fifth_of_the_screen_at_most(
    page: Page, live_server: Any, contact: Any
) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    sign_in(page, live_server, contact)
    for prefix in ("", "ar/", "zh/", "ru/"):
        for name in ("my/", "my/people/", "account/", "about/"):
            page.goto(f"{live_server.url}/{prefix}{name}")
            assert 0.1 < share_of_header(page) <= 0.2, (prefix, name)
        # Nothing stands over the links, and they stand over nothing that can be pressed.
        for link in page.locator(".own-links a, .brand, .languages a").all():
            link.click(trial=True)


@pytest.mark.parametrize("prefix", ["", "ar/"])
def test_the_form_is_filled_in_away_from_the_tracker(
    page: Page, live_server: Any, contact: Any, tmp_path: Path, prefix: str
) -> None:
    base = f"{live_server.url}/{prefix}my/"
    sign_in(page, live_server, contact)
    page.goto(base)
    go_on(page, "form[action$='/begin/'] button")
    with page.expect_download() as download:
        page.locator("a[href$='form.xlsx']").click()
    download.value.save_as(tmp_path / "form.xlsx")
    book = load_workbook(tmp_path / "form.xlsx")
    sheet = book.worksheets[0]
    assert sheet.sheet_view.rightToLeft == bool(prefix)
    sheet["E3"], sheet["F3"], sheet["G3"] = "planned", "Written on an aeroplane", "English"
    book.save(tmp_path / "form.xlsx")
    page.locator("#form-file").set_input_files(tmp_path / "form.xlsx")
    go_on(page, "form[action$='/upload/'] button")
    expect(page.locator("table")).to_contain_text("Written on an aeroplane")
    assert violations_in_light_and_dark(page) == []
    go_on(page, "form[action$='/accept/'] button")
    expect(page.locator(".notices")).to_be_visible()
    response = Submission.objects.get(reference=REFERENCE).responses.get()
    assert (response.status, response.narrative) == ("planned", "Written on an aeroplane")


def test_no_button_drops_what_is_typed_beside_it_and_nothing_goes_twice(
    page: Page, live_server: Any, contact: Any
) -> None:
    """A request for assistance has steps beside its form; a report takes files beside questions."""
    base = f"{live_server.url}/my/"
    sign_in(page, live_server, contact)
    page.goto(f"{base}requests/new/KEN/")
    page.fill("main [name=title_en]", "Marking machines")
    page.fill("[name=starts_on]", "2031-06-03")
    expect(page.locator("output").first).to_have_text("Tuesday, 3 June 2031")
    save = page.get_by_role("button", name="Save", exact=True)
    with page.expect_navigation():
        save.dblclick()
    expect(page.get_by_role("heading", name="Marking machines")).to_be_visible()
    assert Request.objects.count() == 1

    page.fill("main [name=title_en]", "Marking machines and training")
    page.locator("button[name=step]").first.click()
    expect(page.locator(".unsent[role=alert]")).to_be_visible()
    expect(save).to_be_focused()
    expect(page.locator("main [name=title_en]")).to_have_value("Marking machines and training")
    assert violations_in_light_and_dark(page) == []
    asked = Request.objects.get()
    assert (asked.title["en"], asked.status) == ("Marking machines", "draft")
    with page.expect_navigation():
        save.click()
    with page.expect_navigation():
        page.locator("button[name=step]").first.click()
    assert Request.objects.get().title["en"] == "Marking machines and training"

    page.goto(base)
    go_on(page, "form[action$='/begin/'] button")
    report = f"{base}reports/{REFERENCE}/"

    # Saving a long page on a phone comes back to where one was.
    page.set_viewport_size({"width": 390, "height": 500})
    page.goto(f"{report}part/1/")
    page.select_option("#doc-2-status", "planned")
    page.locator("#doc-2-narrative").fill("A second law is planned.")
    down = page.evaluate("scrollY")
    assert down > 200
    go_on(page, ".form-bar button")
    page.wait_for_function(f"Math.abs(scrollY - {down}) < 100")
    expect(page.locator(".form-bar")).to_contain_text("Saved")
    assert violations_in_light_and_dark(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})

    page.goto(report)
    page.fill("#message-text", "Which form is it?")
    page.get_by_role("button", name="Send", exact=True).dblclick()
    expect(page.locator("main")).to_contain_text("Which form is it?")
    page.locator("form[action$='/files/'] input[type=file]").set_input_files(
        {"name": "report.txt", "mimeType": "text/plain", "buffer": b"A report."}
    )
    page.locator("form[action$='/about/'] button, form[action*='/about/'] button").first.click()
    expect(page.locator(".unsent[role=alert]")).to_be_visible()
    assert Submission.objects.get(reference=REFERENCE).messages.count() == 1
