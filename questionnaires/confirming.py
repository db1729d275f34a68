"""The answers of a report in the order of its form, for somebody who confirms them one by one.

One page, one form of native controls. A question carries the fingerprints that its answers were
shown with; an unchanged question is left out of a save, so that it never conflicts with somebody
else's work. A whole section is confirmed at once only for answers that are certain, whose page was
shown, and that do not look as if they held contact data.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.reading_once import once
from questionnaires import answering, templates
from questionnaires.answering import Given, fingerprint
from questionnaires.checks import template_of
from questionnaires.confirm_sheet import (
    AT_ONCE,
    FREE_ROWS,
    NO,
    THEIRS,
    WHOSE,
    YES,
    ConfirmRow,
    Field,
    Sheet,
)
from questionnaires.contact_data import holds_text, is_likely
from questionnaires.form import Kind, Part
from questionnaires.form import asked as asked_of
from questionnaires.models import (
    Answer,
    AnswerOrigin,
    AnswerState,
    Reading,
    ReadingCertainty,
    ReadingState,
)
from questionnaires.templates import Loaded
from questionnaires.values import is_empty
from reports.models import Submission


def accepted(submission: Submission) -> Reading | None:
    """The reading that the answers of a report began with."""
    of_report = Reading.objects.filter(submission=submission, state=ReadingState.ACCEPTED)
    # The reading's result may be long, and its content became answers.
    lean = of_report.select_related("template", "attachment").defer("result")
    return once((accepted, submission.pk), lean.first)


def sheet(submission: Submission, loaded: Loaded, *, with_people: bool = True) -> Sheet:
    """The sheet as it stands in the database. Two queries, however many questions.
    ``with_people`` where it is to be shown who confirmed an answer."""
    stored = answering.answers_of(submission, loaded, with_people=with_people)
    return Sheet(
        submission,
        loaded,
        accepted(submission),
        _rows(loaded, stored),
    )


def _rows(loaded: Loaded, stored: Mapping[answering.Key, Answer]) -> list[ConfirmRow]:
    asked = asked_of(loaded.form, answering.values_of(loaded, stored))
    in_table: dict[tuple[str, str], list[str]] = {}
    for question, part, row in stored:
        in_table.setdefault((question, part), []).append(row)
    return [
        ConfirmRow(
            question,
            [
                Field(question, part, row, stored.get((question.key, part.key, row)), label)
                for part in question.parts
                for row, label in _places(part, in_table.get((question.key, part.key), []))
            ],
            asked[question.key],
        )
        for question in loaded.form.questions()
    ]


def _places(part: Part, filled: list[str]) -> Iterator[tuple[str, Any]]:
    """The keys and labels of the rows that a part is shown with. A part that is no table has one
    row without a key, and so has a table in which nothing is filled in, or that was not read."""
    if part.kind != Kind.ROWS or not filled or "" in filled:
        yield "", ""
    if part.kind != Kind.ROWS:
        return
    fixed = {choice.key: choice.label for choice in part.rows}
    yield from fixed.items()
    further = sorted((row for row in filled if row and row not in fixed), key=_by_number)
    yield from ((row, row) for row in further)
    if not fixed:
        last = max((int(row) for row in further if row.isdecimal()), default=0)
        yield from ((str(last + more), str(last + more)) for more in range(1, FREE_ROWS + 1))


def _by_number(row: str) -> tuple[int, str]:
    return (int(row) if row.isdecimal() else 0, row)


# Saving


@dataclass(frozen=True)
class Posted:
    """What came from the page: its controls, the places that were shown (``file:page``), and the
    language of what was typed."""

    controls: Mapping[str, str]
    shown: Collection[str]
    language: str

    @classmethod
    def of(cls, sheet: Sheet, controls: Mapping[str, str]) -> "Posted":
        shown = frozenset(controls.get("shown", "").split())
        return cls(controls, shown, controls.get("language", "") or sheet.language)


@dataclass(frozen=True)
class Saved:
    """The keys of the questions that were ``recorded`` as posted, and of all that were written,
    those behind a gate that opened or closed among them."""

    recorded: set[str]
    written: set[str]


def save_what_is_sound(sheet: Sheet, controls: Mapping[str, str], *, by: Any) -> Saved:
    """Record the posted questions that can be, while somebody is still writing the others: these
    keep what was typed and their problems in ``sheet``. Raises PermissionDenied."""
    posted = Posted.of(sheet, controls)
    given, problems = _taken(sheet, posted)
    saved = answering.record_what_is_sound(sheet.submission, sheet.loaded, given, by=by)
    sheet.is_too_late = saved.is_too_late
    problems = saved.problems if saved.is_too_late else {**problems, **saved.problems}
    outcome = saved.outcome
    # Beside a problem stands who else was there: that is read again, with people.
    known = outcome.answers if outcome and not problems else None
    _show(sheet, problems, saved.recorded, posted, known)
    return Saved(saved.recorded, outcome.written if outcome else set())


def _taken(sheet: Sheet, posted: Posted) -> tuple[dict[str, list[Given]], dict[str, list[str]]]:
    """What is to be recorded of each question, and what is wrong with others."""
    given: dict[str, list[Given]] = {}
    problems: dict[str, list[str]] = {}
    for row in sheet.rows:
        if posted.controls.get(f"{row.key}-{WHOSE}") == THEIRS:
            continue
        if f"{row.key}-seen" not in posted.controls:
            continue
        row.is_typed = True
        try:
            found = list(_of_row(row, posted))
        except ValidationError as error:
            problems[row.key] = error.messages
            continue
        given[row.key] = found
    return given, problems


def _of_row(row: ConfirmRow, posted: Posted) -> Iterator[Given]:
    """What one question's controls say, where they say something else than was shown. Raises
    ValidationError where it cannot be confirmed so."""
    seen = _seen(posted.controls[f"{row.key}-seen"])
    confirmed = posted.controls.get(f"{row.key}-confirmed", "")
    touched = {
        each.name: each.was_touched(posted.controls, seen.get(each.name)) for each in row.fields
    }
    if bool(confirmed) == bool(seen.get("")) and not any(touched.values()):
        return
    if confirmed == AT_ONCE:
        _refuse_at_once(row, posted, is_touched=any(touched.values()))
    for each in row.fields:
        is_there = each.answer is not None or (each.is_main and not each.row)
        if is_there or touched[each.name]:
            yield _given(row, each, posted, seen, confirmed=bool(confirmed), touched=touched)


def _seen(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _refuse_at_once(row: ConfirmRow, posted: Posted, *, is_touched: bool) -> None:
    if is_touched or not row.may_go_at_once or not row.places <= set(posted.shown):
        raise ValidationError(_("Look at this one by itself: it is not sure, or was not shown."))


def _given(
    row: ConfirmRow,
    each: Field,
    posted: Posted,
    seen: Mapping[str, Any],
    *,
    confirmed: bool,
    touched: Mapping[str, bool],
) -> Given:
    answer, main = each.answer, row.main
    was_seen = seen.get(each.name)
    is_typed = touched[each.name]
    value = each.read(posted.controls) if is_typed else each.stored
    is_blank = is_empty(value)
    is_marked_blank = bool(posted.controls.get(f"{each.name}:blank")) or _has_rows(
        row, each, posted
    )
    state = AnswerState.UNREAD if each.is_unread and is_blank and not is_marked_blank else ""
    if state and confirmed:
        raise ValidationError(
            _("Say what stands there, or that nothing does: the program could not read it.")
        )
    where = answer if answer and answer.attachment_id else main
    was_read = answer is not None and not is_typed
    return Given(
        each.question.key,
        each.part.key,
        value,
        row=each.row,
        state=state,
        language=(answer.language if was_read and answer else posted.language),
        attachment_id=where.attachment_id if where else None,
        page=where.page if where else None,
        region=where.region if where else None,
        origin=answer.origin if was_read and answer else AnswerOrigin.TYPED,
        certainty=answer.certainty if was_read and answer else ReadingCertainty.CERTAIN,
        contains_contact_data=_contact(each, value, posted, confirmed=confirmed),
        is_confirmed=confirmed,
        seen=str(was_seen[0]) if isinstance(was_seen, list) and was_seen else "",
    )


def _has_rows(row: ConfirmRow, whole: Field, posted: Posted) -> bool:
    """Whether a row of the same table is filled in, so that nothing more is unread of it."""
    return whole.is_whole_table and any(
        not is_empty(each.read(posted.controls))
        for each in row.fields
        if each.part is whole.part and each.row
    )


def _contact(each: Field, value: Any, posted: Posted, *, confirmed: bool) -> bool | None:
    """Whether a text contains contact data, as somebody said. Confirming a text that does not look
    so says that it contains none."""
    if is_empty(value) or not holds_text(each.part):
        return False
    if each.is_private:
        return True
    said = posted.controls.get(f"{each.name}:contact", "") or each.contact
    if said in (YES, NO):
        return said == YES
    if confirmed and is_likely(value):
        raise ValidationError(
            _("This looks like contact data (a name, a telephone, a mailbox): say whether it is.")
        )
    return False if confirmed else None


def _show(
    sheet: Sheet,
    problems: dict[str, list[str]],
    recorded: set[str],
    posted: Posted,
    known: Mapping[answering.Key, Answer] | None,
) -> None:
    """Put each problem beside its question; answers are shown as they are now (``known``, or read
    again), so that saving once more replaces what the page then shows."""
    sheet.problems = problems.pop("", [])
    typed = {row.key for row in sheet.rows if row.is_typed and row.key not in recorded}
    if known is None:
        known = answering.answers_of(sheet.submission, sheet.loaded, with_people=True)
    sheet.rows = _rows(sheet.loaded, known)
    for row in sheet.rows:
        row.problems = problems.get(row.key, [])
        if row.key not in typed:
            continue
        row.is_typed = True
        seen = _seen(posted.controls.get(f"{row.key}-seen", ""))
        row.changed_by_others = any(_is_other(each, seen.get(each.name)) for each in row.fields)
        for each in row.fields:
            each.posted = posted.controls


def _is_other(each: Field, seen: Any) -> bool:
    was = seen[0] if isinstance(seen, list) and seen else ""
    return bool(was != fingerprint(each.answer))


def load(submission: Submission) -> Loaded | None:
    """The form that a report answers, or is to answer by its accepted reading; None without one.
    Six queries at most."""
    reading = accepted(submission)
    if reading is not None:
        return templates.load(reading.template)
    template = template_of(submission)
    return templates.load(template) if template else None
