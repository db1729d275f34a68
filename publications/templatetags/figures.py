"""Rows of tables of figures, of which a page has hundreds."""

from collections.abc import Iterable, Iterator

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.charts.canvas import escaped, linked
from common.templatetags.texts import latin
from publications.measured import Figure, MeasuredRow, MeasuredTable

register = template.Library()

NOTHING = '<span class="muted">–</span>'


@register.simple_tag
def figure_rows(
    table: MeasuredTable, ident: str, *, with_period: bool = False, mark_fictional: bool = False
) -> SafeString:
    """The rows of the table ``ident``, with the cells for which it has headings. (Nodes of a
    template take several times as long.)"""
    written = []
    has_breakdowns, has_computed = table.has_breakdowns, table.has_computed
    has_global = table.has_global
    for row in table.rows:
        cells = [f'<th scope="row">{_name(row, is_marked=mark_fictional)}</th>']
        if with_period:
            cells.append(f'<td class="period">{escaped(row.period)}</td>')
        if has_breakdowns:
            cells.append(f"<td>{escaped(row.breakdown)}</td>")
        cells.append(f"<td>{_figures(row.national, ident)}{_parts(row, ident)}</td>")
        if has_computed:
            cells.append(f"<td>{escaped(row.computed) or NOTHING}</td>")
        if has_global:
            cells.append(f"<td>{_figures(row.of_database, ident)}</td>")
        cells.append(f"<td>{'<br>'.join(_sources(row))}</td>")
        written.append(f"<tr>{''.join(cells)}</tr>")
    return mark_safe("\n".join(written))  # noqa: S308 (escaped)


def _name(row: MeasuredRow, *, is_marked: bool) -> str:
    name = linked(row.name, row.url) if row.url else escaped(row.name)
    if row.is_fictional and is_marked:
        name += f' <span class="badge badge-fictional">{escaped(_("Fictional data"))}</span>'
    return name


def _figures(figures: Iterable[Figure], ident: str) -> str:
    return "<br>".join([_figure(each, ident) for each in figures]) or NOTHING


def _figure(figure: Figure, ident: str) -> str:
    """A figure with the marks of its footnotes under the table."""
    marks = "".join([_mark(note, ident) for note in figure.notes])
    return f'<span class="figure-words">{escaped(figure.words)}</span>{marks}'


def _mark(note: int, ident: str) -> str:
    label = escaped(_("Footnote %(number)s") % {"number": note})
    link = f'<a href="#{ident}-note-{note}" aria-label="{label}">{note}</a>'
    return f'<sup class="note-mark">{link}</sup>'


def _parts(row: MeasuredRow, ident: str) -> str:
    if not row.parts:
        return ""
    parts = [
        f"<div><dt>{escaped(words)}</dt><dd>{_figure(figure, ident)}</dd></div>"
        for words, figure in row.parts
    ]
    title = escaped(pgettext("of a figure", "Parts"))
    return (
        f'<details class="parts"><summary>{title}</summary>'
        f'<dl class="facts">{"".join(parts)}</dl></details>'
    )


def _sources(row: MeasuredRow) -> Iterator[str]:
    for words, url in row.sources:
        yield linked(words, url) if url else f"<cite>{latin(words)}</cite>"
