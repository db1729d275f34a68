"""The form of a report as a workbook, to be filled in away from the tracker and read again.

One row for each commitment. Cells that nobody is to change are locked or hidden: the key of the
commitment and a *mark*, the digest of the row as it was handed out. A row that still fits its mark
is left alone when the form comes back, whatever was saved here in the meantime.
"""

import datetime
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.worksheet.datavalidation import DataValidation

from common.errors import field_error
from common.files.writing.spreadsheets import LONGEST_CELL
from common.multilingual import LANGUAGE_NAMES, RIGHT_TO_LEFT, current_language, localise
from common.search import normalise
from common.written import as_typed, for_xml
from reports.attachments import files, inspecting, sheets
from reports.attachments.sheets import PER_CENT, Sheet, Sheets
from reports.coding import recording, table
from reports.coding.recording import Answer
from reports.models import Response, ResponseStatus, Submission

VERSION = "1"
# The sheet that says what form this is; not shown.
ABOUT = "_form"
FIRST_ROW = 3
MOST_ROWS = 1000
# What the reporter fills in, by column; the others are key, number, title, text and mark.
COLUMNS = {"status": "E", "narrative": "F", "language": "G", "evidence_url": "H"}
KEY, MARK, LAST = 0, 8, 9
WIDTHS = {"A": 4, "B": 8, "C": 34, "D": 60, "E": 20, "F": 70, "G": 14, "H": 34, "I": 4}
FIELDS = tuple(COLUMNS)
# What stays as it is where a row is changed.
NOT_IN_THE_FORM = ("attachment_id", "page", "note")


MIDNIGHT = datetime.time()


# Handing it out


def form(submission: Submission) -> bytes:
    """The workbook in the active language, with the answers as they stand. Five queries."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = _("Report")[:31]
    write_rows(sheet, submission)
    dress(sheet)
    about = book.create_sheet(ABOUT)
    for line in (("version", VERSION), ("reference", submission.reference), ("sheet", sheet.title)):
        about.append(line)
    about.sheet_state = "veryHidden"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def write_rows(sheet: Any, submission: Submission) -> None:
    sheet.append(["", f"{submission.reporter} · {submission.cycle} · {submission.reference}"])
    header = [_("Key"), _("No."), _("Commitment"), _("Text"), _("Status")]
    header += [_("In your own words"), _("Language"), _("Link to evidence"), _("Mark")]
    sheet.append(header)
    for row in table.coding_table(submission).rows:
        if row.is_asked or row.response:
            put(sheet, sheet.max_row + 1, row)


def put(sheet: Any, number: int, row: table.CodingRow) -> None:
    commitment, said = row.commitment, said_in(row.response)
    text = localise(commitment.official_text) or localise(commitment.summary)
    values = [commitment.key, commitment.number, localise(commitment.shown_title), text]
    status = str(ResponseStatus(said["status"]).label) if said["status"] else ""
    values += [status, said["narrative"], said["language"], said["evidence_url"], mark(said)]
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(number, column, for_xml(str(value))[:LONGEST_CELL])
        # A text that begins like a formula stays a text.
        cell.data_type, cell.quotePrefix = "s", True
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.protection = Protection(locked=not 5 <= column <= 8)


def dress(sheet: Any) -> None:
    """Widths, what is hidden and locked, and the words to choose from."""
    for column, width in WIDTHS.items():
        sheet.column_dimensions[column].width = width
    sheet.column_dimensions["A"].hidden = sheet.column_dimensions["I"].hidden = True
    for cell in (*sheet[1], *sheet[2]):
        cell.font = Font(bold=True)
    sheet.freeze_panes = f"C{FIRST_ROW}"
    sheet.sheet_view.rightToLeft = current_language() in RIGHT_TO_LEFT
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    rows = f"{FIRST_ROW}:{{0}}{max(sheet.max_row, FIRST_ROW)}"
    for letter, words in (("E", ResponseStatus.labels), ("G", LANGUAGE_NAMES)):
        listed = DataValidation("list", formula1='"{}"'.format(",".join(map(str, words))))
        listed.allow_blank = True
        sheet.add_data_validation(listed)
        listed.add(f"{letter}{rows.format(letter)}")


def said_in(response: Response | Answer | None) -> dict[str, str]:
    """A response as the form has it; empty texts for none."""
    return {name: getattr(response, name) if response else "" for name in FIELDS}


def mark(said: Mapping[str, str]) -> str:
    content = json.dumps([flat(said[name]) for name in FIELDS])
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def flat(text: str) -> str:
    """A text as it comes back from a spreadsheet program."""
    return for_xml(as_typed(text)).replace("\r\n", "\n").strip()[:LONGEST_CELL]


def is_cut(text: str) -> bool:
    """Whether a cell holds the beginning of ``text`` alone."""
    return len(text) > LONGEST_CELL


def too_long_for_a_cell() -> str:
    return _("The text on record is longer than a cell can hold. Change it on the page itself.")


# Reading it again


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: the sheet and the cell, empty for the file as a whole."""

    message: str
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True)
class Line:
    """One row of the form that came back, and where it stands."""

    sheet: str
    number: int
    cells: Any

    def problem(self, message: str, column: str) -> Problem:
        return Problem(message, self.sheet, f"{column}{self.number}")


