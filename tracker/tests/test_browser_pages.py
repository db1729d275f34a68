"""The public pages in a browser: accessible, at 320 pixels, by keyboard, without scripts."""

import re
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from reports import demo
from reports.models import Submission
from tracker.tests.axe import violations
from tracker.tests.reading import load_facts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# One of each page type, with data and without.
PAGE_TYPES = [
    "",
    "states/?regional_group=eastern_european",
    "states/KEN/",
    "states/NOR/",
    "states/ARG/?cycle=demo",
    "organisations/",
    "organisations/recsa/",
    "cycles/",
    "cycles/2022/",
    "cycles/2014/",
    "meetings/",
    "meetings/bms8/",
    "documents/",
    "documents/bms8/",
    "documents/iti/",
    "documents/bms8/25/",
    "coverage/",
    "coverage/?cycle=demo&section=i-1",
    "search/?q=tracing",
    "search/?q=nothing-of-the-kind",
    "data/",
    "no-such-page/",
]
# Left to right and right to left, Latin, Chinese and Arabic, light and dark.
VIEWS: list[tuple[str, Any]] = [("", "light"), ("ar/", "dark"), ("zh/", "light")]


@pytest.fixture
def site(live_server: Any) -> str:
    """The address of a server with the starting facts."""
    load_facts()
    return f"{live_server.url}/"


@pytest.fixture
def full_site(site: str) -> str:
    """The same with a small fictional cycle of coded reports."""
    demo.load(states=8, organisations=2)
    return site


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    yield page
    page.close()


def test_no_page_has_an_accessibility_violation(page: Page, full_site: str) -> None:
    found: dict[str, list[str]] = {}
    for prefix, scheme in VIEWS:
        page.emulate_media(color_scheme=scheme)
        for name in PAGE_TYPES:
            page.goto(f"{full_site}{prefix}{name}")
            page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
            found[f"{prefix}{name} {scheme}"] = violations(page)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_nothing_is_cut_off_at_320_pixels_and_no_page_breaks_its_own_policy(
    phone: Page, full_site: str
) -> None:
    complaints: list[str] = []
    phone.on("console", lambda message: complaints.append(message.text))
    phone.on("pageerror", lambda error: complaints.append(str(error)))
    for prefix in ("", "ar/", "ru/"):
        for name in PAGE_TYPES[:-1]:
            phone.goto(f"{full_site}{prefix}{name}")
            width = phone.evaluate("document.documentElement.scrollWidth")
            assert width <= 320, (prefix, name, width)
    assert complaints == []


def test_the_keyboard_reaches_the_content_first(page: Page, site: str) -> None:
    page.goto(f"{site}states/KEN/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#content$"))
    page.keyboard.press("Tab")
    expect(page.locator("main").get_by_role("link", name="States", exact=True)).to_be_focused()


def test_a_visitor_without_scripts_searches_filters_unfolds_and_changes_language(
    browser: Browser, site: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    page.get_by_role("searchbox").fill("kenya")
    page.get_by_role("button", name="Search").click()
    page.locator("main").get_by_role("link", name="Kenya").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kenya")
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("肯尼亚")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")

    page.goto(f"{site}cycles/2022/")
    norway = page.get_by_role("link", name="Norway")
    expect(norway).to_be_hidden()
    page.locator("section:has(#not-reported) summary").last.click()
    expect(norway).to_be_visible()

    page.goto(f"{site}states/")
    page.get_by_label("Members without a report in").select_option("2022")
    page.get_by_label("Regional group").select_option("african")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("status")).to_have_text("29 States")
    context.close()


def test_folded_names_are_printed_and_a_status_page_is_a_brief_of_two_pages(
    page: Page, full_site: str
) -> None:
    coded = Submission.objects.current().with_is_coded().filter(is_coded=True)
    reporter = coded.filter(reporter__kind="state").first().reporter
    for prefix in ("", "ru/", "ar/"):
        page.goto(f"{full_site}{prefix}{reporter.get_absolute_url()[1:]}?cycle=demo")
        printed = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
        assert len(printed) <= 2, prefix
    page.goto(f"{full_site}cycles/2022/")
    norway = page.get_by_role("link", name="Norway")
    expect(norway).to_be_hidden()
    page.emulate_media(media="print")
    expect(norway).to_be_visible()
    expect(page.locator(".main-nav")).to_be_hidden()
