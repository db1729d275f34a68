"""What a sheet of a workbook hides, merges, or has not computed, from its XML alone."""

import re
import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from reports.attachments.inspector import Refused

CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
# More merged areas than any table needs; each is looked at for every row.
MAX_MERGED = 2000


@dataclass(frozen=True)
class Merged:
    """The first and last column (from 0) of a merged area, and its first and last row (from 1)."""

    column: int
    first: int
    last: int
    last_column: int


@dataclass
class Layout:
    """Rows count from 1 and columns from 0. ``uncomputed`` and ``struck`` have the columns of
    such cells by their row."""

    merged: list[Merged] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    uncomputed: dict[int, list[int]] = field(default_factory=dict)
    struck: dict[int, list[int]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The layout as JSON, which ``from_json`` reads."""
        return {
            "merged": [
                (area.column, area.first, area.last, area.last_column) for area in self.merged
            ],
            "hidden_rows": sorted(self.hidden_rows),
            "hidden": sorted(self.hidden),
            "uncomputed": list(self.uncomputed.items()),
            "struck": list(self.struck.items()),
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Layout":
        return cls(
            merged=[Merged(*area) for area in told["merged"]],
            hidden_rows=set(told["hidden_rows"]),
            hidden=set(told["hidden"]),
            uncomputed=dict(told["uncomputed"]),
            struck=dict(told["struck"]),
        )

    @property
    def hidden_columns(self) -> frozenset[int]:
        return frozenset(self.hidden)


def layout_of(
    archive: zipfile.ZipFile, path: str, struck_styles: frozenset[str] = frozenset()
) -> Layout:
    """The layout of one sheet. Raises Refused for XML with a document type.

    Cells with one of ``struck_styles`` (numbers of styles) are struck through.
    """
    reader = _Reader(struck_styles)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    with archive.open(path.lstrip("/")) as stream:
        parser.ParseFile(stream)
    return reader.layout


def column_letters(column: int) -> str:
    """``A`` for 0, ``AB`` for 27."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _refuse(*_details: object) -> None:
    raise Refused("damaged")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


class _Reader:
    def __init__(self, struck_styles: frozenset[str]) -> None:
        self.layout = Layout()
        self.struck_styles = struck_styles
        self.row = 0
        self.cell = ""
        self.has_formula = self.has_value = self.in_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            self.cell = attributes.get("r", "")
            self.has_formula, self.has_value = False, attributes.get("t") == "str"
            if attributes.get("s") in self.struck_styles and (found := CELL.fullmatch(self.cell)):
                self.layout.struck.setdefault(int(found[2]), []).append(_column(found[1]))
        elif tag == "f":
            self.has_formula = bool(self.cell)
        elif tag == "v":
            self.in_value = True
        elif tag == "row":
            self._row(attributes)
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = int(attributes.get("min", 1)), int(attributes.get("max", 1))
            self.layout.hidden.update(range(first - 1, min(last, 200)))
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if tag == "v":
            self.in_value = False
        elif tag == "c":
            if self.has_formula and not self.has_value and (found := CELL.fullmatch(self.cell)):
                self.layout.uncomputed.setdefault(int(found[2]), []).append(_column(found[1]))
            self.cell = ""

    def text(self, _text: str) -> None:
        if self.in_value:
            self.has_value = True

    def _row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self.row = int(number) if number.isdecimal() else self.row + 1
        is_flat = attributes.get("ht") in ("0", "0.0") and attributes.get("customHeight") == "1"
        if attributes.get("hidden") in ("1", "true") or is_flat:
            self.layout.hidden_rows.add(self.row)

    def _merge(self, reference: str) -> None:
        first, _colon, last = reference.partition(":")
        begin, end = CELL.fullmatch(first), CELL.fullmatch(last)
        if begin and end and first != last:
            if len(self.layout.merged) >= MAX_MERGED:
                raise Refused("damaged")
            area = (_column(begin[1]), int(begin[2]), int(end[2]), _column(end[1]))
            self.layout.merged.append(Merged(*area))
