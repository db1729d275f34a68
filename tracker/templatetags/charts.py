"""Showing charts on pages."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi

from reports.models import ResponseStatus
from tracker.charts.chart import NARROW, WIDE, Chart, svg
from tracker.charts.tilemap import TileMap, step_of
from tracker.pages.grid import Cell, Line
from tracker.templatetags.pages import STATUS_SIGNS

register = template.Library()

NOTHING = "–"


@register.inclusion_tag("pages/includes/chart.html", takes_context=True)
def chart(context: Context, chart: Chart, *, is_embedded: bool = False) -> dict[str, Any]:
    """The drawing, for wide and for narrow places, with its notes, table and downloads."""
    return {
        "request": context["request"],
        "chart": chart,
        "wide": drawing(chart, WIDE),
        "narrow": drawing(chart, NARROW),
        "is_embedded": is_embedded,
    }


@register.inclusion_tag("pages/includes/map.html")
def tile_map(chart: Chart) -> dict[str, Any]:
    """The map with its legend; it is one drawing for every width."""
    return {"chart": chart, "drawing": drawing(chart, TileMap.width()), "plot": chart.plot}


@register.simple_tag
def matrix_line(line: Line, cycle: str) -> SafeString:
    """A row of the matrix. There are thousands of cells: they are not left to the template."""
    reporter = line.submission.reporter
    page = f"{reporter.get_absolute_url()}?cycle={cycle}#"
    labels = {status.value: str(status.label) for status in ResponseStatus}
    return format_html(
        '<tr><th scope="row"><a href="{}responses">{}</a></th>{}{}</tr>',
        page,
        reporter,
        share_cell(Cell("", ratio=line.total), ""),
        format_html_join(
            "",
            "{}",
            (
                (share_cell(cell, page) if cell.ratio else status_cell(cell, page, labels),)
                for cell in line.cells
            ),
        ),
    )


EMPTY_CELL = format_html("<td>{}</td>", "")


def status_cell(cell: Cell, page: str, labels: dict[str, str]) -> SafeString:
    """What the report says on one commitment, leading to its words."""
    if not cell.status:
        return EMPTY_CELL
    return format_html(
        '<td class="cell-{}"><a href="{}{}" aria-label="{}">{}</a></td>',
        cell.status,
        page,
        cell.anchor,
        labels[cell.status],
        STATUS_SIGNS[ResponseStatus(cell.status)],
    )


def share_cell(cell: Cell, page: str) -> SafeString:
    """How much of a section, or of all, the report addresses; a dash where nothing was asked."""
    ratio = cell.ratio
    if ratio is None or ratio.share is None:
        return format_html("<td>{}</td>", NOTHING)
    look = f"share-{step_of(ratio.share)}" if ratio.count else "share-0"
    figure = format_html("{}/{}", ratio.count, ratio.total)
    if not page or not ratio.count:
        return format_html('<td class="{}">{}</td>', look, figure)
    return format_html('<td class="{}"><a href="{}{}">{}</a></td>', look, page, cell.anchor, figure)


@register.simple_tag
def drawing(chart: Chart, width: float) -> SafeString:
    """The drawing alone, for a place of that width; its letters keep their size there."""
    ident = f"{chart.address.replace('/', '-')}-{width:.0f}"
    role = "group" if isinstance(chart.plot, TileMap) else "img"
    return svg(chart, width, rtl=get_language_bidi(), ident=ident, role=role)
