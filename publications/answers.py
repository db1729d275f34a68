"""Answers of reports in their form, as anybody may read them.

``PUBLIC_ROWS`` selects these answers; the columns of a table have a privacy of their own. An answer
that exists but is not public is never shown as *left blank*.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common import dates
from common.database.made_once import made_once
from common.multilingual import localise
from questionnaires import templates
from questionnaires.form import Kind, Part, Privacy, Question, Section
from questionnaires.models import Answer, AnswerState, ReportTemplate, ResponseSource
from questionnaires.models.answers import PUBLIC_ROWS
from questionnaires.sources import said
from reports.models import Response, Submission

# The state of an answer that is not public.
NOT_PUBLIC = "not_public"


@dataclass(frozen=True)
class Piece:
    """A public answer under one part: a line, or a text in the report's own words, in ``language``.
    ``label`` is empty for the value of the question."""

    label: str
    words: str
    language: str = ""
    is_text: bool = False


def pieces_of(question: Question, answers: Iterable[tuple[str, Answer]]) -> list[Piece]:
    """The public answers under one question, in the order of the form; a table gives a line for
    each row. ``answers`` come with the key of their part. No query."""
    by_part: dict[str, list[Answer]] = defaultdict(list)
    for key, answer in answers:
        if answer.state == AnswerState.ANSWERED and answer.value is not None:
            by_part[key].append(answer)
    return [
        piece
        for part in question.parts
        if part.privacy == Privacy.PUBLIC
        for answer in sorted(by_part[part.key], key=lambda each: _row_place(part, each.row))
        if (piece := _piece(question, part, answer)).words
    ]


def _row_place(part: Part, row: str) -> tuple[int, str]:
    """Fixed rows in the order of the form, others by their number."""
    fixed = [each.key for each in part.rows]
    if row in fixed:
        return (fixed.index(row), row)
    return (len(fixed) + (int(row) if row.isascii() and row.isdigit() else 0), row)


def _piece(question: Question, part: Part, answer: Answer) -> Piece:
    is_value = part.key == question.main.key
    label = "" if is_value else str(localise(part.label))
    words = said(part, answer, for_staff=False)
    if part.kind == Kind.ROWS:
        rows = {each.key: str(localise(each.label)) for each in part.rows}
        return Piece(rows.get(answer.row, label), words, answer.language)
    if part.kind == Kind.DATE:
        words = dates.day(datetime.date.fromisoformat(answer.value))
    is_text = part.kind == Kind.TEXT
    return Piece(label, words, answer.language if is_text else "", is_text=is_text)


@dataclass(frozen=True)
class Answered:
    """One question in one report. ``value`` is the answer in words, empty if there is no public
    one; ``pieces`` are all other answers under the question. ``supports`` are the report's
    responses that rest on it, each with the role of the answer (main or not)."""

    question: Question
    state: str
    value: str
    pieces: list[Piece]
    supports: list[tuple[Response, str]]
    page: int | None

    @property
    def is_answered(self) -> bool:
        return self.state == AnswerState.ANSWERED

    @property
    def state_words(self) -> str:
        """The words of a page in place of an answer."""
        if self.state == NOT_PUBLIC:
            return _("not public")
        return str(AnswerState(self.state).label)


@dataclass(frozen=True)
class AnsweredSection:
    """The questions of one section that the report was asked. ``is_open`` shows texts whole."""

    section: Section
    answers: list[Answered]
    is_open: bool

    @property
    def answered(self) -> int:
        """The number of questions with an answer, public or not."""
        return sum(each.state in (AnswerState.ANSWERED, NOT_PUBLIC) for each in self.answers)


@dataclass(frozen=True)
class AnsweredForm:
    template: ReportTemplate
    sections: list[AnsweredSection]

    @cached_property
    def places(self) -> dict[str, str]:
        """The place of each question that was asked on the page of the report, by its number in
        this form: its section, to be unfolded, and its anchor."""
        return {
            each.question.number: f"{section.section.key}#question-{each.question.key}"
            for section in self.sections
            for each in section.answers
        }


def answered_form(
    submission: Submission, responses: Iterable[Response] = (), open_section: str = ""
) -> AnsweredForm | None:
    """The answers of a report, section by section; None if it answers no form. ``responses`` are
    the report's responses that the page shows. Nine queries at most, however many questions."""
    states: dict[int, set[str]] = defaultdict(set)
    for part, state in _states(submission.pk):
        states[part].add(state)
    if not states:
        return None
    [template] = _template_with(next(iter(states)))
    report = _Report(
        templates.load(template),
        states,
        _public(submission.pk),
        _supports(submission, responses),
    )
    sections = [
        AnsweredSection(section, list(report.asked(section)), section.key == open_section)
        for section in report.loaded.form.sections
    ]
    return AnsweredForm(template, [each for each in sections if each.answers])


@made_once
def _states(submission: Any) -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = Answer.objects.filter(submission=submission)
    return found.values_list("part", "state")


@made_once
def _template_with(part: Any) -> "QuerySet[ReportTemplate]":
    return ReportTemplate.objects.filter(questions__parts=part)


@made_once
def _public(submission: Any) -> "QuerySet[Answer]":
    return Answer.objects.filter(PUBLIC_ROWS, submission=submission).order_by("pk")


def _supports(
    submission: Submission, responses: Iterable[Response]
) -> dict[int, list[tuple[Response, str]]]:
    """For each answer, the responses that rest on it, in the order of ``responses``. One query."""
    shown = {response.pk: (place, response) for place, response in enumerate(responses)}
    links = _links(submission.pk)
    found = defaultdict(list)
    for answer, response, role in sorted(links, key=lambda each: shown.get(each[1], (0,))[0]):
        if response in shown:
            found[answer].append((shown[response][1], role))
    return dict(found)


@made_once
def _links(submission: Any) -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = ResponseSource.objects.filter(
        response__submission=submission, answer__isnull=False
    )
    return found.values_list("answer", "response", "role")


@dataclass
class _Report:
    loaded: templates.Loaded
    states: Mapping[int, set[str]]
    public: list[Answer]
    supports: Mapping[int, list[tuple[Response, str]]]
    by_part: dict[int, list[Answer]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for answer in self.public:
            self.by_part[answer.part_id].append(answer)

    def asked(self, section: Section) -> Iterator[Answered]:
        for question in section.questions:
            main = self.loaded.part_ids[question.key, question.main.key]
            if AnswerState.NOT_ASKED not in self.states.get(main, ()):
                yield self._answered(question, main)

    def _answered(self, question: Question, main: int) -> Answered:
        given = [
            (part.key, answer)
            for part in question.parts
            for answer in self.by_part[self.loaded.part_ids[question.key, part.key]]
        ]
        pieces = pieces_of(question, given)
        values = [each for each in self.by_part[main] if each.state == AnswerState.ANSWERED]
        is_line = question.main.kind not in (Kind.TEXT, Kind.ROWS)
        is_first = bool(values) and is_line and bool(pieces)
        return Answered(
            question,
            self._state(question, main, values),
            pieces[0].words if is_first else "",
            pieces[1:] if is_first else pieces,
            [each for value in values for each in self.supports.get(value.pk, [])],
            values[0].page if values else None,
        )

    def _state(self, question: Question, main: int, values: list[Answer]) -> str:
        if question.main.privacy != Privacy.PUBLIC:
            return NOT_PUBLIC
        if values:
            return AnswerState.ANSWERED
        stored = self.states.get(main, set())
        if AnswerState.ANSWERED in stored:
            return NOT_PUBLIC
        return AnswerState.UNREAD if AnswerState.UNREAD in stored else AnswerState.BLANK
