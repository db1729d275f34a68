"""What a file says, as it is handed on: rows, questions, columns, and what stands in the way."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from reports.importing.columns import Column
from reports.importing.judging import ANY_ROUND, Round
from reports.importing.names import Match
from reports.importing.problems import WHOLE_FILE, Place, Problem

YES, NO = "yes", "no"
# Warnings about rows that are no reports, by the reasons for which they are none. Lists have
# warnings of their own, which quote their announcements.
LEFT_OUT = {
    "rows_absent": ("row_absent", "hidden_row"),
    "rows_other_cycle": ("other_cycle",),
    "unticked": ("unticked",),
    "struck": ("struck",),
}
MOST_NAMES = 10


@dataclass(frozen=True)
class Asked:
    """What the reading is for, and what whoever imports has said about it.

    ``order`` is ``dmy`` or ``mdy`` where somebody has said so; ``answers`` are the settled
    questions and columns by their keys.
    """

    round: Round = ANY_ROUND
    order: str = ""
    answers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class ListedRow:
    """One reporter as given: where, as written, recognised as what, received when.

    ``given`` are the original words of the day. ``doubt`` is the code of the problem that asks for
    a confirmation of the name; ``open`` the code of a problem that is listed already and keeps the
    row from being recorded; ``question`` is the key of a question about many rows. ``absent`` is
    the code of the reason for which this row is no report, with its ``words``.
    """

    place: Place
    text: str
    match: Match
    day: datetime.date | None = None
    doubt: str = ""
    given: str = ""
    open: str = ""
    question: str = ""
    absent: str = ""
    words: str = ""


@dataclass(frozen=True)
class Question:
    """Something to be said once for many rows: does this list, table or sheet say who reported?

    ``answer`` is ``yes``, ``no``, or empty while the question is open.
    """

    key: str
    code: str
    words: str
    place: Place = WHOLE_FILE
    answer: str = ""

    @property
    def problem(self) -> Problem:
        return Problem(self.code, self.place, {"text": self.words})

    @property
    def message(self) -> str:
        return self.problem.message


@dataclass
class Reading:
    """What a file says: its rows, what stands in the way, and what is not a report.

    ``left_out`` are rows of which the file says that no report came; ``other_cycles`` and
    ``without_report`` count rows of tables.
    """

    rows: list[ListedRow]
    problems: list[Problem]
    other_cycles: int = 0
    without_report: int = 0
    leads: tuple[str, ...] = ()
    left_out: list[ListedRow] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)

    @property
    def has_dates(self) -> bool:
        return any(row.day for row in self.rows)

    def ask(self, question: Question) -> None:
        """Put a question, once."""
        if all(question.key != one.key for one in self.questions):
            self.questions.append(question)

    @property
    def open_questions(self) -> list[Problem]:
        """The questions that nobody has answered yet, as problems."""
        return [question.problem for question in self.questions if not question.answer]

    @property
    def warnings(self) -> list[Problem]:
        """One for each kind of row that was left out by itself, with the names."""
        found = []
        for code, reasons in LEFT_OUT.items():
            names = [row.text for row in self.left_out if row.absent in reasons]
            if names:
                shown = ", ".join(names[:MOST_NAMES]) + (" …" if len(names) > MOST_NAMES else "")
                found.append(Problem(code, params={"text": f"{shown} ({len(names)})"}))
        return found

    def add(self, row: ListedRow) -> None:
        """Add a row where it belongs: with the reports, or with the rows that are none."""
        (self.left_out if row.absent else self.rows).append(row)

    def join(self, other: "Reading") -> None:
        self.rows += other.rows
        self.problems += other.problems
        self.other_cycles += other.other_cycles
        self.without_report += other.without_report
        self.leads += other.leads
        self.left_out += other.left_out
        self.columns += other.columns
        for question in other.questions:
            self.ask(question)
