"""An officer uses the administration in a browser, mostly by keyboard."""

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Dialog, FilePayload, Page, expect

from contacts.models import Mail
from reports.attachments import files
from reports.coding import agreement, recording
from reports.coding.recording import Answer
from reports.models import Reporter, ReportingCycle, Response, Submission
from reports.submissions import workflow
from testing.axe import violations
from testing.builders import (
    PDF,
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_draft,
    make_group,
    make_meeting,
    make_officer,
    make_proceedings,
    make_published,
    make_reviewer,
    make_section,
    make_state,
    make_upload,
    texts,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long password for a test"
# Afghanistan is not on the list of para. 15 of the report of BMS8.
CODE = "AFG"


@pytest.fixture
def reviewer():
    user = make_reviewer(name="Amina")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(page: Page, live_server: Any, user: Any, language: str = "en") -> None:
    user.language = language
    user.save()
    page.goto(f"{live_server.url}{reverse('admin:login')}?next={reverse('admin:index')}")
    page.fill("#id_login", user.email)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(f"**{reverse('admin:index')}")


def status_of(page: Page, key: str) -> Any:
    return page.locator(f"select[name='{key}-status']")


@pytest.mark.facts
def test_a_paper_report_is_registered_coded_published_and_seen(
    page: Page, live_server: Any, reviewer: Any, complaints: list[str]
) -> None:
    sign_in(page, live_server, reviewer)

    # The list of missing reports leads to the form.
    page.get_by_role("link", name="113 of 193 Member States have not reported").click()
    page.fill("#searchbar", "阿富汗")
    page.press("#searchbar", "Enter")
    page.get_by_role("link", name="Register Afghanistan").click()
    page.select_option("#id_channel", "paper")
    page.fill("#id_received_on", "2022-06-15")
    page.get_by_label("English", exact=True).check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("AFG-2022-1 is registered")).to_be_visible()

    page.locator("#id_uploads").set_input_files(
        {"name": "report.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_label("Anyone may download").check()
    page.get_by_role("button", name="Attach").click()
    expect(page.get_by_role("link", name="report.pdf", exact=True)).to_be_visible()

    # Ten commitments with their pages, without the mouse.
    page.get_by_role("link", name="Code this report").click()
    # Wait for the complete page: a key pressed before the script is loaded would be lost.
    page.wait_for_url("**/coding/")
    keys = [f"bms8-{number}" for number in range(21, 31)]
    status_of(page, keys[0]).focus()
    for _key in keys:
        page.keyboard.press("i")
        page.keyboard.press("j")
    expect(page.locator("[data-coding-count]")).to_have_text("10")
    page.locator(f"input[name='{keys[0]}-page']").focus()
    for number, _key in enumerate(keys):
        page.keyboard.type(str(number + 3))
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Everything is saved.")).to_be_visible()
    expect(page.locator("[data-coding-count]")).to_have_text("10")
    expect(page.locator(f"input[name='{keys[9]}-page']")).to_have_value("12")

    page.get_by_role("link", name="AFG-2022-1").click()
    for button, status in [
        ("Submit", "submitted"),
        ("Start review", "under review"),
        ("Publish", "published"),
    ]:
        page.get_by_role("button", name=button, exact=True).click()
        heading = page.get_by_role("heading", name=f"AFG-2022-1 is {status}")
        expect(heading).to_be_visible()
    assert complaints == []
    seen_by_the_public(page, live_server, keys)


def seen_by_the_public(page: Page, live_server: Any, keys: list[str]) -> None:
    """The State's page and the API show the report to anonymous readers."""
    assert page.context.browser
    visitor = page.context.browser.new_context().new_page()
    visitor.goto(f"{live_server.url}/states/{CODE}/")
    main = visitor.locator("main")
    expect(main).to_contain_text("AFG-2022-1")
    for title in ("Laws, regulations and procedures for national control", "Voluntary national"):
        expect(main).to_contain_text(title)
    visitor.goto(f"{live_server.url}/fr/states/{CODE}/")
    expect(visitor.locator("main")).to_contain_text("AFG-2022-1")

    def answer(path: str) -> Any:
        return visitor.request.get(f"{live_server.url}/api/v1/{path}").json()

    found = answer(f"submissions/?cycle=2022&state={CODE}")
    assert [row["reference"] for row in found["results"]] == ["AFG-2022-1"]
    responses = answer(f"responses/?state={CODE}")
    assert responses["count"] == 10
    assert {row["page"] for row in responses["results"]} == set(range(3, 13))
    text = visitor.request.get(f"{live_server.url}/api/v1/responses/?state={CODE}").text()
    assert all(f'"{key}"' in text for key in keys)


@pytest.mark.once
def test_a_button_beside_the_record_loses_nothing_that_was_typed_in_it(
    page: Page, live_server: Any, reviewer: Any, draft: Submission
) -> None:
    make_contact(draft.reporter)
    sign_in(page, live_server, reviewer)
    page.goto(live_server.url + reverse("admin:reports_submission_change", args=[draft.pk]))
    remarks, message = page.locator("#id_secretariat_remarks"), page.locator("#message-text")
    remarks.fill("Call them back.")
    file = FilePayload(name="report.pdf", mimeType="application/pdf", buffer=PDF)
    page.locator("#id_uploads").set_input_files(file)
    page.get_by_role("button", name="Attach").click()
    expect(page.get_by_role("link", name="report.pdf", exact=True)).to_be_visible()
    expect(remarks).to_have_value("Call them back.")
    # Problems are shown at the button, and all typed values stay.
    page.fill("#id_received_on", "03/06/2026")
    message.fill("Which law?")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Received on")
    expect(message).to_have_value("Which law?")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("link", name="Code this report").click(no_wait_after=True)
    expect(message).to_have_value("Which law?")
    assert asked == ["beforeunload"]
    page.fill("#id_received_on", "2026-06-03")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#messages .timeline")).to_contain_text("Which law?")
    draft.refresh_from_db()
    assert str(draft.received_on) == "2026-06-03"


@pytest.mark.once
def test_submit_and_new_version_save_first_what_was_typed(
    page: Page, live_server: Any, reviewer: Any, draft: Submission
) -> None:
    sign_in(page, live_server, reviewer)
    page.goto(live_server.url + reverse("admin:reports_submission_change", args=[draft.pk]))
    remarks = page.locator("#id_secretariat_remarks")
    remarks.fill("Came by mail.")
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_role("button", name="Start review")).to_be_visible()
    expect(remarks).to_have_value("Came by mail.")
    draft.refresh_from_db()
    assert (draft.status, draft.secretariat_remarks) == ("submitted", "Came by mail.")
    workflow.publish(workflow.start_review(draft, by=reviewer), by=reviewer)
    page.reload()
    remarks.fill("Page 4 is wrong.")
    page.get_by_role("button", name="New version").click()
    expect(page.get_by_role("button", name="Submit", exact=True)).to_be_visible()
    draft.refresh_from_db()
    assert draft.secretariat_remarks == "Page 4 is wrong."
    assert Submission.objects.get(version=2).reporter == draft.reporter


# The coding table by keyboard


@pytest.fixture
def draft():
    document = make_document("doc")
    section = make_section(document, "i", heading=texts("Marking"))
    for _number in range(4):
        make_commitment(document, section=section, summary=texts("A summary"))
    make_commitment(document, section=section, directed_to_secretariat=True)
    return make_draft(make_state("KEN", "Kenya"), make_cycle("2031", document), languages=["en"])


@pytest.fixture
def table(page: Page, live_server: Any, reviewer: Any, draft: Submission) -> Page:
    sign_in(page, live_server, reviewer)
    page.goto(live_server.url + draft.get_coding_url())
    return page


@pytest.mark.once
def test_every_letter_of_the_legend_sets_its_status(table: Page) -> None:
    legend = table.locator(".coding-keys dt:has(kbd:only-child)")
    assert legend.count() >= 7
    for key, value in [
        ("i", "implemented"),
        ("p", "in_progress"),
        ("l", "planned"),
        ("n", "not_implemented"),
        ("a", "not_applicable"),
        ("o", "no_information"),
        ("x", ""),
    ]:
        status_of(table, "doc-1").press(key)
        expect(status_of(table, "doc-1")).to_have_value(value)


@pytest.mark.once
def test_the_keys_work_on_a_keyboard_with_other_letters(table: Page) -> None:
    status_of(table, "doc-1").dispatch_event(
        "keydown", {"key": "ш", "code": "KeyI", "bubbles": True}
    )
    expect(status_of(table, "doc-1")).to_have_value("implemented")


@pytest.mark.once
def test_the_keys_work_wherever_the_focus_is(table: Page) -> None:
    """Without a row in focus they are those of the row last worked in, which takes the focus."""
    keys = table.locator(".coding-keys")
    table.locator("body").press("?")
    expect(keys).to_have_attribute("open", "")
    table.locator("body").press("j")
    expect(status_of(table, "doc-2")).to_be_focused()
    table.locator("h1, #content h2").first.click()
    table.keyboard.press("p")
    expect(status_of(table, "doc-2")).to_have_value("in_progress")
    expect(status_of(table, "doc-2")).to_be_focused()
    table.get_by_role("link", name="Next not coded").focus()
    table.keyboard.press("k")
    expect(status_of(table, "doc-1")).to_be_focused()
    table.keyboard.press("?")
    expect(keys).not_to_have_attribute("open", "")


@pytest.mark.once
def test_the_next_row_that_is_not_coded_is_one_key_away(table: Page) -> None:
    """Rows that are not addressed to this kind of reporter are skipped."""
    for key in ("doc-1", "doc-2"):
        status_of(table, key).press("i")
    status_of(table, "doc-1").press("u")
    expect(status_of(table, "doc-3")).to_be_focused()
    status_of(table, "doc-4").press("u")
    expect(status_of(table, "doc-3")).to_be_focused()
    table.get_by_role("link", name="Next not coded").click()
    expect(status_of(table, "doc-4")).to_be_focused()


@pytest.mark.once
def test_tab_goes_through_a_row_in_reading_order(table: Page) -> None:
    status_of(table, "doc-1").focus()
    names = []
    for _step in range(3):
        table.keyboard.press("Tab")
        names.append(table.evaluate("document.activeElement.name"))
    assert names == ["doc-1-narrative", "doc-1-language", "doc-1-page"]


@pytest.mark.once
def test_letters_are_letters_in_a_narrative(table: Page) -> None:
    narrative = table.locator("textarea[name='doc-1-narrative']")
    narrative.focus()
    table.keyboard.type("i jump on a pile")
    expect(narrative).to_have_value("i jump on a pile")
    expect(status_of(table, "doc-1")).to_have_value("")


@pytest.mark.once
def test_leaving_with_unsaved_work_asks_first(table: Page, draft: Submission) -> None:
    table.context.set_offline(True)
    status_of(table, "doc-1").press("i")
    expect(table.get_by_text("Not saved: no connection.")).to_be_visible()
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    table.once("dialog", stay)
    table.get_by_role("link", name=draft.reference).click(no_wait_after=True)
    expect(status_of(table, "doc-1")).to_have_value("implemented")
    assert asked == ["beforeunload"]


def test_the_table_works_without_javascript(
    browser: Any, live_server: Any, reviewer: Any, draft: Submission
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server, reviewer)
    page.goto(live_server.url + draft.get_coding_url())
    status_of(page, "doc-1").select_option("planned")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("1 new, 0 changed, 0 removed")).to_be_visible()
    assert Response.objects.get().status == "planned"
    context.close()


