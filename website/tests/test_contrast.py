"""The contrast of the stylesheet's colours, computed from its tokens (WCAG 2.2, 1.4.3, 1.4.11)."""

import re

import pytest
from django.conf import settings

CSS = (settings.BASE_DIR / "common/static/tracker/tracker.css").read_text(encoding="utf-8")
# Text and its background, at least 4.5 : 1.
TEXTS = [
    *(("ink", ground) for ground in ("paper", "surface", "soft", "mark", "fiction-soft")),
    *(("muted", ground) for ground in ("paper", "surface", "soft")),
    *(("accent", ground) for ground in ("paper", "surface", "soft")),
    ("accent-ink", "accent"),
    ("fiction", "fiction-soft"),
]
# Shapes with a meaning and their background, at least 3 : 1.
SHAPES = [
    *(("fill", ground) for ground in ("paper", "surface", "soft", "track")),
    ("accent", "paper"),
    ("muted", "surface"),
]


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


ROOTS = re.findall(r":root \{([^}]*)\}", CSS)
LIGHT = tokens(ROOTS[0])
DARK = LIGHT | tokens(ROOTS[1])


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_pair_of_colours_can_be_told_apart(scheme: dict[str, str]) -> None:
    assert LIGHT["paper"] != DARK["paper"]
    for pairs, least in ((TEXTS, 4.5), (SHAPES, 3)):
        for front, ground in pairs:
            measured = contrast(scheme[front], scheme[ground])
            assert measured >= least, (front, ground, round(measured, 2))


def test_contrast_is_measured_as_the_guidelines_say() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
