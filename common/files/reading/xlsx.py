"""XLSX to lines: one for each row of cells, sheet by sheet. A formula is read as its stored
result."""

import io
import zipfile
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from common.files.reading.lines import MAX_CHARACTERS, MAX_PAGES, Line, Refused, Role
from common.files.reading.text import join_cells

MAX_ROWS = 5000
MAX_COLUMNS = 60


def lines_of(data: bytes) -> tuple[list[Line], int]:
    """The rows of the visible sheets, and the number of these sheets as that of the pages. Rows
    without text are left out; ``Line.number`` is a row's number in its sheet."""
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if len(sheets) > MAX_PAGES:
            raise Refused("too_many_pages", MAX_PAGES)
        return _read(sheets), len(sheets)
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        ParseError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        EOFError,
        OSError,
    ) as error:
        raise Refused("damaged") from error
    except RuntimeError as error:  # what zipfile says about an encrypted entry
        raise Refused("encrypted") from error


def _read(sheets: list[Any]) -> list[Line]:
    lines: list[Line] = []
    characters = 0
    for page, sheet in enumerate(sheets, 1):
        # A sheet may claim a million rows: empty rows are never built.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS)
        for number, cells in enumerate(rows, 1):
            line = _line(cells, page, number)
            if line is None:
                continue
            characters += len(line.text)
            if characters > MAX_CHARACTERS:
                raise Refused("too_many_pages", MAX_PAGES)
            lines.append(line)
    return lines


def _line(cells: Any, page: int, number: int) -> Line | None:
    texts = [_text(cell.value) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    if not texts:
        return None
    filled = [cell for cell in cells if _text(cell.value)]
    return Line(
        join_cells(texts),
        page,
        number,
        Role.TABLE if len(texts) > 1 else Role.TEXT,
        whole=True,
        gap=True,
        bold=all(bool(cell.font and cell.font.b) for cell in filled),
        cells=tuple(texts),
    )


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return ""
    # A number that looks like a question's (1.1) stays as it was typed.
    return " ".join(str(value).split())