@dataclass(frozen=True)
class Change:
    """One commitment on which the form says something else than the report. ``is_newer_here``
    tells that somebody saved something on it since the form was handed out."""

    row: table.CodingRow
    answer: Answer
    is_newer_here: bool


@dataclass
class Reading:
    """What a form that came back would change, and everything that is wrong with it. With a
    problem nothing of it can be accepted."""

    digest: str = ""
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    # The row of the file that each commitment stands in.
    numbers: dict[str, int] = field(default_factory=dict)

    @property
    def answers(self) -> list[Answer]:
        return [change.answer for change in self.changes]


def read(submission: Submission, upload: "File[Any]", *, by: Any) -> Reading:
    """Compare a form with the report as it stands; nothing is changed. Raises ValidationError
    (``file``) for a file that is no form of this report, and PermissionDenied."""
    book, digest = opened(upload, rows=MOST_ROWS, columns=LAST)
    sheet = sheet_of(book, submission)
    reading = compare(submission, sheet)
    reading.digest = digest
    reading.problems += refusals(submission, reading, sheet.title, by=by)
    return reading


def opened(upload: "File[Any]", *, rows: int, columns: int) -> tuple[Sheets, str]:
    """The sheets of a workbook that came back, and the SHA-256 of the file. Raises ValidationError
    (``file``) for a file that is no workbook or cannot be read, Busy where too many are being
    read."""
    if files.check(upload)[0].suffix != ".xlsx":
        raise field_error("file", _("This is no workbook (XLSX)."), "wrong_type")
    content = upload.read(settings.MAX_UPLOAD_BYTES)
    try:
        book = sheets.read(content, rows=rows, columns=columns)
    except sheets.Unsound as error:
        raise inspecting.refusal(error.code) from error
    if book.is_merged:
        # Merged cells hide the content of all but the first.
        raise field_error("file", _("Cells of this form are merged. Undo that."), "merged")
    return book, hashlib.sha256(content).hexdigest()


def sheet_of(book: Sheets, submission: Submission) -> Sheet:
    """The sheet that was filled in. Raises ValidationError for another form than this report's."""
    no_form = field_error("file", _("This is no form of the tracker."), "no_form")
    by_title = {each.title: each for each in book.sheets}
    if ABOUT not in by_title:
        raise no_form
    rows = [row[:2] for row in by_title[ABOUT].rows[:3]]
    said = {str(row[0].value): str(row[1].value) for row in rows if len(row) == 2}
    if set(said) != {"version", "reference", "sheet"}:
        raise no_form
    if said["version"] != VERSION:
        message = _("This form is of an older kind. Download it again.")
        raise field_error("file", message, "old_form")
    if said["reference"] != submission.reference:
        message = _("This is the form of %(other)s, not of %(this)s.")
        message %= {"other": said["reference"][:60], "this": submission.reference}
        raise field_error("file", message, "other_form")
    if said["sheet"] not in by_title:
        message = _("The sheet “%(name)s” is missing: it has been renamed or removed.")
        raise field_error("file", message % {"name": said["sheet"][:31]}, "no_sheet")
    return by_title[said["sheet"]]


