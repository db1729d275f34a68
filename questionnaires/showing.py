"""What a report answers in its form, as words to be read, by section."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from questionnaires import answering
from questionnaires.form import Kind, Part, Privacy, Question, Section
from questionnaires.models import Answer, AnswerState
from questionnaires.templates import Loaded
from questionnaires.words import choice_word, column_word, label_of, tick_word
from reports.models import Submission


@dataclass(frozen=True)
class ShownPart:
    """One part with what is answered there. ``lines`` are the words (one, or those that apply);
    ``head`` and ``rows`` are a table's. ``language`` is that of a text of the report's own.
    ``is_public``: anybody may read it once the report is public."""

    label: str
    lines: list[str]
    language: str
    head: list[str]
    rows: list[list[str]]
    is_public: bool
    is_private: bool
    is_waiting: bool


@dataclass(frozen=True)
class ShownQuestion:
    question: Question
    parts: list[ShownPart]


@dataclass(frozen=True)
class ShownSection:
    section: Section
    questions: list[ShownQuestion] = field(default_factory=list)


def sections(submission: Submission, loaded: Loaded) -> list[ShownSection]:
    """The questions that are answered, by section, with every part: for staff and the reporter's
    own. Sections without any are left out. One query."""
    answers: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    for (question, part, _row), answer in answering.answers_of(submission, loaded).items():
        if answer.state == AnswerState.ANSWERED and answer.value is not None:
            answers[question, part].append(answer)
    found = []
    for section in loaded.form.sections:
        shown = [_question(question, answers) for question in section.questions]
        if answered := [each for each in shown if each.parts]:
            found.append(ShownSection(section, answered))
    return found


def is_for_everybody(part: Part, answer: Answer) -> bool:
    """As ``PUBLIC_ROWS`` says it in the database."""
    is_open = part.privacy == Privacy.PUBLIC and answer.is_confirmed
    return is_open and answer.contains_contact_data is False


def _question(question: Question, answers: Mapping[tuple[str, str], list[Answer]]) -> ShownQuestion:
    parts = [
        _part(part, said)
        for part in question.parts
        if (said := answers.get((question.key, part.key)))
    ]
    return ShownQuestion(question, parts)


def _part(part: Part, answers: list[Answer]) -> ShownPart:
    rows: list[list[str]] = []
    if part.kind == Kind.ROWS:
        named = bool(part.rows)
        for answer in _in_order(part, answers):
            cells = [str((answer.value or {}).get(column.key, "")) for column in part.columns]
            rows.append([choice_word(part.rows, answer.row) if named else answer.row, *cells])
    return ShownPart(
        label=str(label_of(part)),
        lines=[] if rows else words_of(part, answers[0].value),
        language=answers[0].language if part.kind == Kind.TEXT else "",
        head=[column_word(column) for column in part.columns],
        rows=rows,
        is_public=all(is_for_everybody(part, answer) for answer in answers),
        is_private=part.privacy == Privacy.PRIVATE,
        is_waiting=any(not answer.is_confirmed for answer in answers),
    )


def _in_order(part: Part, answers: list[Answer]) -> list[Answer]:
    place = {choice.key: number for number, choice in enumerate(part.rows)}

    def order(answer: Answer) -> tuple[int, str]:
        number = int(answer.row) if answer.row.isdecimal() else len(place)
        return (place.get(answer.row, number), answer.row)

    return sorted(answers, key=order)


def words_of(part: Part, value: Any) -> list[str]:
    """A value as its reader's words: of a tick its box, of choices those that apply."""
    if part.kind == Kind.TICK:
        return [tick_word(str(value))]
    if part.kind == Kind.CHOICES:
        return [choice_word(part.choices, key) for key in value]
    return [str(value)]
