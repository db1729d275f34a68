"""What the browser tests share."""

from collections.abc import Generator, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from playwright.sync_api import Error, Page, expect
from pytest_django.live_server_helper import LiveServer

from testing.databases import DEMO, Databases

# As long as Playwright waits for all else: on a busy machine five seconds are no sign of a fault.
expect.set_options(timeout=30_000)
# Of a page's text in the report of a failure.
MOST_TEXT = 2_000
Reporting = Generator[None, pytest.TestReport, pytest.TestReport]


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complains of, what its content security policy stops among it."""
    heard: list[str] = []
    page.on("console", lambda m: heard.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


@pytest.fixture(scope="module")
def site(databases: Databases, django_db_blocker: Any) -> Iterator[str]:
    """The address of a server with the starting facts and a small fictional cycle of coded
    reports, for all tests of a module, which only read. A page that several of them open is made
    once, as in a deployment."""
    # Imported here: it needs models, which are not loaded yet when this file is read.
    from tracker.kept import kept

    with (
        django_db_blocker.unblock(),
        databases.using(DEMO),
        override_settings(KEPT_BYTES=64 * 1024 * 1024),
        pytest.MonkeyPatch.context() as patch,
    ):
        # A new connection reads the schema with its hundreds of triggers: a fifth of the server's
        # time where each request has one. Nobody exchanges this database while it serves.
        patch.setitem(connection.settings_dict, "CONN_MAX_AGE", None)
        kept.clear()
        server = LiveServer("localhost")
        server._live_server_modified_settings.enable()  # noqa: SLF001
        yield f"{server.url}/"
        server.stop()
        kept.clear()
        server._live_server_modified_settings.disable()  # noqa: SLF001


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Reporting:
    """A failed test tells where its pages stand and what they say: of a click that led nowhere,
    the reason is mostly written there."""
    report = yield
    page = getattr(item, "funcargs", {}).get("page")
    if report.when == "call" and report.failed and page and not page.is_closed():
        pages = [each for context in page.context.browser.contexts for each in context.pages]
        report.sections += [(f"The browser at {each.url}", _text_of(each)) for each in pages]
    return report


def _text_of(page: Page) -> str:
    """What a page says, as far as it answers at once: it may be the one that hangs."""
    try:
        return page.locator("body").inner_text(timeout=2_000)[:MOST_TEXT]
    except Error as error:
        return str(error)


def share_of_header(page: Page) -> float:
    """The share of the window's height that the header of a page takes; 0 without a header."""
    share = """() => (document.querySelector(".site-header")?.getBoundingClientRect().height ?? 0)
      / window.innerHeight"""
    return float(page.evaluate(share))
