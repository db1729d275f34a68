"""Reading a form's workbook that came back (``questionnaires.workbook``): every difference and
every problem by sheet and cell; all of it is accepted or nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl.utils import get_column_letter

from common.errors import field_error
from common.multilingual import LANGUAGE_NAMES
from common.search import normalise
from questionnaires import answering
from questionnaires.answering import Given, fingerprint
from questionnaires.entries import Entry
from questionnaires.filling import language_of_texts
from questionnaires.form import NO, YES, Column, Kind, Part, Privacy, Question
from questionnaires.models import Answer, AnswerOrigin
from questionnaires.templates import Loaded
from questionnaires.values import cleaned, is_empty
from questionnaires.words import TICKS, tick_word
from questionnaires.workbook import Said, asks_contact_data, said_in
from questionnaires.workbook_layout import (
    ABOUT,
    CONTACT,
    FIRST_ROW,
    KEY,
    LANGUAGE,
    MARK,
    VALUE,
    VERSION,
    place_of,
)
from reports.attachments.sheets import Sheets
from reports.coding.offline import (
    Problem,
    flat,
    opened,
    text_of,
)
from reports.models import Submission

# How much of one sheet is read.
MOST_ROWS, MOST_COLUMNS = 5000, 40


@dataclass(frozen=True)
class Line:
    """One row of a sheet that has a key, and where it stands."""

    sheet: str
    number: int
    cells: Sequence[Any]

    def text(self, column: int) -> str:
        return flat(text_of(self.cells[column - 1])) if column <= len(self.cells) else ""

    def problem(self, message: str, column: int) -> Problem:
        return Problem(message, self.sheet, f"{get_column_letter(column)}{self.number}")

    def wrong_cells(self, columns: Iterable[int]) -> Iterator[Problem]:
        for column in columns:
            kind = self.cells[column - 1].data_type if column <= len(self.cells) else ""
            if kind == "f":
                yield self.problem(_("It holds a formula. Write the text itself."), column)
            elif kind == "e":
                yield self.problem(_("It holds an error of the spreadsheet."), column)


@dataclass(frozen=True)
class Change:
    """One part under which the workbook says something else than the report. ``is_newer_here``
    tells that somebody saved something there since the workbook was handed out."""

    entry: Entry
    theirs: Entry
    given: Given
    is_newer_here: bool
    line: Line


@dataclass
class Reading:
    """What a workbook that came back would change, and everything that is wrong with it. With a
    problem nothing of it can be accepted."""

    digest: str = ""
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def given(self) -> list[Given]:
        return [change.given for change in self.changes]


def read(submission: Submission, loaded: Loaded, upload: "File[Any]", *, by: Any) -> Reading:
    """Compare a workbook with the report as it stands; nothing is changed. Raises ValidationError
    (``file``) for a file that is no workbook of this report's form, and PermissionDenied."""
    book, digest = opened(upload, rows=MOST_ROWS, columns=MOST_COLUMNS)
    _refuse_other(book, submission, loaded)
    reading = _Comparison(submission, loaded).of(lines_of(book))
    reading.digest = digest
    reading.problems += _refusals(submission, loaded, reading, by=by)
    return reading


def _refuse_other(book: Sheets, submission: Submission, loaded: Loaded) -> None:
    no_form = field_error("file", _("This is no form of the tracker."), "no_form")
    about = next((each for each in book.sheets if each.title == ABOUT), None)
    if about is None:
        raise no_form
    rows = [row[:2] for row in about.rows[:4]]
    said = {str(row[0].value): str(row[1].value) for row in rows if len(row) == 2}
    if "version" not in said or "reference" not in said:
        raise no_form
    if said["reference"] != submission.reference:
        message = _("This is the form of %(other)s, not of %(this)s.")
        message %= {"other": said["reference"][:60], "this": submission.reference}
        raise field_error("file", message, "other_form")
    expected = (VERSION, loaded.form.key, str(loaded.form.version))
    if (said["version"], said.get("form"), said.get("form version")) != expected:
        message = _("This form is of an older kind. Download it again.")
        raise field_error("file", message, "old_form")


def lines_of(book: Sheets) -> Iterator[Line]:
    """Every row with a key, on whichever sheet it stands."""
    for sheet in book.sheets:
        if sheet.title == ABOUT:
            continue
        for number, cells in enumerate(sheet.rows[FIRST_ROW - 1 :], start=FIRST_ROW):
            if cells and cells[0].value is not None:
                yield Line(sheet.title, number, cells)


