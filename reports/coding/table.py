"""The coding table: every commitment in a cycle's scope as one row of native form controls.

One page, one save: the posted rows become the answers of one ``recording.record``. A row carries
the fingerprint of the response it was shown with. An unchanged row is left out, so that it never
conflicts with somebody else's work in rows that were not touched here.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError

from commitments.models import Commitment, Section
from common.multilingual import LANGUAGE_NAMES
from reports import access
from reports.coding import carrying, recording
from reports.coding.recording import Answer, Outcome, fingerprint
from reports.coverage import is_asked
from reports.models import Attachment, CodingSuggestion, Response, Submission
from reports.models.children import Shown, shown_in_coding
from reports.refusals import ContentFrozen

# How the table names a row's fields: bms8-25-status, bms8-25-page …
FIELDS = ("status", "narrative", "language", "attachment", "page", "link", "note", "seen")
# Sent with a row that somebody else changed first: which of the two versions is to stand.
WHOSE, THEIRS = "whose", "theirs"
# Sent for a file that does not belong to the submission.
UNKNOWN_FILE = -1


@dataclass
class CodingRow:
    """One commitment: what is recorded, what was typed instead, and what is wrong with that."""

    commitment: Commitment
    response: Response | None
    is_asked: bool
    typed: Answer | None = None
    problems: list[str] = field(default_factory=list)
    # The names of the controls that the problems are about, where they are about one.
    wrong_fields: set[str] = field(default_factory=set)
    changed_by_others: bool = False
    suggestions: list[CodingSuggestion] = field(default_factory=list)
    # What the report before said.
    before: Response | None = None
    # What other apps show of the response.
    blocks: list[Shown] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.commitment.key

    @property
    def value(self) -> Any:
        """What the row's controls show: an Answer or a Response, which name things alike."""
        return self.typed or self.response or Answer(self.key, status="")

    @property
    def seen(self) -> str:
        return fingerprint(self.response)

    @property
    def seen_without_note(self) -> str:
        """The fingerprint for a reader who may not see the note."""
        return fingerprint(self.response, with_note=False)

    @property
    def is_carried_over(self) -> bool:
        """Whether it says what the report before said and nobody has confirmed it."""
        return self.typed is None and bool(self.value.is_carried_over)

    @property
    def is_coded(self) -> bool:
        """Whether it says something that somebody stands by: no answer that is only carried over
        from the report before."""
        return bool(self.value.status) and not self.is_carried_over


@dataclass(frozen=True)
class Part:
    """The rows under one heading. ``path`` is the heading after the numerals of the headings above
    it; empty where there is none."""

    path: list[str]
    rows: list[CodingRow]


@dataclass
class CodingTable:
    """The rows of one submission in document order, and the problems of the whole."""

    submission: Submission
    rows: list[CodingRow]
    paths: Mapping[int | None, list[str]]
    attachments: list[Attachment]
    problems: list[str] = field(default_factory=list)
    report_before: Submission | None = None
    # The report was handed in meanwhile: nothing of it can be recorded any more.
    is_too_late: bool = False

    @property
    def parts(self) -> Iterator[Part]:
        for section, rows in groupby(self.rows, key=lambda row: row.commitment.section_id):
            yield Part(self.paths.get(section, []), list(rows))

    @property
    def asked(self) -> list[CodingRow]:
        """The rows that this kind of reporter is asked about."""
        return [row for row in self.rows if row.is_asked]

    @property
    def coded_count(self) -> int:
        """How many of the rows asked about are coded."""
        return sum(row.is_coded for row in self.asked)

    @property
    def first_uncoded(self) -> CodingRow | None:
        return next((row for row in self.asked if not row.is_coded), None)

    @property
    def response_count(self) -> int:
        return sum(row.response is not None for row in self.rows)

    @property
    def checked_count(self) -> int:
        return sum(bool(row.response and row.response.checked_at) for row in self.rows)

    @property
    def carried_over_count(self) -> int:
        return sum(row.is_carried_over for row in self.rows)

    @property
    def may_carry_over(self) -> bool:
        """Whether the report before says something on a row that says nothing yet."""
        return any(row.before and not row.value.status for row in self.rows)

    @property
    def wrong_rows(self) -> list[CodingRow]:
        return [row for row in self.rows if row.problems]

    @property
    def default_attachment(self) -> Attachment | None:
        """The file that a page without a file refers to: the only one there is."""
        return self.attachments[0] if len(self.attachments) == 1 else None

    @property
    def default_language(self) -> str:
        """The language of a narrative that does not name one: the report's only language."""
        return self.submission.only_language

    @property
    def default_language_name(self) -> str:
        return LANGUAGE_NAMES.get(self.default_language, "")


def coding_table(submission: Submission) -> CodingTable:
    """The table as it stands in the database. Four queries."""
    responses = {
        response.commitment_id: response
        for response in submission.responses.select_related("coded_by", "checked_by", "attachment")
    }
    scope = list(submission.cycle.scope().select_related("document"))
    return CodingTable(
        submission,
        rows=[
            CodingRow(
                commitment,
                responses.get(commitment.pk),
                is_asked(submission.reporter.kind, commitment),
            )
            for commitment in scope
        ],
        paths=heading_paths(scope),
        attachments=list(submission.attachments.all()),
    )


def heading_paths(commitments: Iterable[Commitment]) -> dict[int | None, list[str]]:
    """Each section's heading after the numerals of those above it, by the section's id; with the
    symbol where there are several documents. One query."""
    documents = {commitment.document for commitment in commitments}
    sections = {section.pk: section for section in Section.objects.filter(document__in=documents)}
    symbols = {document.pk: document.symbol for document in documents}
    paths: dict[int | None, list[str]] = {}
    for section in sections.values():
        *above, _section = line_of(section, sections)
        labels = [symbols[section.document_id]] if len(documents) > 1 else []
        labels += [ancestor.numeral or ancestor.label for ancestor in above]
        paths[section.pk] = [*labels, section.label]
    return paths


