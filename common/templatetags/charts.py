"""Showing charts on pages."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi

from common.charts.canvas import escaped
from common.charts.chart import NARROW, WIDE, Chart, svg
from common.charts.tilemap import TileMap

register = template.Library()


@register.inclusion_tag("common/chart.html", takes_context=True)
def chart(context: Context, chart: Chart, *, is_embedded: bool = False) -> dict[str, Any]:
    """The drawing, for wide and for narrow places, with its notes, table and downloads."""
    return {
        "request": context["request"],
        "chart": chart,
        "wide": drawing(chart, WIDE),
        "narrow": drawing(chart, NARROW),
        "is_embedded": is_embedded,
    }


@register.inclusion_tag("common/map.html")
def tile_map(chart: Chart) -> dict[str, Any]:
    """The map with its legend; it is one drawing for every width."""
    return {"chart": chart, "drawing": drawing(chart, TileMap.width()), "plot": chart.plot}


@register.simple_tag
def table_rows(rows: Iterable[Sequence[str]]) -> SafeString:
    """The rows of a table, the first cell of each its heading. (Nodes of a template take ten times
    as long, and a map has two hundred rows.)"""
    return mark_safe("".join([_row(*row) for row in rows]))  # noqa: S308 (escaped)


def _row(heading: str, *cells: str) -> str:
    told = "".join([f"<td>{escaped(cell)}</td>" for cell in cells])
    return f'<tr><th scope="row">{escaped(heading)}</th>{told}</tr>'


@register.simple_tag
def drawing(chart: Chart, width: float) -> SafeString:
    """The drawing alone, for a place of that width, where its letters keep their size."""
    ident = f"{chart.address.replace('/', '-')}-{width:.0f}"
    role = "group" if isinstance(chart.plot, TileMap) else "img"
    return svg(chart, width, rtl=get_language_bidi(), ident=ident, role=role)
