"""What axe says of a page."""

from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
RUN = """async rules => {
  const only = rules.length ? {runOnly: {type: "rule", values: rules}} : {};
  const found = await axe.run({resultTypes: ["violations"], ...only});
  return found.violations.map(v => [v.id, v.nodes[0].html.slice(0, 200)]);
}"""


def violations(page: Page, **options: Any) -> list[str]:
    """What axe finds wrong, each with the first element that it holds against."""
    found = Axe().run(page, options=options or None).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found]


def violations_in_light_and_dark(page: Page) -> list[str]:
    """What axe finds wrong with a page in light colours and, of its contrasts, in dark ones: the
    rest is the same in both. Leaves the page dark."""
    page.emulate_media(color_scheme="light")
    page.evaluate(AXE)
    found = [f"light, {rule}: {part}" for rule, part in page.evaluate(RUN, [])]
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(RUN, ["color-contrast"])
    return found + [f"dark, {rule}: {part}" for rule, part in dark]
