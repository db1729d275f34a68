"""Tables as files: CSV and JSON lines, written piece by piece (XLSX in ``spreadsheets``).

Rows in, bytes out. Nothing here knows where the rows come from, so any list can be exported; memory
does not grow with its length.

A cell that a spreadsheet program would take for a formula gets a leading apostrophe, which makes it
text. Programs split cells at a comma, a semicolon or a tab, depending on the reader's country. They
may then take the words after such a sign within a text for a cell of its own: a formula there gets
its apostrophe too. JSON lines are for programs and are left unchanged.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

# Also the full-width forms, which some programs read as the plain ones.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
# Separators of cells or rows for a program that does not use the comma. After them, quotes and
# blanks may come before the sign: our quotes mean nothing where a cell does not begin.
FORMULA_INSIDE = '([;\t\r\n][ \u00a0"]*)([=+@＝＋－＠-])'
AS_TEXT_INSIDE = r"\1'\2"
GUARDED_INSIDE = FORMULA_INSIDE.replace("*)(", "*)'(")
BOM = "\ufeff"
ROWS_AT_ONCE = 500

Row = Sequence[Any]


@dataclass(frozen=True)
class Column:
    """A column's name and the kind of its values: text, integer, number, boolean, date or
    datetime. Values come as in JSON; a spreadsheet gets dates as dates."""

    name: str
    kind: str = "text"


def safe(text: str) -> str:
    """``text`` so that no spreadsheet program takes it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def safe_in_csv(text: str) -> str:
    """``text`` so that no program takes it or a part of it for a formula, whatever separates its
    cells."""
    return re.sub(FORMULA_INSIDE, AS_TEXT_INSIDE, safe(text))


def without_guards(text: str, *, in_csv: bool) -> str:
    """``text`` as it was before ``safe`` or ``safe_in_csv``. One that had such apostrophes itself
    loses them: nothing tells them apart."""
    if text.startswith("'") and text[1:].startswith(FORMULA_STARTS):
        text = text[1:]
    return re.sub(GUARDED_INSIDE, r"\1\2", text) if in_csv else text


def as_text(value: Any) -> str:
    """A value as it stands in a CSV cell: empty for none, lists between semicolons."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return safe_in_csv(flat(value))


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
    """One JSON object per line, UTF-8. An empty piece comes first, so that a server can begin to
    answer while the first records are looked for."""
    yield b""
    for piece in in_pieces(records):
        lines = [json.dumps(record, ensure_ascii=False) for record in piece]
        yield ("\n".join(lines) + "\n").encode()
