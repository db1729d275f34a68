"""What accepting a blank form would write: as a new form, the next version of one, or a language.

The plan is made anew from what was read, what staff corrected and chose, and the records as they
stand; the preview shows it and ``loading`` writes it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from questionnaires import templates
from questionnaires.blank import alike
from questionnaires.blank.alike import Suggestion
from questionnaires.blank.checks import problems_of
from questionnaires.blank.model import Blank, BlankQuestion, Grade, Problem
from questionnaires.models import ReportTemplate
from questionnaires.templates import Loaded

KEY_PATTERN = r"[a-z0-9]+(-[a-z0-9]+)*"
NEW, NEXT, LANGUAGE = "new", "next", "language"


@dataclass
class Continues:
    """The earlier questions that one continues, by key, each with the new answer for old
    answers."""

    earlier: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass
class Choices:
    """Where the form goes. ``template`` is the record that it is the next version of, or gives
    another language to. ``joins`` and ``continues`` hold what staff decided, by place; what they
    did not decide is as suggested."""

    mode: str = NEW
    template: int | None = None
    key: str = ""
    title: str = ""
    source: str = ""
    kinds: list[str] = field(default_factory=list)
    cycles: list[str] = field(default_factory=list)
    joins: dict[str, str] = field(default_factory=dict)
    continues: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)


def choices_to_json(choices: Choices) -> dict[str, Any]:
    return asdict(choices)


def choices_from_json(data: Mapping[str, Any]) -> Choices:
    return Choices(**data)


@dataclass
class PlannedQuestion:
    """One question of the plan. ``place`` counts all questions read from 0; ``joins`` is the key of
    the question on record that it translates; ``continues`` has, by the key of an earlier question,
    its answers and those of now."""

    place: int
    section: str
    question: BlankQuestion
    joins: str = ""
    continues: dict[str, dict[str, str]] = field(default_factory=dict)
    suggestions: list[Suggestion] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class Plan:
    blank: Blank
    choices: Choices
    template: ReportTemplate | None
    loaded: Loaded | None
    rows: list[PlannedQuestion]
    problems: list[Problem]

    @property
    def errors(self) -> list[Problem]:
        return [each for each in self.problems if each.grade == Grade.ERROR]

    @property
    def taken(self) -> list[PlannedQuestion]:
        return [row for row in self.rows if not row.question.left_out]


def plan_of(blank: Blank, choices: Choices) -> Plan:
    """What accepting ``blank`` would write. Six queries at most, however many questions."""
    template = None
    if choices.mode != NEW and choices.template:
        template = ReportTemplate.objects.filter(pk=choices.template).first()
    loaded = templates.load(template) if template else None
    rows = [
        PlannedQuestion(place, section.number, question)
        for place, (section, question) in enumerate(
            (section, question) for section in blank.sections for question in section.questions
        )
    ]
    if loaded and choices.mode == LANGUAGE:
        _join(rows, loaded, choices)
    elif loaded:
        _continue(rows, loaded, choices, blank.language)
    plan = Plan(blank, choices, template, loaded, rows, list(blank.problems))
    plan.problems += problems_of(blank)
    plan.problems += _of_target(plan)
    for row in plan.rows:
        row.problems = [p for p in plan.problems if p.question == row.question.number]
    return plan


def _join(rows: list[PlannedQuestion], loaded: Loaded, choices: Choices) -> None:
    suggested = alike.joined([row.question for row in rows], loaded.form)
    for row in rows:
        row.joins = choices.joins.get(str(row.place), suggested.get(row.place, ""))


def _continue(rows: list[PlannedQuestion], loaded: Loaded, choices: Choices, language: str) -> None:
    found = alike.suggestions([row.question for row in rows], loaded.form, language)
    for row in rows:
        row.suggestions = found[row.place]
        decided = choices.continues.get(str(row.place))
        if decided is None:
            decided = {each.earlier: {} for each in row.suggestions if each.is_same}
        row.continues = {key: value for key, value in decided.items() if key in loaded.form.by_key}


def _of_target(plan: Plan) -> Iterator[Problem]:
    choices = plan.choices
    if not plan.blank.language:
        return
    if choices.mode == NEW:
        yield from _of_new(choices)
        return
    if plan.template is None:
        yield Problem("form_needed", Grade.ERROR)
        return
    if choices.mode == LANGUAGE:
        yield from _of_joins(plan)
    else:
        yield from _of_continuations(plan)


def _of_new(choices: Choices) -> Iterator[Problem]:
    if not choices.title:
        yield Problem("title_needed", Grade.ERROR)
    if not choices.key or not re.fullmatch(KEY_PATTERN, choices.key):
        yield Problem("key_needed", Grade.ERROR)
    elif ReportTemplate.objects.filter(key=choices.key).exists():
        yield Problem("key_taken", Grade.ERROR, {"key": choices.key})


def _of_joins(plan: Plan) -> Iterator[Problem]:
    """What does not fit between a form and its translation."""
    form = plan.loaded.form if plan.loaded else None
    if form is None:
        return
    counted = Counter(row.joins for row in plan.taken if row.joins)
    for row in plan.taken:
        record = form.by_key.get(row.joins)
        question = row.question
        at: dict[str, Any] = _place(question)
        if record is None:
            yield Problem("joins_nothing", Grade.WARNING, **at)
        elif counted[row.joins] > 1:
            yield Problem("joined_twice", Grade.ERROR, {"number": record.number}, **at)
        elif record.number != question.number:
            yield Problem("joined_by_likeness", Grade.WARNING, {"number": record.number}, **at)
        elif alike.shape(question) != alike.shape(record):
            yield Problem("joined_but_differs", Grade.WARNING, {"number": record.number}, **at)
    for record in form.questions():
        if record.key not in counted:
            yield Problem("not_in_the_file", Grade.WARNING, {"number": record.number})


def _place(question: BlankQuestion) -> dict[str, Any]:
    return {"page": question.page, "line": question.line, "question": question.number}


def _of_continuations(plan: Plan) -> Iterator[Problem]:
    """Earlier answers that have no answer now, and earlier questions that nothing continues."""
    form = plan.loaded.form if plan.loaded else None
    if form is None:
        return
    continued = {key for row in plan.taken for key in row.continues}
    for row in plan.taken:
        question = row.question
        now = set(question.parts[0].answers) if question.parts else set()
        for key, value_map in row.continues.items():
            for answer in form.by_key[key].main.answers:
                if answer not in now and value_map.get(answer) not in now:
                    params = {"number": form.by_key[key].number, "answer": answer}
                    at: dict[str, Any] = _place(question)
                    yield Problem("answer_not_continued", Grade.NOTE, params, **at)
    for record in form.questions():
        if record.key not in continued:
            yield Problem("not_continued", Grade.NOTE, {"number": record.number})
