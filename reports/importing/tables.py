"""Tables of who reported: which column holds what, and what each row says."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from reports.importing.dates import UnclearDate, looks_like_a_day, read_day
from reports.importing.folding import key
from reports.importing.names import How, Match, NameBook
from reports.importing.problems import Place, Problem
from reports.importing.spreadsheets import Record

# fmt: off
YES = frozenset({
    "x", "✓", "✔", "☑", "√", "+", "1", "yes", "y", "true", "oui", "o", "si", "sí", "s", "да", "д",
    "是", "有", "已提交", "نعم", "submitted", "reported", "received",
})
NO = frozenset({
    "no", "n", "non", "nein", "нет", "н", "否", "无", "未提交", "لا", "0", "false", "-", "–", "—",
    "..", "…", "n/a", "none",
})
TOTALS = frozenset({"total", "totals", "totaux", "всего", "итого", "总计", "合计", "المجموع"})
# fmt: on

# Words of headers by what the column holds, in six languages; the first kind that fits wins.
HEADERS: dict[str, tuple[str, ...]] = {
    "receipt": (
        *(
            "datereceived",
            "receivedon",
            "dateofreceipt",
            "receiptdate",
            "datereceipt",
            "reçule",
            "datederéception",
        ),
        *(
            "fechaderecepción",
            "recibidoel",
            "датаполучения",
            "получено",
            "收到日期",
            "تاريخالاستلام",
            "تاريخالورود",
        ),
    ),
    "date": (
        *("date", "submittedon", "fecha", "дата", "日期", "تاريخ", "received", "reçu", "recibido"),
        *("收到", "время", "时间"),
    ),
    "cycle": (
        "cycle",
        "year",
        "année",
        "año",
        "ciclo",
        "цикл",
        "год",
        "年份",
        "周期",
        "年度",
        "السنة",
        "الدورة",
    ),
    "code": ("iso", "code", "código", "код", "代码", "الرمز", "alpha"),
    "name": (
        *(
            "state",
            "country",
            "name",
            "reporter",
            "organi",
            "member",
            "état",
            "etat",
            "pays",
            "nom",
            "estado",
        ),
        *(
            "país",
            "nombre",
            "государств",
            "страна",
            "страны",
            "название",
            "организац",
            "国家",
            "名称",
            "国名",
        ),
        *("会员国", "组织", "الدولة", "الدول", "البلد", "الاسم", "المنظمة"),
    ),
    "answer": (
        *(
            "submitted",
            "reported",
            "report",
            "soumis",
            "rapport",
            "present",
            "informe",
            "представ",
            "доклад",
        ),
        *("提交", "报告", "قدم", "التقرير"),
    ),
}
FOLDED_HEADERS = {kind: tuple(map(key, words)) for kind, words in HEADERS.items()}
FOLDED_TOTALS = frozenset(map(key, TOTALS))
HEADER_ROWS = 25


@dataclass(frozen=True)
class Columns:
    """Where the table keeps what; None for what it does not have."""

    names: tuple[int, ...]
    codes: tuple[int, ...] = ()
    date: int | None = None
    cycle: int | None = None
    answer: int | None = None
    first_row: int = 0


@dataclass(frozen=True)
class Row:
    """One reporter as given: where, as written, recognised as what, received when.

    ``doubt`` is the code of the problem that asks for a confirmation; empty for none.
    """

    place: Place
    text: str
    match: Match
    day: datetime.date | None = None
    doubt: str = ""


@dataclass
class Reading:
    """What a file says: its rows, what stands in the way, and how many rows are not about this."""

    rows: list[Row]
    problems: list[Problem]
    other_cycles: int = 0
    without_report: int = 0
    leads: tuple[str, ...] = ()

    @property
    def has_dates(self) -> bool:
        return any(row.day for row in self.rows)


def read_table(
    records: list[Record], book: NameBook, *, cycle: str = "", order: str = ""
) -> Reading:
    """Every row of ``records`` that says that a report came in ``cycle`` (its code)."""
    reading = Reading([], [])
    columns = find_columns(records, book, cycle, reading.problems)
    if columns is None:
        reading.problems.append(Problem("no_list"))
        return reading
    reader = _RowReader(columns, book, cycle, order, reading)
    for record in records[columns.first_row :]:
        reader.read(record)
    return reading


def find_columns(
    records: list[Record], book: NameBook, cycle: str, problems: list[Problem]
) -> Columns | None:
    """What each column holds, by its header and by its content; None without any names."""
    header_row = _header_row(records, book)
    body = records[header_row + 1 :] if header_row is not None else records
    width = max((len(record.cells) for record in body), default=0)
    headers = [
        _kind(records[header_row].text(c)) if header_row is not None else "" for c in range(width)
    ]
    labels = [records[header_row].text(c) if header_row is not None else "" for c in range(width)]
    shares = [_shares(body, column, book) for column in range(width)]
    names = tuple(c for c in range(width) if _holds_names(headers[c], shares[c]))
    codes = tuple(c for c in range(width) if c not in names and _holds_codes(headers[c], shares[c]))
    if not names and not codes:
        return None
    rest = [c for c in range(width) if c not in (*names, *codes)]
    date = _date_column(rest, headers, shares, problems)
    answer = next((c for c in rest if labels[c] == cycle and cycle), None)
    if answer is not None and shares[answer]["days"] > 0.5 and date is None:
        date = answer
    if answer is None:
        usable = (c for c in rest if c != date and shares[c]["answers"] > 0.5)
        answer = next((c for c in usable if headers[c] in {"answer", "date", "receipt"}), None)
    cycles = next((c for c in rest if headers[c] == "cycle" and c not in (date, answer)), None)
    first = header_row + 1 if header_row is not None else 0
    return Columns(names, codes, date, cycles, answer, first)


def _header_row(records: list[Record], book: NameBook) -> int | None:
    """The first row with a header for names or codes, and no name in it."""
    for index, record in enumerate(records[:HEADER_ROWS]):
        cells = [record.text(c) for c in range(len(record.cells))]
        if any(book.known(key(cell)).code or book.by_code(cell).code for cell in cells):
            return None
        kinds = {_kind(cell) for cell in cells if len(cell) <= 60}
        if kinds & {"name", "code"} and (len(kinds - {""}) > 1 or _is_single(record)):
            return index
        if "name" in kinds and sum(bool(cell) for cell in cells) > 1:
            return index
    return None


def _is_single(record: Record) -> bool:
    """A header of a table of one column is a word or three, not a title."""
    return len(record.cells) == 1 and len(record.text(0).split()) <= 3


def _kind(header: str) -> str:
    folded = key(header)
    if header.strip().casefold().startswith("m49"):
        return "code"
    for kind, words in FOLDED_HEADERS.items():
        if folded and any(word in folded for word in words):
            return kind
    return ""


def _shares(records: list[Record], column: int, book: NameBook) -> dict[str, float]:
    """Which part of the column's filled cells are names, codes, days, answers (0 to 1)."""
    values = [record.value(column) for record in records if record.text(column)][:300]
    texts = [str(value).strip() for value in values]
    tests = {
        "names": [bool(book.known(key(text)).code) for text in texts],
        "codes": [bool(book.by_code(text, any_case=True).code) for text in texts],
        "days": [looks_like_a_day(value) for value in values],
        "answers": [text.casefold() in YES | NO for text in texts],
    }
    return {name: sum(found) / len(found) if found else 0.0 for name, found in tests.items()}


