"""What many reports say, from one table: read, shown row by row, then recorded all or not at all.

A row is what one report says on one commitment, as the export of responses has it, so that an
export can come back. It goes to the report that it names, or else to the version of that reporter
and cycle that is being written; where none is on record, to a new draft. Of a report that is no
longer being written a row may say nothing else than the report does. What the file does not mention
stays as it is, and nothing is ever removed.
"""

import base64
import datetime
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from common.files.reading import named_columns
from common.files.writing.spreadsheets import cell_text
from common.files.writing.tables import flat, safe_in_csv, without_guards
from common.planned_rows import Difference, Plan, Planned, column_name, day, row_name
from common.search import normalise
from common.written import as_typed
from reports.attachments import inspecting, sheets
from reports.coding import offline, recording
from reports.coding.recording import Answer
from reports.models import (
    Attachment,
    Channel,
    Reporter,
    ReportingCycle,
    Response,
    ResponseStatus,
    Submission,
)
from reports.refusals import ContentFrozen
from reports.submissions import workflow

NEEDED = ("reporter", "cycle", "commitment", "status")
# What tells whoever wrote the file which row is meant.
NAMING = ("submission", "reporter", "cycle", "commitment")
# Of a new report; the rows of one report say the same.
OF_REPORT = ("channel", "received_on")
FILE = ("attachment_key", "attachment")
SAID = ("narrative", "language", "page", "evidence_url", "note")
COLUMNS = ("submission", *NEEDED, *SAID, *FILE, *OF_REPORT)
# Columns of the export that say nothing more, or nothing that is said again.
PASSED_OVER = (
    *("key", "url", "html_url", "reporter_type", "reporter_name", "is_fictional", "fallbacks"),
    *("coded_by", "coded_at", "checked_by", "checked_at", "translations"),
)
MOST_ROWS = 20_000
MAX_BYTES = 20 * 1024 * 1024
# Bytes that are kept between the preview and its acceptance.
MAX_KEPT = 4 * 1024 * 1024

# Rows by number, as texts by column.
Rows = list[tuple[int, dict[str, str]]]
ReportKey = tuple[str, str, str]


@dataclass
class Said(Planned):
    """One row: what it says (``answer``) of the report at the place ``report`` of the plan."""

    report: int = -1
    answer: Answer | None = None
    # The report is no longer being written, and the row says something else than it does.
    is_frozen: bool = False
    commitment: str = ""

    @property
    def words(self) -> str:
        """The status, and how the narrative begins."""
        if self.answer is None:
            return ""
        begins = Truncator(self.answer.narrative).chars(80)
        return " · ".join(filter(None, (_shown_status(self.answer.status), begins)))

    @property
    def told(self) -> list[str]:
        return [*super().told, str(self.record)]


@dataclass
class Report:
    """A report that rows speak of; new where none is on record."""

    submission: Submission
    is_new: bool
    # By the keys of their commitments, as is all of the report.
    responses: dict[str, Response] = field(default_factory=dict)
    rows: dict[str, Said] = field(default_factory=dict)

    @property
    def answers(self) -> list[Answer]:
        rows = self.rows.values()
        return [row.answer for row in rows if row.answer and (row.is_new or row.is_change)]


@dataclass
class TablePlan(Plan):
    rows: list[Said] = field(default_factory=list)  # type: ignore[assignment]
    reports: list[Report] = field(default_factory=list)


# Reading


def read(data: bytes) -> str:
    """The rows of a table, packed to be kept until they are accepted. Raises ValidationError."""
    packed = base64.b64encode(zlib.compress(json.dumps(rows_of(data)).encode())).decode()
    if len(packed) > MAX_KEPT:
        message = _("The file is too large: give it in several parts, each with whole reports.")
        raise ValidationError(message, code="too_large")
    return packed


def rows_of(data: bytes) -> Rows:
    """The rows of a table. Raises ValidationError."""
    is_workbook = data.startswith(named_columns.ZIP)
    found = named_columns.read(
        data,
        (*COLUMNS, *PASSED_OVER),
        NEEDED,
        most_rows=MOST_ROWS,
        max_bytes=MAX_BYTES,
        workbook=_of_workbook,
    )
    return [(number, _taken(row, is_workbook=is_workbook)) for number, row in found]


