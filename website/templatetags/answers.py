"""The long lists of a question's page. (Nodes of a template take several times as long.)"""

from collections.abc import Iterable, Iterator

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from common.charts.canvas import escaped, linked
from common.words import percent
from publications.templatetags.said import pieces
from questionnaires.analysis import Cell, CrossTab, CrossTabRow
from website.questions import Voice

register = template.Library()


@register.simple_tag
def crosstab_rows(table: CrossTab) -> SafeString:
    """A row for each group, and one for all reports."""
    of_row = escaped(_("share of the answered in this row"))
    of_answer = escaped(_("share of all that gave this answer"))

    def cell(each: Cell, row: CrossTabRow) -> Iterator[str]:
        yield str(each.count)
        if row.answered:
            yield _share(of_row, "→", each.of_row.share)
        if each.of_answer.total and row is not table.total:
            yield _share(of_answer, "↓", each.of_answer.share)

    def written(row: CrossTabRow, name: str, look: str = "") -> str:
        cells = [f"<td>{' '.join(cell(each, row))}</td>" for each in row.cells]
        return (
            f'<tr{look}>\n<th scope="row">{escaped(name)}</th>\n<td>{row.asked}</td>\n'
            f"<td>{row.answered}</td>\n{''.join(cells)}\n</tr>"
        )

    rows = [written(row, str(row.group)) for row in table.rows]
    rows.append(written(table.total, _("All reports"), ' class="total"'))
    return mark_safe("\n".join(rows))  # noqa: S308 (escaped)


def _share(title: str, arrow: str, share: float | None) -> str:
    words = escaped(percent(share))
    return f'<span class="meta share" title="{title}">{arrow}&nbsp;{words}</span>'


@register.simple_tag
def voices(found: Iterable[Voice]) -> SafeString:
    """Each reporter as a link to its answer, with what else it said."""
    items = [
        f"<li>{linked(str(each.reporter), each.url)}{pieces(each.pieces)}</li>" for each in found
    ]
    return mark_safe("\n".join(items))  # noqa: S308 (escaped)
