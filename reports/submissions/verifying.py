"""Whether the record is as the program left it, looked at from four sides.

* **Steps**: each follows from the one before it (``events``), and the status and the moments of a
  submission are those that its steps gave it.
* **Receipts**: the content of a report that is no longer being written still has the digest that
  it was handed in with.
* **Histories**: each record of such a report is as its newest history entry has it. That covers
  the columns that no receipt holds, and records that were removed.
* **Files**: each stored file has the size and the SHA-256 that its record names.

Whoever may write everything may also make all four agree. Against that helps what lies elsewhere:
the seal and the list of rows (``sealing``).
"""

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Max, Model

from reports.models import Action, Attachment, Message, Submission, SubmissionEvent
from reports.models.children import children
from reports.models.statuses import BEING_WRITTEN
from reports.submissions import events, receipts, rules
from reports.submissions.merging import merged

# A step and the moment that it sets are written one after the other, in one transaction.
TOGETHER = datetime.timedelta(minutes=1)
# The steps that set each moment; of publication the first one counts.
MOMENTS = {"submitted_at": Action.SUBMIT, "published_at": Action.PUBLISH}
PIECE = 1 << 20


@dataclass
class Verification:
    """What was looked at, by kind, and a sentence on each fault."""

    submissions: int
    steps: int
    seal: str
    receipts: int = 0
    records: int = 0
    files: int = 0
    problems: list[str] = field(default_factory=list)


def verify(*, with_files: bool = True) -> Verification:
    """Look at everything. A few queries for each report, one history entry for each record; every
    stored file is read unless it is said otherwise."""
    chains = events.verify()
    found = Verification(chains.submissions, chains.events, chains.seal)
    found.problems += chains.problems
    for submission in Submission.objects.order_by("pk").iterator(chunk_size=500):
        found.problems += _of_moments(submission)
        problems = _of_receipt(submission)
        if problems is not None:
            found.receipts += 1
            found.problems += problems
    _look_at_histories(found)
    if with_files:
        _look_at_files(found)
    return found


def _of_moments(submission: Submission) -> Iterator[str]:
    """Sentences on moments that are not those of the steps."""
    steps = list(submission.events.order_by("sequence").values_list("action", "at"))
    for name, action in MOMENTS.items():
        at = [moment for taken, moment in steps if taken == action]
        expected = (at[0] if action == Action.PUBLISH else at[-1]) if at else None
        if not _is_together(getattr(submission, name), expected):
            yield f"{submission.reference}: {name} is not the moment of its step"


def _is_together(moment: datetime.datetime | None, step: datetime.datetime | None) -> bool:
    if moment is None or step is None:
        return moment is step
    return abs(moment - step) <= TOGETHER


def _of_receipt(submission: Submission) -> list[str] | None:
    """Sentences on content that is not what was handed in; None where there is no receipt to
    compare it with, or the content may have changed since."""
    steps = submission.events.order_by("-sequence")
    status = submission.status
    if status == "withdrawn" and (last := steps.first()):
        status = last.from_status
    step = steps.filter(action=Action.SUBMIT).exclude(content_digest="").first()
    if step is None or status in BEING_WRITTEN:
        return None
    now = receipts.digest(submission, step.content_form, step.content_salt)
    is_same = now == step.content_digest
    return [] if is_same else [f"{submission.reference} does not say what was handed in"]


# Histories


@dataclass(frozen=True)
class _Tracked:
    """A kind of record with a history, and the way to the submission's status."""

    model: type[Model]
    via: str

    @property
    def entries(self) -> Any:
        return self.model.history.model  # type: ignore[attr-defined]

    @property
    def columns(self) -> list[str]:
        """The columns that the history keeps."""
        kept = {each.attname for each in self.entries._meta.concrete_fields}
        return [
            each.attname
            for each in self.model._meta.concrete_fields
            if each.attname in kept and not each.primary_key
        ]

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The key, the submission's status and reference, and the columns; by key."""
        of = f"{self.via}__" if self.via else ""
        found = self.model._default_manager.order_by("pk")
        return iter(
            found.values_list("pk", F(f"{of}status"), F(f"{of}reference"), *self.columns).iterator(
                chunk_size=2000
            )
        )

    def newest(self) -> Iterator[tuple[Any, ...]]:
        """The key, the kind of change and the columns of the newest entry of each; by key."""
        ids = self.entries.objects.values("id").annotate(newest=Max("history_id")).values("newest")
        found = self.entries.objects.filter(history_id__in=ids).order_by("id")
        return iter(
            found.values_list("id", "history_type", *self.columns).iterator(chunk_size=2000)
        )


def _tracked() -> list[_Tracked]:
    kinds = [_Tracked(Submission, "")]
    kinds += [_Tracked(each.model, each.via) for each in children()]
    return [each for each in kinds if hasattr(each.model, "history")]


def _look_at_histories(found: Verification) -> None:
    for kind in _tracked():
        for key, row, entry in merged(kind.rows(), kind.newest()):
            found.records += row is not None
            found.problems += _differences(kind, key, row, entry)


def _differences(kind: _Tracked, key: Any, row: Any, entry: Any) -> list[str]:
    name = kind.model._meta.label
    if row is None:
        is_told = entry[1] == "-"
        return [] if is_told else [f"{name} {key} is gone, and its history does not say so"]
    status, reference, *values = row[1:]
    if status in BEING_WRITTEN or reference is None:
        return []
    if entry is None or entry[1] == "-":
        return [f"{reference}: {name} {key} is in no history"]
    pairs = zip(kind.columns, values, entry[2:], strict=True)
    differ = [column for column, now, then in pairs if now != then]
    words = f"{reference}: {name} {key} is not as its history has it: {', '.join(differ)}"
    return [words] if differ else []


# Files


def _look_at_files(found: Verification) -> None:
    """Each stored file once: versions share theirs."""
    rows = Attachment.objects.order_by("file", "pk").select_related("submission")
    name, held = "", None
    for attachment in rows.iterator(chunk_size=500):
        if attachment.file.name != name:
            name, held = attachment.file.name, _held(attachment)
            found.files += 1
        if held != (attachment.size, attachment.sha256):
            wrong = "is missing" if held is None else "is not the file that was stored"
            found.problems.append(
                f"{attachment.submission.reference}: file {attachment.pk} ({name}) {wrong}"
            )


def _held(attachment: Attachment) -> tuple[int, str] | None:
    """The size and the SHA-256 of what is stored; None where nothing is."""
    digest, size = hashlib.sha256(), 0
    try:
        with attachment.file.open("rb") as file:
            for piece in iter(lambda: file.read(PIECE), b""):
                digest.update(piece)
                size += len(piece)
    except OSError:
        return None
    return size, digest.hexdigest()


# What is only ever appended


def appended() -> list[type[Model]]:
    """The kinds of records that are never changed or removed: steps, messages and histories."""
    kinds: list[type[Model]] = [SubmissionEvent, Message, *rules.histories()]
    return sorted(kinds, key=lambda model: model._meta.db_table)
