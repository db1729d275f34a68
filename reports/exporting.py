"""Tables as files: CSV, JSON lines and XLSX, written piece by piece.

Pure: rows in, bytes out. Nothing here knows where the rows come from, so that any list can be
exported, and memory does not grow with its length (XLSX is spooled to disk, for a workbook can
only be read once it is closed).

A cell that a spreadsheet program would take for a formula is text here: it gets a leading
apostrophe. JSON lines are for programs and are left as they are.
"""

import csv
import datetime
import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

# Also the full-width forms, which some programs take for the plain ones.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
BOM = "\ufeff"
ROWS_AT_ONCE = 500
BYTES_AT_ONCE = 64 * 1024
LONGEST_CELL = 32_767
MOST_SHEET_ROWS = 1_048_576

Row = Sequence[Any]


@dataclass(frozen=True)
class Column:
    """A column's name and the kind of its values: text, integer, number, boolean, date or
    datetime. Values come as in JSON; a spreadsheet gets dates as dates."""

    name: str
    kind: str = "text"


def safe(text: str) -> str:
    """``text`` as no spreadsheet program takes it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def as_text(value: Any) -> str:
    """A value as it stands in a CSV cell: empty for none, lists between semicolons."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return safe(flat(value))


def flat(value: Any) -> str:
    """Lists of texts with semicolons between them; whatever is nested deeper as JSON."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    return json.dumps(value, ensure_ascii=False) if value else ""


def in_pieces(items: Iterable[Any], size: int = ROWS_AT_ONCE) -> Iterator[list[Any]]:
    """``items`` in lists of at most ``size``."""
    iterator = iter(items)
    while piece := list(islice(iterator, size)):
        yield piece


def csv_file(
    columns: Sequence[Column], rows: Iterable[Row], *, bom: bool = False
) -> Iterator[bytes]:
    """CSV as in RFC 4180, UTF-8, the header at once; with ``bom`` Excel sees that it is UTF-8."""
    yield ((BOM if bom else "") + csv_text([[column.name for column in columns]])).encode()
    for piece in in_pieces(rows):
        yield csv_text([map(as_text, row) for row in piece]).encode()


def csv_text(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


def json_lines_file(records: Iterable[Any]) -> Iterator[bytes]:
    """One JSON object per line, UTF-8."""
    for piece in in_pieces(records):
        lines = [json.dumps(record, ensure_ascii=False) for record in piece]
        yield ("\n".join(lines) + "\n").encode()


@dataclass(frozen=True)
class Sheet:
    """A table of a workbook: typed cells under a header that stays in view."""

    title: str
    columns: Sequence[Column]

    def begin(self, workbook: Workbook, number: int) -> Any:
        """A new sheet with the header; the second one of a long table is named ``title 2``."""
        sheet = workbook.create_sheet(self.title if number == 1 else f"{self.title} {number}")
        sheet.freeze_panes = "A2"
        sheet.append([bold(sheet, column.name) for column in self.columns])
        return sheet

    def write(self, workbook: Workbook, rows: Iterable[Row]) -> None:
        """All ``rows``, in as many sheets as they need; one at least."""
        pieces = in_sheets(rows)
        for number, piece in enumerate(chain([next(pieces, iter(()))], pieces), start=1):
            sheet = self.begin(workbook, number)
            for row in piece:
                sheet.append([typed(c, v) for c, v in zip(self.columns, row, strict=True)])


def in_sheets(rows: Iterable[Row], size: int = MOST_SHEET_ROWS - 1) -> Iterator[Iterator[Row]]:
    """``rows`` in turns of ``size``, each to be used up before the next is asked for."""
    iterator = iter(rows)
    for first in iterator:
        yield chain([first], islice(iterator, size - 1))


def bold(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def typed(column: Column, value: Any) -> Any:
    """A value as a spreadsheet holds it. Times lose their zone: they are UTC."""
    if isinstance(value, str) and value and column.kind == "date":
        return datetime.date.fromisoformat(value)
    if isinstance(value, str) and value and column.kind == "datetime":
        return datetime.datetime.fromisoformat(value).replace(tzinfo=None)
    if value is None or isinstance(value, bool | int | float):
        return value
    return cell_text(flat(value))


def cell_text(text: str) -> str:
    """``text`` as a spreadsheet can hold it: no control characters, and an ellipsis where it is
    too long for a cell."""
    text = safe(ILLEGAL_CHARACTERS_RE.sub("", text))
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def xlsx_file(
    columns: Sequence[Column],
    rows: Iterable[Row],
    *,
    titles: tuple[str, str],
    about: Iterable[tuple[str, str]],
) -> Iterator[bytes]:
    """A workbook of two sheets, named ``titles``: the table, and what ``about`` says of it.

    ``about`` is asked for after the last row, so that it can tell what was in them.
    """
    workbook = Workbook(write_only=True)
    Sheet(titles[0], columns).write(workbook, rows)
    sheet = workbook.create_sheet(titles[1])
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 100
    for label, text in about:
        sheet.append([bold(sheet, label), cell_text(text)])
    with tempfile.TemporaryFile() as file:
        workbook.save(file)
        file.seek(0)
        while piece := file.read(BYTES_AT_ONCE):
            yield piece
