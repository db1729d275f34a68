"""A chart: a drawing with all that it takes to understand it without seeing it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from common.charts.canvas import Canvas, element, number
from common.charts.looks import FONTS, LABEL, SMALL, SURFACE

# A drawing is not scaled, so that its letters keep their size: it is made once for the width of a
# page's column and once for a phone, and each is shown where it fits.
WIDE, NARROW = 640.0, 340.0
FILE_WIDTH = 800.0
MARGIN = 24.0


class Plot(Protocol):
    """What draws the figures of a chart."""

    def draw(self, canvas: Canvas) -> float:
        """Draw over the whole width of ``canvas``; returns the height that it took."""


@dataclass(frozen=True)
class ChartTable:
    """The figures of a chart, as text; the first column names what a row is about."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Chart:
    """``address`` is its name and subject (``arrivals/2022``), ``page`` the page that it is from.
    ``description`` says in words what the drawing shows. ``notes`` stand under it, in a file too:
    they say what the figures cannot tell."""

    address: str
    page: str
    title: str
    description: str
    plot: Plot
    table: ChartTable
    notes: Sequence[str] = field(default_factory=list)
    is_fictional: bool = False


def svg(chart: Chart, width: float, *, rtl: bool, ident: str, role: str = "img") -> SafeString:
    """The drawing for a page, whose stylesheet says how it looks. ``role`` is ``group`` where it
    holds links."""
    canvas = Canvas(width, rtl=rtl)
    height = chart.plot.draw(canvas)
    return _document(chart, canvas, height, ident, css_class="drawing", role=role)


@dataclass(frozen=True)
class Imprint:
    """What a file says about itself: whose data, where from, of which day; and first of all, if so,
    that they are fictional."""

    source: str
    fictional: str


@dataclass(frozen=True)
class Sheet:
    """A drawing as HTML, for WeasyPrint, and its size in pixels."""

    html: SafeString
    width: float
    height: float


def standalone(chart: Chart, imprint: Imprint, *, rtl: bool, language: str) -> SafeString:
    """The drawing as a file: with its title, notes, source and day, and its own colours."""
    canvas = Canvas(FILE_WIDTH, rtl=rtl, standalone=True)
    height = _draw_file(canvas, chart, imprint)
    return _document(
        chart,
        canvas,
        height,
        "chart",
        xmlns="http://www.w3.org/2000/svg",
        lang=language,
        width=FILE_WIDTH,
        height=height,
        font_family=FONTS,
        role="img",
    )


def printed_file(chart: Chart, imprint: Imprint, *, rtl: bool) -> Sheet:
    """The same file for WeasyPrint."""
    canvas = Canvas(FILE_WIDTH, rtl=rtl, standalone=True, letters=[])
    return _sheet(chart, canvas, _draw_file(canvas, chart, imprint))


def printed(chart: Chart, width: float, *, rtl: bool) -> Sheet:
    """The drawing alone, in its own colours, for a document that WeasyPrint makes."""
    canvas = Canvas(width, rtl=rtl, standalone=True, letters=[])
    return _sheet(chart, canvas, chart.plot.draw(canvas))


def _sheet(chart: Chart, canvas: Canvas, height: float) -> Sheet:
    drawing = _document(
        chart, canvas, height, "chart", width=canvas.width, height=height, role="img"
    )
    html = format_html(
        '<div style="position: relative; width: {}px; height: {}px">{}{}</div>',
        number(canvas.width),
        number(height),
        drawing,
        format_html_join("", "{}", ((line,) for line in canvas.letters or [])),
    )
    return Sheet(html, canvas.width, height)


def _draw_file(canvas: Canvas, chart: Chart, imprint: Imprint) -> float:
    """Draw everything that a file holds; returns its height."""
    inner = FILE_WIDTH - 2 * MARGIN
    y = _head(canvas, chart, imprint, inner)
    height = _plot(canvas, chart, inner, y)
    bottom = _foot(canvas, chart, imprint, y + height + SMALL)
    ground = element("rect", width=FILE_WIDTH, height=bottom, fill=SURFACE)
    canvas.parts.insert(0, ground)
    return bottom


def _plot(canvas: Canvas, chart: Chart, width: float, y: float) -> float:
    """Draw the figures from ``y`` on, inside the margins; returns their height."""
    letters: list[SafeString] | None = None if canvas.letters is None else []
    plot = Canvas(width, rtl=canvas.rtl, standalone=True, letters=letters)
    height = chart.plot.draw(plot)
    canvas.parts.append(
        format_html('<g transform="translate({} {})">{}</g>', MARGIN, number(y), plot.contents())
    )
    if canvas.letters is not None:
        canvas.letters.append(
            format_html(
                '<div style="position: absolute; left: {}px; top: {}px; width: {}px">{}</div>',
                MARGIN,
                number(y),
                number(width),
                format_html_join("", "{}", ((line,) for line in letters or [])),
            )
        )
    return height


def _head(canvas: Canvas, chart: Chart, imprint: Imprint, width: float) -> float:
    """Draw the title; returns where the drawing begins."""
    y = canvas.lines(MARGIN, MARGIN + 18.0, width, chart.title, "heading")
    if chart.is_fictional:
        y += 24
        canvas.text(MARGIN, y, imprint.fictional, "fiction")
    return y + 18


def _foot(canvas: Canvas, chart: Chart, imprint: Imprint, y: float) -> float:
    """Draw notes and source; returns where the file ends."""
    for words in (*chart.notes, imprint.source):
        y = canvas.lines(MARGIN, y + LABEL + 4, FILE_WIDTH - 2 * MARGIN, words, "small")
    return y + MARGIN


def _document(
    chart: Chart, canvas: Canvas, bottom: float, ident: str, **attributes: str | float
) -> SafeString:
    """The whole drawing. Its direction is left to right: the canvas has already mirrored it if
    needed."""
    if css_class := attributes.pop("css_class", ""):
        attributes["class"] = css_class
    words = format_html(
        '<title id="{0}-title">{1}</title><desc id="{0}-text">{2}</desc>{3}',
        ident,
        chart.title,
        chart.description,
        canvas.contents(),
    )
    return element(
        "svg",
        words,
        viewBox=f"0 0 {number(canvas.width)} {number(bottom)}",
        direction="ltr",
        **attributes,
        aria_labelledby=f"{ident}-title {ident}-text",
    )
