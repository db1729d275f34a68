"""What stands behind a response: answers of the form, and passages of files that came with it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.database.made_once import made_once
from common.multilingual import localise
from questionnaires.form import Kind, Part, Privacy
from questionnaires.models import (
    Answer,
    AnswerState,
    PartPrivacy,
    ResponseSource,
    Role,
)
from questionnaires.templates import as_part
from questionnaires.words import tick_word
from reports import access
from reports.locking import locked
from reports.models import Attachment, Response
from reports.refusals import require_being_written

LONGEST_QUOTATION = 5_000


@dataclass(frozen=True)
class Behind:
    """One of them. ``number``, ``question`` (texts by language) and ``said`` are of an answer;
    ``quotation`` is of a passage. ``attachment`` is None for a reader who may not have the file.
    ``confirmed_by`` and ``confirmed_at`` are for staff alone, and empty for others."""

    role: str
    number: str = ""
    question: Any = None
    said: str = ""
    quotation: str = ""
    attachment: Attachment | None = None
    page: int | None = None
    proposed_status: str = ""
    confirmed_by: Any = None
    confirmed_at: Any = None
    is_outdated: bool = False
    pk: int = 0

    @property
    def is_main(self) -> bool:
        return self.role == Role.MAIN


def behind(responses: Iterable[Response], *, for_staff: bool = False) -> dict[int, list[Behind]]:
    """What stands behind each response, by its id, main answers first, then in the order of the
    form; passages last. One query.

    Others than staff get only the answers that anybody may read, the file only where it is public,
    and not who confirmed what.
    """
    keys = [each.pk for each in responses]
    # Accounts do not move the stamp of public pages: no public page may be made of them.
    found = _found(keys).select_related("answer__confirmed_by") if for_staff else _public(keys)
    sources: dict[int, list[Behind]] = defaultdict(list)
    for source in found:
        if for_staff or _is_for_everybody(source):
            sources[source.response_id].append(_behind(source, for_staff=for_staff))
    return {
        pk: sorted(each, key=lambda one: (not one.number, not one.is_main))
        for pk, each in sources.items()
    }


def _found(responses: Any) -> "QuerySet[ResponseSource]":
    found: QuerySet[ResponseSource] = ResponseSource.objects.filter(response__in=responses)
    joined = found.select_related("answer__part__question", "answer__attachment", "attachment")
    return joined.order_by("answer__part__question__position", "pk")


_public = made_once(_found)


def _is_for_everybody(source: ResponseSource) -> bool:
    answer = source.answer
    if answer is None:
        return True
    is_open = answer.part.privacy == PartPrivacy.PUBLIC and answer.contains_contact_data is False
    return is_open and answer.is_confirmed


def _behind(source: ResponseSource, *, for_staff: bool) -> Behind:
    answer = source.answer
    file = answer.attachment if answer else source.attachment
    shown_file = file if file is not None and (for_staff or file.is_public) else None
    if answer is None:
        return Behind(
            source.role,
            quotation=source.quotation,
            attachment=shown_file,
            page=source.page,
            pk=source.pk,
        )
    question = answer.part.question
    return Behind(
        source.role,
        number=question.number,
        question=question.text,
        said=said(as_part(answer.part), answer, for_staff=for_staff),
        attachment=shown_file,
        page=answer.page,
        proposed_status=source.proposed_status,
        confirmed_by=answer.confirmed_by if for_staff else None,
        confirmed_at=answer.confirmed_at if for_staff else None,
        is_outdated=source.is_outdated and for_staff,
        pk=source.pk,
    )


def said(part: Part, answer: Answer, *, for_staff: bool = True) -> str:
    """An answer in one line, as its reader reads it; for others than staff without the columns of
    a table that not everybody may read."""
    value = answer.value
    if answer.state == AnswerState.NOT_ASKED:
        return _("not asked")
    if value is None:
        return str(answer.get_state_display())
    if part.kind == Kind.TICK:
        return tick_word(str(value))
    if part.kind == Kind.CHOICES:
        labels = {choice.key: localise(choice.label) for choice in part.choices}
        return "; ".join(str(labels.get(key, key)) for key in value)
    if part.kind == Kind.ROWS:
        columns = {
            column.key: localise(column.label)
            for column in part.columns
            if for_staff or column.privacy == Privacy.PUBLIC
        }
        return "; ".join(f"{columns[key]}: {value[key]}" for key in columns if key in value)
    return str(value)


@transaction.atomic
def add_passage(
    response: Response, attachment_id: int | None, page: int | None, quotation: str, *, by: Any
) -> ResponseSource:
    """Put a passage of a file of the same report behind a response, beside what is there. Raises
    PermissionDenied, ContentFrozen, or ValidationError (fields ``attachment``, ``page``,
    ``quotation``)."""
    submission = locked(response.submission)
    access.require(by, access.WRITE, submission)
    require_being_written(submission)
    file = Attachment.objects.filter(submission=submission, pk=attachment_id or 0).first()
    quotation = quotation.replace("\x00", "").strip()
    if file is None:
        raise ValidationError({"attachment": _("Choose a file of this report.")})
    if not quotation or len(quotation) > LONGEST_QUOTATION:
        raise ValidationError({"quotation": _("Quote the words of the report, not all of it.")})
    if page is not None and not 1 <= page <= (file.page_count or 100_000):
        raise ValidationError({"page": _("The file has no such page.")})
    source = ResponseSource(
        response=response, attachment=file, page=page, quotation=quotation, role=Role.MAIN
    )
    source.save()
    return source


@transaction.atomic
def remove_passage(source: ResponseSource, *, by: Any) -> None:
    """Take a passage away again. Raises as ``add_passage``."""
    submission = locked(source.response.submission)
    access.require(by, access.WRITE, submission)
    require_being_written(submission)
    if source.answer_id is not None:
        raise ValidationError(_("An answer of the form stays behind its response."))
    source.delete()
