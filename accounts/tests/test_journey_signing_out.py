"""Signing out in a browser."""

import re
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from testing.builders import make_officer

KEPT = "[...Object.keys(localStorage), ...Object.keys(sessionStorage)]"


def test_nothing_is_left_in_the_browser(page: Page, live_server: Any) -> None:
    client = Client()
    client.force_login(make_officer())
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [
            {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url},
            {"name": "known", "value": "yes", "url": live_server.url},
        ]
    )
    page.goto(f"{live_server.url}/account/logout/")
    # One word that the script does not know: only the answer can have the browser drop it.
    page.evaluate("localStorage.setItem('poa-my:1', 'a draft'); localStorage.setItem('x', 'y')")
    page.click("main form button")
    expect(page).to_have_url(re.compile(rf"^{live_server.url}/$"))
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate(KEPT) == []
    assert "known" in {cookie["name"] for cookie in page.context.cookies()}
    page.goto(f"{live_server.url}/account/")
    expect(page).to_have_url(re.compile("/account/login/"))
