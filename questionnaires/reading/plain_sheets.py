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
from questionnaires.reading.emphasis import emphasised, without_signs
from questionnaires.reading.result import Origin
from questionnaires.reading.sheets import Emphasis, Sheets
from questionnaires.reading.virtual import Cell, GridOfCells, Layout, Paragraph, TooMuch

MOST_CELLS = 60_000
MOST_COLUMNS = 60
# Longer texts are no answers that are printed together.
LONGEST_ANSWERS = 120
# White by the kind of colour: written out, of the theme, of the old palette.
WHITE = {"rgb": "FFFFFF", "theme": "0", "indexed": "9"}


@contextmanager
def opened(
    data: bytes, *, with_formulas: bool = False, with_rich_text: bool = False
) -> Iterator[Any]:
    """A workbook, with the values that were stored for its formulas, or the formulas; with the
    looks of parts of its texts where asked. Raises Refused, also for what goes wrong while it is
    read."""
    _check_archive(data)
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield openpyxl.load_workbook(
                io.BytesIO(data),
                read_only=True,
                data_only=not with_formulas,
                rich_text=with_rich_text,
            )
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, EOFError) as error:
        raise Refused("damaged") from error
    except SyntaxError as error:  # what the XML parsers raise
        raise Refused("damaged") from error


def workbook_sheets(data: bytes) -> Sheets:
    """Every visible sheet of a workbook as one table; formulas by the values that were stored."""
    layout, left = Layout(Origin.WORKBOOK, pages=False), MOST_CELLS
    with opened(data, with_rich_text=True) as book:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            table = GridOfCells()
            for row in sheet.iter_rows(max_col=MOST_COLUMNS):
                left -= len(row)
                if left < 0:
                    raise TooMuch
                if any(cell.value is not None for cell in row):
                    table.rows.append(
                        [Cell(1, _cell(cell.value, _looks(cell)), _colour(cell)) for cell in row]
                    )
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


def _looks(cell: Any) -> frozenset[Emphasis]:
    """The emphasis of a cell with a short text."""
    if not isinstance(cell.value, str) or len(cell.value) > LONGEST_ANSWERS:
        return frozenset()
    if not getattr(cell, "has_style", False):
        return frozenset()
    found = set(_font_looks(cell.font))
    if _colour(cell):
        found.add(Emphasis.SHADED)
    return frozenset(found)


def _colour(cell: Any) -> str:
    """What a cell is filled with; empty for nothing and for white."""
    fill = getattr(cell, "fill", None) if getattr(cell, "has_style", False) else None
    if fill is None or fill.fill_type in (None, "none"):
        return ""
    colour = getattr(fill, "fgColor", None)
    if colour is None:
        return str(fill.fill_type)
    value = getattr(colour, colour.type, "")
    white = WHITE.get(colour.type, "")
    if fill.fill_type == "solid" and not colour.tint and str(value).upper()[-6:] == white:
        return ""
    return f"{fill.fill_type} {value} {colour.tint}"


def _font_looks(font: Any) -> Iterator[Emphasis]:
    """The emphasis of a cell's font, or of that of a part of its text."""
    if font is None:
        return
    if font.strike:
        yield Emphasis.STRUCK
    if font.b:
        yield Emphasis.BOLD
    if font.u and font.u != "none":
        yield Emphasis.UNDERLINED


def _rich(value: Any) -> str:
    """A text whose parts may look different, with the signs of that."""
    return "".join(
        emphasised(without_signs(part.text), sorted(_font_looks(part.font)))
        if hasattr(part, "font")
        else without_signs(str(part))
        for part in value
    )


def _cell(value: object, looks: frozenset[Emphasis] = frozenset()) -> list[Paragraph | GridOfCells]:
    if value is None:
        return []
    if isinstance(value, list):
        return [((line,), False) for line in _rich(value).splitlines() if line.strip()]
    if isinstance(value, str):
        lines = (without_signs(line) for line in value.splitlines())
        return [((emphasised(line, sorted(looks)),), False) for line in lines if line.strip()]
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
                layout.add(((without_signs(line).expandtabs(4),), False))
            else:
                layout.y += 12
    return Sheets(layout.sheets, Origin.TEXT)
