"""CSV and XLSX files as rows of cells, within limits, whatever their separator and encoding."""

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

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
    """One row with its place in the file; an empty cell is an empty string."""

    place: Place
    cells: tuple[Any, ...]

    def text(self, column: int) -> str:
        return str(self.cells[column]).strip() if column < len(self.cells) else ""

    def value(self, column: int) -> Any:
        return self.cells[column] if column < len(self.cells) else ""


def decode(data: bytes, book: NameBook) -> str:
    """The characters of a text file. Raises Unreadable when no encoding fits.

    UTF-8 and UTF-16 are certain; of the legacy encodings that one is taken under which most
    words are names on record, and none when there are no such words.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(data, "utf-16") or ""
    if (text := _decoded(data, "utf-8-sig")) is not None:
        return text
    if b"\x00" in data:
        raise Unreadable("not_a_table")
    texts = [text for name in LEGACY_ENCODINGS if (text := _decoded(data, name))]
    best = max(texts, key=lambda text: _names_in(text, book), default="")
    if not _names_in(best, book):
        raise Unreadable("unknown_encoding")
    return best


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _names_in(text: str, book: NameBook) -> int:
    """Words beyond ASCII that stand in names on record: what a wrong encoding would spoil."""
    from reports.importing.folding import key

    cells = {cell for line in text[:200_000].splitlines() for cell in _cells_of(line)}
    return sum(bool(book.known(key(cell)).code) for cell in cells if not cell.isascii())


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


def xlsx_sheets(data: bytes) -> list[list[Record]]:
    """The rows of every visible sheet. Raises Unreadable for anything but a sound workbook."""
    import openpyxl

    _refuse_bombs(data)
    try:
        workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = [s for s in workbook.worksheets if s.sheet_state == "visible"]
        several = len(sheets) > 1
        return [_limited(_sheet_rows(s, s.title if several else "")) for s in sheets]
    except Unreadable:
        raise
    except Exception as error:  # openpyxl raises anything on a damaged file
        raise Unreadable("not_a_table") from error


def _sheet_rows(sheet: Any, title: str) -> Iterator[Record]:
    rows = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS, max_row=MAX_ROWS * 4)
    for number, cells in enumerate(rows, 1):
        yield Record(Place("row", number, title), tuple(_cell(cell) for cell in cells))


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
