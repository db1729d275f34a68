"""Workbooks and plain text as sheets."""

import datetime
import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from common.files.reading.decoding import decode
from common.files.reading.docx_parts import MAX_PART_BYTES, MAX_RATIO
from common.files.reading.lines import Refused
from questionnaires.reading.result import Origin
from questionnaires.reading.sheets import Sheets
from questionnaires.reading.virtual import Layout, Paragraph, Table, TooMuch

MOST_CELLS = 60_000
MOST_COLUMNS = 60


@contextmanager
def opened(data: bytes, *, with_formulas: bool = False) -> Iterator[Any]:
    """A workbook, with the values that were stored for its formulas, or the formulas. Raises
    Refused, also for what goes wrong while it is read."""
    _check_archive(data)
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=not with_formulas
            )
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, EOFError) as error:
        raise Refused("damaged") from error
    except SyntaxError as error:  # what the XML parsers raise
        raise Refused("damaged") from error


def workbook_sheets(data: bytes) -> Sheets:
    """Every visible sheet of a workbook as one table; formulas by the values that were stored."""
    layout, left = Layout(Origin.WORKBOOK, pages=False), MOST_CELLS
    with opened(data) as book:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            table = Table()
            for row in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True):
                left -= len(row)
                if left < 0:
                    raise TooMuch
                if any(value is not None for value in row):
                    table.rows.append([(1, _cell(value)) for value in row])
            layout.add(table)
    return Sheets(layout.sheets, Origin.WORKBOOK)


def _check_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                if entry.flag_bits & 1:
                    raise Refused("encrypted")
                packed = max(entry.compress_size, 4096)
                if entry.file_size > min(packed * MAX_RATIO, MAX_PART_BYTES):
                    raise Refused("too_demanding")
                if entry.filename.endswith(".xml") and b"<!DOCTYPE" in archive.read(entry)[:4096]:
                    raise Refused("too_demanding")
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
        raise Refused("damaged") from error


def _cell(value: object) -> list[Paragraph | Table]:
    if value is None:
        return []
    if isinstance(value, bool):
        text = "☒" if value else "☐"
    elif isinstance(value, datetime.datetime):
        text = value.date().isoformat()
    elif isinstance(value, datetime.date):
        text = value.isoformat()
    elif isinstance(value, float) and value.is_integer():
        text = str(int(value))
    else:
        text = str(value)
    return [((line,), False) for line in text.splitlines() if line.strip()]


def text_sheets(data: bytes) -> Sheets:
    """The lines of a text; form feeds part pages, two spaces or a tab part cells."""
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    layout = Layout(Origin.TEXT, pages="\f" in text)
    for index, page in enumerate(text.split("\f")):
        if index:
            layout.break_page()
        for line in page.split("\n"):
            if line.strip():
                layout.add(((line.expandtabs(4),), False))
            else:
                layout.y += 12
    return Sheets(layout.sheets, Origin.TEXT)
