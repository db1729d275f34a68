"""Reading whatever was given (pasted text, a document, a table) as who reported."""

from collections.abc import Callable
from pathlib import PurePosixPath

from reports.importing import lists, spreadsheets, tables
from reports.importing.names import NameBook
from reports.importing.problems import Place, Problem, Unreadable
from reports.importing.tables import Reading, Row

TABLES = (".csv", ".tsv")
TEXTS = ("", ".txt", ".md", ".text")
# Reads a document in another format as plain text; raises ValueError with a sentence.
Extractor = Callable[[bytes, str], str]


def read(
    data: bytes, name: str, book: NameBook, *, cycle: str = "", order: str = "", extract: Extractor
) -> Reading:
    """What the file says. Raises Unreadable when it cannot be read at all."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in (".xlsx", ".xlsm"):
        return _read_workbook(data, book, cycle, order)
    if suffix in TABLES:
        text = spreadsheets.decode(data, book)
        return tables.read_table(spreadsheets.csv_records(text), book, cycle=cycle, order=order)
    if suffix in TEXTS:
        return read_text(spreadsheets.decode(data, book), book, cycle=cycle, order=order)
    try:
        text = extract(data, name)
    except ValueError as error:
        raise Unreadable("file_refused", text=str(error)) from error
    return read_text(text, book, cycle=cycle, order=order)


def read_text(text: str, book: NameBook, *, cycle: str = "", order: str = "") -> Reading:
    """A document that announces its lists, a table that was pasted, or a bare list of names."""
    passages = lists.passages(text, book)
    if passages:
        return _read_passages(text, passages, book)
    records = spreadsheets.csv_records(text) if "\t" in text else []
    if records:
        return tables.read_table(records, book, cycle=cycle, order=order)
    whole = lists.Passage(0, "", _without_announcement(text))
    reading = _read_passages(text, [whole], book)
    if not any(row.match.code or row.match.suggestion for row in reading.rows):
        return Reading([], [Problem("no_list")])
    return reading


def _without_announcement(text: str) -> str:
    """A pasted list may begin with words and a colon; blanks keep the places of the rest."""
    head, colon, rest = text.partition(":") if ":" in text else text.partition("：")
    return " " * (len(head) + len(colon)) + rest if colon else text


def _read_passages(text: str, passages: list[lists.Passage], book: NameBook) -> Reading:
    reading = Reading([], [], leads=tuple(passage.lead for passage in passages if passage.lead))
    for passage in passages:
        for item in lists.items(passage.body, book):
            line = text.count("\n", 0, passage.offset + item.offset) + 1
            reading.rows.append(Row(Place("line", line), item.text, item.match, doubt=_doubt(item)))
    return reading


def _doubt(item: lists.Item) -> str:
    if item.match.code and item.remark:
        return "remark"
    return "joined" if item.match.code and item.is_joined else ""


def _read_workbook(data: bytes, book: NameBook, cycle: str, order: str) -> Reading:
    """The sheets that hold names, joined; a workbook has covers and notes beside them."""
    sheets = [sheet for sheet in spreadsheets.xlsx_sheets(data) if sheet]
    readings = [tables.read_table(s, book, cycle=cycle, order=order) for s in sheets]
    used = [r for r in readings if any(row.match.code for row in r.rows)] or readings[:1]
    if not used:
        return Reading([], [Problem("no_list")])
    joined = Reading([], [])
    for reading in used:
        joined.rows += reading.rows
        joined.problems += reading.problems
        joined.other_cycles += reading.other_cycles
        joined.without_report += reading.without_report
    return joined
