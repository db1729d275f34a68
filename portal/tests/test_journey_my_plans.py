"""A regional roadmap with three measures over two cycles. Two States declare their progress; in the
second cycle, carried-over answers are marked until somebody confirms them. A target that one State
set out in its first report is there in its second."""

import datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.tests.test_journey_my import sign_in
from reports.models import ReportingCycle, Submission
from reports.submissions import workflow
from testing.axe import violations_in_light_and_dark
from testing.builders import (
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_organisation,
    make_reviewer,
    make_section,
    make_state,
    texts,
)
from testing.plans import make_measure, make_plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = ("Coordination", "Records", "Lessons")
# The level that each State chooses for each measure in the first cycle; empty for none.
FIRST = {
    "ALB": {1: ("on_course", "Two meetings were held."), 2: ("limited", "A pilot runs.")},
    "MKD": {1: ("none", "Nothing yet."), 3: ("achieved", "A network is in place.")},
}


@pytest.fixture
def people(db: Any) -> dict[str, Any]:
    """The points of contact of both States, by code."""
    document = make_document("doc")
    make_commitment(document, section=make_section(document, "i"))
    due = timezone.localdate() + datetime.timedelta(days=10)
    make_cycle("2028", document, due_on=due)
    states = {"ALB": make_state("ALB", "Albania"), "MKD": make_state("MKD", "North Macedonia")}
    owner = make_organisation("seesaw", name=texts("Regional centre"))
    title = texts("Roadmap")
    plan = make_plan(owner, *states.values(), key="roadmap", title=title, ends_on=None)
    for name in NAMES:
        make_measure(plan, title=texts(name))
    return {code: make_contact(state) for code, state in states.items()}


def say(page: Page, number: int, level: str, words: str) -> None:
    page.locator(f"[name='measure-roadmap-{number}-level']").select_option(level)
    page.locator(f"[name='measure-roadmap-{number}-narrative']").fill(words)


def set_out_a_target(page: Page) -> None:
    """Set out a target of the State's own, beside the roadmap."""
    page.get_by_role("link", name="Overview").click()
    page.get_by_role("link", name="Set out what you plan").click()
    page.get_by_role("link", name="Add a target").click()
    assert violations_in_light_and_dark(page) == []
    page.get_by_label("Title").fill("Every weapon is marked")
    page.get_by_label("or SDG target, such as 16.4").first.fill("16.4")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Every weapon is marked")).to_be_visible()
    page.reload()
    assert violations_in_light_and_dark(page) == []


def save(page: Page) -> None:
    page.locator(".form-bar button[type=submit]").click()
    expect(page.locator(".notice", has_text="Saved.")).to_be_visible()


def look_at_handing_in(page: Page, reference: str) -> None:
    page.goto(page.url.partition("/my/")[0] + f"/my/reports/{reference}/submit/")


def hand_in(page: Page, reference: str) -> None:
    look_at_handing_in(page, reference)
    if page.locator("textarea[name=reason]").count():
        page.locator("textarea[name=reason]").fill("So it is.")
    page.locator("main").get_by_role("button", name="Hand in").click()


def publish(reference: str) -> None:
    by = make_reviewer()
    submission = Submission.objects.get(reference=reference)
    workflow.start_review(submission, by=by)
    workflow.publish(submission, by=by)


@pytest.mark.once
def test_a_roadmap_goes_through_two_cycles(
    page: Page, live_server: Any, people: dict[str, Any]
) -> None:
    for code, said in FIRST.items():
        page.context.clear_cookies()
        sign_in(page, live_server, people[code])
        page.goto(f"{live_server.url}/my/")
        page.get_by_role("button", name="Start with an empty form").click()
        page.get_by_role("link", name="Say how far they have come").click()
        assert violations_in_light_and_dark(page) == []
        for number, (level, words) in said.items():
            say(page, number, level, words)
        save(page)
        if code == "ALB":
            set_out_a_target(page)
        hand_in(page, f"{code}-2028-1")
        publish(f"{code}-2028-1")

    page.goto(f"{live_server.url}/plans/roadmap/")
    expect(page.get_by_text("Cycle 2028: 2 reports speak of it.")).to_be_visible()
    first = page.locator("#roadmap-1")
    expect(first).to_contain_text("Albania ◐ on course")
    expect(first).to_contain_text("North Macedonia – no progress")
    assert violations_in_light_and_dark(page) == []

    document = ReportingCycle.objects.get().documents.get()
    due = timezone.localdate() + datetime.timedelta(days=20)
    make_cycle("2030", document, due_on=due)
    page.context.clear_cookies()
    sign_in(page, live_server, people["ALB"])
    page.goto(f"{live_server.url}/my/")
    second = page.locator("article.record", has_text="Cycle 2030")
    second.get_by_role("button", name="Start with an empty form").click()
    page.get_by_role("link", name="Say how far they have come").click()
    expect(page.locator("legend", has_text="Every weapon is marked")).to_be_visible()
    page.get_by_role("button", name="Start from what was said before: Cycle 2028").click()
    marks = page.locator(".badge", has_text="from the last report")
    expect(marks).to_have_count(2)
    page.reload()
    assert violations_in_light_and_dark(page) == []

    look_at_handing_in(page, "ALB-2030-1")
    expect(page.get_by_text("on 2 measures and targets is carried over")).to_be_visible()
    expect(page.locator("main").get_by_role("button", name="Hand in")).to_have_count(0)
    page.goto(f"{live_server.url}/my/reports/ALB-2030-1/progress/")
    page.locator("input[name=confirm]").first.check()
    say(page, 3, "limited", "A first meeting took place.")
    save(page)
    expect(marks).to_have_count(1)
    page.get_by_role("button", name="Confirm everything here as it stands").click()
    expect(marks).to_have_count(0)
    hand_in(page, "ALB-2030-1")
    publish("ALB-2030-1")

    page.goto(f"{live_server.url}/plans/roadmap/")
    expect(page.get_by_text("Cycle 2030: 1 report speaks of it.")).to_be_visible()
    expect(page.locator("#roadmap-3")).to_contain_text("Albania ○ limited progress")
    page.get_by_role("link", name="Cycle 2028").click()
    expect(page.locator("#roadmap-3")).to_contain_text("North Macedonia ● achieved")
    page.goto(f"{live_server.url}/states/ALB/?cycle=2030")
    expect(page.locator("section[aria-labelledby=plans]")).to_contain_text(
        "Two meetings were held."
    )
