"""What is kept of an import while somebody works on it: the file, and every choice and answer.

Choices are kept by what the rows say, not by where they stand: they outlive a corrected file.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from reports.importing import loading
from reports.importing.columns import Meaning
from reports.importing.forms import Given
from reports.importing.loading import Plan, State
from reports.importing.names import NameBook
from reports.importing.problems import Problem, Unreadable
from reports.importing.reading import Reading
from reports.models import ReportingCycle

ROW, OTHER, QUESTION, COLUMN = "row-", "other-", "question-", "column-"
# What a column can be said to hold.
MEANINGS: dict[str, Any] = {
    Meaning.NAME: _("names"),
    Meaning.CODE: _("codes"),
    Meaning.RECEIPT: _("days of receipt"),
    Meaning.ANSWER: _("whether a report came"),
    Meaning.ABSENT: _("whether a report is missing"),
    Meaning.CYCLE: _("the reporting cycle"),
    Meaning.OTHER_CYCLE: _("another cycle (passed over)"),
    Meaning.OTHER_DAY: _("other days (passed over)"),
    Meaning.NUMBER: _("numbers (passed over)"),
    Meaning.REMARK: _("remarks (passed over, unless they deny)"),
    Meaning.IGNORED: _("nothing of use (passed over)"),
    Meaning.ASK: _("to be said"),
}


@dataclass
class Desk:
    """An import in progress, as it is kept in the session."""

    given: dict[str, str]
    answers: dict[str, str]
    choices: dict[str, str] = field(default_factory=dict)
    settled: dict[str, str] = field(default_factory=dict)

    @classmethod
    def new(cls, given: Given, answers: dict[str, str]) -> "Desk":
        return cls(given.kept(), answers)

    def __post_init__(self) -> None:
        self.reading = Reading([], [])
        self.book: NameBook | None = None

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    def read(self, cycle: ReportingCycle, order: str) -> Reading:
        """Read what was given, with all the answers so far. Raises Unreadable."""
        self.book = self.book or loading.name_book()
        given = Given(**self.given)
        self.reading = given.read(self.book, cycle, order=order, answers=self.settled)
        return self.reading

    def take(self, request: HttpRequest) -> list[Problem]:
        """Everything that was chosen on the page that was sent; what could not be understood."""
        cycle = ReportingCycle.objects.filter(code=self.answers.get("cycle", "")).first()
        errors: list[Problem] = []
        if cycle is not None:
            try:
                self.read(cycle, self.answers.get("order", ""))
            except Unreadable:
                self.reading = Reading([], [])
            errors = self._take_choices(request)
        if upload := request.FILES.get("corrected"):
            try:
                self.given = Given.of(upload.read(), str(upload.name)).kept()
            except Unreadable as error:
                errors.append(error.problem)
        return errors

    def _take_choices(self, request: HttpRequest) -> list[Problem]:
        rows = [*self.reading.rows, *self.reading.left_out]
        keys = loading.row_keys(rows)
        errors: list[Problem] = []
        for index, value in _numbered(request, ROW, len(keys)):
            self._set(self.choices, keys[index], value)
        for index, value in _numbered(request, OTHER, len(keys)):
            if value.strip():
                errors += self._choose(keys[index], value.strip(), rows[index])
        for index, value in _numbered(request, QUESTION, len(self.reading.questions)):
            self._set(self.settled, self.reading.questions[index].key, value)
        for index, value in _numbered(request, COLUMN, len(self.reading.columns)):
            column = self.reading.columns[index]
            if value in list(Meaning) and value != column.meaning:
                self.settled[column.key] = value
        return errors

    def _choose(self, key: str, text: str, row: Any) -> list[Problem]:
        """Another reporter, by its name or code as somebody wrote it."""
        book = self.book or loading.name_book()
        match = book.by_code(text, any_case=True)
        match = match if match.code else book.sure(text)
        if not match.code:
            return [Problem("choice_unknown", row.place, {"text": text})]
        self.choices[key] = match.code
        return []

    @staticmethod
    def _set(kept: dict[str, str], key: str, value: str) -> None:
        if value:
            kept[key] = value
        else:
            kept.pop(key, None)

    def confirm(self, plan: Plan) -> None:
        """Take every clear suggestion, each as a choice that can still be changed."""
        for line in plan.of(State.TO_CONFIRM):
            if best := line.row.match.suggestion:
                self.choices[line.key] = best.code

    def unused(self, plan: Plan) -> list[str]:
        """Choices that fit no row of the file as it is now, by the words they were made about."""
        keys = {line.key for line in plan.lines}
        return [key.partition("/")[2] for key in self.choices if key not in keys]


def _numbered(request: HttpRequest, prefix: str, count: int) -> list[tuple[int, str]]:
    """The fields of the page whose names are ``prefix`` and a number below ``count``."""
    found = []
    for name, value in request.POST.items():
        number = name.removeprefix(prefix)
        if name.startswith(prefix) and number.isdecimal() and int(number) < count:
            found.append((int(number), str(value)))
    return found
