"""The matrix of reporters and commitments for the page: each section folded or unfolded, in the
requested order."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from commitments.models import Commitment, Section
from reports import coverage
from reports.coverage import ADDRESSING, Matrix, Ratio
from reports.models import Submission

ALL = "all"


@dataclass(frozen=True)
class Band:
    """A section above its columns of the matrix: one for each commitment if it is open, else one
    for all. ``query`` leads to the page with the section folded or unfolded."""

    section: Section | None
    code: str
    columns: range
    is_open: bool
    query: str

    @property
    def width(self) -> int:
        return len(self.columns) if self.is_open else 1


@dataclass(frozen=True)
class Cell:
    """One cell: the report's status on a commitment (``status``, empty for none), or its coverage
    of a folded section (``ratio``). ``anchor`` is the place on the reporter's page."""

    anchor: str
    status: str = ""
    ratio: Ratio | None = None


@dataclass(frozen=True)
class Line:
    """One report; ``total`` is over all columns that are addressed to it."""

    submission: Submission
    total: Ratio
    cells: list[Cell]


@dataclass(frozen=True)
class Grid:
    """The whole matrix. ``columns`` are the commitments of open sections, None for a folded
    section."""

    bands: list[Band]
    columns: list[tuple[Band, Commitment | None]]
    lines: list[Line]
    open_codes: list[str]


def grid_of(matrix: Matrix, chosen: dict[str, Any], query: QueryDict) -> Grid:
    """``matrix`` with the sections unfolded that ``query`` names (``open``); by default all of them
    if the columns are filtered. In UN order, or by coverage. No query."""
    is_narrowed = chosen.get("section") or chosen.get("theme")
    open_codes = query.getlist("open") or ([ALL] if is_narrowed else [])
    bands = bands_of(matrix, open_codes, query)
    status = chosen.get("status")
    statuses = {status} if status else ADDRESSING
    everything = range(len(matrix.commitments))
    ratios = coverage.folded(matrix, [everything, *(band.columns for band in bands)], statuses)
    lines = [
        Line(submission, total, cells_of(matrix, cells, bands, shares))
        for submission, cells, (total, *shares) in zip(
            matrix.submissions, matrix.cells, ratios, strict=True
        )
    ]
    if chosen.get("order") == "coverage":
        lines.sort(key=lambda line: line.total.share or 0, reverse=True)
    columns = [column for band in bands for column in columns_of(matrix, band)]
    return Grid(bands, columns, lines, open_codes)


def columns_of(matrix: Matrix, band: Band) -> list[tuple[Band, Commitment | None]]:
    if not band.is_open:
        return [(band, None)]
    return [(band, matrix.commitments[column]) for column in band.columns]


def bands_of(matrix: Matrix, open_codes: list[str], query: QueryDict) -> list[Band]:
    """The sections in the order of the columns."""
    starts = [
        index
        for index, commitment in enumerate(matrix.commitments)
        if not index or commitment.section_id != matrix.commitments[index - 1].section_id
    ]
    ends = [*starts[1:], len(matrix.commitments)]
    sections = [matrix.commitments[start].section for start in starts]
    keys = [f"{section.pk}" if section else "none" for section in sections]
    opened = set(keys if ALL in open_codes else open_codes)
    return [
        Band(
            section,
            code_of(section),
            range(start, end),
            key in opened,
            toggled(query, opened & set(keys), key),
        )
        for section, key, start, end in zip(sections, keys, starts, ends, strict=True)
    ]


def code_of(section: Section | None) -> str:
    """A section's place in its document, in a form short enough for a column: ``I.3.1``."""
    return section.code.upper().replace("-", ".") if section else "–"


def toggled(query: QueryDict, opened: set[str], key: str) -> str:
    """The page's query with that section unfolded, or folded again."""
    changed = query.copy()
    changed.setlist("open", sorted(opened ^ {key}))
    return changed.urlencode()


def cells_of(
    matrix: Matrix, cells: list[str], bands: list[Band], shares: list[Ratio]
) -> list[Cell]:
    found: list[Cell] = []
    for band, ratio in zip(bands, shares, strict=True):
        if band.is_open:
            found += [Cell(matrix.commitments[c].key, status=cells[c]) for c in band.columns]
        else:
            found.append(Cell(f"section-{band.section.pk}" if band.section else "", ratio=ratio))
    return found
