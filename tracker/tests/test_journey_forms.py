"""A filled form in a browser, from the received PDF to the published report."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from questionnaires.models import ANSWERED, Answer
from reports.models import Reporter, ReportingCycle, Submission
from testing.builders import make_draft, make_officer, make_reviewer
from testing.read_forms import paper, starting_form

from .test_journey_admin import PASSWORD, sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("database_of_facts"),
    pytest.mark.django_db(transaction=True),
]

FORM = starting_form()
MAIL, NAME = "Write to the unit: unit@mfa.example", "Amina Otieno"
# Main answers that propose different statuses for paragraphs 21, 23 and 62.
CONTRADICTORY = {
    "national-coordination-body": "yes",
    "national-point-of-contact": "developing",
    "transfer-laws": "no",
    "government-weapons-marked": "developing",
}


class Keyboard:
    """Presses keys and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1


def user(made: Any) -> Any:
    made.set_password(PASSWORD)
    made.save()
    return made


@pytest.fixture
def officer() -> Any:
    return user(make_officer(name="Amina"))


@pytest.fixture
def draft() -> Submission:
    cycle = ReportingCycle.objects.get(code="2022")
    return make_draft(Reporter.objects.get(code="AFG"), cycle, languages=["en"])


def attach(page: Page, live_server: Any, draft: Submission, content: bytes) -> None:
    """Attach the file."""
    page.goto(live_server.url + reverse("admin:reports_submission_change", args=[draft.pk]))
    page.locator("#id_uploads").set_input_files(
        {"name": "report.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    page.get_by_role("button", name="Attach").click()
    expect(page.get_by_role("link", name="report.pdf", exact=True)).to_be_visible()


def begin(page: Page, keys: Keyboard) -> None:
    """Go from the attached file to the questions."""
    page.get_by_role("button", name="Read as a form").focus()
    keys.press("Enter")
    page.wait_for_url("**/accept/")
    expect(page.get_by_text("Recognised with certainty.")).to_be_visible()
    keys.press("Enter")
    page.wait_for_url("**/confirm/")
    expect(page.locator("[data-coding-row].here")).to_be_visible()


def confirm(page: Page, keys: Keyboard) -> None:
    """Confirm every question: certain answers section by section, then each uncertain one."""
    for _time in range(2 * len(FORM.by_key)):
        if not page.locator("[data-coding-row][data-asked]:not(.confirmed)").count():
            return
        section_by_section(page, keys)
        here = page.locator("[data-coding-row].here:not(.confirmed)")
        if not here.count():
            continue
        if here.get_attribute("data-likely") is not None:
            keys.press("c", "Enter")
        elif here.get_attribute("data-unread") is not None:
            keys.press("y", "Enter")
        elif here.get_attribute("data-at-once") is None:
            keys.press("Enter")


# The first page of the current section with a certain answer that was not shown yet; empty if all
# were shown, null if no certain answer is left.
UNSEEN = """() => {
  const own = document.activeElement.closest('[data-confirm-section]');
  if (!own) return null;
  const certain = [...own.querySelectorAll('[data-coding-row][data-asked][data-at-once]')];
  const open = certain.filter((row) => !row.querySelector('[data-confirmed]').checked);
  const shown = document.forms['confirm-form'].shown.value.split(' ');
  const places = open.flatMap((row) => row.dataset.places.split(' '));
  return open.length ? places.find((place) => !shown.includes(place)) || '' : null;
}"""
IS_SHOWN = "place => document.forms['confirm-form'].shown.value.split(' ').includes(place)"


def section_by_section(page: Page, keys: Keyboard) -> None:
    """Press s until no certain answer is left, each time after the page beside it is shown."""
    here = "document.activeElement.closest('[data-coding-row]')?.dataset.place || ''"
    if place := page.evaluate(here):
        page.wait_for_function(IS_SHOWN, arg=place)
    while (unseen := page.evaluate(UNSEEN)) is not None:
        keys.press("s")
        if unseen:
            page.wait_for_function(IS_SHOWN, arg=unseen)
        assert keys.pressed < 300, "nothing goes on any more"


def finish(page: Page, keys: Keyboard, decisions: str = "") -> None:
    """Go from the last question to handing in."""
    expect(page.locator("[data-coding-saved]")).to_contain_text("Saved")
    keys.press("g")
    page.wait_for_url("**/derived/")
    expect(page.locator("[data-decision]:focus, [data-derived-all]:focus")).to_have_count(1)
    keys.press(*decisions, "g")
    expect(page.get_by_role("heading", name="Confirmed", exact=True)).to_be_visible()
    expect(page.locator("[data-derived-submit]")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("heading", name="is submitted")).to_be_visible()


def supported(values: dict[str, str]) -> dict[str, set[str]]:
    """The statuses that answers to main questions propose, by commitment; read directly from the
    form's file, independent of the program."""
    path = settings.BASE_DIR / "fixtures" / "reporting_form.json"
    found: dict[str, set[str]] = {}
    for line in json.loads(path.read_text(encoding="utf-8"))["mapping"]:
        main = FORM.by_key[line["question"]].main
        answer = values.get(line["question"], main.answers[0] if main.answers else ANSWERED)
        status = line["proposes"].get(answer) if line["role"] == "main" else ""
        if status:
            found.setdefault(line["commitment"], set()).add(status)
    return found


def test_a_form_on_paper_becomes_a_published_report(
    page: Page, live_server: Any, officer: Any, draft: Submission, complaints: list[str]
) -> None:
    said = {"public-awareness/details": MAIL, "national-coordination-body/contact-name": NAME}
    sign_in(page, live_server, officer)
    attach(page, live_server, draft, paper(FORM, said))
    keys = Keyboard(page)
    begin(page, keys)
    confirm(page, keys)
    finish(page, keys)
    assert keys.pressed <= 80, keys.pressed
    assert Answer.objects.get(submission=draft, value=MAIL).contains_contact_data
    reviewed(page, live_server, draft)
    assert complaints == []
    expected = {key: statuses.pop() for key, statuses in supported({}).items()}
    assert len(expected) >= 25
    seen_by_the_public(page, live_server, draft, expected)


def reviewed(page: Page, live_server: Any, draft: Submission) -> None:
    """A second person reviews the report and publishes it."""
    page.context.clear_cookies()
    sign_in(page, live_server, user(make_reviewer(name="Ben")))
    page.goto(live_server.url + reverse("admin:reports_submission_change", args=[draft.pk]))
    for button, status in (("Start review", "under review"), ("Publish", "published")):
        page.get_by_role("button", name=button, exact=True).click()
        heading = page.get_by_role("heading", name=f"{draft.reference} is {status}")
        expect(heading).to_be_visible()


def seen_by_the_public(
    page: Page, live_server: Any, draft: Submission, expected: dict[str, str]
) -> None:
    """Exactly the commitments that a confirmed main question supports are addressed, each with the
    question behind it; no name or mailbox is shown."""
    assert page.context.browser
    visitor = page.context.browser.new_context().new_page()
    visitor.goto(f"{live_server.url}/states/AFG/")
    expect(visitor.locator("main")).to_contain_text(draft.reference)
    expect(visitor.locator("main")).to_contain_text("The Act of 2003 is in force.")
    got = visitor.request.get(f"{live_server.url}/api/v1/responses/?state=AFG&page_size=100").json()
    assert got["count"] == len(got["results"])
    found = {each["commitment"]: each["status"] for each in got["results"]}
    assert found == expected
    answers = f"{live_server.url}/api/v1/answers/?state=AFG&page_size=100"
    for text in (visitor.content(), visitor.request.get(answers).text(), json.dumps(got)):
        assert "unit@mfa.example" not in text
        assert NAME not in text


def test_one_with_doubts_takes_at_most_110_keys(
    page: Page, live_server: Any, officer: Any, draft: Submission
) -> None:
    unread, uncertain = doubtful()
    sign_in(page, live_server, officer)
    content = paper(FORM, CONTRADICTORY, unread=unread, uncertain=uncertain)
    attach(page, live_server, draft, content)
    keys = Keyboard(page)
    begin(page, keys)
    assert page.locator("[data-coding-row][data-unread]").count() == len(unread) == 6
    doubted = "[data-coding-row]:not([data-at-once], [data-unread])"
    assert page.locator(doubted).count() == len(uncertain) == 4
    confirm(page, keys)
    finish(page, keys, "ppp")
    draft.refresh_from_db()
    assert draft.status == "submitted"
    assert keys.pressed <= 110, keys.pressed
    statuses = {
        f"bms8-{n}": s for n, s in draft.responses.values_list("commitment__number", "status")
    }
    proposed = supported(CONTRADICTORY)
    assert set(statuses) == set(proposed)
    contradictory = {key for key, each in proposed.items() if len(each) > 1}
    assert contradictory == {"bms8-21", "bms8-23", "bms8-62"}
    assert {statuses[key] for key in contradictory} == {"in_progress"}


def doubtful() -> tuple[list[str], list[str]]:
    """Six unread questions and four uncertain ones; none of them is a gate or contradicts
    another."""
    gates = {gate.on for question in FORM.questions() for gate in question.gates}
    free = [
        question.key
        for question in FORM.questions()
        if question.main.answers[:1] == ("yes",)
        and question.key not in gates
        and question.key not in CONTRADICTORY
        and not question.gates
    ]
    return free[2:26:4], free[4:20:4]