def compare(submission: Submission, sheet: Sheet) -> Reading:
    reading, rows = Reading(), {r.key: r for r in table.coding_table(submission).rows}
    words, languages = known_words(), submission.languages
    language = languages[0] if len(languages) == 1 else ""
    for line in filled(sheet):
        row = rows.pop(text_of(line.cells[KEY]).strip(), None)
        wrong = list(wrong_cells(line))
        if row is None:
            message = _("The key in the hidden column A is not that of a commitment, or is twice.")
            wrong.append(line.problem(message, "A"))
        reading.problems += wrong
        if row and not wrong:
            reading.numbers[row.key] = line.number
            add(reading, row, line, words, language)
    return reading


def filled(sheet: Sheet) -> Iterator[Line]:
    """The rows under the header that say anything."""
    for number, cells in enumerate(sheet.rows[FIRST_ROW - 1 :], start=FIRST_ROW):
        if len(cells) == LAST and any(cell.value is not None for cell in cells):
            yield Line(sheet.title, number, cells)


def wrong_cells(line: Line) -> Iterator[Problem]:
    for column, cell in zip(COLUMNS.values(), line.cells[4:8], strict=True):
        if cell.data_type == "f":
            yield line.problem(_("It holds a formula. Write the text itself."), column)
        elif cell.data_type == "e":
            yield line.problem(_("It holds an error of the spreadsheet."), column)


def add(
    reading: Reading,
    row: table.CodingRow,
    line: Line,
    words: Mapping[str, Mapping[str, str]],
    language: str,
) -> None:
    """Sort one row: left as it was handed out, the same as here, wrong, or a change. ``language``
    is that of the report, where it has one alone."""
    texts = {name: flat(text_of(cell)) for name, cell in zip(FIELDS, line.cells[4:8], strict=True)}
    said = dict(texts)
    for name in ("status", "language"):
        said[name] = words[name].get(normalise(texts[name]), "")
        if texts[name] and not said[name]:
            message = _("“%(word)s” is not one of the words to choose from.")
            message %= {"word": texts[name][:60]}
            reading.problems.append(line.problem(message, COLUMNS[name]))
            return
    here = {name: flat(text) for name, text in said_in(row.response).items()}
    given = text_of(line.cells[MARK])
    if mark(said) == given or said == here:
        return
    if said["narrative"]:
        said["language"] = said["language"] or language
    if row.response and is_cut(row.response.narrative):
        if said["narrative"] != here["narrative"]:
            column = COLUMNS["narrative"]
            reading.problems.append(line.problem(too_long_for_a_cell(), column))
            return
        said["narrative"] = row.response.narrative
    current: Any = row.response or Answer(row.key, "")
    kept: dict[str, Any] = {name: getattr(current, name) for name in NOT_IN_THE_FORM}
    answer = Answer(row.key, **{**said, **(kept if said["status"] else {})})
    reading.changes.append(Change(row, replace(answer, seen=row.seen), mark(here) != given))


def text_of(cell: Any) -> str:
    """A cell as it would have been typed here: days in ISO form, whole numbers without a point, per
    cent as such, TRUE and FALSE as spreadsheets show them."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == MIDNIGHT else value.isoformat(" ")
    if cell.data_type == PER_CENT:
        return f"{round(value * 100, 10):g}%"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def known_words() -> dict[str, dict[str, str]]:
    """The words for statuses and languages in all six languages, and their codes."""
    statuses = {value: value for value in ResponseStatus.values}
    for code, _name in settings.LANGUAGES:
        with override(code):
            statuses |= {normalise(str(each.label)): each.value for each in ResponseStatus}
    languages = {normalise(name): code for code, name in LANGUAGE_NAMES.items()}
    return {"status": statuses, "language": languages | {code: code for code in LANGUAGE_NAMES}}


def refusals(submission: Submission, reading: Reading, sheet: str, *, by: Any) -> list[Problem]:
    """The reasons why recording the changes would be refused, each at its cell. Nothing is
    recorded."""
    try:
        with transaction.atomic():
            recording.record(submission, reading.answers, by=by)
            transaction.set_rollback(True)
    except ValidationError as error:
        return list(placed(error, reading.numbers, sheet))
    return []


def placed(error: ValidationError, numbers: Mapping[str, int], sheet: str) -> Iterator[Problem]:
    for key, errors in error.error_dict.items():
        for each in errors:
            column = COLUMNS.get(each.code or "", "E")
            cell = f"{column}{numbers[key]}" if key in numbers else ""
            yield Problem(" ".join(each.messages), sheet if cell else "", cell)
