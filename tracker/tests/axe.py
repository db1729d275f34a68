"""What axe says of a page."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def violations(page: Page, **options: Any) -> list[str]:
    """What axe finds wrong, each with the first element that it holds against."""
    found = Axe().run(page, options=options or None).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found]