# Accessibility


@pytest.fixture
def addresses(reviewer: Any, draft: Submission) -> dict[str, str]:
    """A page of each kind, with content."""
    published = make_published(make_state("FRA", "France"), make_cycle("2032"))
    make_group("africa", draft.reporter)
    make_contact(draft.reporter)
    meeting = make_meeting()
    make_proceedings(meeting)
    make_published(make_state("GAB", "Gabon"), draft.cycle)
    attachment = files.attach(draft, make_upload(), by=reviewer)
    recording.record(
        draft,
        [Answer("doc-1", "planned", "A law", "en", attachment.pk, page=2, note="See p. 9")],
        by=reviewer,
    )
    commitment = draft.cycle.scope().first()
    other = make_draft(make_state("TCD", "Chad"), make_cycle("2033", commitment.document))
    recording.record(other, [Answer("doc-1", "planned", "A law", "en")], by=make_officer())
    workflow.submit(other, by=reviewer)
    workflow.start_review(other, by=reviewer)
    agreement.draw(other.cycle, 100, by=reviewer)
    draft.reporter.name |= {"ar": "كينيا"}
    draft.reporter.save()
    return {
        "index": reverse("admin:index"),
        "missing reports": reverse("admin:reports_reporter_changelist") + "?not_reported_in=2031",
        "submissions": reverse("admin:reports_submission_changelist"),
        "register": reverse("admin:reports_submission_add"),
        "draft": reverse("admin:reports_submission_change", args=[draft.pk]),
        "published": reverse("admin:reports_submission_change", args=[published.pk]),
        "coding": draft.get_coding_url(),
        "coding beside the report": f"{draft.get_coding_url()}?beside={attachment.pk}",
        "the report": reverse("admin:reports_attachment_beside", args=[attachment.pk]),
        "coding shown": published.get_coding_url(),
        "history of coding": reverse("admin:reports_submission_coding_history", args=[draft.pk]),
        "six languages": reverse("admin:commitments_commitment_change", args=[commitment.pk]),
        "reporter": reverse("admin:reports_reporter_change", args=[draft.reporter.pk]),
        "cycle": reverse("admin:reports_reportingcycle_change", args=[draft.cycle.pk]),
        "agreement": reverse("admin:reports_reportingcycle_agreement", args=[draft.cycle.pk]),
        "second coding": reverse("admin:reports_reportingcycle_blind", args=[other.cycle.pk]),
        "review": other.get_coding_url(),
        "meeting": reverse("admin:commitments_meeting_change", args=[meeting.pk]),
        "history": reverse("admin:reports_reporter_history", args=[draft.reporter.pk]),
    }


