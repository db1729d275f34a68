"""Filling in the form on a page: its parts as controls, reading what was typed, saving it.

As with the table of commitments (``reports.coding.table``): each control carries the fingerprint of
the answer that it was shown with. An unchanged control is left out of a save, so that it never
conflicts with the work of others. A control that is not sent is left as it is: a page may send one
question alone.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import QueryDict

from common.multilingual import current_language
from questionnaires import answering
from questionnaires.answering import Given, Key, Writing, fingerprint
from questionnaires.entries import Entry, Group, Item
from questionnaires.form import Kind, Part, Question, Section, asked
from questionnaires.models import Answer, AnswerOrigin, AnswerState, ReportTemplate
from questionnaires.templates import Loaded, load, load_as_of
from questionnaires.values import is_empty
from questionnaires.words import gate_words
from reports.coverage import Ratio
from reports.data_stamp import stamp_of, with_stamp
from reports.models import Submission

# Sent with a control whose answer somebody else changed first: which version is to stand.
WHOSE, THEIRS = "whose", "theirs"
# The highest number that a row of an open table is looked for under.
MOST_ROWS = 200


def form_of(submission: Submission) -> ReportTemplate | None:
    """The form that a report answers, or that its cycle offers while it is being written; None
    where it is written without one. Two queries at most."""
    answered: ReportTemplate | None = ReportTemplate.objects.filter(
        questions__parts__answers__submission=submission
    ).first()
    if answered or not submission.is_being_written or submission.is_nil_return:
        return answered
    offered: ReportTemplate | None = ReportTemplate.objects.serving(
        submission.cycle, submission.reporter.kind
    ).first()
    return offered


def with_form(found: QuerySet[Submission]) -> QuerySet[Submission]:
    """The submissions with what ``loaded_form`` needs to know without a query."""
    answered = ReportTemplate.objects.filter(
        questions__parts__answers__submission=OuterRef("pk")
    ).values("pk")
    offered = ReportTemplate.objects.serving(OuterRef("cycle"), OuterRef("reporter__kind"))
    return with_stamp(found).annotate(
        answered_form=Subquery(answered[:1]), offered_form=Subquery(offered.values("pk")[:1])
    )


def loaded_form(submission: Submission) -> Loaded | None:
    """The form in which a report is written, as ``form_of`` has it, whole. Six queries at most;
    none for a submission read ``with_form`` whose form this process keeps."""
    stamp = stamp_of(submission)
    if stamp is None:
        template = form_of(submission)
        return load(template) if template else None
    read: Any = submission
    is_open = submission.is_being_written and not submission.is_nil_return
    found = read.answered_form or (read.offered_form if is_open else None)
    return load_as_of(found, stamp) if found else None


def language_of_texts(submission: Submission) -> str:
    """The language of a text that names none: the report's only one, else the page's."""
    languages = submission.languages
    return str(languages[0]) if len(languages) == 1 else current_language()


@dataclass
class Sheet:
    """One section of the form as it stands, or the whole of it; ``answers`` are all of the
    report."""

    submission: Submission
    loaded: Loaded
    items: list[Item]
    answers: Mapping[Key, Answer]
    problems: list[str] = field(default_factory=list)

    @property
    def entries(self) -> list[Entry]:
        return [entry for item in self.items for entry in item.entries]

    @property
    def wrong(self) -> list[Item]:
        return [item for item in self.items if item.problems]

    @property
    def waiting(self) -> int:
        """Questions with something that waits to be confirmed."""
        return sum(item.is_waiting for item in self.items)

    @cached_property
    def default_language(self) -> str:
        return language_of_texts(self.submission)


def sheet_of(submission: Submission, loaded: Loaded, section: Section) -> Sheet:
    """A section as it stands. One query."""
    return _sheet(submission, loaded, section, answering.answers_of(submission, loaded))


def _sheet(
    submission: Submission,
    loaded: Loaded,
    section: Section,
    answers: Mapping[Key, Answer],
    posted: QueryDict | None = None,
) -> Sheet:
    """With room for the rows that were ``posted``."""
    open_now = asked(loaded.form, answering.values_of(loaded, answers))
    items = [
        Item(
            question,
            [Group(part, _entries(question, part, answers, posted)) for part in question.parts],
            open_now[question.key],
            gate_words(loaded.form, question),
        )
        for question in section.questions
    ]
    return Sheet(submission, loaded, items, answers)


def sheet_now(sheet: Sheet) -> Sheet:
    """The same questions and rows with the answers as they are now."""
    answers = sheet.answers
    open_now = asked(sheet.loaded.form, answering.values_of(sheet.loaded, answers))
    items = [
        Item(
            item.question,
            [
                Group(
                    g.part,
                    [Entry(e.question, e.part, e.row, answers.get(e.key)) for e in g.entries],
                )
                for g in item.groups
            ],
            open_now[item.question.key],
            item.waits_for,
        )
        for item in sheet.items
    ]
    return Sheet(sheet.submission, sheet.loaded, items, answers)


def _entries(
    question: Question, part: Part, answers: Mapping[Key, Answer], posted: QueryDict | None
) -> list[Entry]:
    return [
        Entry(question, part, row, answers.get((question.key, part.key, row)))
        for row in _rows(question, part, answers, posted)
    ]


def _rows(
    question: Question, part: Part, answers: Mapping[Key, Answer], posted: QueryDict | None
) -> Iterable[str]:
    """The rows of a part: those of the paper, or all that are filled in and an empty one."""
    if part.kind != Kind.ROWS:
        return [""]
    if part.rows:
        return [choice.key for choice in part.rows]
    known = [key[2] for key in answers if key[:2] == (question.key, part.key)]
    shown = {
        int(row)
        for row in known
        if row.isdecimal() and not is_empty(answers[question.key, part.key, row].value)
    }
    sent = {
        number
        for number in range(1, MOST_ROWS + 1)
        if posted is not None and f"{question.key}.{part.key}.{number}-seen" in posted
    }
    numbers = shown | sent
    if posted is None:
        taken = [int(row) for row in known if row.isdecimal()]
        numbers |= {max(taken, default=0) + 1}
    return [str(number) for number in sorted(numbers)]


# Reading what was typed


def touched(sheet: Sheet, entry: Entry, posted: QueryDict) -> Given | None:
    """What was typed in a control; None where it was left as it was shown, or says what is recorded
    by now."""
    if f"{entry.name}-seen" not in posted or posted.get(f"{entry.name}-{WHOSE}") == THEIRS:
        return None
    given = read(sheet, entry, posted)
    is_shown = given.seen != entry.seen and _is_shown(given, given.seen or "")
    if is_shown or _says(given, entry.answer):
        return None
    return replace(given, seen=_seen_now(entry, given.seen or ""))


def read(sheet: Sheet, entry: Entry, posted: QueryDict) -> Given:
    """The controls of an entry as an answer; ``answering`` refuses what is none."""
    value = _posted_value(entry, posted)
    language = posted.get(f"{entry.name}-language", "")
    is_text = entry.has_language and not is_empty(value)
    return Given(
        *entry.key[:2],
        value,
        row=entry.row,
        language=(language or sheet.default_language) if is_text else "",
        origin=AnswerOrigin.FORM,
        contains_contact_data=_posted_mark(entry, posted),
        seen=posted.get(f"{entry.name}-seen", ""),
    )


def _posted_mark(entry: Entry, posted: QueryDict) -> bool:
    return entry.asks_contact_data and f"{entry.name}-contact" in posted


def _posted_value(entry: Entry, posted: QueryDict) -> Any:
    if entry.part.kind == Kind.ROWS:
        return {cell.column.key: _text(posted.get(cell.name)) for cell in entry.cells}
    if entry.part.kind == Kind.CHOICES:
        return [_text(each) for each in posted.getlist(f"{entry.name}-value")]
    return _text(posted.get(f"{entry.name}-value"))


def _text(value: Any) -> str:
    return str(value or "").replace("\r\n", "\n").replace("\x00", "").strip()


def _says(given: Given, answer: Answer | None) -> bool:
    """Whether ``given`` says what ``answer`` says. A text for which the mark of contact data is
    still open is shown as one without; an answer without a language agrees with any language."""
    value = _without_empty(given.value)
    if answer is None or answer.value is None:
        return value is None
    return bool(
        value == answer.value
        and (given.language == answer.language or not answer.language)
        and given.contains_contact_data == bool(answer.contains_contact_data)
    )


def _seen_now(entry: Entry, seen: str) -> str:
    """The fingerprint ``seen``; the present one where only a gate has opened or closed since and
    the answer says the same: saving then overwrites nobody."""
    answer = entry.answer
    if answer is None or seen == entry.seen:
        return seen
    said = {"value": answer.value, "language": answer.language}
    said["contains_contact_data"] = answer.contains_contact_data
    before = {fingerprint(Answer(state=state, **said)) for state in AnswerState.values}
    is_same = seen in before or (seen == "" and answer.value is None)
    return entry.seen if is_same else seen


def _is_shown(given: Given, seen: str) -> bool:
    """Whether ``given`` says what a control with the fingerprint ``seen`` was shown with, where
    somebody has changed the answer since."""
    value = _without_empty(given.value)
    if value is None and seen == "":
        return True
    marks = (given.contains_contact_data, *([] if given.contains_contact_data else [None]))
    shown = (
        Answer(state=state, value=value, language=language, contains_contact_data=mark)
        for state in AnswerState.values
        for language in {given.language, ""}
        for mark in marks
    )
    return any(fingerprint(each) == seen for each in shown)


def _without_empty(value: Any) -> Any:
    """The value without what is empty, as ``values.cleaned`` has it, but unchecked."""
    if is_empty(value):
        return None
    if isinstance(value, Mapping):
        return {key: each for key, each in value.items() if not is_empty(each)}
    return value


def agreed(entry: Entry, *, seen: str | None = None, mark: bool | None = None) -> Given:
    """The answer of an entry as it stands, as somebody confirms it: with where it was read, and
    (``mark``) whether it holds contact data."""
    answer = entry.answer
    if answer is None:
        return Given(*entry.key[:2], None, row=entry.row, seen=seen)
    looked_at = answer.contains_contact_data if mark is None else mark
    return Given(
        *entry.key[:2],
        answer.value,
        row=entry.row,
        language=answer.language,
        attachment_id=answer.attachment_id,
        page=answer.page,
        region=answer.region,
        origin=answer.origin,
        certainty=answer.certainty,
        contains_contact_data=looked_at,
        seen=seen,
    )


# Saving


def save_what_is_sound(
    writing: Writing, section: Section, posted: QueryDict, confirmed: Collection[str] = ()
) -> Sheet:
    """Record what was typed in a section, as far as it can be, and confirm as it stands what waits
    under the questions ``confirmed``. Entries that cannot be recorded keep what was typed and
    their problems in the sheet."""
    sheet = _sheet(writing.submission, writing.loaded, section, writing.answers, posted)
    given: dict[str, Given] = {}
    for entry in sheet.entries:
        entry.typed = touched(sheet, entry, posted)
        if entry.typed:
            given[entry.name] = entry.typed
        elif entry.question.key in confirmed and entry.is_waiting:
            seen = posted.get(f"{entry.name}-seen")
            mark = _posted_mark(entry, posted) if seen is not None else None
            now = _seen_now(entry, seen) if seen is not None else None
            given[entry.name] = agreed(entry, seen=now, mark=mark)
    bundles = {name: [each] for name, each in given.items()}
    saved = writing.record_what_is_sound(bundles)
    if saved.outcome:
        sheet.answers = saved.outcome.answers
    for entry in sheet.entries:
        if entry.name in saved.recorded:
            entry.typed = None
    _take_problems(sheet, saved.problems)
    return sheet


def _take_problems(sheet: Sheet, problems: dict[str, list[str]]) -> None:
    """Put each problem at its place beside the answer as it is now, so that saving once more
    replaces what the page then shows."""
    sheet.problems = problems.pop("", [])
    if not problems:
        return
    now = sheet.answers
    for entry in sheet.entries:
        entry.problems = problems.get(entry.name, [])
        entry.answer = now.get(entry.key)
        if entry.typed and entry.typed.seen != entry.seen:
            entry.changed_by_others = True


def confirm_all(submission: Submission, loaded: Loaded, *, by: Any) -> int:
    """Confirm everything that was carried over and waits, as it stands: how many answers. Texts of
    which nobody has said whether they hold contact data go on waiting. Raises as
    ``answering.record`` does."""
    answers = answering.answers_of(submission, loaded)
    waiting = [
        agreed(entry)
        for entry in _stored(loaded, answers)
        if entry.is_waiting and entry.answer and entry.answer.is_carried_over
        if entry.answer.contains_contact_data is not None
    ]
    answering.record(submission, loaded, waiting, by=by)
    return len(waiting)


def _stored(loaded: Loaded, answers: Mapping[Key, Answer]) -> Iterator[Entry]:
    for (key, part, row), answer in answers.items():
        question = loaded.form.by_key[key]
        yield Entry(question, question.part(part), row, answer)


# How far it is


@dataclass(frozen=True)
class Progress:
    """How many of the questions asked under one heading are answered, and how many have something
    that waits to be confirmed. ``number`` is the page of the form, from 1."""

    number: int
    section: Section
    ratio: Ratio
    waiting: int


def progress_of(loaded: Loaded, answers: Mapping[Key, Answer]) -> list[Progress]:
    """The progress of each section. No query."""
    open_now = asked(loaded.form, answering.values_of(loaded, answers))
    waiting = {entry.question.key for entry in _stored(loaded, answers) if entry.is_waiting}
    done = {
        key
        for (key, part, _row), answer in answers.items()
        if part == loaded.form.by_key[key].main.key
        and answer.is_confirmed
        and answer.state == AnswerState.ANSWERED
    }
    found = []
    for number, section in enumerate(loaded.form.sections, 1):
        keys = {question.key for question in section.questions if open_now[question.key]}
        ratio = Ratio(len(keys & done), len(keys))
        found.append(Progress(number, section, ratio, len(keys & waiting)))
    return found


def whole(parts: Iterable[Progress]) -> Ratio:
    """The sections together."""
    parts = list(parts)
    return Ratio(sum(p.ratio.count for p in parts), sum(p.ratio.total for p in parts))
