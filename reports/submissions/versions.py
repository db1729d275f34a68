"""What changed between the published versions of one report, commitment by commitment."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments.models import Commitment
from common.difference import Piece, difference
from common.words import language_names
from reports.models import (
    Attachment,
    Reporter,
    ReportingCycle,
    Response,
    Submission,
    SubmissionStatus,
)
from reports.models.children import Child, children
from reports.models.columns import RESPONSE, SUBMISSION, compared, shown_as_they_are
from reports.models.statuses import IN_PROGRESS

# Once public, a version stays to be compared with; one that was withdrawn does not.
COMPARED = (SubmissionStatus.PUBLISHED, SubmissionStatus.SUPERSEDED)
# The compared columns of a version and of a response, from the table of columns. The two days of
# receipt are compared as one.
DAYS = {"received_on", "received_no_later_than"}
OF_REPORT = (*(name for name in compared(SUBMISSION) if name not in DAYS), "received_by")
# A property that is compared takes the label of this column.
LABELLED = {"received_by": "received_on"}
OF_RESPONSE = tuple(compared(RESPONSE))


@dataclass(frozen=True)
class Changed:
    """A commitment on which two versions say different things; None where one says nothing."""

    commitment: Commitment
    before: Response | None
    now: Response | None

    @property
    def words(self) -> list[Piece]:
        """Both narratives in one, where they are in one language; empty where they are not."""
        if not self.before or not self.now or self.before.language != self.now.language:
            return []
        return difference(self.before.narrative, self.now.narrative)


@dataclass(frozen=True)
class Difference:
    """A column that two versions fill in differently; empty text where it says nothing."""

    label: str
    before: Any
    now: Any


@dataclass(frozen=True)
class RecordChanged:
    """A child record of another kind that was added, removed (None) or changed."""

    kind: str
    before: Any
    now: Any
    differences: list[Difference]


@dataclass(frozen=True)
class Step:
    """The change from one version to the next. ``fields`` are the names of OF_REPORT that differ;
    files are the public ones, told apart by their content; ``unchanged`` counts the commitments on
    which both versions say the same; ``records`` are the changes of all other child records."""

    before: Submission
    now: Submission
    fields: list[str]
    changed: list[Changed]
    added: list[Attachment]
    removed: list[Attachment]
    unchanged: int
    records: list[RecordChanged]

    @property
    def is_the_same(self) -> bool:
        changes = (self.fields, self.changed, self.added, self.removed, self.records)
        return not any(changes)

    @property
    def plain(self) -> list[Difference]:
        """Those of ``fields`` that are shown just as they are."""
        names = [name for name in self.fields if name in shown_as_they_are(SUBMISSION)]
        return _differences(self.before, self.now, names)

    @property
    def of_report(self) -> list[Difference]:
        """All of ``fields`` in words."""
        return [
            Difference(_label(name), _in_words(self.before, name), _in_words(self.now, name))
            for name in self.fields
        ]


def _label(name: str) -> str:
    column: Any = Submission._meta.get_field(LABELLED.get(name, name))
    return str(capfirst(column.verbose_name))


def _in_words(submission: Submission, name: str) -> Any:
    match value := _shown(submission, name):
        case bool():
            return _("yes") if value else _("no")
        case list():
            return language_names(value)
        case _:
            return value


def steps(reporter: Reporter, cycle: ReportingCycle) -> list[Step]:
    """The published versions of one report, each beside the one before, latest first. Empty for
    one version or none. Three queries, and one for each child record of a later app."""
    versions = Submission.objects.filter(reporter=reporter, cycle=cycle, status__in=COMPARED)
    return _compared(versions)


def versions_of(submission: Submission) -> list[Submission]:
    """Every version of that report, also those that were withdrawn or are not published yet, in
    their order. One query."""
    found = Submission.objects.filter(reporter=submission.reporter_id, cycle=submission.cycle_id)
    return list(found.select_related("cycle", "reporter").order_by("version"))


def replaced_by(submission: Submission) -> Submission | None:
    """The published version that ``submission`` would replace; None where there is none, or where
    ``submission`` can no longer be published. One query."""
    if submission.status not in IN_PROGRESS:
        return None
    found: Submission | None = (
        Submission.objects.filter(reporter=submission.reporter_id, cycle=submission.cycle_id)
        .current()
        .first()
    )
    return found


def change_for_readers(submission: Submission) -> Step | None:
    """What readers would see change from the published version to ``submission`` once this is
    published; None where nothing would be replaced. The queries of ``steps``, and one."""
    before = replaced_by(submission)
    if before is None:
        return None
    (step,) = _compared(Submission.objects.filter(pk__in=[before.pk, submission.pk]))
    return step


def _compared(found: "QuerySet[Submission]") -> list[Step]:
    """Each version beside the one before, latest first."""
    versions = list(found.select_related("cycle", "reporter").order_by("version"))
    responses = Response.objects.filter(submission__in=versions).select_related("commitment")
    said: dict[int, dict[int, Response]] = {version.pk: {} for version in versions}
    for response in responses.order_by("commitment__document__key", "commitment__position"):
        said[response.submission_id][response.commitment_id] = response
    files: dict[int, dict[str, Attachment]] = {version.pk: {} for version in versions}
    for file in Attachment.objects.filter(submission__in=versions, is_public=True):
        files[file.submission_id][file.sha256] = file
    others = [_others(child, versions) for child in children() if _is_other(child)]
    return [
        _step(
            before,
            now,
            (said[before.pk], said[now.pk]),
            (files[before.pk], files[now.pk]),
            [
                each
                for child, rows in others
                for each in _records(child, rows[before.pk], rows[now.pk])
            ],
        )
        for before, now in list(pairwise(versions))[::-1]
    ]


def _step(
    before: Submission,
    now: Submission,
    said: tuple[dict[int, Response], dict[int, Response]],
    files: tuple[dict[str, Attachment], dict[str, Attachment]],
    records: list[RecordChanged],
) -> Step:
    pairs = _pairs(*said)
    changed = [pair for pair in pairs if _differ(pair.before, pair.now, OF_RESPONSE)]
    return Step(
        before,
        now,
        [name for name in OF_REPORT if _differ(before, now, (name,))],
        changed,
        [files[1][digest] for digest in files[1].keys() - files[0].keys()],
        [files[0][digest] for digest in files[0].keys() - files[1].keys()],
        len(pairs) - len(changed),
        records,
    )


def _pairs(before: dict[int, Response], now: dict[int, Response]) -> list[Changed]:
    """Every commitment that either version responds to, in document order."""
    found = {
        response.commitment_id: response.commitment
        for response in (*before.values(), *now.values())
    }
    order = sorted(found.values(), key=lambda each: (each.document_id, each.position))
    return [Changed(each, before.get(each.pk), now.get(each.pk)) for each in order]


def _is_other(child: Child) -> bool:
    """Responses and files are compared in ways of their own."""
    return child.model not in (Response, Attachment) and bool(compared(child.columns))


# The rows of a child record in one version, by what tells them apart.
Rows = dict[tuple[Any, ...], Any]


def _others(child: Child, versions: list[Submission]) -> tuple[Child, dict[int, Rows]]:
    """The rows by version, without those that not everybody may read. One query."""
    found: dict[int, Rows] = {version.pk: {} for version in versions}
    rows = child.all_rows().filter(child.is_public or Q(), **{f"{child.via}__in": versions})
    for row in rows.annotate(of_version=F(child.via)):
        found[row.of_version][tuple(getattr(row, name) for name in child.key)] = row
    return child, found


def _records(child: Child, before: Rows, now: Rows) -> Iterator[RecordChanged]:
    for key in dict.fromkeys((*before, *now)):
        old, new = before.get(key), now.get(key)
        if differences := _differences(old, new, compared(child.columns)):
            yield RecordChanged(str(child.model._meta.verbose_name), old, new, differences)


def _differences(before: Any, now: Any, names: list[str]) -> list[Difference]:
    fields = (now or before)._meta
    return [
        Difference(
            str(capfirst(fields.get_field(name).verbose_name)),
            _shown(before, name),
            _shown(now, name),
        )
        for name in names
        if _differ(before, now, (name,))
    ]


def _shown(record: Any, name: str) -> Any:
    """A choice by its word, a day as the language writes it; nothing as empty text."""
    if record is None:
        return ""
    display = getattr(record, f"get_{name}_display", None)
    found = display() if display else getattr(record, name)
    if isinstance(found, datetime.date):
        return date_format(found)
    return "" if found is None else found


def _differ(one: Any, other: Any, names: tuple[str, ...]) -> bool:
    return any(getattr(one, name, None) != getattr(other, name, None) for name in names)
