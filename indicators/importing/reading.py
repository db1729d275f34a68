"""Reading a table as acts: one act a row, or one column for each act.

Workbooks are read in a process of its own with bounded memory and time, as lists of reporters are
(``reports.importing.spreadsheets``).
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from indicators.importing.problems import Problem
from indicators.importing.words import Holds, act_of, meaning_of, parted
from indicators.models import Act
from reports.importing import spreadsheets
from reports.importing.dates import UnclearDate, read_day
from reports.importing.folding import key
from reports.importing.names import UNKNOWN, Match, NameBook
from reports.importing.problems import Place
from reports.importing.spreadsheets import Record, Uncomputed
from reports.importing.statuses import Answer, answer_of

TABLES = (".csv", ".tsv", ".xlsx", ".xlsm")
HEADER_ROWS = 25
ACT_COLUMNS = frozenset(act.value for act in Act) | {Holds.CONSENT.value}


@dataclass(frozen=True)
class Column:
    """Where a column stands, its header, and what it is taken for (a value of ``MEANINGS``)."""

    index: int
    header: str
    meaning: str
    sheet: str = ""

    @property
    def number(self) -> int:
        return self.index + 1

    @property
    def key(self) -> str:
        """Names the column in the answers; the same in a corrected file."""
        return f"column:{self.sheet}:{self.index}:{key(self.header)}"


@dataclass(frozen=True)
class ReadAct:
    """One act as the file tells it: of whom, as written and as recognised, when; ``given`` are the
    original words of the day."""

    place: Place
    text: str
    match: Match
    act: str
    day: datetime.date | None = None
    year: int | None = None
    includes_small_arms: bool | None = None
    given: str = ""


@dataclass
class Reading:
    acts: list[ReadAct] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Asked:
    """What whoever imports has said: which part of a date comes first, the year of reports without
    one, and what columns hold, by their keys."""

    order: str = ""
    year: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


def read(data: bytes, name: str, book: NameBook, asked: Asked) -> Reading:
    """What the file says. Raises Unreadable when it cannot be read at all."""
    suffix = PurePosixPath(name).suffix.lower()
    found = Reading()
    if suffix in (".xlsx", ".xlsm"):
        tables = [(sheet.title, sheet.records) for sheet in spreadsheets.xlsx_sheets(data)]
    else:
        tables = [("", spreadsheets.csv_records(spreadsheets.decode(data, book)))]
    for sheet, records in tables:
        _read_table(records, sheet if len(tables) > 1 else "", book, asked, found)
    if not found.columns:
        found.problems.append(Problem("no_table"))
    return found


def _read_table(
    records: list[Record], sheet: str, book: NameBook, asked: Asked, into: Reading
) -> None:
    row = _header_row(records)
    if row is None:
        return
    columns = [_column(records[row], index, sheet, asked) for index in range(_width(records, row))]
    into.columns += columns
    into.problems += [
        Problem("column_unclear", params={"text": column.header or str(column.number)})
        for column in columns
        if column.meaning == Holds.ASK
    ]
    meanings = {column.meaning for column in columns}
    if not meanings & (ACT_COLUMNS | {Holds.ACT, Holds.YEAR}):
        into.problems.append(Problem("no_act"))
        return
    passed_over = []
    for record in records[row + 1 :]:
        if record.is_hidden or record.struck:
            passed_over.append(_who(record, columns, book)[0] or str(record.place))
        else:
            into.acts += _row(record, columns, book, asked, into.problems)
    if passed_over:
        into.problems.append(Problem("passed_over", params={"text": ", ".join(passed_over)}))


def _header_row(records: list[Record]) -> int | None:
    """The first row with a header for names or codes."""
    for index, record in enumerate(records[:HEADER_ROWS]):
        meanings = {meaning_of(record.text(c)) for c in range(len(record.cells))}
        if meanings & {Holds.NAME.value, Holds.CODE.value}:
            return index
    return None


def _width(records: list[Record], row: int) -> int:
    return max(len(record.cells) for record in records[row:])


def _column(record: Record, index: int, sheet: str, asked: Asked) -> Column:
    header = record.text(index)
    column = Column(index, header, meaning_of(header), sheet)
    chosen = asked.columns.get(column.key)
    return Column(index, header, chosen, sheet) if chosen else column


def _row(
    record: Record, columns: list[Column], book: NameBook, asked: Asked, problems: list[Problem]
) -> Iterator[ReadAct]:
    """The acts of one row, each with what is said of it."""
    text, match = _who(record, columns, book)
    if not text:
        return
    year, small_arms = _of_report(record, columns, asked, problems)
    for act, cell in _acts(record, columns, problems):
        day = _day(cell, record.place, asked.order, problems)
        if act == Act.REPORT and year is None:
            problems.append(Problem("no_year", record.place))
        is_report = act == Act.REPORT
        yield ReadAct(
            record.place,
            text,
            match,
            act,
            day,
            year if is_report else None,
            small_arms if is_report else None,
            str(cell),
        )


def _who(record: Record, columns: list[Column], book: NameBook) -> tuple[str, Match]:
    """The name and whom it stands for; a code is surer than a name."""
    found = [(c, record.text(c.index)) for c in columns if record.text(c.index)]
    names = [text for c, text in found if c.meaning == Holds.NAME]
    codes = [text for c, text in found if c.meaning == Holds.CODE]
    # Notes to names are numbers behind them.
    name = names[0].rstrip("0123456789 ,*†") if names else ""
    by_code = book.by_code(codes[0], any_case=True) if codes else UNKNOWN
    by_name = book.find(name) if name else UNKNOWN
    if by_code.code and by_name.code and by_code.code != by_name.code:
        return f"{name} ({codes[0]})", UNKNOWN
    return name or (codes[0] if codes else ""), by_code if by_code.code else by_name


def _of_report(
    record: Record, columns: list[Column], asked: Asked, problems: list[Problem]
) -> tuple[int | None, bool | None]:
    """The year of the row's report, and whether it includes small arms."""
    year, includes = asked.year, None
    for column in columns:
        cell = record.text(column.index)
        if not cell:
            continue
        if column.meaning == Holds.YEAR:
            if cell.isdecimal() and 1945 <= int(cell) <= 2200:
                year = int(cell)
            else:
                problems.append(Problem("year_unreadable", record.place, {"text": cell}))
        elif column.meaning == Holds.SMALL_ARMS:
            includes = {Answer.CAME: True, Answer.ABSENT: False}.get(answer_of(cell))
            if includes is None:
                problems.append(Problem("small_arms_unclear", record.place, {"text": cell}))
    return year, includes


