"""A reporting form as one value: sections, questions, parts, gates, in the order of the paper.

Whoever reads a filled form, shows one or derives from it works with this value and not with
records: it is made from one template in a fixed number of queries (``questionnaires.templates``)
or from a file in the form of ``fixtures/reporting_form.json`` (``from_json``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

Texts = Mapping[str, str]


class Kind(StrEnum):
    """How a part is answered."""

    TICK = "tick"  # one box of ``answers``
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    CHOICES = "choices"  # as many of ``choices`` as apply
    ROWS = "rows"  # a table: fixed ``rows`` or as many as there are, with ``columns``


class Privacy(StrEnum):
    """Who may read what is answered: anybody, the secretariat and the State alone (names,
    addresses, telephones, mailboxes of persons), or those who may read a request for assistance."""

    PUBLIC = "public"
    PRIVATE = "private"
    REQUEST = "request"


YES, NO, DEVELOPING = "yes", "no", "developing"


@dataclass(frozen=True)
class Choice:
    """A box among several, or a fixed row of a table."""

    key: str
    label: Texts


@dataclass(frozen=True)
class Column:
    """A column of a table: its cells are numbers, days or texts. ``measures`` is the stable word
    of what a number counts (``seized``, ``found``, ``surrendered``, ``traced`` …), if it counts."""

    key: str
    label: Texts
    kind: Kind = Kind.TEXT
    measures: str = ""
    privacy: Privacy = Privacy.PUBLIC


@dataclass(frozen=True)
class Part:
    """What is filled in under a question. Keys are unique within the question.

    ``answers`` are the boxes of a tick, in the order of the paper.
    """

    key: str
    kind: Kind
    label: Texts
    privacy: Privacy = Privacy.PUBLIC
    answers: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[Choice, ...] = ()
    measures: str = ""


@dataclass(frozen=True)
class Gate:
    """A question is asked only where an earlier one was answered by one of ``values``."""

    on: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Cited:
    """A paragraph that the form prints beside a question: ``PoA`` ``II.4``, ``ITI`` ``25``."""

    document: str
    paragraph: str


@dataclass(frozen=True)
class Question:
    """``key`` is the same in every version that asks the same; ``number`` is of this version."""

    key: str
    number: str
    text: Texts
    parts: tuple[Part, ...]
    gates: tuple[Gate, ...] = ()
    cites: tuple[Cited, ...] = ()
    certainty: str = ""

    @cached_property
    def main(self) -> Part:
        """The part whose answer is the question's value: the first, its tick where it has one."""
        return self.parts[0]

    def part(self, key: str) -> Part:
        return next(each for each in self.parts if each.key == key)


@dataclass(frozen=True)
class Section:
    key: str
    number: str
    title: Texts
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Form:
    """``languages`` are those in which the form is there whole."""

    key: str
    version: int
    title: Texts
    languages: tuple[str, ...]
    sections: tuple[Section, ...]

    def questions(self) -> Iterator[Question]:
        for section in self.sections:
            yield from section.questions

    @cached_property
    def by_key(self) -> dict[str, Question]:
        return {question.key: question for question in self.questions()}

    @cached_property
    def by_number(self) -> dict[str, Question]:
        return {question.number: question for question in self.questions()}


def is_asked(question: Question, values: Mapping[str, Any]) -> bool:
    """Whether every gate of the question is open, by the values of earlier questions (key → value;
    a list for choices). Only an answer closes a gate: a question that nobody has answered yet
    closes none."""
    return all(_is_open(gate, values.get(gate.on)) for gate in question.gates)


def _is_open(gate: Gate, value: Any) -> bool:
    if value is None or value in ([], ""):
        return True
    answered = value if isinstance(value, list) else [value]
    return bool({str(each) for each in answered} & set(gate.values))


def asked(form: Form, values: Mapping[str, Any]) -> dict[str, bool]:
    """For each question, whether it is asked. A question behind one that is not asked is not
    asked either; its gates point backwards, so one pass is enough."""
    known: dict[str, bool] = {}
    for question in form.questions():
        reached = all(known.get(gate.on, True) for gate in question.gates)
        known[question.key] = reached and is_asked(question, values)
    return known


def from_json(data: Mapping[str, Any]) -> Form:
    """A form from its JSON. Raises KeyError or ValueError where it has not that shape."""
    return Form(
        key=data["key"],
        version=data["version"],
        title=data["title"],
        languages=tuple(data["languages"]),
        sections=tuple(_section(each) for each in data["sections"]),
    )


def _section(data: Mapping[str, Any]) -> Section:
    return Section(
        key=data["key"],
        number=data["number"],
        title=data["title"],
        questions=tuple(question_from_json(each) for each in data["questions"]),
    )


def question_from_json(data: Mapping[str, Any]) -> Question:
    return Question(
        key=data["key"],
        number=data["number"],
        text=data["text"],
        parts=tuple(part_from_json(each) for each in data["parts"]),
        gates=tuple(Gate(each["on"], tuple(each["values"])) for each in data.get("gates", ())),
        cites=tuple(Cited(*each) for each in data.get("cites", ())),
        certainty=data.get("certainty", ""),
    )


def part_from_json(data: Mapping[str, Any]) -> Part:
    return Part(
        key=data["key"],
        kind=Kind(data["kind"]),
        label=data.get("label", {}),
        privacy=Privacy(data.get("privacy", "public")),
        answers=tuple(data.get("answers", ())),
        choices=_choices(data.get("choices", ())),
        columns=tuple(
            Column(
                key=each["key"],
                label=each["label"],
                kind=Kind(each.get("kind", "text")),
                measures=each.get("measures", ""),
                privacy=Privacy(each.get("privacy", "public")),
            )
            for each in data.get("columns", ())
        ),
        rows=_choices(data.get("rows", ())),
        measures=data.get("measures", ""),
    )


def _choices(data: Sequence[Mapping[str, Any]]) -> tuple[Choice, ...]:
    return tuple(Choice(each["key"], each["label"]) for each in data)
