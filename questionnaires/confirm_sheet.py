"""What somebody who confirms a report's answers looks at: its fields, questions and sections."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from common.multilingual import localise
from questionnaires.answering import fingerprint
from questionnaires.contact_data import holds_text, is_likely
from questionnaires.form import Choice, Column, Kind, Part, Privacy, Question, Section
from questionnaires.models import (
    Answer,
    AnswerOrigin,
    AnswerState,
    Reading,
    ReadingCertainty,
)
from questionnaires.sources import said
from questionnaires.templates import Loaded
from reports.models import Attachment, Submission

# What the box "confirmed" of a question sends: looked at by itself, or with its whole section.
ALONE, AT_ONCE = "1", "section"
# Sent with a question that somebody else changed first: which of the two versions is to stand.
WHOSE, THEIRS = "whose", "theirs"
# Empty rows that a table without fixed rows is shown with, beyond those that are filled in.
FREE_ROWS = 2
YES, NO = "yes", "no"


def _digest(said: Any) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:12]


@dataclass
class Field:
    """One answer on the page: a part of a question, or one row of a table. ``name`` is that of its
    controls; those of boxes and cells end in ``~`` and their key, further ones in ``:contact`` and
    ``:blank``."""

    question: Question
    part: Part
    row: str
    answer: Answer | None
    label: Any = ""
    # What was posted instead, while it is not recorded.
    posted: Mapping[str, str] | None = None

    @property
    def name(self) -> str:
        return f"{self.question.key}.{self.part.key}.{self.row}"

    @property
    def row_label(self) -> str:
        """A fixed row by its label, others by their number."""
        return str(localise(self.label)) if isinstance(self.label, Mapping) else self.row

    @property
    def is_main(self) -> bool:
        return self.part is self.question.main

    @property
    def is_whole_table(self) -> bool:
        """Whether the field stands for a table as a whole, which is blank or was not read; rows
        have fields of their own."""
        return self.part.kind == Kind.ROWS and not self.row

    @property
    def is_unread(self) -> bool:
        return self.answer is not None and self.answer.state == AnswerState.UNREAD

    @property
    def is_uncertain(self) -> bool:
        answer = self.answer
        return answer is not None and answer.certainty == ReadingCertainty.UNCERTAIN

    @property
    def is_private(self) -> bool:
        return self.part.privacy == Privacy.PRIVATE

    @property
    def asks_contact(self) -> bool:
        """Whether the page asks if it contains contact data: not of a private part."""
        return holds_text(self.part) and not self.is_private and not self.is_whole_table

    @property
    def stored(self) -> Any:
        return self.answer.value if self.answer else None

    @cached_property
    def shown(self) -> Any:
        """What its controls show: a text; of boxes the list of their keys; of a row its cells."""
        return self._plain(self.stored if self.posted is None else self.read(self.posted))

    def _plain(self, value: Any) -> Any:
        if self.part.kind == Kind.CHOICES:
            return [str(each) for each in value or ()]
        if self.part.kind == Kind.ROWS:
            cells = value or {}
            return {column.key: str(cells.get(column.key, "")) for column in self.part.columns}
        return "" if value is None else str(value)

    def read(self, posted: Mapping[str, str]) -> Any:
        """What its controls say."""

        def text(name: str) -> str:
            return posted.get(name, "").replace("\r\n", "\n").replace("\x00", "")

        if self.part.kind == Kind.CHOICES:
            boxes = [choice.key for choice in self.part.choices]
            return [key for key in boxes if posted.get(f"{self.name}~{key}")]
        if self.is_whole_table:
            return {}
        if self.part.kind == Kind.ROWS:
            return {each.key: text(f"{self.name}~{each.key}") for each in self.part.columns}
        return text(self.name)

    @property
    def contact(self) -> str:
        if self.posted is not None:
            return self.posted.get(f"{self.name}:contact", "")
        known = self.answer.contains_contact_data if self.answer and self.stored else None
        return "" if known is None else (YES if known else NO)

    @property
    def looks_like_contact(self) -> bool:
        return self.asks_contact and is_likely(self.shown)

    @property
    def seen(self) -> list[str]:
        """The fingerprint of its answer, a digest of what its controls show, and the mark of
        contact data."""
        stored = Field(self.question, self.part, self.row, self.answer)
        return [fingerprint(self.answer), _digest(stored.shown), stored.contact]

    def was_touched(self, posted: Mapping[str, str], seen: Any) -> bool:
        shown, was_said = seen[1:3] if isinstance(seen, list) and len(seen) > 2 else ("", "")
        said = posted.get(f"{self.name}:contact", "")
        is_said = self.asks_contact and said not in ("", was_said)
        is_marked = bool(posted.get(f"{self.name}:blank"))
        return is_marked or is_said or shown != _digest(self._plain(self.read(posted)))

    @property
    def boxes(self) -> list[tuple[Choice, bool]]:
        return [(choice, choice.key in self.shown) for choice in self.part.choices]

    @property
    def cells(self) -> list[tuple[Column, str]]:
        if self.is_whole_table:
            return []
        return [(column, self.shown[column.key]) for column in self.part.columns]

    def place(self, main: Answer | None) -> str:
        """The file and page that it was read on, as ``file:page``; page 0 for a file without; empty
        for an answer that was typed without a file."""
        answer = self.answer if self.answer and self.answer.attachment_id else main
        if answer is None or not answer.attachment_id:
            return ""
        page = answer.page or (main.page if main else None) or 0
        return f"{answer.attachment_id}:{page}"


@dataclass
class ConfirmRow:
    """One question."""

    question: Question
    fields: list[Field]
    is_asked: bool = True
    problems: list[str] = field(default_factory=list)
    changed_by_others: bool = False
    # Whether what was posted of it is not recorded yet.
    is_typed: bool = False

    @property
    def key(self) -> str:
        return self.question.key

    @property
    def main(self) -> Answer | None:
        return next((each.answer for each in self.fields if each.is_main and each.answer), None)

    @property
    def answers(self) -> list[Answer]:
        return [each.answer for each in self.fields if each.answer is not None]

    @property
    def is_confirmed(self) -> bool:
        return bool(self.answers) and all(each.is_confirmed for each in self.answers)

    @property
    def is_open(self) -> bool:
        """Somebody has still to confirm it."""
        return self.is_asked and not self.is_confirmed

    @property
    def confirmed_by(self) -> list[Answer]:
        """An answer of each person who confirmed a part of it."""
        return list({each.confirmed_by_id: each for each in self.answers}.values())

    @property
    def seen(self) -> str:
        said: dict[str, Any] = {each.name: each.seen for each in self.fields}
        return json.dumps({**said, "": self.is_confirmed}, sort_keys=True)

    @property
    def values(self) -> dict[str, Any]:
        """What the controls would show of what is recorded, for the choice between two people."""
        found: dict[str, Any] = {}
        for each in self.fields:
            stored = Field(each.question, each.part, each.row, each.answer)
            if each.part.kind == Kind.CHOICES:
                found |= {f"{each.name}~{c.key}": c.key if on else "" for c, on in stored.boxes}
            elif each.part.kind == Kind.ROWS:
                found |= {f"{each.name}~{c.key}": text for c, text in stored.cells}
            else:
                found[each.name] = stored.shown
            if each.asks_contact:
                found[f"{each.name}:contact"] = stored.contact
        return {**found, f"{self.key}-confirmed": ALONE if self.is_confirmed else ""}

    @property
    def values_as_json(self) -> str:
        return json.dumps(self.values)

    @property
    def recorded(self) -> list[tuple[str, str]]:
        """What is recorded, by the label of its part, for people."""
        return [
            (str(localise(each.part.label)) or self.question.number, said(each.part, each.answer))
            for each in self.fields
            if each.answer is not None
        ]

    @property
    def places(self) -> set[str]:
        return {place for each in self.fields if (place := each.place(self.main))}

    @property
    def place(self) -> str:
        """Where it stands in the file, as ``file:page``."""
        return next((place for each in self.fields if (place := each.place(self.main))), "")

    @property
    def region(self) -> str:
        """Where on that page, in points; empty where that is not known."""
        regions = (each.answer.region for each in self.fields if each.answer and each.answer.region)
        return ",".join(str(number) for number in next(regions, []))

    @property
    def is_unread(self) -> bool:
        return any(each.is_unread for each in self.fields)

    @property
    def is_uncertain(self) -> bool:
        return any(each.is_uncertain for each in self.fields)

    @property
    def looks_like_contact(self) -> bool:
        return any(each.looks_like_contact and not each.contact for each in self.fields)

    @property
    def is_carried_over(self) -> bool:
        return any(each.is_carried_over for each in self.answers)

    @property
    def may_go_at_once(self) -> bool:
        """Whether it may be confirmed with its whole section once its pages were shown."""
        is_typed = any(each.origin == AnswerOrigin.TYPED for each in self.answers)
        by_hand = not self.main or not self.places or is_typed
        doubts = (self.is_unread, self.is_uncertain, self.looks_like_contact, self.is_carried_over)
        return not by_hand and not any(doubts)


@dataclass
class Chapter:
    """The rows of one section."""

    section: Section
    rows: list[ConfirmRow]

    @property
    def open_count(self) -> int:
        return sum(row.is_open for row in self.rows)


@dataclass
class Sheet:
    """All questions of a report's form."""

    submission: Submission
    loaded: Loaded
    reading: Reading | None
    rows: list[ConfirmRow]
    problems: list[str] = field(default_factory=list)
    is_too_late: bool = False

    @cached_property
    def attachments(self) -> list[Attachment]:
        return list(self.submission.attachments.all())

    @property
    def chapters(self) -> Iterator[Chapter]:
        by_key = {row.key: row for row in self.rows}
        for section in self.loaded.form.sections:
            yield Chapter(section, [by_key[each.key] for each in section.questions])

    @property
    def asked(self) -> list[ConfirmRow]:
        return [row for row in self.rows if row.is_asked]

    @property
    def confirmed_count(self) -> int:
        return sum(row.is_confirmed for row in self.asked)

    @property
    def first_open(self) -> ConfirmRow | None:
        return next((row for row in self.rows if row.is_open), None)

    @property
    def is_done(self) -> bool:
        return self.first_open is None

    @property
    def unread(self) -> list[ConfirmRow]:
        return [row for row in self.asked if row.is_open and row.is_unread]

    @property
    def uncertain(self) -> list[ConfirmRow]:
        waiting = [row for row in self.asked if row.is_open and not row.is_unread]
        return [row for row in waiting if row.is_uncertain]

    @property
    def wrong_rows(self) -> list[ConfirmRow]:
        return [row for row in self.rows if row.problems]

    @property
    def language(self) -> str:
        """The language of what is typed: that of the reading, or the report's only one."""
        languages = self.submission.languages
        only = str(languages[0]) if len(languages) == 1 else ""
        return (self.reading.language if self.reading else "") or only
