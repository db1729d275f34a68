"""Tables as XLSX workbooks, written piece by piece like other files (Office Open XML, ECMA-376).

The parts that name the sheets come last, so that nothing must be known or kept before the rows are
written. Neither memory nor disk use grows with the number of rows, and the first bytes come at
once.
"""

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any
from xml.sax.saxutils import escape

from common.files.writing.tables import FORMULA_STARTS, Column, Row, flat, in_pieces, safe
from common.files.writing.zipping import File, zip_file
from common.written import NOT_XML, for_xml

LONGEST_CELL = 32_767
MOST_SHEET_ROWS = 1_048_576
# Well under 2 GiB: every program can read an entry of that size.
MOST_SHEET_BYTES = 1 << 30
CARRIAGE_RETURN = {"\r": "&#13;"}
# A text of which nothing is changed on its way into a cell; nearly every one is so.
PLAIN = re.compile(
    f"(?![{re.escape(''.join(FORMULA_STARTS))}])[^&<>\r{NOT_XML.pattern.removeprefix('[')}*"
)
EPOCH = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 (a spreadsheet's times have no zone)
DAY = datetime.timedelta(days=1)
# Indexes in the list of styles below.
BOLD, DATE, TIME = 1, 2, 3

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = f'{DECLARATION}<worksheet xmlns="{MAIN}">'
FROZEN = (
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2"'
    ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
)
WIDE = (
    '<cols><col min="1" max="1" width="24" customWidth="1"/>'
    '<col min="2" max="2" width="100" customWidth="1"/></cols>'
)
END = "</sheetData></worksheet>"
STYLES = (
    f'{DECLARATION}<styleSheet xmlns="{MAIN}">'
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
ROOT = (
    f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
    f' Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"


# Cells


def cell_text(text: str) -> str:
    """``text`` as a spreadsheet can hold it: no control characters, and an ellipsis where it is
    too long for a cell."""
    text = safe(for_xml(text))
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def text_cell(text: str, style: int = 0) -> str:
    if not text:
        return "<c/>"
    is_plain = len(text) <= LONGEST_CELL and PLAIN.fullmatch(text)
    xml = text if is_plain else escape(cell_text(text), CARRIAGE_RETURN)
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{xml}</t></is></c>'


def number_cell(value: Any, style: int = 0) -> str:
    return f'<c s="{style}"><v>{value}</v></c>'


def cell(kind: str, value: Any) -> str:
    """A value as a spreadsheet holds it. Times lose their zone: they are UTC."""
    if value is None or (kind == "text" and isinstance(value, str)):
        return text_cell(value or "")
    if isinstance(value, bool):
        return f'<c t="b"><v>{value:d}</v></c>'
    if isinstance(value, int | float):
        return number_cell(value)
    if kind == "date" and value:
        return number_cell(serial(datetime.datetime.fromisoformat(value)), DATE)
    if kind == "datetime" and value:
        return number_cell(serial(datetime.datetime.fromisoformat(value)), TIME)
    return text_cell(flat(value))


def serial(time: datetime.datetime) -> float:
    """Days since the spreadsheets' epoch; a whole number for a day."""
    days = (time.replace(tzinfo=None) - EPOCH) / DAY
    return int(days) if days.is_integer() else days


def row(cells: Iterable[str]) -> str:
    return f"<row>{''.join(cells)}</row>"


# Sheets


def about_sheet(rows: Iterable[tuple[str, str]]) -> Iterator[bytes]:
    """A sheet of labels and their values."""
    yield f"{SHEET}{WIDE}<sheetData>".encode()
    for label, text in rows:
        yield row([text_cell(label, BOLD), text_cell(text)]).encode()
    yield END.encode()


def data_sheet(columns: Sequence[Column], rows: Iterator[Row]) -> Iterator[bytes]:
    """A sheet of as many of ``rows`` as fit, under a header that stays in view."""
    header = row(text_cell(column.name, BOLD) for column in columns)
    yield f"{SHEET}{FROZEN}<sheetData>{header}".encode()
    kinds = [column.kind for column in columns]
    size = 0
    for piece in in_pieces(islice(rows, MOST_SHEET_ROWS - 1)):
        xml = "".join(row(map(cell, kinds, values)) for values in piece).encode()
        yield xml
        size += len(xml)
        if size > MOST_SHEET_BYTES:
            break
    yield END.encode()


@dataclass
class Workbook:
    """A table in as many sheets as it needs, at least one, and a sheet about it. ``names`` are the
    sheets written so far."""

    titles: tuple[str, str]
    columns: Sequence[Column]
    rows: Iterable[Row]
    about: Iterable[tuple[str, str]]
    names: list[str] = field(default_factory=list)

    def parts(self) -> Iterator[File]:
        """Every part of the file; read each to its end before the next."""
        rows = iter(self.rows)
        yield self.sheet(self.titles[0], data_sheet(self.columns, rows))
        for first in rows:
            title = f"{self.titles[0]} {len(self.names) + 1}"
            yield self.sheet(title, data_sheet(self.columns, chain([first], rows)))
        yield self.sheet(self.titles[1], about_sheet(self.about))
        for path, text in self.frame():
            yield path, [text.encode()]

    def sheet(self, name: str, pieces: Iterable[bytes]) -> File:
        self.names.append(name)
        return f"xl/worksheets/sheet{len(self.names)}.xml", pieces

    def frame(self) -> Iterator[tuple[str, str]]:
        """The parts that hold the sheets together."""
        yield "xl/styles.xml", STYLES
        yield "xl/workbook.xml", self.workbook()
        yield "xl/_rels/workbook.xml.rels", self.relationships()
        yield "_rels/.rels", ROOT
        yield "[Content_Types].xml", self.content_types()

    def workbook(self) -> str:
        sheets = "".join(
            f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
            for number, name in enumerate(self.names, start=1)
        )
        begin = f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        return f"{begin}<sheets>{sheets}</sheets></workbook>"

    def relationships(self) -> str:
        sheets = "".join(
            f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet"'
            f' Target="worksheets/sheet{number}.xml"/>'
            for number in range(1, len(self.names) + 1)
        )
        styles = f'<Relationship Id="styles" Type="{OFFICE}/styles" Target="styles.xml"/>'
        begin = f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">'
        return f"{begin}{sheets}{styles}</Relationships>"

    def content_types(self) -> str:
        sheets = "".join(
            f'<Override PartName="/xl/worksheets/sheet{number}.xml"'
            f' ContentType="{CONTENT}.worksheet+xml"/>'
            for number in range(1, len(self.names) + 1)
        )
        return (
            f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{CONTENT}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{CONTENT}.styles+xml"/>'
            f"{sheets}</Types>"
        )


def xlsx_file(
    columns: Sequence[Column],
    rows: Iterable[Row],
    *,
    titles: tuple[str, str],
    about: Iterable[tuple[str, str]],
) -> Iterator[bytes]:
    """A workbook with two sheets named ``titles``: the table, and the remarks ``about`` it.

    ``about`` is read after the last row, so that it can depend on the rows.
    """
    return zip_file(Workbook(titles, columns, rows, about).parts(), are_large=False)
