"""From an attached file to answers that wait to be confirmed.

``read`` has the file read in a process of its own and keeps what was read; ``accept`` writes it as
unconfirmed answers. A reading is a proposal: what somebody has confirmed stays as it is.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from questionnaires import answering, form_files, reading, templates, values
from questionnaires.answering import Given
from questionnaires.contact_data import holds_text
from questionnaires.form import Kind, Part, Privacy, Question
from questionnaires.models import (
    Answer,
    AnswerOrigin,
    AnswerState,
    Reading,
    ReadingCertainty,
    ReadingState,
    ReportTemplate,
)
from questionnaires.reading import FilledForm, NotRead, ReadAnswer, ReadPart
from questionnaires.reading.result import as_json, from_json
from questionnaires.templates import Loaded
from reports import access
from reports.locking import locked
from reports.models import Attachment, Submission
from reports.refusals import require_being_written

# How the reader says where an answer stands, and how the record does.
ORIGINS = {
    reading.Origin.DRAWN_TICK: AnswerOrigin.DRAWN,
    reading.Origin.GLYPH: AnswerOrigin.MARK,
    reading.Origin.WORDS: AnswerOrigin.TEXT,
    reading.Origin.DOCX_CHARACTER: AnswerOrigin.MARK,
    reading.Origin.CONTENT_CONTROL: AnswerOrigin.CONTROL,
    reading.Origin.HTML: AnswerOrigin.TEXT,
    reading.Origin.WORKBOOK: AnswerOrigin.WORKBOOK,
    reading.Origin.TEXT: AnswerOrigin.TEXT,
}
# Nobody reads a file by hand with a version of the reader.
BY_HAND = 0
ROW_KEY = "row"
REASONS: dict[str, Any] = {
    "empty": _("The file is empty."),
    "too_large": _("The file is too large to be read."),
    "encrypted": _("The file is protected by a password."),
    "damaged": _("The file is damaged and cannot be read."),
    "scan": _("The file holds pictures of pages and no text: type the answers beside it."),
    "unknown": _("The file is none of the forms that are known here."),
    "too_demanding": _("The file takes more memory or time to read than any report."),
    "too_slow": _("The file takes more memory or time to read than any report."),
}


def read(attachment: Attachment, *, by: Any) -> Reading:
    """Read a file as one of the forms in use, and keep the reading. From then on the file is held
    back from the public (``form_files``).

    Raises PermissionDenied, ContentFrozen, or ValidationError in words where it is not read. Four
    queries for each form in use, however many questions they have; the file is read in a process
    with bounded memory and time, outside of any transaction.
    """
    _require(attachment.submission, by)
    forms = [templates.load(each) for each in ReportTemplate.objects.in_use()]
    if not forms:
        raise ValidationError(_("No reporting form is in use."), code="no_form")
    with attachment.file.open("rb") as file:
        data = file.read()
    try:
        filled = reading.read(data, [each.form for each in forms])
    except NotRead as error:
        raise ValidationError(_reason(error), code=error.problem.code or "not_read") from error
    loaded = next(each for each in forms if each.form is filled.form)
    return _keep(attachment, loaded.template, filled.language, as_json(filled), by=by)


def _reason(error: NotRead) -> Any:
    return REASONS.get(error.problem.code, _("The file cannot be read as a form."))


def by_hand(attachment: Attachment, template: ReportTemplate, *, by: Any) -> Reading:
    """A reading of nothing: every question waits to be typed beside the file. Raises as
    ``read``."""
    _require(attachment.submission, by)
    if not ReportTemplate.objects.in_use().filter(pk=template.pk).exists():
        raise ValidationError(_("Choose a reporting form that is in use."), code="form")
    language = attachment.language or next(iter(attachment.submission.languages), "")
    return _keep(attachment, template, language, {}, by=by, version=BY_HAND)


def _require(submission: Submission, by: Any) -> None:
    access.require(by, access.WRITE, submission)
    require_being_written(submission)
    if submission.is_nil_return:
        raise ValidationError(_("A nil return has no answers."), code="nil_return")


@transaction.atomic
def _keep(
    attachment: Attachment,
    template: ReportTemplate,
    language: str,
    result: Mapping[str, Any],
    *,
    by: Any,
    version: int = reading.READER_VERSION,
) -> Reading:
    _require(locked(attachment.submission), by)
    form_files.hold_back(attachment, by=by)
    kept: Reading = Reading.objects.create(
        submission=attachment.submission,
        attachment=attachment,
        template=template,
        reader_version=version,
        language=language,
        result=result,
        made_by=by,
    )
    return kept


def filled(kept: Reading, loaded: Loaded) -> FilledForm | None:
    """What a reading found; None where somebody types everything."""
    return from_json(kept.result, [loaded.form]) if kept.result else None


@transaction.atomic
def accept(kept: Reading, *, by: Any) -> answering.Outcome:
    """Write what was read as answers that wait to be confirmed. Confirmed answers stay. Unconfirmed
    answers of another accepted reading are replaced, and that reading is set aside. Raises as
    ``answering.record``."""
    submission = locked(kept.submission)
    _require(submission, by)
    loaded = templates.load(kept.template)
    _give_way(submission, kept.template)
    accepted = Reading.objects.filter(submission=submission, state=ReadingState.ACCEPTED)
    accepted.exclude(pk=kept.pk).update(state=ReadingState.SET_ASIDE)
    kept.state = ReadingState.ACCEPTED
    kept.save(update_fields=["state"])
    stored = answering.answers_of(submission, loaded)
    read_now = {each.key: each for each in _given(kept, loaded)}
    # A row that was read before and is not there now.
    gone = {key: Given(*key[:2], None, row=key[2], is_confirmed=False) for key in stored}
    given = {**gone, **read_now}
    waiting = [given[key] for key in given if not (key in stored and stored[key].is_confirmed)]
    return answering.record(submission, loaded, waiting, by=by)


def _give_way(submission: Submission, template: ReportTemplate) -> None:
    """Delete the answers of another form. Raises ValidationError where somebody has confirmed
    one."""
    others = Answer.objects.filter(submission=submission).exclude(part__question__template=template)
    if others.filter(confirmed_at__isnull=False).exists():
        raise ValidationError(
            {"": _("Answers of another form are confirmed here already.")}, code="form"
        )
    others.delete()


def _given(kept: Reading, loaded: Loaded) -> Iterator[Given]:
    """One for every part that something was read in, and for every question's first part."""
    found = filled(kept, loaded)
    read_answers = {each.question: each for each in found.answers} if found else {}
    for question in loaded.form.questions():
        answer = read_answers.get(question.key)
        for part in question.parts:
            is_main = part is question.main
            yield from _of_part(kept, question, part, answer, is_main=is_main)


