"""The long tables of the coverage page. They are written here, since templates are too slow for
thousands of cells."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from commitments.models import Commitment
from common.charts.canvas import escaped, label
from common.charts.tilemap import step_of
from common.templatetags.texts import bar, latin, text
from common.words import listing
from publications.templatetags.records import STATUS_SIGNS
from reports.coverage import CommitmentCoverage, Ratio
from reports.models import ResponseStatus
from website.grid import Cell, Line

register = template.Library()


NOTHING = "–"


@register.simple_tag
def matrix_lines(lines: Iterable[Line], cycle: str) -> SafeString:
    """The rows of the matrix."""
    query = f"?cycle={escaped(cycle)}#"
    signs = {
        status.value: f'aria-label="{escaped(str(status.label))}">{STATUS_SIGNS[status]}'
        for status in ResponseStatus
    }
    return mark_safe("\n".join([_line(line, query, signs) for line in lines]))  # noqa: S308 (escaped)


def _line(line: Line, query: str, signs: dict[str, str]) -> str:
    reporter = line.submission.reporter
    page = escaped(reporter.get_absolute_url()) + query
    cells = [
        _share_cell(cell.ratio, f"{page}{cell.anchor}")
        if cell.ratio
        else _status_cell(cell, page, signs)
        for cell in line.cells
    ]
    return (
        f'<tr><th scope="row"><a href="{page}responses">{escaped(str(reporter))}</a></th>'
        f"{_share_cell(line.total)}{''.join(cells)}</tr>"
    )


def _status_cell(cell: Cell, page: str, signs: dict[str, str]) -> str:
    """The report's status on one commitment, as a link to its words."""
    if not cell.status:
        return "<td></td>"
    return (
        f'<td class="cell-{cell.status}"><a href="{page}{cell.anchor}" '
        f"{signs[cell.status]}</a></td>"
    )


def _share_cell(ratio: Ratio, place: str = "") -> str:
    """The report's coverage of a section, as a link to its ``place``, or of all; a dash if nothing
    is addressed to it."""
    if ratio.share is None:
        return f"<td>{NOTHING}</td>"
    figure = f"{ratio.count}/{ratio.total}"
    if not ratio.count:
        return f'<td class="share-0">{figure}</td>'
    words = f'<a href="{place}">{figure}</a>' if place else figure
    return f'<td class="share-{step_of(ratio.share)}">{words}</td>'


@register.simple_tag
def commitment_rows(rows: Iterable[CommitmentCoverage], *, is_coded: bool) -> SafeString:
    """Commitments of a section: how many of the coded reports that were asked address each; before
    any is coded, to whom each is directed."""
    told = _coded if is_coded else _directed
    lines = [f"<tr>{_heading(row.commitment)}{told(row)}</tr>" for row in rows]
    return mark_safe("\n".join(lines))  # noqa: S308 (escaped)


def _heading(commitment: Commitment) -> str:
    return (
        f'<th scope="row"><a href="{escaped(commitment.get_absolute_url())}">'
        f'<span class="paragraph-number">{latin(commitment.number)}</span> '
        f"{text(commitment.shown_title)}</a></th>"
    )


def _coded(row: CommitmentCoverage) -> str:
    if not row.commitment.is_answerable_by_reports:
        return f'<td colspan="3">{_answers_instead(row.commitment)}</td>'
    if not row.due:
        nothing = f'<td class="number">{NOTHING}</td>'
        return f'{nothing}{nothing}<td class="bar-cell"></td>'
    return (
        f'<td class="number">{row.addressed}</td><td class="number">{row.due}</td>'
        f'<td class="bar-cell">{bar(row.addressed, row.due)}</td>'
    )


def _answers_instead(commitment: Commitment) -> str:
    answered_by = label(_("Answered by"))
    answers = [
        f"{answered_by} <bdi>{escaped(str(each))}</bdi>" for each in commitment.answers_instead
    ]
    nothing = _("No report can answer this paragraph, and no answer is on record here.")
    return "; ".join(answers) or f'<span class="muted">{escaped(nothing)}</span>'


def _directed(row: CommitmentCoverage) -> str:
    return f"<td>{escaped(listing(row.commitment.addressee_labels))}</td>"
