"""Draws the pictures that other sites show beside a link to a page, one per kind of page.

Without words but the product's name, which is the same in every language, and without figures:
the pictures stay true when the records change. Writes common/static/tracker/preview-*.png.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from shutil import which

from playwright.sync_api import sync_playwright

TARGET = Path(__file__).resolve().parent.parent / "tracker" / "static" / "tracker"
WIDTH, HEIGHT = 1200, 630
GROUND, PAPER, SOFT = "#123f5f", "#fdfcf9", "#5f8fb0"


def lines() -> str:
    """A list, as in the tracker's mark: reported, reported, not reported."""
    rows = [(230, 330, False), (330, 250, False), (430, 290, True)]
    return "".join(line(700, y, length, is_hollow=hollow) for y, length, hollow in rows)


def line(x: int, y: int, length: int, *, is_hollow: bool) -> str:
    fill = "none" if is_hollow else PAPER
    return (
        f'<circle cx="{x}" cy="{y}" r="22" fill="{fill}" stroke="{PAPER}" stroke-width="8"/>'
        f'<path d="M{x + 70} {y}h{length}" stroke="{SOFT if is_hollow else PAPER}"/>'
    )


def reporter() -> str:
    """One reporter over the cycles: a line with a point for each."""
    points = "".join(
        f'<circle cx="{x}" cy="330" r="26" fill="{PAPER if x != 820 else GROUND}" '
        f'stroke="{PAPER}" stroke-width="8"/>'
        for x in (700, 820, 940, 1060)
    )
    return f'<path d="M700 330h360" stroke="{SOFT}"/>{points}'


def document() -> str:
    """Numbered paragraphs."""
    return "".join(
        f'<rect x="690" y="{y - 16}" width="44" height="32" rx="6" fill="{PAPER}"/>'
        f'<path d="M780 {y}h300M780 {y + 40}h{length}" stroke="{SOFT}"/>'
        for y, length in ((190, 220), (310, 260), (430, 160))
    )


def squares() -> str:
    """A field of equal squares."""
    return "".join(
        f'<rect x="{690 + 70 * column}" y="{160 + 70 * row}" width="56" height="56" rx="6" '
        f'fill="{PAPER}" fill-opacity="{(0.95, 0.55, 0.25)[(column + row) % 3]}"/>'
        for row in range(5)
        for column in range(6)
    )


MOTIFS: dict[str, Callable[[], str]] = {
    "site": lines,
    "reporter": reporter,
    "document": document,
    "coverage": squares,
}


def picture(motif: str) -> str:
    """The whole picture as SVG."""
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">
      <rect width="{WIDTH}" height="{HEIGHT}" fill="{GROUND}"/>
      <g stroke-width="20" stroke-linecap="round" fill="none">{motif}</g>
      <text x="90" y="350" fill="{PAPER}" font-family="Noto Serif, serif" font-weight="700"
        font-size="76">PoA Tracker</text>
      <rect x="90" y="400" width="120" height="8" fill="{SOFT}"/>
    </svg>"""


def main() -> int:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=which("chromium") or which("google-chrome"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for name, motif in MOTIFS.items():
            page.set_content(f'<body style="margin:0">{picture(motif())}</body>')
            page.screenshot(path=TARGET / f"preview-{name}.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
