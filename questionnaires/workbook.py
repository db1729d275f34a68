"""The form of a cycle as a workbook, to be filled in away from the tracker and read again
(``questionnaires.workbook_reading``).

One sheet for each section. Under the heading of a question stands one row for each part of it; for
choices one for each box, for tables one for each row of the table. Cells that nobody is to change
are locked or hidden: column A holds the key (``question/part/row``, and ``#choice`` after it),
column B a *mark*, the digest of the row as it was handed out. A row that still fits its mark is
left alone when the workbook comes back, whatever was saved here in the meantime. The hidden sheet
``_form`` says which report and which version of which form it is.
"""

import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from common.files.writing.spreadsheets import LONGEST_CELL
from common.multilingual import LANGUAGE_NAMES, RIGHT_TO_LEFT, current_language, localise
from common.words import remarked
from common.written import for_xml
from questionnaires import answering
from questionnaires.answering import Key
from questionnaires.entries import holds_text
from questionnaires.form import NO, YES, Kind, Part, Privacy, Question, Section
from questionnaires.models import Answer
from questionnaires.templates import Loaded
from questionnaires.words import (
    choice_word,
    column_word,
    gate_words,
    label_of,
    tick_word,
)
from questionnaires.workbook_layout import (
    ABOUT,
    CONTACT,
    FIRST_ROW,
    KEY,
    LABEL,
    LANGUAGE,
    MARK,
    NUMBER,
    VALUE,
    VERSION,
)
from reports.coding.offline import flat
from reports.models import Submission

# The empty rows that an open table is handed out with.
EMPTY_ROWS = 8
WIDTHS = {KEY: 4, MARK: 4, NUMBER: 8, LABEL: 62, VALUE: 44, LANGUAGE: 16, CONTACT: 16}
NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")


def workbook(submission: Submission, loaded: Loaded) -> bytes:
    """The workbook in the active language, with the answers as they stand. One query."""
    answers = answering.answers_of(submission, loaded)
    book: Any = Workbook()
    book.remove(book.active)
    for section in loaded.form.sections:
        _Page(book, submission, loaded, section).write(answers)
    about = book.create_sheet(ABOUT)
    for line in (
        ("version", VERSION),
        ("reference", submission.reference),
        ("form", loaded.form.key),
        ("form version", str(loaded.form.version)),
    ):
        about.append(line)
    about.sheet_state = "veryHidden"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


