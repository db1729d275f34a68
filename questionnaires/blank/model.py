"""A blank form as it was read: texts in its one language, every question with its place.

Gates name questions by number, which is all that paper has; keys are given when it is accepted.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from questionnaires.form import Kind, Privacy


class Grade(StrEnum):
    """An error keeps a form from being accepted; the rest is to be looked at."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass
class Problem:
    """What was not understood or is wrong, with its place; ``question`` is a number, or empty."""

    code: str
    grade: Grade = Grade.WARNING
    params: dict[str, Any] = field(default_factory=dict)
    page: int = 0
    line: int = 0
    question: str = ""


@dataclass
class BlankColumn:
    label: str
    kind: Kind = Kind.TEXT
    measures: str = ""


@dataclass
class BlankPart:
    """A part without its keys. ``answers`` of a tick, ``choices``, ``columns`` and ``rows``."""

    kind: Kind
    label: str = ""
    privacy: Privacy = Privacy.PUBLIC
    answers: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    columns: list[BlankColumn] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    measures: str = ""


@dataclass
class BlankGate:
    on: str
    values: list[str]


@dataclass
class BlankQuestion:
    number: str
    text: str
    parts: list[BlankPart] = field(default_factory=list)
    gates: list[BlankGate] = field(default_factory=list)
    cites: list[list[str]] = field(default_factory=list)
    page: int = 0
    line: int = 0
    left_out: bool = False

    @property
    def tick(self) -> BlankPart | None:
        """The part that decides what is asked next: its first tick."""
        return next((part for part in self.parts if part.kind == Kind.TICK), None)


@dataclass
class BlankSection:
    number: str
    title: str
    questions: list[BlankQuestion] = field(default_factory=list)


@dataclass
class Left:
    """A text that is no part of a question, and why: ``introduction``, ``instruction`` or
    ``page``."""

    reason: str
    text: str
    page: int = 0
    line: int = 0


@dataclass
class Blank:
    language: str
    sections: list[BlankSection] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    title: str = ""

    def questions(self) -> Iterator[BlankQuestion]:
        for section in self.sections:
            yield from section.questions

    def taken(self) -> list[BlankQuestion]:
        """The questions that go on record, in their order."""
        return [question for question in self.questions() if not question.left_out]

    def left_of(self, reason: str) -> list[Left]:
        return [each for each in self.left if each.reason == reason]

    def find(self, place: int) -> BlankQuestion | None:
        """The question at a place, counted from 0 over all sections."""
        return dict(enumerate(self.questions())).get(place)


def to_json(blank: Blank) -> dict[str, Any]:
    """``blank`` as plain lists and dictionaries."""
    return asdict(blank)


def from_json(data: dict[str, Any]) -> Blank:
    """The opposite of ``to_json``."""
    return Blank(
        data["language"],
        [_section(each) for each in data["sections"]],
        [Problem(**{**each, "grade": Grade(each["grade"])}) for each in data["problems"]],
        [Left(**each) for each in data["left"]],
        data["title"],
    )


def _section(data: dict[str, Any]) -> BlankSection:
    return BlankSection(
        data["number"], data["title"], [_question(each) for each in data["questions"]]
    )


def _question(data: dict[str, Any]) -> BlankQuestion:
    return BlankQuestion(
        **{
            **data,
            "parts": [part_from_json(each) for each in data["parts"]],
            "gates": [BlankGate(**each) for each in data["gates"]],
        }
    )


def part_from_json(data: dict[str, Any]) -> BlankPart:
    return BlankPart(
        **{
            **data,
            "kind": Kind(data["kind"]),
            "privacy": Privacy(data["privacy"]),
            "columns": [
                BlankColumn(each["label"], Kind(each["kind"]), each["measures"])
                for each in data["columns"]
            ],
        }
    )
