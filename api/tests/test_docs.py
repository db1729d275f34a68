"""The documentation page: from this origin alone, under the strict policy."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from testing.builders import make_state


def test_only_its_pictures_are_allowed_more(db: None, client: Client) -> None:
    docs = client.get("/api/v1/docs/")["Content-Security-Policy"]
    others = client.get("/api/v1/")["Content-Security-Policy"]
    assert sorted(docs.replace(" data:", "").split("; ")) == sorted(others.split("; "))
    assert "img-src 'self' data:" in docs


@pytest.mark.browser
def test_the_page_shows_the_resources_and_tries_one_out(
    page: Page, live_server: Any, transactional_db: None
) -> None:
    # The page lays out all operations at once: half a minute on a busy machine.
    page.set_default_timeout(120_000)
    make_state("KEN")
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/api/v1/docs/")
    page.locator("#operations-tag-states").click()
    operation = page.locator("#operations-states-states_retrieve")
    operation.get_by_role("button", name="/api/v1/states/{code}/").first.click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_placeholder("code").fill("KEN")
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table")).to_contain_text('"code": "KEN"')
    assert said == []
    elsewhere = [url for url in asked if not url.startswith((live_server.url, "data:"))]
    assert elsewhere == []
