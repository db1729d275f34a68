"""CSV and XLSX files as rows of cells, within limits, whatever their separator and encoding."""

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reports.attachments import sheets
from reports.attachments.sheet_layout import Merged, column_letters
from reports.importing.names import NameBook
from reports.importing.problems import Place, Unreadable

MAX_ROWS = 5000
MAX_COLUMNS = 200
MAX_UNPACKED = 100 * 1024 * 1024
MAX_CELL = 2000
SEPARATORS = (",", ";", "\t", "|")
# Tried in this order on files that are not UTF-8; the names decide which one it was.
LEGACY_ENCODINGS = ("cp1252", "gb18030", "cp1251", "cp1256")


@dataclass(frozen=True)
class Record:
    """One row with its place in the file; an empty cell is an empty string.

    ``struck`` are the columns (from 0) whose cells are struck through.
    """

    place: Place
    cells: tuple[Any, ...]
    is_hidden: bool = False
    struck: frozenset[int] = frozenset()

    def text(self, column: int) -> str:
        return str(self.cells[column]).strip() if column < len(self.cells) else ""

    def value(self, column: int) -> Any:
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook with its title; hidden columns are counted from 0."""

    title: str
    records: list[Record]
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False


class Uncomputed(str):
    """Stands for a formula whose value the file does not hold; the text names its cell."""

    __slots__ = ()


def decode(data: bytes, book: NameBook) -> str:
    """The characters of a text file. Raises Unreadable when no encoding fits.

    UTF-8 and UTF-16 are certain; of the legacy encodings, the one in which most words are names on
    record is taken, and none where there are no such words.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(data, "utf-16") or ""
    if (text := _decoded(data, "utf-8-sig")) is not None:
        return text
    if b"\x00" in data:
        raise Unreadable("not_a_table")
    texts = [text for name in LEGACY_ENCODINGS if (text := _decoded(data, name))]
    best = max(texts, key=lambda text: _names_in(text, book), default="")
    if _names_in(best, book):
        return best
    # Names in plain letters are the same in every encoding: what differs is a remark.
    if texts and _names_in(texts[0], book, of_ascii=True):
        return texts[0]
    raise Unreadable("unknown_encoding")


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _names_in(text: str, book: NameBook, *, of_ascii: bool = False) -> int:
    """Names on record beyond ASCII, which a wrong encoding would spoil; or those within it."""
    from reports.importing.folding import key

    cells = {cell for line in text[:200_000].splitlines() for cell in _cells_of(line)}
    return sum(bool(book.known(key(cell)).code) for cell in cells if cell.isascii() == of_ascii)


def _cells_of(line: str) -> list[str]:
    for separator in SEPARATORS[1:]:
        line = line.replace(separator, ",")
    return line.split(",")


def csv_records(text: str) -> list[Record]:
    """The rows of a delimited text. A text without a steady separator is one column."""
    lines = text.splitlines()
    separator = _separator([line for line in lines if line.strip()][:200])
    if separator is None:
        found = [Record(Place("row", n), (line.strip(),)) for n, line in enumerate(lines, 1)]
        return _limited(iter(found))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return _limited(_numbered(reader))


def _numbered(reader: Any) -> Iterator[Record]:
    """Each row with the line it begins on; quoted line breaks make the two differ."""
    line = 1
    try:
        for cells in reader:
            yield Record(Place("row", line), tuple(cell.strip()[:MAX_CELL] for cell in cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable("not_a_table") from error


def _separator(lines: list[str]) -> str | None:
    """The separator that most lines have equally often; None when there is none."""
    best, best_share = None, 0.6
    for separator in SEPARATORS:
        counts = [len(row) for row in _safe_rows(lines, separator)]
        usual = max(set(counts), key=counts.count, default=1)
        share = counts.count(usual) / len(counts) if counts else 0
        if usual > 1 and share > best_share:
            best, best_share = separator, share
    return best


def _safe_rows(lines: list[str], separator: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=separator))
    except csv.Error:
        return []


def xlsx_sheets(data: bytes) -> list[Sheet]:
    """Every sheet with its rows, a hidden one without. Raises Unreadable for a damaged workbook."""
    _refuse_bombs(data)
    try:
        book = sheets.read(data, rows=MAX_ROWS * 4, columns=MAX_COLUMNS, values_only=True)
    except sheets.Unsound as error:
        raise Unreadable("not_a_table") from error
    several = sum(sheet.is_visible for sheet in book.sheets) > 1
    return [_sheet(sheet, several=several) for sheet in book.sheets]


def _sheet(sheet: sheets.Sheet, *, several: bool) -> Sheet:
    if not sheet.is_visible:
        return Sheet(sheet.title, [], is_hidden=True)
    rows = _sheet_rows(sheet, sheet.title if several else "")
    return Sheet(sheet.title, _limited(rows), sheet.layout.hidden_columns)


def _sheet_rows(sheet: sheets.Sheet, title: str) -> Iterator[Record]:
    """Each row; merged cells all hold what their first one holds, but a heading over a whole row
    stands once."""
    layout = sheet.layout
    merged: dict[Merged, Any] = {}
    for number, row in enumerate(sheet.rows, 1):
        cells = [_cell(cell.value) for cell in row]
        for column in layout.uncomputed.get(number, ()):
            if column < len(cells) and cells[column] == "":
                cells[column] = Uncomputed(f"{column_letters(column)}{number}")
        here = [area for area in layout.merged if area.first <= number <= area.last]
        filled = sum(cell not in ("", None) for cell in cells)
        for area in here:
            if area.first == number and area.column < len(cells):
                merged[area] = cells[area.column]
            if area in merged and (area.first < number or filled > 1):
                last = area.last_column if filled > 1 else area.column
                for column in range(area.column, min(last + 1, len(cells))):
                    cells[column] = merged[area]
        is_hidden = number in layout.hidden_rows
        struck = frozenset(layout.struck.get(number, ()))
        yield Record(Place("row", number, title), tuple(cells), is_hidden, struck)


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if hasattr(value, "year") else str(value).strip()[:MAX_CELL]


def _limited(records: Iterator[Record]) -> list[Record]:
    """The rows that are not empty; refused beyond MAX_ROWS."""
    found: list[Record] = []
    for record in records:
        if any(cell not in ("", None) for cell in record.cells):
            found.append(record)
        if len(found) > MAX_ROWS:
            raise Unreadable("too_many_rows", text=str(MAX_ROWS))
    return found


def _refuse_bombs(data: bytes) -> None:
    """Refuse by the archive's directory, then by what really comes out: headers can lie."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            total = 0
            for entry in archive.infolist():
                with archive.open(entry) as stream:
                    while piece := stream.read(1 << 20):
                        total += len(piece)
                        if total > MAX_UNPACKED:
                            raise Unreadable("not_a_table")
    except (
        zipfile.BadZipFile,
        RuntimeError,
        NotImplementedError,
        EOFError,
        OSError,
        zlib.error,
    ) as error:
        raise Unreadable("not_a_table") from error