@pytest.mark.once
@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("zh", "ltr")])
def test_no_page_has_an_accessibility_violation(
    page: Page,
    live_server: Any,
    reviewer: Any,
    addresses: dict[str, str],
    language: str,
    direction: str,
) -> None:
    page.goto(f"{live_server.url}{reverse('admin:login')}")
    assert violations(page) == []
    sign_in(page, live_server, reviewer, language)
    for name, address in addresses.items():
        page.goto(live_server.url + address)
        expect(page.locator("html")).to_have_attribute("dir", direction)
        assert violations(page) == [], name


# The headings of a list that are not in view beside menu and filters; None without a list.
OUT_OF_VIEW = """() => {
  const table = document.querySelector("#result_list");
  const box = table?.closest(".results").getBoundingClientRect();
  return table && [...table.querySelectorAll("thead th")].filter(heading => {
    const place = heading.getBoundingClientRect();
    const [start, end] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
    return place.right > end + 1 || place.left < start - 1;
  }).map(heading => heading.textContent.trim());
}"""
DAILY = ("reports_submission", "reports_reporter", "reports_reportingcycle", "contacts_mail")


@pytest.mark.once
@pytest.mark.parametrize("language", ["en", "ru", "ar"])
def test_the_columns_of_the_lists_of_every_day_are_in_view_at_1280_pixels(
    page: Page, live_server: Any, reviewer: Any, addresses: dict[str, str], language: str
) -> None:
    """However long their headings and the names of the tools above them."""
    draft = Submission.objects.get(pk=int(addresses["draft"].split("/")[-3]))
    mail = {"to": "a@example.org", "language": "en", "subject": "Subject", "body": "Text"}
    Mail.objects.create(kind="question", reporter=draft.reporter, cycle=draft.cycle, **mail)
    for code in ("2035", "2037"):
        make_cycle(code, name=texts("A long name of a cycle of reports for a review conference"))
    sign_in(page, live_server, reviewer, language)
    page.set_viewport_size({"width": 1280, "height": 900})
    for name in DAILY:
        page.goto(live_server.url + reverse(f"admin:{name}_changelist"))
        assert page.evaluate(OUT_OF_VIEW) == [], name


