"""Drawing SVG from the side where reading begins."""

import html
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from common.charts.looks import ATTRIBUTES, FONTS, HEADING, LABEL, SMALL
from common.charts.text import wrap
from common.written import for_xml

SIZES = {"small": SMALL, "group-name": SMALL, "heading": HEADING}
LINE_HEIGHT = 1.4
# Where the first font of FONTS has its baseline in a line as high as its letters.
BASELINE = 0.89
# "Right to left from here", until "back to before": browsers and Pango both keep them.
RIGHT_TO_LEFT, BACK = "\u2067", "\u2069"

Point = tuple[float, float]


class Canvas:
    """Collects a drawing. x counts from the side where reading begins: from the left or, for
    Arabic, from the right. This alone mirrors everything but text. A map is drawn ``from_the_west``
    instead.

    ``standalone`` writes the looks into the elements, for a file without a stylesheet. With
    ``letters``, lines of text go into that list as HTML instead: WeasyPrint sets the letters of a
    drawing one by one, which tears Arabic apart.
    """

    def __init__(
        self,
        width: float,
        *,
        rtl: bool = False,
        standalone: bool = False,
        letters: list[SafeString] | None = None,
    ) -> None:
        self.width = width
        self.rtl = rtl
        self.mirrored = rtl
        self.standalone = standalone
        self.letters = letters
        self.parts: list[SafeString] = []

    def part(self) -> "Canvas":
        """A canvas for some elements of this one, of the same size and kind."""
        part = Canvas(self.width, rtl=self.rtl, standalone=self.standalone, letters=self.letters)
        part.mirrored = self.mirrored
        return part

    def from_the_west(self) -> "Canvas":
        """A part with x counted from the left in every language: a reader of Arabic, too, looks
        for Canada in the west."""
        part = self.part()
        part.mirrored = False
        return part

    def contents(self) -> SafeString:
        return together(self.parts)

    def rect(
        self, x: float, y: float, width: float, height: float, look: str, *, hint: str = ""
    ) -> None:
        """A rectangle; ``hint`` is shown when a pointer rests on it."""
        start = self.width - x - width if self.mirrored else x
        self.add("rect", look, hint=hint, x=start, y=y, width=max(width, 0), height=height)

    def line(self, start: Point, end: Point, look: str) -> None:
        (x1, y1), (x2, y2) = self._at(start), self._at(end)
        self.add("line", look, x1=x1, y1=y1, x2=x2, y2=y2)

    def circle(self, centre: Point, radius: float, look: str, *, hint: str = "") -> None:
        x, y = self._at(centre)
        self.add("circle", look, hint=hint, cx=x, cy=y, r=radius)

    def strokes(self, strokes: Sequence[Sequence[Point]], look: str) -> None:
        """Several separate lines, each from point to point, as one element."""
        path = "".join(self._path(stroke) for stroke in strokes)
        self.add("path", look, d=path)

    def _path(self, points: Sequence[Point]) -> str:
        places = [self._at(point) for point in points]
        return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in places)

    def text(self, x: float, y: float, words: str, look: str, anchor: str = "start") -> None:
        """One line with its baseline at ``y``; ``anchor`` is ``start``, ``middle`` or ``end``."""
        if self.mirrored:
            anchor = {"start": "end", "end": "start"}.get(anchor, anchor)
            x = self.width - x
        if self.rtl:
            words = f"{RIGHT_TO_LEFT}{words}{BACK}"
        if self.letters is not None:
            self.letters.append(letters_at((x, y), self.width, words, look, anchor))
            return
        extra = {} if anchor == "start" else {"text_anchor": anchor}
        self.add("text", look, words, x=x, y=y, **extra)

    def lines(
        self, x: float, y: float, width: float, words: str, look: str, *, anchor: str = "start"
    ) -> float:
        """``words`` broken to ``width``, the first baseline at ``y``; returns the last baseline."""
        size = SIZES.get(look, LABEL)
        for index, line in enumerate(wrap(words, width, size)):
            y += size * LINE_HEIGHT if index else 0
            self.text(x, y, line, look, anchor)
        return y

    def add(
        self, tag: str, look: str, words: str = "", *, hint: str = "", **attributes: Any
    ) -> None:
        if hint:
            words = element("title", hint)
        self.parts.append(element(tag, words, **self.looks(look), **attributes))

    def looks(self, look: str) -> dict[str, str]:
        """The class, for a page; the attributes themselves, for a standalone file."""
        return dict(ATTRIBUTES.get(look, {})) if self.standalone else {"class": look}

    def _at(self, point: Point) -> Point:
        x, y = point
        return (self.width - x if self.mirrored else x), y


def letters_at(at: Point, width: float, words: str, look: str, anchor: str) -> SafeString:
    """A line of HTML at the place of a line of text in a drawing of that ``width``."""
    x, y = at
    looks = ATTRIBUTES[look]
    size = float(looks["font-size"])
    place = {
        "start": f"left: {number(x)}px",
        "end": f"right: {number(width - x)}px",
        "middle": f"left: {number(x - width)}px; width: {number(2 * width)}px; text-align: center",
    }[anchor]
    return format_html(
        '<div style="position: absolute; white-space: nowrap; {}; top: {}px; color: {}; '
        'font: {} {}px/1 {}">{}</div>',
        place,
        number(y - BASELINE * size),
        looks["fill"],
        looks.get("font-weight", "400"),
        number(size),
        FONTS,
        words,
    )


def element(tag: str, words: str = "", **attributes: Any) -> SafeString:
    """An element; ``_`` in the name of an attribute stands for ``-``. A page has hundreds, so it is
    written without ``format_html``, which takes five times as long."""
    written = "".join([_attribute(name, value) for name, value in attributes.items()])
    if words:
        return mark_safe(f"<{tag}{written}>{escaped(words)}</{tag}>")  # noqa: S308 (escaped)
    return mark_safe(f"<{tag}{written}/>")  # noqa: S308 (escaped above)


def linked(words: str, url: str) -> SafeString:
    """``words`` as a link."""
    return mark_safe(f'<a href="{escaped(url)}">{escaped(words)}</a>')  # noqa: S308 (escaped)


def label(words: str) -> SafeString:
    """``words`` as the label of what follows."""
    return mark_safe(f'<span class="label">{escaped(words)}</span>')  # noqa: S308 (escaped)


def _attribute(name: str, value: Any) -> str:
    text = number(value) if isinstance(value, float) else escaped(str(value))
    return f' {name.replace("_", "-")}="{text}"'


def escaped(text: str) -> str:
    """``text`` as it may stand in an element or an attribute; markup of ours as it is."""
    return text if isinstance(text, SafeString) else _escaped(str(text))


# Looks, names and places come again and again.
@lru_cache(maxsize=4_000)
def _escaped(text: str) -> str:
    return html.escape(for_xml(text))


def together(parts: Iterable[SafeString]) -> SafeString:
    """Pieces of markup, one after the other."""
    return mark_safe("".join([escaped(part) for part in parts]))  # noqa: S308 (escaped)


def number(value: Any) -> str:
    """A length with one decimal at most; anything else as it is."""
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(value)