class _Page:
    """One sheet while it is written."""

    def __init__(self, book: Any, submission: Submission, loaded: Loaded, section: Section) -> None:
        self.loaded, self.section = loaded, section
        title = f"{section.number} {localise(section.title)}".strip()
        self.sheet = book.create_sheet(NOT_IN_TITLES.sub(" ", title)[:28])
        self.row = 0
        heading = f"{submission.reporter} · {submission.cycle} · {submission.reference} · {title}"
        self.put({NUMBER: heading}, is_bold=True, is_wrapped=False)
        head = {KEY: _("Key"), MARK: _("Mark"), NUMBER: _("No."), LABEL: _("Question")}
        head |= {VALUE: _("Answer"), LANGUAGE: _("Language")}
        self.put({**head, CONTACT: _("Contains contact data")}, is_bold=True)
        self.words = _Lists(self.sheet)

    def write(self, answers: Mapping[Key, Answer]) -> None:
        for question in self.section.questions:
            self.heading(question)
            for part in question.parts:
                self.part(question, part, answers)
        self.dress()

    def put(
        self,
        values: Mapping[int, str],
        *,
        is_bold: bool = False,
        is_wrapped: bool = True,
        to_fill_in: Iterable[int] = (),
    ) -> None:
        self.row += 1
        for column, value in values.items():
            cell = self.sheet.cell(self.row, column, for_xml(value)[:LONGEST_CELL] or None)
            if cell.value is not None:
                # A text that begins like a formula stays a text.
                cell.data_type, cell.quotePrefix = "s", True
            cell.alignment = Alignment(wrap_text=is_wrapped, vertical="top")
            cell.font = Font(bold=is_bold)
            cell.protection = Protection(locked=column not in to_fill_in)

    def heading(self, question: Question) -> None:
        text = str(localise(question.text))
        for number, words in gate_words(self.loaded.form, question):
            said = _("(asked only where %(number)s is answered with one of these: %(answers)s)")
            text += f" {said % {'number': number, 'answers': ', '.join(words)}}"
        self.put({NUMBER: question.number, LABEL: text}, is_bold=True)

    def part(self, question: Question, part: Part, answers: Mapping[Key, Answer]) -> None:
        label = f"{label_of(part)}{_privacy_word(part.privacy)}"
        if part.kind == Kind.ROWS:
            self.table(question, part, label, answers)
            return
        key = f"{question.key}/{part.key}"
        said = said_in(part, answers.get((question.key, part.key, "")))
        if part.kind == Kind.CHOICES:
            for choice in part.choices:
                word = tick_word(YES) if choice.key in said.value else ""
                line = {KEY: f"{key}#{choice.key}", MARK: said.mark}
                line |= {LABEL: f"{label}: {localise(choice.label)}", VALUE: word}
                self.put(line, to_fill_in=[VALUE])
                self.words.offer([tick_word(YES), tick_word(NO)], VALUE, self.row)
            return
        line = {KEY: key, MARK: said.mark, LABEL: label}
        shown = tick_word(said.value) if part.kind == Kind.TICK and said.value else said.value
        line[VALUE] = shown
        to_fill_in = [VALUE]
        if part.kind == Kind.TICK:
            self.words.offer([tick_word(value) for value in part.answers], VALUE, self.row + 1)
        elif part.kind == Kind.TEXT and part.privacy != Privacy.PRIVATE:
            line[LANGUAGE] = LANGUAGE_NAMES.get(said.language, "")
            line[CONTACT] = tick_word(YES) if said.contact else ""
            to_fill_in += [LANGUAGE, CONTACT]
            self.words.offer(list(LANGUAGE_NAMES.values()), LANGUAGE, self.row + 1)
            self.words.offer([tick_word(YES), tick_word(NO)], CONTACT, self.row + 1)
        self.put(line, to_fill_in=to_fill_in)

    def table(
        self, question: Question, part: Part, label: str, answers: Mapping[Key, Answer]
    ) -> None:
        heads = {LABEL: label}
        for place, column in enumerate(part.columns, VALUE):
            heads[place] = f"{column_word(column)}{_privacy_word(column.privacy)}"
        contact = VALUE + len(part.columns)
        if asks_contact_data(part):
            heads[contact] = _("Contains contact data")
        self.put(heads, is_bold=True)
        for row in table_rows(question, part, answers):
            said = said_in(part, answers.get((question.key, part.key, row)))
            name = choice_word(part.rows, row) if part.rows else row
            line = {KEY: f"{question.key}/{part.key}/{row}", MARK: said.mark, LABEL: name}
            for place, column in enumerate(part.columns, VALUE):
                line[place] = said.value.get(column.key, "")
            if asks_contact_data(part):
                line[contact] = tick_word(YES) if said.contact else ""
                self.words.offer([tick_word(YES), tick_word(NO)], contact, self.row + 1)
            self.put(line, to_fill_in=range(VALUE, contact + 1))

    def dress(self) -> None:
        sheet = self.sheet
        for column, width in WIDTHS.items():
            sheet.column_dimensions[get_column_letter(column)].width = width
        for column in (KEY, MARK):
            sheet.column_dimensions[get_column_letter(column)].hidden = True
        sheet.freeze_panes = f"{get_column_letter(VALUE)}{FIRST_ROW}"
        sheet.sheet_view.rightToLeft = current_language() in RIGHT_TO_LEFT
        sheet.protection.sheet = True
        sheet.protection.formatColumns = sheet.protection.formatRows = False


class _Lists:
    """The words to choose from: one list for the same words, however many cells have it."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.made: dict[str, DataValidation] = {}

    def offer(self, words: Sequence[str], column: int, row: int) -> None:
        formula = '"{}"'.format(",".join(words))
        if formula not in self.made:
            self.made[formula] = DataValidation("list", formula1=formula, allow_blank=True)
            self.sheet.add_data_validation(self.made[formula])
        self.made[formula].add(f"{get_column_letter(column)}{row}")


def _privacy_word(privacy: Privacy) -> str:
    if privacy == Privacy.PRIVATE:
        return remarked("", _("never published"))
    if privacy == Privacy.REQUEST:
        return remarked("", _("request for assistance: not published with the report"))
    return ""


def asks_contact_data(part: Part) -> bool:
    return part.privacy != Privacy.PRIVATE and holds_text(part)


def table_rows(question: Question, part: Part, answers: Mapping[Key, Answer]) -> list[str]:
    """The rows of the paper; of an open table those on record, and some that are empty."""
    if part.rows:
        return [choice.key for choice in part.rows]
    known = [key[2] for key in answers if key[:2] == (question.key, part.key)]
    numbers = sorted(int(row) for row in known if row.isdecimal())
    last = max(numbers, default=0)
    return [str(number) for number in (*numbers, *range(last + 1, last + 1 + EMPTY_ROWS))]


@dataclass(frozen=True)
class Said:
    """What stands under one part, as the workbook has it: texts, keys of boxes, cells by column."""

    value: Any
    language: str = ""
    contact: bool = False

    @property
    def mark(self) -> str:
        content = json.dumps([self.value, self.language, self.contact], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]


def said_in(part: Part, answer: Answer | None) -> Said:
    value = answer.value if answer else None
    contact = bool(answer and answer.contains_contact_data)
    if part.kind == Kind.ROWS:
        cells = value if isinstance(value, Mapping) else {}
        return Said({key: flat(str(cell)) for key, cell in cells.items()}, contact=contact)
    if part.kind == Kind.CHOICES:
        return Said(list(value or []))
    has_language = part.kind == Kind.TEXT and part.privacy != Privacy.PRIVATE
    language = answer.language if answer and has_language else ""
    return Said(flat(str(value or "")), language, contact and part.kind == Kind.TEXT)
