"""The public pages in a browser: accessible, at 320 pixels, by keyboard, without scripts."""

import re
from collections.abc import Iterator

import pypdfium2
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from reports.models import Submission
from testing.axe import violations, violations_in_light_and_dark
from testing.browser import share_of_header
from testing.reading import PREFIXES, route_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

# Pages of each type, with data and without.
PAGE_TYPES = [
    "",
    "states/?regional_group=eastern_european",
    "states/KEN/",
    "states/NOR/",
    "states/ARG/?cycle=demo",
    "states/ARG/versions/demo/",
    "organisations/",
    "organisations/recsa/",
    "cycles/",
    "cycles/trend-report/",
    "cycles/2022/",
    "cycles/2014/",
    "instruments/",
    "instruments/unroca/",
    "sources/",
    "sources/sg-2014/",
    "meetings/",
    "meetings/bms8/",
    "documents/",
    "documents/bms8/",
    "documents/iti/",
    "documents/bms8/25/",
    "questionnaires/",
    "questionnaires/poa-national-report/1/",
    "questionnaires/poa-national-report/1/demo/national-coordination-body/",
    "indicators/",
    "indicators/sdg-16-4-2/",
    "contacts/",
    "cooperation/",
    "cooperation/regimes/",
    "cooperation/projects/?recipient=MLI",
    "cooperation/requests/",
    "cooperation/offers/",
    "cooperation/funds/unscar/",
    "plans/",
    "plans/demo-roadmap/",
    "targets/",
    "targets/demo-target/",
    "coverage/",
    "coverage/?cycle=demo&section=i-1",
    "search/?q=tracing",
    "search/?q=nothing-of-the-kind",
    "data/",
    "data/translations/",
    "about/",
    "compare/?state=KEN&state=NOR&group=african&group=europe",
    "embed/map-coverage/demo/",
    "embed/sections/demo/ARG/",
    "no-such-page/",
]
# Colours are the same in every language: the dark ones are tested once, the light ones once in each
# direction of reading.
COLOURED = {"en", "ar"}
# Each page type is tested in one of the other languages, in turn: only words differ.
IN_TURN = ("fr", "zh", "es", "ru")
# The rows of a list are alike: only the first rows of long lists are tested.
SHORTENED = """document.querySelectorAll("tbody, ul, ol, svg > g").forEach(
  list => [...list.children].slice(25).forEach(row => row.remove()))"""
# Long pages that take axe seconds: once is enough; all others are tested in six languages.
LONG = [
    "states/",
    "cycles/demo/",
    "coverage/?cycle=demo&open=all",
]


def one_of_each_route() -> list[str]:
    """The last address in PAGE_TYPES of each page type; differences within a type do not depend on
    the language."""
    found = {route_of(name) or name: name for name in PAGE_TYPES}
    return list(found.values())


def pages_of(language: str) -> list[str]:
    """The pages that axe tests in a language."""
    if language == "en":
        return [*PAGE_TYPES, *LONG]
    if language in IN_TURN:
        return one_of_each_route()[IN_TURN.index(language) :: len(IN_TURN)]
    return one_of_each_route()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    yield page
    page.close()


@pytest.mark.once
@pytest.mark.parametrize("language", PREFIXES)
def test_no_page_has_an_accessibility_violation_in_light_or_dark(
    page: Page, site: str, language: str
) -> None:
    found: dict[str, list[str]] = {}
    for name in pages_of(language):
        page.goto(f"{site}{PREFIXES[language]}{name}")
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        if name not in LONG:
            page.evaluate(SHORTENED)
        if language == "en":
            found[name] = violations_in_light_and_dark(page)
        else:
            measured = {"color-contrast": {"enabled": language in COLOURED}}
            found[name] = violations(page, rules=measured)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.once
def test_nothing_is_cut_off_at_320_pixels_and_no_page_breaks_its_own_policy(
    phone: Page, site: str
) -> None:
    complaints: list[str] = []
    phone.on("console", lambda message: complaints.append(message.text))
    phone.on("pageerror", lambda error: complaints.append(str(error)))
    for prefix in ("", "ar/", "ru/"):
        for name in (one_of_each_route() if prefix else PAGE_TYPES)[:-1]:
            phone.goto(f"{site}{prefix}{name}")
            width = phone.evaluate("document.documentElement.scrollWidth")
            assert width <= 320, (prefix, name, width)
    assert complaints == []


@pytest.mark.once
@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_on_a_phone_the_header_takes_a_fifth_of_the_screen_at_most(
    page: Page, site: str, language: str
) -> None:
    """On a small phone, on every kind of page."""
    page.set_viewport_size({"width": 360, "height": 640})
    shares = {}
    for name in [*one_of_each_route(), "account/login/"]:
        page.goto(f"{site}{PREFIXES[language]}{name}")
        shares[name] = share_of_header(page)
    assert max(shares.values()) > 0.1
    assert {name: share for name, share in shares.items() if share > 0.2} == {}


def test_the_keyboard_reaches_the_content_first(page: Page, site: str) -> None:
    page.goto(f"{site}states/KEN/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#content$"))
    page.keyboard.press("Tab")
    expect(page.locator("main").get_by_role("link", name="States", exact=True)).to_be_focused()