def _acts(
    record: Record, columns: list[Column], problems: list[Problem]
) -> Iterator[tuple[str, Any]]:
    """Each act of a row with the cell that says when."""
    by_meaning = {column.meaning: column for column in columns}
    day = record.value(by_meaning[Holds.DAY].index) if Holds.DAY in by_meaning else ""
    if Holds.ACT in by_meaning:
        cell = record.text(by_meaning[Holds.ACT].index)
        act = act_of(cell)
        if act is None:
            problems.append(Problem("act_unknown", record.place, {"text": cell}))
            return
        yield act.value, day
        return
    in_columns = [c for c in columns if c.meaning in ACT_COLUMNS]
    if not in_columns and Holds.YEAR in by_meaning:
        yield Act.REPORT.value, day
    for column in in_columns:
        cell = record.value(column.index)
        if cell in ("", None) or answer_of(cell) == Answer.ABSENT:
            continue
        marked, act = parted(cell) if isinstance(cell, str) else (cell, None)
        plain = Act.RATIFICATION.value if column.meaning == Holds.CONSENT else column.meaning
        yield (act.value if act else plain), marked


def _day(cell: Any, place: Place, order: str, problems: list[Problem]) -> datetime.date | None:
    """The day of an act; None where the cell only says that it was done."""
    if isinstance(cell, Uncomputed):
        problems.append(Problem("formula", place, {"text": str(cell)}))
        return None
    if cell in ("", None) or (answer_of(cell) == Answer.CAME and not _has_digits(cell)):
        return None
    if answer_of(cell) == Answer.CROSS:
        problems.append(Problem("cell_unclear", place, {"text": str(cell)}))
        return None
    try:
        return read_day(cell, order)
    except UnclearDate as unclear:
        params = {"text": unclear.text, "candidates": unclear.candidates}
        problems.append(Problem(unclear.code, place, params))
        return None


def _has_digits(cell: Any) -> bool:
    return hasattr(cell, "year") or any(c.isdigit() for c in str(cell))