def line_of(section: Section, sections: Mapping[int, Section]) -> list[Section]:
    """The sections above ``section`` from the top, and last ``section`` itself."""
    line = [section]
    while parent := sections.get(line[0].parent_id or 0):
        line.insert(0, parent)
    return line


def save(table: CodingTable, posted: Mapping[str, str], *, by: Any) -> Outcome | None:
    """Record what was posted; None when something is wrong, with every problem in ``table`` and
    nothing that was typed lost. Raises PermissionDenied without the right to code."""
    for row in table.rows:
        row.typed = touched(table, row, posted)
    answers = [row.typed for row in table.rows if row.typed]
    try:
        return recording.record(table.submission, answers, by=by)
    except ValidationError as error:
        take_problems(table, error.error_dict, by=by)
    except ContentFrozen as refusal:
        table.is_too_late = True
        take_problems(table, {"": [ValidationError(str(refusal))]}, by=by)
    return None


def save_what_is_sound(table: CodingTable, posted: Mapping[str, str], *, by: Any) -> set[str]:
    """Record the posted rows that can be, while somebody is still writing the others: these keep
    what was typed and their problems in ``table``. The keys of those recorded. Raises
    PermissionDenied."""
    for row in table.rows:
        row.typed = touched(table, row, posted)
    answers = {row.key: row.typed for row in table.rows if row.typed}
    problems: dict[str, list[ValidationError]] = {}
    while answers:
        try:
            recording.record(table.submission, answers.values(), by=by)
            break
        except ValidationError as error:
            problems |= error.error_dict
            # A problem without a row of its own concerns all rows.
            answers = {} if "" in problems else without(answers, problems)
        except ContentFrozen as refusal:
            table.is_too_late = True
            problems, answers = {"": [ValidationError(str(refusal))]}, {}
    for row in table.rows:
        if row.key in answers:
            row.typed = None
    take_problems(table, problems, by=by)
    return set(answers)


def without(answers: Mapping[str, Answer], keys: Collection[str]) -> dict[str, Answer]:
    return {key: answer for key, answer in answers.items() if key not in keys}


def show_before(table: CodingTable) -> None:
    """Put beside each row what the same reporter said before. Three queries."""
    earlier = carrying.before(table.submission)
    table.report_before = earlier.report
    for row in table.rows:
        row.before = earlier.answer(row.commitment.pk)


def show_blocks(table: CodingTable, user: Any) -> None:
    """Put beside each row what other apps show of its response."""
    blocks = shown_in_coding(user, table.submission)
    for row in table.rows:
        row.blocks = blocks.get(row.response.pk, []) if row.response else []


def touched(table: CodingTable, row: CodingRow, posted: Mapping[str, str]) -> Answer | None:
    """What was typed in a row; None when it was left as it was shown."""
    if f"{row.key}-status" not in posted or posted.get(f"{row.key}-{WHOSE}") == THEIRS:
        return None
    answer = read(row, posted)
    is_blank = not any(answer.content().values())
    as_shown = "" if is_blank else fingerprint(Response(**answer.content()))
    if as_shown == answer.seen:
        return None
    return completed(table, answer)


def read(row: CodingRow, posted: Mapping[str, str]) -> Answer:
    """A row's controls as an answer, nothing added; a page that is no number stays as typed, for
    ``coding`` to refuse."""

    def text(name: str) -> str:
        value = posted.get(f"{row.key}-{name}", "")
        return value.replace("\r\n", "\n").replace("\x00", "")

    page: Any = text("page").strip()
    file = text("attachment")
    return Answer(
        row.key,
        status=text("status"),
        narrative=text("narrative"),
        language=text("language"),
        attachment_id=(int(file) if file.isdecimal() else UNKNOWN_FILE) if file else None,
        page=int(page) if page.isdecimal() else page or None,
        evidence_url=text("link"),
        note=text("note"),
        seen=text("seen"),
    )


def completed(table: CodingTable, answer: Answer) -> Answer:
    """``answer`` with what it leaves out: the only file, the report's only language."""
    narrative, attachment = answer.narrative.strip(), table.default_attachment
    if answer.page and answer.attachment_id is None and attachment:
        answer = replace(answer, attachment_id=attachment.pk)
    return replace(
        answer,
        narrative=narrative,
        language=(answer.language or table.default_language) if narrative else "",
        evidence_url=answer.evidence_url.strip(),
        note=answer.note.strip(),
    )


def take_problems(
    table: CodingTable, problems: dict[str, list[ValidationError]], *, by: Any
) -> None:
    """Put each problem beside its row; rows that others have changed since are read again, so
    that saving once more replaces what the page then shows."""
    table.problems = _messages(problems.pop("", []))
    current = {
        response.commitment_id: response
        for response in table.submission.responses.select_related("coded_by", "attachment")
    }
    with_note = access.writes_internal(by, table.submission)
    for row in table.rows:
        found = problems.get(row.key, [])
        row.problems = _messages(found)
        row.wrong_fields = {str(each.code) for each in found if each.code in FIELDS}
        row.response = current.get(row.commitment.pk)
        if row.typed and row.typed.seen != fingerprint(row.response, with_note=with_note):
            row.changed_by_others = True


def _messages(found: Iterable[ValidationError]) -> list[str]:
    return [message for each in found for message in each.messages]
