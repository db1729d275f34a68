"""An outcome document's way from an official file to the public pages and back, in a browser."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from commitments.models import Commitment, OutcomeDocument
from commitments.tests.samples.files import as_docx, as_pdf
from commitments.tests.samples.texts import SAMPLES
from tracker.testing import make_officer
from tracker.tests.axe import violations
from tracker.tests.test_journey_admin import PASSWORD, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Axe would fetch the administration's style sheets by addresses of its own making.
AXE = {"preload": False}
KINDS: dict[str, Callable[[str], bytes]] = {"docx": as_docx, "pdf": as_pdf}


@pytest.fixture
def officer() -> User:
    officer = make_officer(name="Amina")
    officer.set_password(PASSWORD)
    officer.save()
    return officer


def upload(page: Page, live_server: Any, kind: str, language: str = "en") -> None:
    address = reverse("admin:commitments_outcomeproposal_add")
    page.goto(f"{live_server.url}{address}")
    content = KINDS[kind](SAMPLES[language])
    page.locator("#id_file").set_input_files(
        {"name": f"outcome.{kind}", "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Preview").click()
    page.wait_for_url("**/change/")


@pytest.mark.parametrize("kind", KINDS)
def test_an_outcome_is_uploaded_corrected_accepted_seen_and_undone(
    page: Page, live_server: Any, officer: User, complaints: list[str], kind: str
) -> None:
    sign_in(page, live_server, officer)
    upload(page, live_server, kind)

    # What is wrong is said, and nothing can be accepted before it is put right.
    expect(page.get_by_text("Give the new document a key, such as bms9.")).to_be_visible()
    expect(page.get_by_role("button", name="Accept and record")).to_have_count(0)
    page.fill("#id_key", "revcon7")
    page.get_by_role("button", name="Check again").click()
    accept = page.get_by_role("button", name="Accept and record")
    expect(accept).to_be_visible()
    assert violations(page, **AXE) == []

    # One paragraph is put right: its words, and whom it is directed to.
    page.get_by_role("link", name="Correct 3 bis").click()
    page.get_by_label("Official text").fill("To repeat that count every third year.")
    page.get_by_label("secretariat", exact=False).first.check()
    assert violations(page, **AXE) == []
    page.get_by_role("button", name="Save the correction").click()
    expect(page.get_by_text("To repeat that count every third year.")).to_be_visible()

    accept.click()
    page.wait_for_url("**/documents/revcon7/")
    expect(page.locator("main")).to_contain_text("At the national level")
    commitment = Commitment.objects.get(key="revcon7-3-bis")
    assert commitment.official_text == {"en": "To repeat that count every third year."}
    page.goto(f"{live_server.url}{reverse('commitment', args=['revcon7', '3-bis'])}")
    expect(page.locator("main")).to_contain_text("To repeat that count every third year.")

    page.goto(f"{live_server.url}{reverse('admin:commitments_outcomeproposal_add')}")
    page.get_by_role("button", name="Undo the last import").click()
    expect(page.get_by_text("12 records are as they were before the import.")).to_be_visible()
    assert not OutcomeDocument.objects.exists()
    assert complaints == []


def test_a_form_that_takes_a_while_says_so_and_is_sent_once(
    page: Page, live_server: Any, officer: User
) -> None:
    sign_in(page, live_server, officer)
    sent: list[str] = []
    address = reverse("admin:commitments_outcomeproposal_add")

    def hold(route: Any) -> None:
        if route.request.method == "POST":
            sent.append(route.request.url)
            route.fulfill(status=204)  # the page stays as if it still waited
        else:
            route.continue_()

    page.route(f"**{address}", hold)
    page.goto(f"{live_server.url}{address}")
    page.locator("#id_file").set_input_files(
        {"name": "outcome.txt", "mimeType": "text/plain", "buffer": b"1. Text."}
    )
    button = page.get_by_role("button", name="Preview")
    button.click()
    expect(page.get_by_role("status")).to_contain_text("Reading the file.")
    expect(page.get_by_role("progressbar")).to_be_visible()
    button.click()
    assert len(sent) == 1
