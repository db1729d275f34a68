"""Tables of who reported: what each row says, once it is known what its columns hold."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from reports.importing.columns import Columns, Meaning, find_columns, header_row_of
from reports.importing.dates import DAY_INSIDE, UnclearDate, looks_like_a_day, read_day
from reports.importing.folding import key
from reports.importing.judging import YEAR, Round, Says, Verdict, denies, judge, judge_title, undoes
from reports.importing.names import How, Match, NameBook
from reports.importing.problems import Place, Problem
from reports.importing.reading import NO, YES, Asked, ListedRow, Question, Reading
from reports.importing.spreadsheets import Record, Uncomputed
from reports.importing.statuses import CROSSES, TICKS, Answer, answer_of

__all__ = ["Asked", "ListedRow", "Reading", "read_sheet", "read_table"]

TOTALS = frozenset({"total", "totals", "totaux", "всего", "итого", "总计", "合计", "المجموع"})
FOLDED_TOTALS = frozenset(map(key, TOTALS))
# Several cycles in one cell: listed, not a span.
LISTED_YEARS = re.compile(r"[\s,;/&+،、]|and|et|y|и|和|و")
# What a text says, as the reason for which a row below it is no report.
ABSENT_BY = {
    Says.ABSENT: "list_absent",
    Says.OTHER_CYCLE: "list_other_cycle",
    Says.OTHER_OBJECT: "list_other_object",
}


def read_table(
    records: list[Record],
    book: NameBook,
    *,
    cycle: str = "",
    order: str = "",
    answers: Mapping[str, str] | None = None,
) -> Reading:
    """Every row of ``records`` that says that a report came in ``cycle`` (its code)."""
    return read_sheet(records, book, Asked(Round.of(cycle), order, answers or {}))


def read_sheet(
    records: list[Record],
    book: NameBook,
    asked: Asked,
    *,
    title: str = "",
    hidden_columns: frozenset[int] = frozenset(),
    lead: Verdict | None = None,
) -> Reading:
    """The same for one sheet with its title, or for a table below a sentence (``lead``)."""
    reading = Reading([], [])
    columns = find_columns(records, book, asked.round, asked.answers, hidden_columns)
    if columns is None:
        reading.problems.append(Problem("no_list"))
        return reading
    reading.columns += columns.all
    reader = _RowReader(columns, book, asked, reading, title)
    reader.begin(records, lead)
    for record in records[columns.first_row :]:
        reader.read(record)
    return reading


@dataclass
class _Signs:
    """What the cells of one row say about its report."""

    answers: list[Answer] = field(default_factory=list)
    day: datetime.date | None = None
    given: str = ""
    problem: str = ""

    def add(self, answer: Answer) -> None:
        if answer != Answer.BLANK:
            self.answers.append(answer)


@dataclass
class _RowReader:
    """Adds to ``reading`` what each row says, or what is wrong with it."""

    columns: Columns
    book: NameBook
    asked: Asked
    reading: Reading
    title: str = ""

    def begin(self, records: list[Record], lead: Verdict | None) -> None:
        """What the title, the lines above the table and its columns say of all rows."""
        self.verdict, self.heading = Verdict(Says.NOTHING), ""
        self.sheet = records[0].place.sheet
        self.ticked = self._has_ticks(records)
        if lead:
            self.verdict = lead
        self._hear(judge_title(self.title, self.asked.round), self.title)
        for record in records[: max(0, self.columns.first_row - 1)]:
            text = " ".join(filter(None, (record.text(c) for c in range(len(record.cells)))))
            self._hear(judge(text, self.asked.round, is_heading=True), text)
        self.question = ""
        if self.columns.several_days:
            self.question = "several_dates"
            self._note_once(Problem("several_dates"))
        for column in self.columns.all:
            if column.meaning == Meaning.ASK and not self.columns.several_days:
                self._ask(column.key, "column_unclear", column.header or str(column.number))
        self._ask_for_evidence()

    def _hear(self, verdict: Verdict, words: str) -> None:
        """A title decides unless one before it has said that these are no reports."""
        if verdict.says == Says.NOTHING or self.verdict.says in ABSENT_BY:
            return
        if verdict.says == Says.UNCLEAR and self.verdict.says == Says.CAME:
            return
        self.verdict, self.heading = verdict, words

    def _ask(self, key_: str, code: str, words: str) -> None:
        answer = self.asked.answers.get(key_, "")
        place = Place("row", 0, self.sheet)
        self.reading.ask(Question(key_, code, words, place, answer))
        if not answer:
            self.question = self.question or key_

    def _ask_for_evidence(self) -> None:
        """A table that has names and nothing else does not say that reports came."""
        shows = self.columns.of(Meaning.ANSWER, Meaning.RECEIPT)
        heard = self.verdict.says
        if heard in ABSENT_BY or self.question:
            return
        key_ = f"table:{self.sheet}"
        if self.columns.of(Meaning.OTHER_CYCLE) and not shows:
            self._ask(key_, "no_column_for_cycle", self.asked.round.year)
        elif not shows and heard != Says.CAME:
            self._ask(key_, "table_unclear", self.heading)
        if self.asked.answers.get(key_) == NO:
            self.verdict = Verdict(Says.ABSENT)

    def _has_ticks(self, records: list[Record]) -> bool:
        """Whether a cross stands beside ticks, where it would mean no."""
        cells = {
            str(record.value(c)).strip().casefold().replace(" ", "")
            for record in records
            for c in self.columns.of(Meaning.ANSWER)
        }
        return bool(cells & (TICKS - {"[x]"}) or cells & {"yes", "oui", "sí", "да", "是", "نعم"})

    # Rows

    def read(self, record: Record) -> None:
        names = (*self.columns.of(Meaning.NAME), *self.columns.of(Meaning.CODE))
        texts = [text for column in names if (text := record.text(column))]
        if not texts:
            self._without_name(record)
        elif key(texts[0]) not in FOLDED_TOTALS and not self._is_heading(record, texts[0]):
            self._read_row(record, texts[0])

    def _without_name(self, record: Record) -> None:
        if not self._is_heading(record, ""):
            column = self.columns.first(Meaning.RECEIPT)
            if column is not None and record.text(column):
                self._note("empty_name", record)

    def _is_heading(self, record: Record, name: str) -> bool:
        """Whether the row is a heading inside the table; what it says holds for rows below it."""
        cells = [text for c in range(len(record.cells)) if (text := record.text(c))]
        is_uncomputed = any(isinstance(value, Uncomputed) for value in record.cells)
        if len(cells) != 1 or len(record.cells) < 2 or is_uncomputed:
            return bool(name) and self._repeats_the_header(record)
        if self.book.find(cells[0]).code or answer_of(cells[0]) in (Answer.CAME, Answer.CROSS):
            return False
        verdict = judge(cells[0], self.asked.round, is_heading=True)
        if verdict.says == Says.UNCLEAR and not denies(cells[0]):
            return False
        if verdict.says != Says.NOTHING:
            self.verdict, self.heading = verdict, cells[0]
        return True

    def _repeats_the_header(self, record: Record) -> bool:
        headers = [c.header for c in self.columns.all if c.header]
        cells = [text for c in range(len(record.cells)) if (text := record.text(c))]
        return bool(headers) and all(cell in headers for cell in cells)

    def _read_row(self, record: Record, text: str) -> None:
        before = len(self.reading.problems)
        if record.struck & {*self.columns.of(Meaning.NAME, Meaning.CODE)}:
            match = self._match(record)
            self.reading.add(ListedRow(record.place, text, match, absent="struck", words=text))
            return
        signs = self._signs(record)
        match = self._match(record)
        problems = self.reading.problems[before:]
        row = ListedRow(
            record.place,
            text,
            match,
            signs.day,
            given=signs.given,
            open=problems[0].code if problems else "",
            question=self.question,
        )
        self.reading.add(self._judged(row, record, signs))

    def _judged(self, row: ListedRow, record: Record, signs: _Signs) -> ListedRow:  # noqa: PLR0911 - a line for each case
        """The row with the reason for which it is no report, or is asked about."""
        if self.verdict.says in ABSENT_BY:
            code = ABSENT_BY[self.verdict.says]
            place = Place("row", 0, self.sheet)
            self._note_once(Problem(code, place, {"text": self.heading}))
            return replace(row, absent=code, words=self.heading)
        if reason := self._other_cycle(record):
            if reason == "cycle_unclear":
                return self._opened(row, record, reason, self._cell(record, Meaning.CYCLE))
            self.reading.other_cycles += 1
            return replace(row, absent=reason, words=self._cell(record, Meaning.CYCLE))
        said = set(signs.answers)
        if row.open or row.question:
            return row
        if Answer.CAME in said and Answer.ABSENT in said:
            return self._opened(row, record, "cells_disagree", self._answer_words(record))
        if Answer.ABSENT in said or self._has_blank_answer(said, signs):
            self.reading.without_report += 1
            words = self._answer_words(record)
            return replace(row, absent="row_absent", words=words)
        if remark := self._denying_remark(record):
            return self._opened(row, record, "remark_denies", remark)
        if record.is_hidden:
            return self._hidden(row)
        return self._without_day(row, record, said)

    def _has_blank_answer(self, said: set[Answer], signs: _Signs) -> bool:
        """A table that ticks who reported says no where it says nothing."""
        return bool(self.columns.of(Meaning.ANSWER)) and not said and not signs.day

    def _without_day(self, row: ListedRow, record: Record, said: set[Answer]) -> ListedRow:
        """In a table of days an empty cell does not say that a report came."""
        is_of_days = self.columns.of(Meaning.RECEIPT) and not self.columns.of(Meaning.ANSWER)
        if not is_of_days or row.day or said:
            return row
        return replace(row, open="day_missing")

    def _hidden(self, row: ListedRow) -> ListedRow:
        """Hidden rows are asked about once for their sheet."""
        key_ = f"hidden:{self.sheet}"
        answer = self.asked.answers.get(key_, "")
        place = Place("row", 0, self.sheet)
        self.reading.ask(Question(key_, "hidden_rows", "", place, answer))
        if answer == YES:
            return row
        if answer == NO:
            return replace(row, absent="hidden_row")
        return replace(row, question=key_)

    def _opened(self, row: ListedRow, record: Record, code: str, words: str) -> ListedRow:
        self._note(code, record, text=words)
        return replace(row, open=code)

    # Cells

    def _signs(self, record: Record) -> _Signs:
        signs = _Signs()
        for column in self.columns.of(Meaning.ANSWER, Meaning.ABSENT, Meaning.RECEIPT):
            if column in record.struck and record.text(column):
                self._note("struck_cell", record, text=record.text(column))
        for column in self.columns.of(Meaning.ANSWER):
            self._hear_answer(record, column, signs)
        for column in self.columns.of(Meaning.ABSENT):
            if answer_of(record.value(column)) in (Answer.CAME, Answer.CROSS):
                signs.add(Answer.ABSENT)
        receipt = self.columns.first(Meaning.RECEIPT)
        if receipt is not None:
            self._hear_day(record, receipt, signs)
        return signs

    def _hear_answer(self, record: Record, column: int, signs: _Signs) -> None:
        value = record.value(column)
        if isinstance(value, Uncomputed):
            self._note("formula", record, text=str(value))
            return
        answer = answer_of(value)
        text = str(value).strip()
        if answer == Answer.CROSS:
            answer = Answer.UNCLEAR if self._cross_is_no(text) else Answer.CAME
        if answer == Answer.UNCLEAR:
            self._note("answer_unclear", record, text=text)
            return
        signs.add(answer)
        if answer == Answer.CAME and self.columns.first(Meaning.RECEIPT) is None:
            self._take_day_inside(record, value, text, signs)

    def _cross_is_no(self, text: str) -> bool:
        """``x`` beside ticks, or a cross that is no letter, says something else than a tick."""
        return self.ticked or text.casefold() not in CROSSES - {"✗", "✘", "❌", "✕", "✖", "☒"}

    def _take_day_inside(self, record: Record, value: object, text: str, signs: _Signs) -> None:
        inside = DAY_INSIDE.search(text) if isinstance(value, str) else None
        if looks_like_a_day(value):
            self._take_day(record, value, signs)
        elif inside:
            self._take_day(record, inside[0].strip("()"), signs)

    def _hear_day(self, record: Record, column: int, signs: _Signs) -> None:
        """The day of receipt; a word that says yes or no is heard as that."""
        value = record.value(column)
        text = str(value).strip()
        if isinstance(value, Uncomputed):
            self._note("formula", record, text=str(value))
        elif text and looks_like_a_day(value):
            self._take_day(record, value, signs)
            self._check_blank_answer(record, signs)
        elif text:
            answer = answer_of(value)
            if answer in (Answer.UNCLEAR, Answer.CROSS) or DAY_INSIDE.search(text):
                self._note("date_unreadable", record, text=text)
            signs.given = text
            signs.add(answer)

    def _check_blank_answer(self, record: Record, signs: _Signs) -> None:
        """A day beside an empty tick: one of the two is wrong."""
        if self.columns.of(Meaning.ANSWER) and not signs.answers:
            self._note("cells_disagree", record, text=signs.given)
        signs.add(Answer.CAME)

    def _take_day(self, record: Record, value: object, signs: _Signs) -> None:
        signs.given = str(value).strip()
        if isinstance(value, datetime.date):
            signs.given = ""
        try:
            signs.day = read_day(value, self.asked.order)
            if not self.asked.round.may_receive_in(signs.day.year):
                self._note("cycle_unclear", record, text=str(signs.day))
        except UnclearDate as unclear:
            self._note(unclear.code, record, text=unclear.text, candidates=unclear.candidates)

    def _other_cycle(self, record: Record) -> str:
        """``other_cycle`` for a row of another round, ``cycle_unclear`` when it cannot be told."""
        year = self.asked.round.year
        column = self.columns.first(Meaning.CYCLE)
        if column is None or not year:
            return ""
        text = record.text(column)
        years = set(YEAR.findall(text))
        rest = LISTED_YEARS.sub("", YEAR.sub("", text))
        if year in years and not rest and (len(years) == 1 or "-" not in text):
            return ""
        if years and year not in years:
            return "other_cycle"
        meeting = self.asked.round.meeting
        return "" if meeting and meeting == key(text) + text[-1:] else "cycle_unclear"

    def _denying_remark(self, record: Record) -> str:
        """The first remark that says that something did not happen."""
        for column in self.columns.of(Meaning.REMARK, Meaning.IGNORED):
            text = record.text(column)
            if text and len(text) > 2 and (denies(text) or undoes(text)):
                return text
        return ""

    def _cell(self, record: Record, meaning: Meaning) -> str:
        column = self.columns.first(meaning)
        return record.text(column) if column is not None else ""

    def _answer_words(self, record: Record) -> str:
        columns = self.columns.of(Meaning.ANSWER, Meaning.ABSENT, Meaning.RECEIPT)
        cells = ((self.columns.all[c].header, record.text(c)) for c in columns)
        return "; ".join(f"{header}: {text}" if header else text for header, text in cells)

    def _note(self, code: str, record: Record, **params: str) -> None:
        self.reading.problems.append(Problem(code, record.place, params))

    def _note_once(self, problem: Problem) -> None:
        if problem not in self.reading.problems:
            self.reading.problems.append(problem)

    # Names

    def _match(self, record: Record) -> Match:
        """What the row's cells agree on; a problem when they name different reporters.

        The row as a whole comes first: ``Iran, Islamic Republic of`` is often not quoted.
        """
        cells = list(filter(None, map(record.text, range(len(record.cells)))))
        whole = self.book.known(key(",".join(cells)))
        if whole.code and len(cells) > 1:
            return whole
        if any(isinstance(record.value(c), Uncomputed) for c in self.columns.of(Meaning.NAME)):
            self._note("formula", record, text=cells[0])
        found = self._matches(record)
        sure = [match for match in found if match.code]
        if len({match.code for match in sure}) > 1:
            codes = ", ".join(dict.fromkeys(match.code for match in sure))
            self._note("codes_disagree", record, candidates=codes)
        exact = [match for match in sure if match.how == How.EXACT]
        return next(iter((*exact, *sure, *found)))

    def _matches(self, record: Record) -> list[Match]:
        kinds = ((True, Meaning.CODE), (False, Meaning.NAME))
        return [
            self.book.find(text, is_code=is_code)
            for is_code, meaning in kinds
            for column in self.columns.of(meaning)
            if (text := record.text(column))
        ]


def names_in(records: list[Record], book: NameBook) -> bool:
    """Whether a sheet holds any name of a reporter at all."""
    first = header_row_of(records, book)
    return any(
        book.known(key(record.text(c))).code
        for record in records[first or 0 :]
        for c in range(min(len(record.cells), 8))
    )
