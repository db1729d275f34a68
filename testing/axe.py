"""What axe says of a page."""

from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
RUN = """async options => {
  const found = await axe.run({resultTypes: ["violations"], ...options});
  return found.violations.map(v => [v.id, v.nodes[0].html.slice(0, 200)]);
}"""


def violations(page: Page, **options: Any) -> list[str]:
    """What axe finds wrong, each with the first element that it holds against. After leading the
    page elsewhere, the caller waits for the new address."""
    page.wait_for_load_state()
    page.evaluate(AXE)
    return [f"{rule}: {part}" for rule, part in page.evaluate(RUN, options)]


def violations_in_light_and_dark(page: Page) -> list[str]:
    """What axe finds wrong with a page in light colours and, of its contrasts, in dark ones: the
    rest is the same in both. Leaves the page dark."""
    page.emulate_media(color_scheme="light")
    found = [f"light, {wrong}" for wrong in violations(page)]
    page.emulate_media(color_scheme="dark")
    contrast = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
    return found + [f"dark, {rule}: {part}" for rule, part in page.evaluate(RUN, contrast)]