# A square of the map shows its frame as the focus outline.
FOCUS = """() => {
  const style = getComputedStyle(document.activeElement);
  const square = document.activeElement.querySelector("rect");
  const frame = square ? parseFloat(getComputedStyle(square).strokeWidth) : 0;
  return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || frame >= 4;
}"""


def tab_to(page: Page, target: Locator, *, at_most: int = 80) -> None:
    """Go to ``target`` with only the tab key, checking the visible focus at each step."""
    for _step in range(at_most):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS), page.evaluate("document.activeElement.outerHTML")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{target} is not reached with {at_most} steps")


def follow(page: Page, target: Locator) -> None:
    tab_to(page, target)
    page.keyboard.press("Enter")


def test_the_keyboard_leads_from_home_by_search_to_what_a_state_said(page: Page, site: str) -> None:
    page.goto(site)
    tab_to(page, page.locator("input[name=q]").first)
    page.keyboard.type("argentina")
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("argentina"))
    follow(page, page.locator("main a[href='/states/ARG/']"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Argentina")
    page.goto(f"{site}search/?kind=responses&regional_group=latin_american_caribbean")
    answer = page.locator(".results li > a").first
    place = (answer.get_attribute("href") or "").partition("#")[2]
    follow(page, answer)
    expect(page).to_have_url(re.compile(r"states/ARG/\?cycle=demo#bms8-"))
    expect(page.locator(f"#{place}")).to_be_in_viewport()


def test_the_keyboard_narrows_the_matrix_and_moves_it(page: Page, site: str) -> None:
    page.goto(f"{site}coverage/?cycle=demo&open=all")
    tab_to(page, page.locator("select[name=status]"))
    page.keyboard.type("not impl")
    follow(page, page.locator(".filters button"))
    expect(page).to_have_url(re.compile("status=not_implemented"))
    matrix = page.locator(".matrix-scroll")
    expect(matrix).to_be_visible()
    tab_to(page, matrix, at_most=420)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".matrix-scroll .matrix")).to_be_visible()
    follow(page, page.locator(".matrix thead a[href*=documents]").first)
    expect(page).to_have_url(re.compile("documents/bms8/21/$"))


def test_the_keyboard_changes_the_language_and_stays_on_the_page(page: Page, site: str) -> None:
    page.goto(f"{site}states/KEN/?cycle=2022")
    follow(page, page.locator(".languages a[lang=ar]"))
    expect(page).to_have_url(f"{site}ar/states/KEN/?cycle=2022")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    tab_to(page, page.locator(".skip-link"))


@pytest.mark.once
def test_nothing_is_cut_off_at_twice_the_size(browser: Browser, site: str) -> None:
    """Zoomed to 200 % on a desk, and with letters of twice the size."""
    zoomed = browser.new_page(viewport={"width": 640, "height": 450}, device_scale_factor=2)
    letters = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    large = letters.new_page()
    for prefix in ("", "ar/"):
        for name in one_of_each_route() if prefix else PAGE_TYPES:
            zoomed.goto(f"{site}{prefix}{name}")
            assert zoomed.evaluate("document.documentElement.scrollWidth") <= 640, (prefix, name)
            large.goto(f"{site}{prefix}{name}")
            large.add_style_tag(content=":root { font-size: 200% !important }")
            assert large.evaluate("document.documentElement.scrollWidth") <= 1280, (prefix, name)
    zoomed.close()
    letters.close()


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
    norway = page.locator("section:has(#not-reported)").get_by_role("link", name="Norway")
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
    page: Page, site: str
) -> None:
    coded = Submission.objects.current().with_is_coded().filter(is_coded=True)
    reporter = coded.filter(reporter__kind="state").first().reporter
    for prefix in ("", "ru/", "ar/"):
        page.goto(f"{site}{prefix}{reporter.get_absolute_url()[1:]}?cycle=demo")
        printed = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
        assert len(printed) <= 2, prefix
    page.goto(f"{site}cycles/2022/")
    norway = page.locator("section:has(#not-reported)").get_by_role("link", name="Norway")
    expect(norway).to_be_hidden()
    page.emulate_media(media="print")
    expect(norway).to_be_visible()
    expect(page.locator(".main-nav")).to_be_hidden()


@pytest.mark.once
def test_the_map_names_a_square_under_the_pointer_and_in_focus(page: Page, site: str) -> None:
    page.goto(site)
    kenya = page.locator(".map a[href='/states/KEN/']")
    name = kenya.locator(".tile-name")
    expect(name).to_be_hidden()
    kenya.locator("rect").first.hover()
    expect(name).to_be_visible()
    page.mouse.move(0, 0)
    expect(name).to_be_hidden()
    kenya.focus()
    expect(name).to_have_text("Kenya: reported")
    expect(name).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}states/KEN/")


@pytest.mark.once
def test_the_keyboard_skips_the_map(page: Page, site: str) -> None:
    page.goto(site)
    page.locator(".map-skip a").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".chart-table summary").first).to_be_focused()