def _of_workbook(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """The first sheet that shows, each cell as it stands, with its ends of lines."""
    most = len(COLUMNS) + len(PASSED_OVER)
    try:
        book = sheets.read(data, rows=MOST_ROWS + 2, columns=most, values_only=True)
    except sheets.Unsound as error:
        raise inspecting.refusal(error.code) from error
    if book.is_merged:
        raise ValidationError(_("Cells of this table are merged. Undo that."), code="merged")
    first = next((sheet for sheet in book.sheets if sheet.is_visible), None)
    for number, cells in enumerate(first.rows if first else [], 1):
        texts = [offline.text_of(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        yield number, texts


def _taken(row: Mapping[str, str], *, is_workbook: bool) -> dict[str, str]:
    texts = {name: typed(text) for name, text in row.items()}
    return {name: without_guards(text, in_csv=not is_workbook) for name, text in texts.items()}


def typed(text: str) -> str:
    """As a form takes it, with line feeds alone at the ends of lines."""
    return as_typed(text).replace("\r\n", "\n")


def unpacked(packed: str) -> Rows:
    found: Rows = json.loads(zlib.decompress(base64.b64decode(packed)))
    return found


# Planning


class _Known:
    """What rows may name, read once, and the versions of the reports they speak of. Six queries."""

    def __init__(self, rows: Rows) -> None:
        def named(column: str) -> set[str]:
            return {row[column] for _number, row in rows if column in row}

        self.reporters = {each.code: each for each in Reporter.objects.all()}
        self.cycles = {each.code: each for each in ReportingCycle.objects.all()}
        versions = Submission.objects.filter(
            Q(cycle__code__in=named("cycle"), reporter__code__in=named("reporter"))
            | Q(reference__in=named("submission"))
        ).select_related("reporter", "cycle")
        self.by_reference: dict[str, Submission] = {}
        self.by_place: dict[tuple[str, str], Submission] = {}
        for each in versions.order_by("version"):
            self.by_reference[each.reference] = each
            if not each.is_over:
                # A version in progress comes after the published one.
                self.by_place[each.reporter.code, each.cycle.code] = each
        self.words = offline.known_words()

    def read_content(self, reports: list[Report]) -> None:
        """The responses and the files of the reports that are on record."""
        on_record = {each.submission.pk: each for each in reports if each.submission.pk}
        said = Response.objects.filter(submission__in=on_record).select_related("commitment")
        for response in said.only(*_READ, "commitment__key"):
            report = on_record[response.submission_id]
            report.responses[response.commitment.key] = response
        self.files: dict[tuple[int, str], int] = {}
        self.names: dict[int, str] = {}
        for file in Attachment.objects.filter(submission__in=on_record).order_by("-pk"):
            self.names[file.pk] = file.name
            for name in (file.name, file.key):
                self.files[file.submission_id, name] = file.pk


_READ = ("submission", "commitment", "is_carried_over", *recording.CONTENT_FIELDS, "translations")


def plan(packed: str) -> TablePlan:
    """What recording the rows that were ``read`` would do."""
    return plan_rows(unpacked(packed))


def plan_rows(rows: Rows) -> TablePlan:
    """What recording the rows would do. As many queries for one report as for all, but for one
    more for each cycle."""
    known, places = _Known(rows), dict[ReportKey, int]()
    found = TablePlan(
        [
            Said(n, named=row_name(row, *NAMING), commitment=row.get("commitment", ""))
            for n, row in rows
        ]
    )
    for said, (_number, row) in zip(found.rows, rows, strict=True):
        try:
            said.report = _report_of(row, known, found.reports, places)
        except ValidationError as error:
            said.problems = list(error.messages)
    known.read_content(found.reports)
    for said, (_number, row) in zip(found.rows, rows, strict=True):
        if not said.problems:
            _compare(said, row, found.reports[said.report], known)
    _try(found)
    found.require_rows()
    return found


def _report_of(
    row: Mapping[str, str], known: _Known, reports: list[Report], places: dict[ReportKey, int]
) -> int:
    """The place of the report that a row speaks of; a new one is added."""
    reporter, cycle = row.get("reporter", ""), row.get("cycle", "")
    if reporter not in known.reporters:
        raise _at("reporter", _("No reporter has the code “%(code)s”.") % {"code": reporter[:60]})
    if cycle not in known.cycles:
        raise _at("cycle", _("No reporting cycle has the code “%(code)s”.") % {"code": cycle[:60]})
    named = known.by_reference.get(row.get("submission", ""))
    submission = named or known.by_place.get((reporter, cycle))
    key = (reporter, cycle, submission.reference if submission else "")
    if key not in places:
        reports.append(Report(submission or _new(row, known), is_new=submission is None))
        places[key] = len(reports) - 1
    found = reports[places[key]]
    if named and (named.reporter.code, named.cycle.code) != (reporter, cycle):
        raise _at("submission", _("This is a report of another reporter or cycle."))
    if found.is_new:
        _require_same(row, found.submission)
    return places[key]


def _new(row: Mapping[str, str], known: _Known) -> Submission:
    submission = Submission(
        reporter=known.reporters[row["reporter"]],
        cycle=known.cycles[row["cycle"]],
        channel=row.get("channel") or Channel.EMAIL,
        received_on=_day(row),
    )
    workflow.require_registrable(submission)
    return submission


def _day(row: Mapping[str, str]) -> datetime.date | None:
    try:
        return day(row.get("received_on", ""))
    except ValidationError as error:
        raise _at("received_on", " ".join(error.messages)) from None


def _require_same(row: Mapping[str, str], submission: Submission) -> None:
    is_same = (row.get("channel") or Channel.EMAIL) == submission.channel
    if not is_same or _day(row) != submission.received_on:
        raise ValidationError(
            _("The rows of one report do not agree on channel and received_on."), code="disagree"
        )


def _at(column: str, message: str) -> ValidationError:
    """A problem of one cell."""
    return ValidationError(f"{column}: {message}", code=column)


def placed(problem: str) -> tuple[str, str]:
    """The column that a problem of a row is about, empty for the row as a whole, and its words."""
    column, _colon, words = problem.partition(": ")
    return (column, words) if column in (*COLUMNS, "translations") else ("", problem)


def _compare(said: Said, row: Mapping[str, str], report: Report, known: _Known) -> None:
    """What a row says beside what is on record of its commitment."""
    key = row.get("commitment", "")
    said.stored = report.responses.get(key)
    said.record = f"{report.submission.reference or _place(report)} · {key}"
    if key in report.rows:
        number = report.rows[key].number
        said.problems = [_("Row %(number)d is about the same commitment.") % {"number": number}]
        return
    try:
        said.answer = _answer(row, said.stored, report.submission, known)
    except ValidationError as error:
        said.problems = list(error.messages)
        return
    report.rows[key] = said
    if said.stored:
        said.differences = list(_differences(said.stored, said.answer, known))
    is_same = said.stored and not said.differences
    if report.submission.pk and not report.submission.is_being_written and not is_same:
        said.problems, said.is_frozen = [str(ContentFrozen(report.submission))], True


def _place(report: Report) -> str:
    return f"{report.submission.reporter.code}-{report.submission.cycle.code}"


def _answer(
    row: Mapping[str, str], stored: Response | None, submission: Submission, known: _Known
) -> Answer:
    """What the row says; of what the file has no column for, what is on record."""
    content = {name: getattr(stored, name) for name in recording.CONTENT_FIELDS} if stored else {}
    if not row.get("status"):
        raise _at("status", _("Say what the report says."))
    for name in ("status", "language"):
        if name in row:
            content[name] = _word(name, row[name], known)
    for name in ("narrative", "evidence_url", "note"):
        if name in row:
            content[name] = _as_stored(row[name], getattr(stored, name, ""))
    if "page" in row:
        content["page"] = _page(row["page"])
    if file := row.get("attachment_key") or row.get("attachment"):
        content["attachment_id"] = known.files.get((submission.pk, file))
        if content["attachment_id"] is None:
            raise _at("attachment", _("The report has no file of this name here."))
    if row.get("translations", "") not in ("", _translations(stored)):
        raise _at("translations", _("A table records no translations: empty this cell."))
    return Answer(row.get("commitment", ""), **content, seen=recording.fingerprint(stored))


def _word(name: str, word: str, known: _Known) -> str:
    """A status or a language by its code, or its name in any of the six languages."""
    found = known.words[name].get(normalise(word)) if word else ""
    if found is None:
        raise _at(name, _("“%(word)s” is not a known word.") % {"word": word[:60]})
    return found


def _page(text: str) -> int | None:
    # As many digits as the database takes for certain.
    if text and not (text.isascii() and text.isdecimal() and len(text) < len("2147483647")):
        raise _at("page", _("Enter a page as a whole number, from 1."))
    return int(text) if text else None


def _translations(stored: Response | None) -> str:
    return flat(stored.translations) if stored else ""


def _as_stored(text: str, stored: str) -> str:
    """``text``, or what is on record where a file that was written from it would say the same: it
    has guards against formulas, and no cell holds more than so much."""
    if not stored:
        return text
    written = (without_guards(safe_in_csv(stored), in_csv=True), cell_text(stored))
    same = {typed(each).strip() for each in written}
    return stored if text in same else text


def _differences(stored: Response, answer: Answer, known: _Known) -> Iterator[Difference]:
    for name, value in answer.content().items():
        before = getattr(stored, name)
        if before != value:
            pair = (_shown(name, before, known), _shown(name, value, known))
            yield Difference(column_name(Response, name), *pair)


def _shown(name: str, value: Any, known: _Known) -> str:
    if name == "attachment_id":
        return known.names.get(value, "")
    if name == "status":
        return _shown_status(value)
    return "" if value is None else str(value)


def _shown_status(status: str) -> str:
    return str(ResponseStatus(status).label)


def _try(found: TablePlan) -> None:
    """What recording would be refused for, at the rows."""
    pairs = [(each.submission, each.answers) for each in found.reports]
    for number, problems in recording.problems_of(pairs).items():
        rows = found.reports[number].rows
        for key, errors in problems.items():
            at = [rows[key]] if key in rows else list(rows.values())[:1]
            for said in at:
                said.problems += [
                    f"{error.code or 'commitment'}: {' '.join(error.messages)}" for error in errors
                ]


# Recording


@transaction.atomic
def record(found: TablePlan, *, by: Any) -> int:
    """Record all of the plan; how many responses were made or changed. Raises PermissionDenied,
    or ValidationError where something is in the way, also what somebody did in the meantime."""
    found.require_ready()
    reports = [each for each in found.reports if each.answers]
    workflow.register_many([r.submission for r in reports if r.is_new], by=by)
    try:
        recording.record_many([(r.submission, r.answers) for r in reports], by=by)
    except (ContentFrozen, recording.Refused) as error:
        raise ValidationError(str(error)) from error
    return len(found.new) + len(found.changed)