class _Comparison:
    """A workbook beside the report, line by line."""

    def __init__(self, submission: Submission, loaded: Loaded) -> None:
        self.loaded = loaded
        self.answers = answering.answers_of(submission, loaded)
        self.default_language = language_of_texts(submission)
        self.words = known_words()
        self.reading = Reading()
        self.seen: set[str] = set()

    def of(self, lines: Iterable[Line]) -> Reading:
        boxes: dict[tuple[str, str], list[tuple[Line, str]]] = {}
        for line in lines:
            key, _hash, choice = line.text(KEY).partition("#")
            found = place_of(self.loaded.form, key, choice)
            if found is None or line.text(KEY) in self.seen:
                message = _("The key in the hidden column A is not one of this form, or is twice.")
                self.reading.problems.append(line.problem(message, KEY))
                continue
            self.seen.add(line.text(KEY))
            question, part, row = found
            if part.kind == Kind.CHOICES:
                boxes.setdefault((question.key, part.key), []).append((line, choice))
            else:
                self.line(line, question, part, row)
        for (key, name), found_boxes in boxes.items():
            self.choices(self.loaded.form.by_key[key], name, found_boxes)
        return self.reading

    def line(self, line: Line, question: Question, part: Part, row: str) -> None:
        last = VALUE + len(part.columns) if part.kind == Kind.ROWS else CONTACT
        problems = list(line.wrong_cells(range(VALUE, last + 1)))
        said = self.row(line, part, problems) if part.columns else self.one(line, part, problems)
        self.add(line, (question, part, row), said, problems)

    def one(self, line: Line, part: Part, problems: list[Problem]) -> Said:
        text = line.text(VALUE)
        if part.kind == Kind.TICK:
            return Said(self.word(line, VALUE, "tick", problems))
        if part.kind != Kind.TEXT or part.privacy == Privacy.PRIVATE:
            return Said(text)
        language = self.word(line, LANGUAGE, "language", problems)
        contact = self.word(line, CONTACT, "tick", problems) == YES
        return Said(text, language, contact)

    def row(self, line: Line, part: Part, problems: list[Problem]) -> Said:
        cells = {}
        for place, column in enumerate(part.columns, VALUE):
            if text := line.text(place):
                cells[column.key] = text
                problems += _cell_problems(line, place, part, column, text)
        contact = asks_contact_data(part) and (
            self.word(line, VALUE + len(part.columns), "tick", problems) == YES
        )
        return Said(cells, contact=contact)

    def choices(self, question: Question, name: str, boxes: list[tuple[Line, str]]) -> None:
        part = question.part(name)
        problems: list[Problem] = []
        chosen = set()
        for line, choice in boxes:
            problems += line.wrong_cells([VALUE])
            if self.word(line, VALUE, "tick", problems) == YES:
                chosen.add(choice)
        said = Said([each.key for each in part.choices if each.key in chosen])
        self.add(boxes[0][0], (question, part, ""), said, problems)

    def word(self, line: Line, column: int, kind: str, problems: list[Problem]) -> str:
        """The code of a word to choose from; empty for none, with a problem for another word."""
        text = line.text(column)
        found = self.words[kind].get(normalise(text), "")
        if text and not found:
            message = _("“%(word)s” is not one of the words to choose from.")
            problems.append(line.problem(message % {"word": text[:60]}, column))
        return found

    def add(
        self, line: Line, place: tuple[Question, Part, str], said: Said, problems: list[Problem]
    ) -> None:
        """Sort one answer: wrong, left as it was handed out, the same as here, or a change."""
        self.reading.problems += problems
        question, part, row = place
        answer = self.answers.get((question.key, part.key, row))
        here = said_in(part, answer)
        if problems or said.mark in (line.text(MARK), here.mark):
            return
        is_text = part.kind == Kind.TEXT and not is_empty(said.value)
        language = said.language or (self.default_language if is_text else "")
        given = Given(
            question.key,
            part.key,
            said.value,
            row=row,
            language="" if part.privacy == Privacy.PRIVATE else language,
            origin=AnswerOrigin.WORKBOOK,
            contains_contact_data=said.contact,
            seen=fingerprint(answer),
        )
        try:
            value = cleaned(part, said.value)
        except ValidationError as error:
            self.reading.problems.append(line.problem(" ".join(error.messages), VALUE))
            return
        shown = Answer(value=value, language=given.language, contains_contact_data=said.contact)
        self.reading.changes.append(
            Change(
                Entry(question, part, row, answer),
                Entry(question, part, row, shown),
                given,
                here.mark != line.text(MARK),
                line,
            )
        )


def _cell_problems(
    line: Line, place: int, part: Part, column: Column, text: str
) -> Iterator[Problem]:
    try:
        cleaned(part, {column.key: text})
    except ValidationError as error:
        yield line.problem(" ".join(error.messages), place)


def known_words() -> dict[str, dict[str, str]]:
    """The words for ticks and languages in all six languages, and their codes."""
    # As spreadsheets show what they take for true and false.
    ticks = {"true": YES, "false": NO} | {value: value for value in TICKS}
    for code, _name in settings.LANGUAGES:
        with override(code):
            ticks |= {normalise(tick_word(value)): value for value in TICKS}
    languages = {normalise(name): code for code, name in LANGUAGE_NAMES.items()}
    return {"tick": ticks, "language": languages | {code: code for code in LANGUAGE_NAMES}}


def _refusals(
    submission: Submission, loaded: Loaded, reading: Reading, *, by: Any
) -> list[Problem]:
    """The reasons why recording the changes would be refused, each at its cell. Nothing is
    recorded."""
    try:
        with transaction.atomic():
            answering.record(submission, loaded, reading.given, by=by)
            transaction.set_rollback(True)
    except ValidationError as error:
        lines = {"/".join(filter(None, each.given.key)): each.line for each in reading.changes}
        return [
            lines[key].problem(" ".join(texts), VALUE) if key in lines else Problem(" ".join(texts))
            for key, texts in error.message_dict.items()
        ]
    return []