@pytest.mark.once
def test_a_refused_table_has_no_violation_and_tells_first_what_is_wrong(table: Page) -> None:
    table.locator("input[name='doc-2-page']").fill("seven")
    status_of(table, "doc-2").select_option("planned")
    table.keyboard.press("Control+s")
    expect(table.get_by_role("alert")).to_be_focused()
    expect(table.get_by_role("alert")).to_contain_text("Nothing was saved")
    expect(table.locator("input[name='doc-2-page']")).to_have_value("seven")
    assert violations(table) == []


@pytest.mark.once
def test_no_page_breaks_the_content_security_policy(
    page: Page,
    live_server: Any,
    reviewer: Any,
    addresses: dict[str, str],
    complaints: list[str],
) -> None:
    sign_in(page, live_server, reviewer)
    for address in addresses.values():
        page.goto(live_server.url + address)
    assert complaints == []


def test_the_language_is_switched_in_the_head_of_every_page(
    page: Page, live_server: Any, reviewer: Any, draft: Submission
) -> None:
    sign_in(page, live_server, reviewer)
    address = live_server.url + reverse("admin:reports_submission_change", args=[draft.pk])
    page.goto(address)
    page.locator(".language-menu summary").click()
    page.get_by_role("button", name="العربية").click()
    expect(page).to_have_url(re.compile(re.escape(address)))
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    reviewer.refresh_from_db()
    assert reviewer.language == "ar"


def test_a_reporter_is_chosen_by_typing_in_any_language(
    page: Page, live_server: Any, reviewer: Any, draft: Submission
) -> None:
    state = make_state("CIV", "Côte d’Ivoire")
    state.name |= {"zh": "科特迪瓦"}
    state.save()
    sign_in(page, live_server, reviewer)
    page.goto(live_server.url + reverse("admin:reports_submission_add"))
    page.get_by_role("combobox", name="Reporter").first.click()
    page.keyboard.type("科特")
    page.get_by_role("option", name="Côte d’Ivoire").click()
    assert page.input_value("#id_reporter") == str(Reporter.objects.get(code="CIV").pk)
    assert page.input_value("#id_cycle") == str(ReportingCycle.objects.current().pk)
