"""The cells of the matrix of reporters and commitments."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from common.charts.tilemap import step_of
from publications.templatetags.records import STATUS_SIGNS
from reports.models import ResponseStatus
from website.grid import Cell, Line

register = template.Library()


NOTHING = "–"


@register.simple_tag
def matrix_line(line: Line, cycle: str) -> SafeString:
    """A row of the matrix. It is written here, since templates are too slow for thousands of
    cells."""
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
    """The report's status on one commitment, as a link to its words."""
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
    """The report's coverage of a section, or of all; a dash if nothing is addressed to it."""
    ratio = cell.ratio
    if ratio is None or ratio.share is None:
        return format_html("<td>{}</td>", NOTHING)
    look = f"share-{step_of(ratio.share)}" if ratio.count else "share-0"
    figure = format_html("{}/{}", ratio.count, ratio.total)
    if not page or not ratio.count:
        return format_html('<td class="{}">{}</td>', look, figure)
    return format_html('<td class="{}"><a href="{}{}">{}</a></td>', look, page, cell.anchor, figure)
