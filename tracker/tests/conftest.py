"""What the browser tests share."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import TransactionTestCase
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from reports import demo
from tracker.tests.reading import load_facts


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complains of, what its content security policy stops among it."""
    heard: list[str] = []
    page.on("console", lambda m: heard.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


class Flush(TransactionTestCase):
    """Empties the database as after a test that wrote to it for others to see."""

    def runTest(self) -> None:  # noqa: N802 (unittest's name)
        self._fixture_teardown()  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The address of a server with the starting facts and a small fictional cycle of coded
    reports: loaded once for all tests of a module, which only read."""
    with django_db_blocker.unblock():
        load_facts()
        demo.load(states=8, organisations=2)
        server = LiveServer("localhost")
        server._live_server_modified_settings.enable()
        yield f"{server.url}/"
        server.stop()
        server._live_server_modified_settings.disable()
        Flush().runTest()
