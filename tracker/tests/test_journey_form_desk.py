"""The desk of reporting forms in a browser: mapping by keyboard, importing a blank form."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from questionnaires.models import QuestionMapping, ReportTemplate
from questionnaires.tests.blank.samples import ENGLISH, as_docx
from testing.axe import violations
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_form,
    make_officer,
    texts,
)
from tracker.tests.test_journey_admin import PASSWORD, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Axe would fetch the administration's style sheets from wrong addresses.
AXE = {"preload": False}


@pytest.fixture
def officer() -> User:
    officer = make_officer(name="Amina")
    officer.set_password(PASSWORD)
    officer.save()
    return officer


@pytest.fixture
def template() -> ReportTemplate:
    document = make_document("bms8")
    one = make_commitment(document, "21", title=texts("Coordination bodies"))
    make_commitment(document, "22", title=texts("Points of contact"))
    make_commitment(document, "23", title=texts("Weapons that were collected"))
    loaded = make_form(make_cycle("2022", document), [("body", one, "main", {})])
    ReportTemplate.objects.update(is_reconstructed=True)
    return loaded.template


def test_an_officer_edits_the_mapping_by_keyboard(
    page: Page, live_server: Any, officer: User, template: ReportTemplate, complaints: list[str]
) -> None:
    sign_in(page, live_server, officer)
    address = reverse("admin:questionnaires_reporttemplate_mapping", args=[template.pk])
    page.goto(f"{live_server.url}{address}")
    assert violations(page, **AXE) == []
    press = page.keyboard.press

    # The role of the first line, then the status that each answer proposes.
    page.locator("[data-role]").first.focus()
    press("Tab")
    press("i")
    press("Tab")
    press("n")

    # On to the field of the next question, and a commitment by its number.
    press("j")
    page.keyboard.type("22")
    press("Enter")
    expect(page.get_by_text("Nothing of this is saved yet.")).to_be_visible()
    expect(page.locator('[name="contact|bms8-22|role"]')).to_be_focused()
    press("s")
    expect(page.locator('[name="contact|bms8-22|yes"]')).to_be_disabled()

    # A suggestion is taken with its number.
    press("j")
    expect(page.locator('[name="add-collected"]')).to_be_focused()
    page.locator("#q-collected [data-suggestion]").first.focus()
    press("Enter")
    expect(page.locator('[name="collected|bms8-23|role"]')).to_be_focused()
    press("Tab")
    press("i")

    press("Control+s")
    expect(page.get_by_role("heading", name="What it would change in reports")).to_be_visible()
    assert violations(page, **AXE) == []
    assert QuestionMapping.objects.count() == 1
    press("Enter")
    expect(page.get_by_text("3 lines are saved.")).to_be_visible()
    stored = {m.question.key: m for m in QuestionMapping.objects.select_related("question")}
    assert stored["body"].proposes == {"yes": "implemented", "no": "not_implemented"}
    assert (stored["contact"].role, stored["contact"].proposes) == ("supporting", {})
    assert stored["collected"].proposes == {"yes": "implemented"}

    # A line is taken away.
    page.locator('[name="contact|bms8-22|role"]').focus()
    press("x")
    press("Control+s")
    page.get_by_role("button", name="Save the mapping").click()
    expect(page.get_by_text("1 line is saved.")).to_be_visible()
    assert not QuestionMapping.objects.filter(question__key="contact").exists()
    assert complaints == []


def test_an_officer_imports_a_blank_form_and_puts_it_in_use(
    page: Page, live_server: Any, officer: User, template: ReportTemplate, complaints: list[str]
) -> None:
    sign_in(page, live_server, officer)
    page.goto(f"{live_server.url}{reverse('admin:questionnaires_reporttemplate_changelist')}")
    page.get_by_role("link", name="Import a blank form").click()
    page.wait_for_url("**/add/")
    assert violations(page, **AXE) == []
    page.locator("#id_file").set_input_files(
        {
            "name": "form.docx",
            "mimeType": "application/octet-stream",
            "buffer": as_docx([*ENGLISH, "2.3 What else?"]),
        }
    )
    page.get_by_role("button", name="Preview").click()
    page.wait_for_url("**/change/")
    expect(page.get_by_text("6 questions were read")).to_be_visible()
    expect(page.get_by_role("button", name="Accept as a draft")).to_have_count(0)
    assert violations(page, **AXE) == []

    page.get_by_role("link", name="Correct 2.3").click()
    page.wait_for_url("**/questions/*/")
    assert violations(page, **AXE) == []
    page.locator("#id_parts-0-kind").select_option("text")
    page.locator("#id_parts-0-label").fill("In your own words")
    page.get_by_role("button", name="Save the correction").click()
    page.fill("#id_key", "tools")
    page.get_by_label("State", exact=True).check()
    page.get_by_label("2022").check()
    # The latest choice is accepted with the rest.
    page.get_by_role("button", name="Accept as a draft").click()
    expect(page.get_by_text("tools 1 has 6 questions from this file.")).to_be_visible()
    assert violations(page, **AXE) == []
    page.get_by_role("button", name="Put in use").click()
    expect(page.get_by_text("The form is in use.")).to_be_visible()
    assert ReportTemplate.objects.get(key="tools").is_in_use
    assert complaints == []
