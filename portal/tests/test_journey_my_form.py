"""A point of contact fills in the form of a cycle in Arabic, on a phone, and hands it in; then the
published report shows what it says."""

import datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.tests.test_journey_my import go_on, sign_in
from questionnaires import answering
from questionnaires.answering import Given
from questionnaires.models import ReportTemplate
from questionnaires.templates import Loaded, load
from reports.models import ReportingCycle, Submission
from reports.submissions import workflow
from testing.axe import violations_in_light_and_dark
from testing.builders import (
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_form,
    make_reviewer,
    make_section,
    make_state,
    texts,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REFERENCE = "KEN-2031-1"
YES = {"yes": "implemented", "no": "not_implemented"}
TICK = {
    "key": "tick",
    "kind": "tick",
    "answers": ["yes", "no"],
    "label": texts("Answer", ar="الجواب"),
}
SECTIONS = [
    {
        "key": "one",
        "number": "1",
        "title": texts("Coordination", ar="التنسيق"),
        "questions": [
            {
                "key": "body",
                "number": "1.1",
                "text": texts("Is there a body?", ar="هل توجد هيئة وطنية؟"),
                "parts": [
                    TICK,
                    {
                        "key": "name",
                        "kind": "text",
                        "privacy": "private",
                        "label": texts("Name", ar="الاسم"),
                    },
                    {"key": "women", "kind": "number", "label": texts("Women", ar="عدد النساء")},
                    {"key": "details", "kind": "text", "label": texts("Details", ar="التفاصيل")},
                ],
            },
            {
                "key": "contact",
                "number": "1.2",
                "text": texts("Has it a point of contact?", ar="هل لها جهة اتصال؟"),
                "gates": [{"on": "body", "values": ["yes"]}],
                "parts": [TICK],
            },
            {
                "key": "weapons",
                "number": "1.3",
                "text": texts("Which weapons?", ar="ما الأسلحة؟"),
                "parts": [
                    {
                        "key": "list",
                        "kind": "rows",
                        "label": texts("Weapons", ar="الأسلحة"),
                        "columns": [
                            {"key": "type", "label": texts("Type", ar="النوع")},
                            {
                                "key": "seized",
                                "label": texts("Seized", ar="المضبوطة"),
                                "kind": "number",
                            },
                        ],
                    }
                ],
            },
        ],
    }
]


@pytest.fixture
def loaded(db: Any) -> Loaded:
    document = make_document("doc")
    section = make_section(document, "i")
    title = texts("Body", ar="هيئة")
    one, two = (make_commitment(document, section=section, title=title) for _number in range(2))
    due = timezone.localdate() + datetime.timedelta(days=10)
    cycle = make_cycle("2031", document, due_on=due)
    mapping = [
        ("body", one, "main", YES),
        ("contact", two, "main", YES),
        ("weapons", two, "main", {"answered": "in_progress"}),
    ]
    return make_form(
        cycle, mapping, SECTIONS, title=texts("Form", ar="استمارة"), languages=["en", "ar"]
    )


def control(page: Page, name: str) -> Any:
    return page.locator(f"[name='{name}']")


def saved_by_itself(page: Page) -> Any:
    """Wait until leaving a question has saved it."""
    return page.expect_response(lambda answer: answer.request.method == "POST")


def test_a_form_is_filled_in_in_arabic_and_its_report_published(
    page: Page, live_server: Any, loaded: Loaded, complaints: list[str]
) -> None:
    contact = make_contact(make_state("KEN", "Kenya"), name="Wanjiru")
    page.set_viewport_size({"width": 390, "height": 844})
    base = f"{live_server.url}/ar/my/"
    sign_in(page, live_server, contact)
    page.goto(base)
    go_on(page, "form[action$='/begin/'] button")
    page.wait_for_url(f"**/reports/{REFERENCE}/")
    assert violations_in_light_and_dark(page) == []
    go_on(page, "#form-sections ~ .meters a")
    assert violations_in_light_and_dark(page) == []

    # A gate: the question behind it closes at once, and opens again.
    with saved_by_itself(page):
        control(page, "body.tick-value").and_(page.locator("[value=no]")).check()
    expect(page.locator("#contact")).to_have_attribute("data-closed", "")
    expect(control(page, "contact.tick-value").first).to_be_hidden()
    assert violations_in_light_and_dark(page) == []
    with saved_by_itself(page):
        control(page, "body.tick-value").and_(page.locator("[value=yes]")).check()
    expect(control(page, "contact.tick-value").first).to_be_visible()

    # A number, refused and corrected; a private part; a text; an added row.
    with saved_by_itself(page):
        control(page, "body.women-value").fill("كثير")
        control(page, "body.name-value").fill("Secret Person")
    expect(page.locator("#body [data-problems] li")).to_have_count(1)
    with saved_by_itself(page):
        control(page, "body.women-value").fill("7")
        control(page, "body.details-value").fill("أنشئت الهيئة بقانون.")
        control(page, "body.details-value").blur()
    expect(page.locator("#body [data-problems] li")).to_have_count(0)
    with saved_by_itself(page):
        control(page, "contact.tick-value").and_(page.locator("[value=no]")).check()
    with saved_by_itself(page):
        control(page, "weapons.list.1-0").fill("بنادق")
        control(page, "weapons.list.1-1").fill("12")
        page.locator("button[name=add]").click()
        control(page, "weapons.list.2-0").fill("مسدسات")
        control(page, "weapons.list.2-0").blur()
    report = Submission.objects.get(reference=REFERENCE)
    answers = answering.answers_of(report, loaded)
    assert answers["contact", "tick", ""].value == "no"
    said = {key[1] + key[2]: answer.value for key, answer in answers.items() if key[0] != "contact"}
    assert said == {
        "tick": "yes",
        "name": "Secret Person",
        "women": "7",
        "details": "أنشئت الهيئة بقانون.",
        "list1": {"type": "بنادق", "seized": "12"},
        "list2": {"type": "مسدسات"},
    }
    page.wait_for_function(
        "() => !Object.keys(localStorage).some(key => key.startsWith('poa-my'))", timeout=5000
    )

    # A conflict: somebody else was first.
    colleague = make_contact(report.reporter, "editor")
    answering.record(report, loaded, [Given("body", "women", "9")], by=colleague)
    with saved_by_itself(page):
        control(page, "body.women-value").fill("8")
        control(page, "body.women-value").blur()
    expect(page.locator("#body [data-problems] li")).to_have_count(1)
    go_on(page, ".form-bar button")
    expect(page.locator("[role=alert]")).to_be_focused()
    expect(page.locator("#body .notice")).to_contain_text("9")
    assert violations_in_light_and_dark(page) == []
    control(page, "body.women-whose").check()
    go_on(page, ".form-bar button")
    expect(control(page, "body.women-value")).to_have_value("9")

    # What follows: contradictory answers are decided, then the report is handed in.
    page.goto(f"{base}reports/{REFERENCE}/derived/")
    assert violations_in_light_and_dark(page) == []
    page.select_option("select[name=decide-doc-2]", "in_progress")
    go_on(page, "main form button[type=submit]")
    page.goto(f"{base}reports/{REFERENCE}/submit/")
    assert violations_in_light_and_dark(page) == []
    reason = page.locator("textarea[name=reason]")
    if reason.count():
        reason.fill("كما اتفقت الوزارات.")
    go_on(page, "main form button[type=submit]")
    page.wait_for_url("**/receipt/")
    page.locator(".answered summary").first.click()
    expect(page.locator(".answered")).to_contain_text("Secret Person")
    assert violations_in_light_and_dark(page) == []
    page.goto(f"{base}reports/{REFERENCE}/preview/")
    assert violations_in_light_and_dark(page) == []

    reviewer = make_reviewer()
    report.refresh_from_db()
    workflow.start_review(report, by=reviewer)
    report.refresh_from_db()
    workflow.publish(report, by=reviewer)
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/ar/states/KEN/")
    expect(page.locator("main")).to_contain_text("أنشئت الهيئة بقانون.")
    expect(page.locator("main")).not_to_contain_text("Secret Person")
    expected = ("422", "favicon")
    assert [each for each in complaints if not any(word in each for word in expected)] == []


@pytest.mark.facts
def test_the_first_section_of_the_shipped_form_is_filled_in_with_the_keyboard(
    page: Page, live_server: Any, complaints: list[str]
) -> None:
    today = timezone.localdate()
    ReportingCycle.objects.filter(code="2022").update(due_on=today, closes_on=None)
    contact = make_contact(Submission.objects.filter(cycle__code="2022").first().reporter)
    report = workflow.correct(
        contact.points_of_contact.get().reporter.submissions.get(), by=contact
    )
    template = ReportTemplate.objects.get(cycles__code="2022")
    loaded = load(template)
    waiting = Given(
        "national-coordination-body", "answer", "yes", is_confirmed=False, is_carried_over=True
    )
    more = Given("national-action-plan", "answer", "yes", is_confirmed=False, is_carried_over=True)
    answering.record(report, loaded, [waiting, more], by=contact)
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(page, live_server, contact)
    page.goto(f"{live_server.url}/ar/my/reports/{report.reference}/section/1/")
    assert violations_in_light_and_dark(page) == []
    # One key confirms a question and leads to the next that waits.
    page.locator("#national-coordination-body input[type=radio]").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert page.url.endswith("#national-action-plan")
    expect(page.locator("[data-waiting]")).to_have_count(1)
    with page.expect_navigation():
        page.locator("button[name=confirm][value='*']").click()
    expect(page.locator("[data-waiting]")).to_have_count(0)
    with saved_by_itself(page):
        control(page, "gender-in-policy.answer-value").and_(page.locator("[value=yes]")).check()
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    answers = answering.answers_of(report, loaded)
    assert answers["gender-in-policy", "answer", ""].value == "yes"
    assert answers["national-action-plan", "answer", ""].is_confirmed
    assert [each for each in complaints if "favicon" not in each] == []
