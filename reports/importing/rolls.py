"""Reading whatever was given (pasted text, a document, a table) as who reported."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from reports.importing import spreadsheets, tables
from reports.importing.judging import ANY_ROUND, Round, Says, judge_title
from reports.importing.names import NameBook
from reports.importing.problems import Problem, Unreadable
from reports.importing.reading import NO, YES, Asked, Question, Reading
from reports.importing.texts import read_document

TABLES = (".csv", ".tsv")
TEXTS = ("", ".txt", ".md", ".text")
# Reads a document in another format as plain text; raises ValueError with a sentence.
Extractor = Callable[[bytes, str], str]


def read(
    data: bytes,
    name: str,
    book: NameBook,
    *,
    cycle: str = "",
    order: str = "",
    extract: Extractor,
    meeting: str = "",
    answers: Mapping[str, str] | None = None,
) -> Reading:
    """What the file says. Raises Unreadable when it cannot be read at all.

    ``cycle`` and ``meeting`` are the codes of the cycle and of its meeting; ``answers`` what was
    said about the questions and columns of an earlier reading.
    """
    asked = Asked(Round.of(cycle, meeting), order, answers or {})
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in (".xlsx", ".xlsm"):
        return _read_workbook(data, book, asked)
    if suffix in TABLES:
        text = spreadsheets.decode(data, book)
        return tables.read_sheet(spreadsheets.csv_records(text), book, asked)
    if suffix in TEXTS:
        return read_document(spreadsheets.decode(data, book), book, asked)
    try:
        text = extract(data, name)
    except ValueError as error:
        raise Unreadable("file_refused", text=str(error)) from error
    return read_document(text, book, asked)


def read_text(text: str, book: NameBook, *, cycle: str = "", order: str = "") -> Reading:
    """A document that announces its lists, a table that was pasted, or a bare list of names."""
    round_ = Round.of(cycle) if cycle else ANY_ROUND
    return read_document(text, book, Asked(round_, order))


def _read_workbook(data: bytes, book: NameBook, asked: Asked) -> Reading:
    """The sheets that hold names, joined; a workbook has covers and notes beside them.

    Where several sheets have names, a sheet that counts by its title alone is asked about.
    """
    sheets = spreadsheets.xlsx_sheets(data)
    joined = Reading([], [])
    for sheet in sheets:
        if sheet.is_hidden:
            joined.problems.append(Problem("hidden_sheet", params={"text": sheet.title}))
    filled = [sheet for sheet in sheets if sheet.records]
    readings = [_read_sheet(sheet, book, asked, among=len(filled)) for sheet in filled]
    used = [r for r in readings if any(row.match.code for row in (*r.rows, *r.left_out))]
    if not (used or readings):
        joined.problems.append(Problem("no_list"))
    for reading in used or readings[:1]:
        joined.join(reading)
    return joined


def _read_sheet(sheet: spreadsheets.Sheet, book: NameBook, asked: Asked, *, among: int) -> Reading:
    reading = tables.read_sheet(
        sheet.records, book, asked, title=sheet.title, hidden_columns=sheet.hidden_columns
    )
    verdict = judge_title(sheet.title, asked.round)
    if among > 1 and verdict.says == Says.UNCLEAR and any(row.match.code for row in reading.rows):
        _ask_about(reading, sheet.title, asked)
    return reading


def _ask_about(reading: Reading, title: str, asked: Asked) -> None:
    """A sheet with a title that nobody understands, beside others, is asked about as a whole."""
    key = f"sheet:{title}"
    answer = asked.answers.get(key, "")
    reading.ask(Question(key, "sheet_unclear", title, reading.rows[0].place, answer))
    if answer == NO:
        reading.left_out += [
            replace(row, absent="list_absent", words=title) for row in reading.rows
        ]
        reading.rows = []
    elif answer != YES:
        reading.rows = [replace(row, question=row.question or key) for row in reading.rows]
