"""An outcome document in a browser, from an official file to the public pages and back."""

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from benchmarks.twins import official, pairs_in
from commitments.models import Commitment, OutcomeDocument
from commitments.tests.samples.files import as_docx, as_pdf, paragraphs
from commitments.tests.samples.tagged import Piece, tagged_pdf
from commitments.tests.samples.texts import SAMPLES, SYMBOL
from testing.axe import violations
from testing.builders import make_officer
from tracker.tests.test_journey_admin import PASSWORD, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Axe would fetch the administration's style sheets from wrong addresses.
AXE = {"preload": False}
OFFICIAL = list(pairs_in(official() or Path("/nonexistent")))
KINDS: dict[str, Callable[[str], bytes]] = {"docx": as_docx, "pdf": as_pdf}


@pytest.fixture
def officer() -> User:
    officer = make_officer(name="Amina")
    officer.set_password(PASSWORD)
    officer.save()
    return officer


def upload(page: Page, live_server: Any, kind: str, language: str = "en") -> None:
    upload_file(page, live_server, f"outcome.{kind}", KINDS[kind](SAMPLES[language]))


def upload_file(page: Page, live_server: Any, name: str, content: bytes) -> None:
    address = reverse("admin:commitments_outcomeproposal_add")
    page.goto(f"{live_server.url}{address}")
    page.locator("#id_file").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Preview").click()
    page.wait_for_url("**/change/")


@pytest.mark.parametrize("kind", KINDS)
def test_an_outcome_is_uploaded_corrected_accepted_seen_and_undone(
    page: Page, live_server: Any, officer: User, complaints: list[str], kind: str
) -> None:
    sign_in(page, live_server, officer)
    upload(page, live_server, kind)

    # Faults are named, and nothing can be accepted before they are corrected.
    expect(page.get_by_text("Give the new document a key, such as bms9.")).to_be_visible()
    expect(page.get_by_role("button", name="Accept and record")).to_have_count(0)
    page.fill("#id_key", "revcon7")
    page.get_by_role("button", name="Check again").click()
    accept = page.get_by_role("button", name="Accept and record")
    expect(accept).to_be_visible()
    assert violations(page, **AXE) == []

    # One paragraph is corrected: its words and its addressee.
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
            route.fulfill(status=204)  # the page still looks as if it were waiting
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


TWIN = """{heading}

1. States keep their tools in a box that is shut at night.

2. States count the tools in the box every {often} year.

II. Next door

3. States ask their neighbours before they buy new tools."""


def as_tagged_pdf(text: str) -> bytes:
    """The text as Word would save it as PDF: every paragraph tagged, the symbol in the margin."""
    pieces = [Piece([SYMBOL], tag=""), Piece(["Outcome of the meeting on tools"], tag="H1")]
    for paragraph in paragraphs(text):
        tag = "P" if paragraph[0].isdigit() else "H2"
        pieces.append(Piece(textwrap.wrap(paragraph, 40), tag=tag))
    return tagged_pdf([pieces])


def test_a_pdf_is_recorded_and_its_word_twin_corrects_it(
    page: Page, live_server: Any, officer: User, complaints: list[str]
) -> None:
    sign_in(page, live_server, officer)
    first = as_tagged_pdf(TWIN.format(heading="I. At home", often="second"))
    upload_file(page, live_server, "outcome.pdf", first)
    page.fill("#id_key", "tools")
    page.get_by_role("button", name="Check again").click()
    accept = page.get_by_role("button", name="Accept and record")
    accept.click()
    page.wait_for_url("**/documents/tools/")
    expect(page.locator("main")).to_contain_text("At home")

    # The Word file says the same in all but one paragraph, and puts another heading.
    again = as_docx(TWIN.format(heading="I. Round the box", often="third"))
    upload_file(page, live_server, "outcome.docx", again)
    page.select_option("#id_document", "tools")
    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_role("status").first).to_contain_text(
        "0 to create, 1 to change, 3 unchanged"
    )
    expect(page.get_by_text("would stand in place of “At home”")).to_be_visible()
    assert violations(page, **AXE) == []
    page.get_by_label("Replace headings on record by other ones").check()
    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_role("status").first).to_contain_text(
        "0 to create, 2 to change, 3 unchanged"
    )
    accept.click()
    page.wait_for_url("**/documents/tools/")
    expect(page.locator("main")).to_contain_text("Round the box")
    texts = {one.number: one.official_text["en"] for one in Commitment.objects.all()}
    assert texts["2"] == "States count the tools in the box every third year."
    assert len(texts) == 3
    assert complaints == []


if OFFICIAL:

    def test_an_official_pdf_and_its_word_twin(
        page: Page, live_server: Any, officer: User, complaints: list[str]
    ) -> None:
        pdf, docx = OFFICIAL[0]
        sign_in(page, live_server, officer)
        upload_file(page, live_server, pdf.name, pdf.read_bytes())
        page.fill("#id_key", "official")
        page.get_by_role("button", name="Check again").click()
        page.get_by_role("button", name="Accept and record").click()
        page.wait_for_url("**/documents/official/")
        upload_file(page, live_server, docx.name, docx.read_bytes())
        expect(page.locator(".import-counts")).to_contain_text("0 to create")
        expect(page.get_by_text("would stand in place of")).to_have_count(0)
        page.get_by_role("button", name="Accept and record").click()
        page.wait_for_url("**/documents/official/")
        assert complaints == []
