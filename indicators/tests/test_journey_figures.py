"""A point of contact fills numbers into the form; the page of the indicator shows them with their
footnote, and beside them a State that has no data."""

import datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from indicators.models import Answered, Availability, Code, Dimension
from portal.tests.test_journey_my import go_on, sign_in
from reports.models import Submission
from reports.submissions import workflow
from testing.axe import violations_in_light_and_dark
from testing.builders import (
    make_adherence,
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_form,
    make_indicator,
    make_instrument,
    make_reviewer,
    make_section,
    make_state,
    texts,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOTE = "Weapons of the <police> alone."
SECTIONS = [
    {
        "key": "collection",
        "number": "1",
        "title": texts("Collection"),
        "questions": [
            {
                "key": "seized",
                "number": "1.1",
                "text": texts("Were weapons seized?"),
                "parts": [
                    {"key": "tick", "kind": "tick", "answers": ["yes", "no"]},
                    {
                        "key": "number",
                        "kind": "number",
                        "label": texts("Number"),
                        "measures": "seized",
                    },
                    {"key": "comment", "kind": "text", "label": texts("Comment")},
                ],
            }
        ],
    }
]


def test_numbers_go_from_the_form_to_the_page_of_the_indicator(
    page: Page, live_server: Any, complaints: list[str]
) -> None:
    document = make_document("doc")
    commitment = make_commitment(document, section=make_section(document, "i"))
    cycle = make_cycle("2031", document, due_on=timezone.localdate() + datetime.timedelta(days=10))
    make_form(cycle, [("seized", commitment, "main", {"yes": "implemented"})], SECTIONS)
    indicator = make_indicator(caveat=texts("It says nothing of arms that flow."))
    indicator.commitments.add(commitment)
    sex = Dimension.objects.create(concept="SEX", name=texts("Sex"))
    Code.objects.create(dimension=sex, code="F", name=texts("female"))
    make_indicator("trained", measures={}, name=texts("Trained")).dimensions.add(sex)
    Availability.objects.create(
        indicator=indicator,
        reporter=make_state("NOR", "Norway"),
        answered=Answered.NO_DATA,
        reason="Records are being built.",
        language="en",
        source="A/TEST",
    )
    kenya = make_state("KEN", "Kenya")
    # A page with acts of a ledger, its map and its table.
    make_adherence(make_instrument("att"), kenya)
    contact = make_contact(kenya)

    sign_in(page, live_server, contact)
    page.goto(f"{live_server.url}/my/")
    go_on(page, "form[action$='/begin/'] button")
    page.wait_for_url("**/reports/KEN-2031-1/")
    go_on(page, "#form-sections ~ .meters a")
    page.locator("[name='seized.tick-value'][value=yes]").check()
    page.locator("[name='seized.number-value']").fill("1200")
    page.locator("[name='seized.comment-value']").fill(NOTE)
    go_on(page, ".form-bar button")
    base = f"{live_server.url}/my/reports/KEN-2031-1/"
    page.goto(base)
    expect(page.locator("#figures-on-record")).to_contain_text("1200")
    page.goto(f"{base}figures/")
    page.locator("main summary").click()
    page.get_by_label("female").fill("3")
    assert violations_in_light_and_dark(page) == []
    go_on(page, "main form p > button:not([name])")
    expect(page.locator("main")).to_contain_text("Saved.")
    page.goto(f"{base}submit/")
    reason = page.locator("textarea[name=reason]")
    if reason.count():
        reason.fill("As agreed.")
    go_on(page, "main form button[type=submit]")
    page.wait_for_url("**/receipt/")
    report = Submission.objects.get(reference="KEN-2031-1")
    for step in (workflow.start_review, workflow.publish):
        report = step(report, by=make_reviewer())

    page.context.clear_cookies()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        for path in ("indicators/", "indicators/arms/?period=-", "states/KEN/", "instruments/att/"):
            page.goto(f"{live_server.url}/{path}")
            assert violations_in_light_and_dark(page) == []
    page.goto(f"{live_server.url}/indicators/arms/?period=-")
    row = page.locator(".figure-table tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Kenya")
    expect(row).to_contain_text("1,200")
    expect(page.locator(".footnotes")).to_contain_text(NOTE)
    expect(page.locator(".caveat")).to_contain_text("It says nothing of arms that flow.")
    without = page.locator("section[aria-labelledby=without]")
    expect(without).to_contain_text("No data")
    expect(without).to_contain_text("Norway")
    expect(without).to_contain_text("Records are being built.")
    row.locator(".note-mark a").click()
    assert page.url.endswith("#figures-note-1")
    page.goto(f"{live_server.url}{commitment.get_absolute_url()}")
    expect(page.locator("section[aria-labelledby=measured]")).to_contain_text(
        "1 State with a figure · 1 that says it has none"
    )
    assert complaints == []
