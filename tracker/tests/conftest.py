"""What the browser tests share."""

import pytest
from playwright.sync_api import Page


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complains of, what its content security policy stops among it."""
    heard: list[str] = []
    page.on("console", lambda m: heard.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard
