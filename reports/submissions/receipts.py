"""What was handed in, as a digest that anybody can recompute.

The digest is SHA-256 over the *canonical form*: the content as JSON in UTF-8, keys in alphabetical
order, nothing between the signs (``,`` and ``:``), no escapes that JSON does not ask for. The files
of the report stand in it by their own SHA-256. The step that hands the report in holds the digest,
and the chain of steps includes it (``events``): neither can be changed unseen.

Forms have numbers. A receipt names its own and is verified under that one for ever: a form holds
the columns that say so in the table of columns, and never others once receipts were made under it.
Content that is not public enters as one digest, under ``not_public``: SHA-256 over the salt of the
step, a colon and that content in the same canonical form. So whoever sees the canonical form learns
nothing of it, not even by trying likely words. Form 1 is older than the table.
"""

import datetime
import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from reports.models import Action, Submission, SubmissionEvent
from reports.models.children import Child, child_of, children, newest_form
from reports.models.columns import SUBMISSION, Audience, Column, Columns
from reports.submissions import events

SALT_BYTES = 16
NOT_PUBLIC = "not_public"


@dataclass(frozen=True)
class Seal:
    """What the step that hands a report in keeps of its content: the digest, the number of the
    canonical form it is over, and the salt of what is not public."""

    digest: str
    form: int
    salt: str


@dataclass(frozen=True)
class Receipt:
    """The receipt of a report that was handed in, and whether the record still says the same.

    ``content`` is the digest at that time, ``chain`` the digest of the step and all steps before
    it. ``by`` is empty where the secretariat handed it in: its members are not named. ``form`` and
    ``salt`` are what the digest was made with.
    """

    submission: Submission
    at: datetime.datetime
    by: str
    content: str
    chain: str
    is_unchanged: bool
    form: int
    salt: str


def seal(submission: Submission) -> Seal:
    """The content as it is now, under the newest form and a new salt."""
    form, salt = newest_form(), secrets.token_hex(SALT_BYTES)
    return Seal(digest(submission, form, salt), form, salt)


def canonical(submission: Submission) -> bytes:
    """The content as it is now, in the canonical form of its last receipt; in the newest form
    where it was never handed in."""
    step = _last(submission)
    if step is None:
        return canonical_in(submission, newest_form(), "")
    return canonical_in(submission, step.content_form, step.content_salt)


def canonical_in(submission: Submission, form: int, salt: str) -> bytes:
    """The content in the canonical form of that number. One query for each child record."""
    if form == 1:
        return _bytes(_first_form(submission))
    content = {"form": form, **_content(submission, form, lambda each: not _is_private(each))}
    if _has_private(form):
        content[NOT_PUBLIC] = _sha256(salt.encode() + b":" + not_public(submission, form))
    return _bytes(content)


def not_public(submission: Submission, form: int) -> bytes:
    """The content that is not public, in the canonical form of that number."""
    return _bytes(_content(submission, form, _is_private))


def digest(submission: Submission, form: int, salt: str) -> str:
    """SHA-256 of the canonical form of that number (64 hex digits)."""
    return _sha256(canonical_in(submission, form, salt))


def receipt(submission: Submission) -> Receipt | None:
    """The receipt of the last time that the report was handed in with a digest; None where it was
    not. Four queries, and one for each child record of a later app."""
    step = _last(submission)
    if step is None:
        return None
    now = digest(submission, step.content_form, step.content_salt)
    return Receipt(
        submission,
        step.at,
        by="" if step.actor is None or step.actor.is_staff else step.actor_name,
        content=step.content_digest,
        chain=step.digest,
        is_unchanged=now == step.content_digest and not events.broken(submission),
        form=step.content_form,
        salt=step.content_salt,
    )


def _last(submission: Submission) -> SubmissionEvent | None:
    steps = submission.events.filter(action=Action.SUBMIT).exclude(content_digest="")
    step: SubmissionEvent | None = steps.select_related("actor").order_by("-sequence").first()
    return step


# Forms that are made from the table of columns


def _is_private(column: Column) -> bool:
    return column.audience != Audience.PUBLIC


def _names(columns: Columns, form: int, which: Callable[[Column], bool]) -> list[str]:
    return [
        name
        for name, column in columns.items()
        if column.receipt and column.receipt <= form and which(column)
    ]


def _has_private(form: int) -> bool:
    tables = [SUBMISSION, *(child.columns for child in children())]
    return any(_names(columns, form, _is_private) for columns in tables)


def _content(submission: Submission, form: int, which: Callable[[Column], bool]) -> dict[str, Any]:
    found: dict[str, Any] = _values(submission, _names(SUBMISSION, form, which))
    for child in children():
        if names := _names(child.columns, form, which):
            gone = {
                name: each.read
                for name, each in child.gone.items()
                if _names({name: each.column}, form, which) and form <= each.until
            }
            found[child.plural] = _records(submission, child, names, gone)
    return found


def _records(
    submission: Submission,
    child: Child,
    names: list[str],
    gone: Mapping[str, Callable[[Any], Any]],
) -> list[Any]:
    """The rows of a child record, in the order of their JSON; the values alone where there is one
    column."""
    fields = [child.model._meta.get_field(name) for name in names]
    related = [field.name for field in fields if field.is_relation]
    rows = [
        {**_values(row, names), **{name: read(row) for name, read in gone.items()}}
        for row in child.rows(submission).select_related(*related, *child.joined)
    ]
    found = [row[names[0]] for row in rows] if len(names) + len(gone) == 1 else rows
    return sorted(found, key=_bytes)


def _values(record: Model, names: list[str]) -> dict[str, Any]:
    return {name: _value(getattr(record, name)) for name in names}


def _value(value: Any) -> Any:
    """A record by its key, the same in every database; a moment in UTC; anything else as it is."""
    if isinstance(value, Model):
        child = child_of(type(value))
        key = _values(value, list(child.key)).values() if child else value.natural_key()  # type: ignore[attr-defined]
        return ":".join(map(str, key))
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    is_json = value is None or isinstance(value, str | int | float | list | dict)
    return value if is_json else str(value)


def _bytes(content: Any) -> bytes:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# Form 1. Receipts were made under it: it stays as it is.


def _first_form(submission: Submission) -> dict[str, Any]:
    """Two queries."""
    files = dict(submission.attachments.values_list("pk", "sha256"))
    responses = submission.responses.select_related("commitment")
    return {
        "reference": submission.reference,
        "is_nil_return": submission.is_nil_return,
        "languages": submission.languages,
        "remarks": submission.reporter_remarks,
        "files": sorted(files.values()),
        "responses": sorted(
            (_first_form_of(response, files) for response in responses),
            key=lambda each: str(each["commitment"]),
        ),
    }


def _first_form_of(response: Any, files: Mapping[int, str]) -> dict[str, Any]:
    return {
        "commitment": response.commitment.key,
        "status": response.status,
        "narrative": response.narrative,
        "language": response.language,
        "file": files.get(response.attachment_id, ""),
        "page": response.page,
        "link": response.evidence_url,
    }