def _of_part(
    kept: Reading, question: Question, part: Part, answer: ReadAnswer | None, *, is_main: bool
) -> Iterator[Given]:
    found = answer.parts.get(part.key) if answer else None
    if found is None:
        if is_main:
            page = answer.place.page if answer else None
            yield _one(kept, question, part, None, page=page, state=AnswerState.UNREAD)
        return
    rows = _rows(found) if part.kind == Kind.ROWS else [("", found.value)]
    for row, value in rows:
        yield _read(kept, question, part, found, row=row, value=value)
    if not rows and (is_main or found.state == reading.State.UNREAD):
        yield _read(kept, question, part, found, row="", value=None)


def _rows(found: ReadPart) -> list[tuple[str, Any]]:
    """Each row by the key of a fixed one, or by its number from 1."""
    rows = found.value if isinstance(found.value, list) else []
    return [
        (
            str(cells.get(ROW_KEY) or number),
            {name: cell for name, cell in cells.items() if name != ROW_KEY},
        )
        for number, cells in enumerate(rows, 1)
    ]


def _read(
    kept: Reading, question: Question, part: Part, found: ReadPart, *, row: str, value: Any
) -> Given:
    state = AnswerState.UNREAD if found.state == reading.State.UNREAD else ""
    try:
        values.cleaned(part, value)
    except ValidationError:
        # The form cannot hold it: somebody has to look.
        state, value = AnswerState.UNREAD, None
    region = list(found.place.region) if found.place.region else None
    return _one(
        kept,
        question,
        part,
        None if state else value,
        row=row,
        state=state,
        page=found.place.page,
        region=region,
        origin=ORIGINS[found.how],
        certainty=ReadingCertainty(found.certainty.value),
    )


def _one(kept: Reading, question: Question, part: Part, value: Any, **fields: Any) -> Given:
    if fields.get("state") == AnswerState.UNREAD:
        fields["certainty"] = ReadingCertainty.UNCERTAIN
    is_text = holds_text(part) and value is not None
    unlooked = None if part.privacy != Privacy.PRIVATE else True
    return Given(
        question.key,
        part.key,
        value,
        language=kept.language,
        attachment_id=kept.attachment_id,
        contains_contact_data=unlooked if is_text else False,
        is_confirmed=False,
        **fields,
    )
