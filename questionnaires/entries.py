"""What is filled in under the questions of a form, as the controls of a page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from questionnaires.answering import Given, Key, fingerprint
from questionnaires.form import Column, Kind, Part, Privacy, Question
from questionnaires.models import Answer, AnswerState


@dataclass(frozen=True)
class Cell:
    """One column of one row, as a control."""

    column: Column
    name: str
    value: str

    @property
    def is_private(self) -> bool:
        return self.column.privacy == Privacy.PRIVATE


@dataclass
class Entry:
    """What is filled in under one part of a question, or in one row of a table."""

    question: Question
    part: Part
    row: str
    answer: Answer | None
    typed: Given | None = None
    problems: list[str] = field(default_factory=list)
    changed_by_others: bool = False

    @property
    def key(self) -> Key:
        return (self.question.key, self.part.key, self.row)

    @property
    def name(self) -> str:
        """What its controls begin with."""
        return ".".join(filter(None, self.key))

    @property
    def value(self) -> Any:
        """What the controls show: what was typed and not saved, or what is recorded."""
        said = self.typed.value if self.typed else self.answer and self.answer.value
        return "" if said is None else said

    @property
    def language(self) -> str:
        return (self.typed or self.answer or Given("", "", "")).language

    @property
    def contains_contact_data(self) -> bool:
        return bool((self.typed or self.answer or Given("", "", "")).contains_contact_data)

    @property
    def seen(self) -> str:
        return fingerprint(self.answer)

    @property
    def is_private(self) -> bool:
        return self.part.privacy == Privacy.PRIVATE

    @property
    def has_language(self) -> bool:
        return self.part.kind == Kind.TEXT and not self.is_private

    @property
    def asks_contact_data(self) -> bool:
        """Whether somebody has to say that a text holds no contact data: a free one that the public
        may come to read."""
        return not self.is_private and holds_text(self.part)

    @property
    def is_waiting(self) -> bool:
        """Whether it was carried over, read in a file or asked again, and nobody has confirmed
        it."""
        answer = self.answer
        return (
            answer is not None
            and not answer.is_confirmed
            and answer.state != AnswerState.NOT_ASKED
            and self.typed is None
        )

    @property
    def cells(self) -> list[Cell]:
        said = self.value if isinstance(self.value, Mapping) else {}
        return [
            Cell(column, f"{self.name}-{number}", str(said.get(column.key, "")))
            for number, column in enumerate(self.part.columns)
        ]


def holds_text(part: Part) -> bool:
    """Whether something may be written freely in a part."""
    columns = [c for c in part.columns if c.kind == Kind.TEXT and c.privacy != Privacy.PRIVATE]
    return part.kind == Kind.TEXT or bool(columns)


@dataclass(frozen=True)
class Group:
    """One part with its controls: one, or those of each row."""

    part: Part
    entries: list[Entry]

    @property
    def name(self) -> str:
        return f"{self.entries[0].question.key}.{self.part.key}" if self.entries else ""

    @property
    def is_table(self) -> bool:
        return self.part.kind == Kind.ROWS

    @property
    def is_open(self) -> bool:
        """A table of as many rows as there are."""
        return self.is_table and not self.part.rows

    @property
    def asks_contact_data(self) -> bool:
        return any(entry.asks_contact_data for entry in self.entries)

    @property
    def problems(self) -> list[str]:
        return [text for entry in self.entries for text in entry.problems]


@dataclass
class Item:
    """One question with all that is filled in under it. ``waits_for`` says for each gate which
    question opens it, and by which answers."""

    question: Question
    groups: list[Group]
    is_asked: bool
    waits_for: list[tuple[str, list[str]]]

    @property
    def entries(self) -> list[Entry]:
        return [entry for group in self.groups for entry in group.entries]

    @property
    def is_waiting(self) -> bool:
        return self.is_asked and any(entry.is_waiting for entry in self.entries)

    @property
    def is_carried_over(self) -> bool:
        return any(e.is_waiting and e.answer and e.answer.is_carried_over for e in self.entries)

    @property
    def problems(self) -> list[str]:
        return [text for entry in self.entries for text in entry.problems]

    @property
    def cites(self) -> str:
        return " · ".join(f"{each.document} {each.paragraph}" for each in self.question.cites)
