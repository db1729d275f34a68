"""What the confirmed answers of a form say in figures.

A number of a form counts something that a stable word names (``measures``); an indicator says which
words are its own, and which breakdown each implies. A table by type gives a figure for each type
and, marked as made here, their sum. A question that was left blank, or not asked, gives no figure:
that is an answer of its own, and never 0. Only public parts are read, and only reports of States.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from common.database.many import create_with_history
from indicators.models import (
    Answered,
    Availability,
    Code,
    Indicator,
    Made,
    Observation,
    ReportingPeriod,
    Why,
)
from indicators.models.observations import canonical
from questionnaires import answering, checks, templates
from questionnaires.answering import Key
from questionnaires.form import Kind, Part, Privacy, Question, asked
from questionnaires.models import Answer, AnswerState
from questionnaires.templates import Loaded
from reports.models import Submission

ARMS_TYPE = "ARMS_TYPE"
# What makes a figure the same figure, as it would be written again.
WRITTEN = (
    "value",
    "made",
    "answer_id",
    "footnote_id",
    "attachment_id",
    "page",
    "starts_on",
    "ends_on",
)
ANSWERED_AS = ("answered", "why", "answer_id", "starts_on", "ends_on")


@dataclass
class Derived:
    """What a form gives: figures, and answers where it gives none."""

    observations: list[Observation] = field(default_factory=list)
    availability: list[Availability] = field(default_factory=list)


@dataclass(frozen=True)
class Meant:
    """What a word of a form counts: an indicator, with the codes that the word implies."""

    indicator: Indicator
    codes: Mapping[str, str]
    has_types: bool


@dataclass(frozen=True)
class Cell:
    """One number under one word: in which row, and the answer that gives it."""

    row: str
    number: Decimal
    answer: Answer
    made: Made = Made.STATED


def meanings() -> dict[str, list[Meant]]:
    """What each word of forms counts. Two queries."""
    found: dict[str, list[Meant]] = {}
    for indicator in Indicator.objects.exclude(measures={}).prefetch_related("dimensions"):
        has_types = any(each.concept == ARMS_TYPE for each in indicator.dimensions.all())
        for word, codes in indicator.measures.items():
            found.setdefault(word, []).append(Meant(indicator, codes, has_types))
    return found


def of_form(submission: Submission) -> Derived:
    """What the confirmed answers of a report give, unsaved. A query for a report without a form;
    nine for one with."""
    template = checks.template_of(submission) if submission.reporter.is_state else None
    if template is None:
        return Derived()
    loaded = templates.load(template)
    return _Reader(submission, loaded, answering.answers_of(submission, loaded)).read()


class _Reader:
    def __init__(
        self, submission: Submission, loaded: Loaded, answers: Mapping[Key, Answer]
    ) -> None:
        self.submission, self.form = submission, loaded.form
        self.answers = {
            key: each
            for key, each in answers.items()
            if each.is_confirmed or each.state == AnswerState.NOT_ASKED
        }
        self.asked = asked(self.form, answering.values_of(loaded, self.answers))
        self.means = meanings()
        types = Code.objects.filter(dimension__concept=ARMS_TYPE)
        self.types = {word: each.code for each in types for word in each.words}
        period = ReportingPeriod.objects.filter(cycle=submission.cycle).first()
        self.days: dict[str, Any] = (
            {"starts_on": period.starts_on, "ends_on": period.ends_on} if period else {}
        )
        self.figures: dict[tuple[int, str], Observation] = {}
        self.without: dict[int, Availability] = {}

    def read(self) -> Derived:
        for question in self.form.questions():
            for part in question.parts:
                if part.privacy == Privacy.PUBLIC:
                    self._read_part(question, part)
        counted = {indicator for indicator, _breakdown in self.figures}
        silent = [each for key, each in self.without.items() if key not in counted]
        return Derived(list(self.figures.values()), silent)

    def _read_part(self, question: Question, part: Part) -> None:
        for word, cells in self._numbers(question, part):
            for meant in self.means.get(word, ()):
                if cells:
                    self._add(question, part, meant, cells)
                else:
                    self._add_silence(question, part, meant)

    def _numbers(self, question: Question, part: Part) -> Iterator[tuple[str, list[Cell]]]:
        """The word of each number that the part asks for, with what is filled in."""
        if part.kind == Kind.NUMBER and part.measures:
            answer = self.answers.get((question.key, part.key, ""))
            yield part.measures, list(_cells([("", answer)], None))
        if part.kind == Kind.ROWS:
            place = (question.key, part.key)
            rows = [(key[2], each) for key, each in self.answers.items() if key[:2] == place]
            for column in part.columns:
                if column.measures and column.privacy == Privacy.PUBLIC:
                    yield column.measures, list(_cells(rows, column.key))

    def _add(self, question: Question, part: Part, meant: Meant, cells: list[Cell]) -> None:
        footnote = self._footnote(question)
        if part.kind != Kind.ROWS:
            self._put(meant, meant.codes, cells[0], footnote)
            return
        for cell in cells:
            if meant.has_types and (code := self.types.get(cell.row)):
                self._put(meant, {**meant.codes, ARMS_TYPE: code}, cell, footnote)
        total = sum((each.number for each in cells), Decimal(0))
        whole = Cell("", total, cells[0].answer, Made.SUM_OF_ROWS)
        self._put(meant, meant.codes, whole, footnote)

    def _put(
        self, meant: Meant, codes: Mapping[str, str], cell: Cell, footnote: Answer | None
    ) -> None:
        breakdown = canonical(codes)
        # The form's order decides where two questions ask for the same.
        self.figures.setdefault(
            (meant.indicator.pk, breakdown),
            Observation(
                indicator=meant.indicator,
                place_reporter=self.submission.reporter,
                submission=self.submission,
                breakdown=breakdown,
                value=cell.number,
                made=cell.made,
                answer=cell.answer,
                footnote=footnote,
                attachment_id=cell.answer.attachment_id,
                page=cell.answer.page,
                **self.days,
            ),
        )

    def _add_silence(self, question: Question, part: Part, meant: Meant) -> None:
        """Record that there is no number: the question was asked and left it blank (a tick that
        says *no* asks for none), or it was not asked."""
        answer = self._answer_of(question, part)
        is_asked = self.asked[question.key]
        if answer is None or (is_asked and self._says_no(question)):
            return
        answered, why = (
            (Answered.NO_DATA, Why.LEFT_BLANK) if is_asked else (Answered.NOT_ASKED, Why.GATE)
        )
        before = self.without.get(meant.indicator.pk)
        if before is None or before.answered == Answered.NOT_ASKED:
            self.without[meant.indicator.pk] = Availability(
                indicator=meant.indicator,
                reporter=self.submission.reporter,
                submission=self.submission,
                answered=answered,
                why=why,
                answer=answer,
                **self.days,
            )

    def _answer_of(self, question: Question, part: Part) -> Answer | None:
        """The answer on record that says so: of the part, of one of its rows, or else of the
        question."""
        place = (question.key, part.key)
        own = next((each for key, each in self.answers.items() if key[:2] == place), None)
        return own or self.answers.get((question.key, question.main.key, ""))

    def _says_no(self, question: Question) -> bool:
        answer = self.answers.get((question.key, question.main.key, ""))
        return question.main.kind == Kind.TICK and answer is not None and answer.value == "no"

    def _footnote(self, question: Question) -> Answer | None:
        """The text that stands beside the number: the first public one of its question."""
        for part in question.parts:
            if part.kind == Kind.TEXT and part.privacy == Privacy.PUBLIC:
                answer = self.answers.get((question.key, part.key, ""))
                return answer if answer and answer.value else None
        return None


def _cells(rows: Iterable[tuple[str, Answer | None]], column: str | None) -> Iterator[Cell]:
    for row, answer in rows:
        if answer is None or answer.state != AnswerState.ANSWERED:
            continue
        value = answer.value if column is None else (answer.value or {}).get(column)
        if (number := _number(value)) is not None:
            yield Cell(row, number, answer)


def _number(value: Any) -> Decimal | None:
    """What can be a figure: a number that is not negative."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 else None


def refresh(submission: Submission) -> None:
    """Bring what the form gives up to date with its answers; what somebody typed stays and comes
    before it. Only while the report is being written."""
    found = of_form(submission)
    observations = submission.observations.select_related(
        "indicator", "place_reporter", "place_group", "submission"
    )
    _keep_in_step(observations, found.observations, WRITTEN)
    typed = set(
        Observation.objects.filter(submission=submission, answer=None).values_list(
            "indicator", flat=True
        )
    )
    silent = [each for each in found.availability if each.indicator_id not in typed]
    _keep_in_step(
        submission.availability.select_related("indicator", "reporter", "submission"),
        silent,
        ANSWERED_AS,
    )


def _keep_in_step(records: Any, wanted: list[Any], names: tuple[str, ...]) -> None:
    stored = {each.told_apart: each for each in records.all()}
    typed = {key for key, each in stored.items() if each.answer_id is None}
    new = {each.told_apart: each for each in wanted if each.told_apart not in typed}
    for key, each in stored.items():
        if key in typed:
            continue
        if key in new and all(getattr(each, n) == getattr(new[key], n) for n in names):
            del new[key]
        else:
            each.delete()
    if new:
        rows = list(new.values())
        create_with_history(rows, type(rows[0]))
