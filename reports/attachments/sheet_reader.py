"""The process that reads the cells of one workbook: file in, JSON out. No Django here.

The unpacked size of a workbook is not known before: the system bounds memory and processor time,
and the answer's size is limited. Run by ``sheets``.
"""

import datetime
import json
import sys
import zipfile
from typing import Any, BinaryIO

from reports.attachments.inspector import Refused, limit_resources
from reports.attachments.sheet_layout import layout_of

# Characters of all cells together; a report of three hundred pages has a million.
MAX_TEXT = 8_000_000
# A cell that is empty costs too.
CELL = 8
# Bytes of XML in all parts together, unpacked: a list of 8,500 rows has some five million. Looking
# at more would take a processor for longer than anybody waits.
MAX_XML = 24 * 1024 * 1024
LONGEST_CELL = 32_767
PIECE = 1024 * 1024
MERGED = b"<mergeCell "


def read(file: BinaryIO, most_rows: int, most_columns: int, *, values_only: bool) -> dict[str, Any]:
    """Title, visibility, rows and layout of every sheet, as far as the limits go, and whether
    cells are merged. A cell is its value and openpyxl's letter for its kind; days are ISO texts, of
    kind d; numbers shown in per cent are
    of kind p. ``values_only``: what formulas came to, instead of the formulas."""
    import openpyxl

    merged = is_merged(file)
    book = openpyxl.load_workbook(file, read_only=True, data_only=values_only, keep_links=False)
    left, found = MAX_TEXT, []
    sheets: Any = book.worksheets
    struck = struck_styles(book)
    for sheet in sheets:
        rows = []
        for row in sheet.iter_rows(max_row=most_rows, max_col=most_columns):
            cells = [told(cell) for cell in row]
            left -= sum(CELL + len(str(value)) for value, _kind in cells)
            if left < 0:
                raise Refused("too_demanding")
            rows.append(cells)
        is_visible = sheet.sheet_state == "visible"
        with zipfile.ZipFile(file) as archive:
            # Not public in openpyxl's read-only mode.
            layout = layout_of(archive, sheet._worksheet_path, struck)  # noqa: SLF001
        found.append(
            {
                "title": sheet.title,
                "is_visible": is_visible,
                "rows": rows,
                "layout": layout.as_json(),
            }
        )
    return {"sheets": found, "is_merged": merged}


def struck_styles(book: Any) -> frozenset[str]:
    """The numbers of the styles of cells whose font is struck through."""
    fonts, styles = book._fonts, book._cell_styles  # noqa: SLF001 - nowhere public
    return frozenset(
        str(number) for number, style in enumerate(styles) if fonts[style.fontId].strike
    )


def told(cell: Any) -> tuple[Any, str]:
    value = cell.value
    if isinstance(value, datetime.date):
        return value.isoformat(), "d"
    if isinstance(value, int | float | bool | None):
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        is_per_cent = is_number and "%" in (cell.number_format or "")
        return value, "p" if is_per_cent else cell.data_type
    # A formula for several cells is an object.
    return str(value)[:LONGEST_CELL], cell.data_type


def is_merged(file: BinaryIO) -> bool:
    """Whether a sheet has cells that are merged. Raises Refused where all XML together is more than
    MAX_XML: it is unpacked once, in pieces, since the sizes in the directory may be wrong."""
    left, found = MAX_XML, False
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if not name.lower().endswith((".xml", ".rels")):
                continue
            is_sheet = name.startswith("xl/worksheets/sheet")
            with archive.open(name) as part:
                before = b""
                while piece := part.read(PIECE):
                    left -= len(piece)
                    if left < 0:
                        raise Refused("too_demanding")
                    found |= is_sheet and MERGED in before + piece
                    before = piece[-len(MERGED) :]
    return found


def main() -> None:
    limit_resources()
    rows, columns, values = sys.argv[1:]
    with open(sys.stdin.fileno(), "rb", closefd=False) as file:
        try:
            answer = read(file, int(rows), int(columns), values_only=values == "values")
        except Refused as refused:
            answer = {"refused": refused.code}
        except MemoryError:
            answer = {"refused": "too_demanding"}
        except Exception:  # openpyxl raises anything on a damaged file
            answer = {"refused": "damaged"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