def _holds_names(header: str, shares: dict[str, float]) -> bool:
    if shares["days"] > 0.5 or shares["answers"] > 0.5:
        return False
    return shares["names"] > 0.5 or (header == "name" and shares["codes"] < shares["names"] + 0.3)


def _holds_codes(header: str, shares: dict[str, float]) -> bool:
    if header in {"cycle", "date", "receipt", "answer"}:
        return False
    return shares["codes"] > 0.5 and (header in {"code", "name"} or shares["answers"] < 0.5)


def _date_column(
    rest: Iterable[int], headers: list[str], shares: list[dict[str, float]], problems: list[Problem]
) -> int | None:
    """The column of days of receipt: the one whose header says so, else the only one of days."""
    of_days = [c for c in rest if shares[c]["days"] > 0.5 and headers[c] != "cycle"]
    named = [c for c in rest if headers[c] in {"date", "receipt"} and shares[c]["answers"] <= 0.7]
    for choice in ([c for c in named if headers[c] == "receipt"], named, of_days):
        if len(choice) == 1:
            return choice[0]
        if len(choice) > 1:
            problems.append(Problem("several_dates"))
            return None
    return None


@dataclass
class _RowReader:
    """Adds to ``reading`` what each row says, or what is wrong with it."""

    columns: Columns
    book: NameBook
    cycle: str
    order: str
    reading: Reading

    def read(self, record: Record) -> None:
        names = (*self.columns.names, *self.columns.codes)
        texts = [text for column in names if (text := record.text(column))]
        if not texts:
            self._note_a_date_alone(record)
        elif (
            key(texts[0]) not in FOLDED_TOTALS
            and self._is_of_the_cycle(record)
            and self._says_yes(record)
        ):
            row = Row(record.place, texts[0], self._match(record), self._day(record))
            self.reading.rows.append(row)

    def _note(self, code: str, record: Record, **params: str) -> None:
        self.reading.problems.append(Problem(code, record.place, params))

    def _note_a_date_alone(self, record: Record) -> None:
        if self.columns.date is not None and record.text(self.columns.date):
            self._note("empty_name", record)

    def _is_of_the_cycle(self, record: Record) -> bool:
        column = self.columns.cycle
        if column is None or not self.cycle or self.cycle in record.text(column):
            return True
        self.reading.other_cycles += 1
        return False

    def _says_yes(self, record: Record) -> bool:
        """Whether the row says that a report came; a table without such a column says so of all."""
        if self.columns.answer is None:
            return True
        value = record.value(self.columns.answer)
        text = str(value).strip().casefold()
        if not text or text in NO:
            self.reading.without_report += 1
            return False
        is_yes = text in YES or looks_like_a_day(value)
        if not is_yes:
            self._note("answer_unclear", record, text=text)
        return is_yes

    def _match(self, record: Record) -> Match:
        """What the row's cells agree on; a problem when they name different reporters.

        The row as a whole comes first: ``Iran, Islamic Republic of`` is often not quoted.
        """
        cells = list(filter(None, map(record.text, range(len(record.cells)))))
        whole = self.book.known(key(",".join(cells)))
        if whole.code and len(cells) > 1:
            return whole
        found = self._matches(record)
        sure = [match for match in found if match.code]
        if len({match.code for match in sure}) > 1:
            codes = ", ".join(dict.fromkeys(match.code for match in sure))
            self._note("codes_disagree", record, candidates=codes)
        exact = [match for match in sure if match.how == How.EXACT]
        return next(iter((*exact, *sure, *found)))

    def _matches(self, record: Record) -> list[Match]:
        kinds = ((True, self.columns.codes), (False, self.columns.names))
        return [
            self.book.find(text, is_code=is_code)
            for is_code, columns in kinds
            for column in columns
            if (text := record.text(column))
        ]

    def _day(self, record: Record) -> datetime.date | None:
        column = self.columns.date
        if column is None or not record.text(column):
            return None
        try:
            return read_day(record.value(column), self.order)
        except UnclearDate as unclear:
            self._note(unclear.code, record, text=unclear.text, candidates=unclear.candidates)
            return None
