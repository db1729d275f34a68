"""Coverage of each report: what it addresses, section by section, and the matrix of all."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

from django.db.models import Case, TextField, Value, When
from django.db.models.functions import Cast

from commitments.models import Commitment, Section
from common.database.gathering import Gathered
from reports.coverage.counting import EVERYTHING, Ratio, Selection, is_asked
from reports.models import (
    ReporterKind,
    ReportingCycle,
    Response,
    ResponseStatus,
    Submission,
)


@dataclass(frozen=True)
class ReporterCoverage:
    """What one reporter's report of a cycle addresses.

    ``ratio`` is over the commitments in scope that are directed to its kind; its ``total`` is 0
    (not applicable) while the report is not coded.
    """

    submission: Submission
    is_coded: bool
    ratio: Ratio
    by_status: dict[str, int]


def by_reporter(cycle: ReportingCycle, within: Selection = EVERYTHING) -> list[ReporterCoverage]:
    """Coverage of each reporter that reported in ``cycle``, in UN order. Three queries."""
    scope = list(within.scope(cycle))
    asked = {kind: {c.pk for c in scope if is_asked(kind, c)} for kind in ReporterKind.values}
    chosen = {c.pk for c in scope} if within.narrows_commitments() else None
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    addressed: Counter[int] = Counter()
    rows = within.responses(cycle).values_list(
        "submission_id", "submission__reporter__kind", "commitment_id", "status"
    )
    for submission_id, kind, commitment_id, status in rows.order_by():
        if chosen is None or commitment_id in chosen:
            counts[submission_id][status] += 1
        if status in within.statuses and commitment_id in asked[kind]:
            addressed[submission_id] += 1
    return [
        ReporterCoverage(
            submission,
            is_coded=submission.is_coded,
            ratio=Ratio(
                addressed[submission.pk],
                len(asked[submission.reporter.kind]) if submission.is_coded else 0,
            ),
            by_status={s: counts[submission.pk][s] for s in ResponseStatus.values},
        )
        for submission in in_un_order(within.reports(cycle).with_is_coded())
    ]


def in_un_order(submissions: Any) -> Any:
    """Submissions with their reporters and cycles, by reporter."""
    return submissions.select_related("reporter", "cycle").order_by(
        "reporter__sort_name", "reporter__code"
    )


@dataclass(frozen=True)
class SectionCoverage:
    """How many commitments of a section a report addresses, over those that its reporter was asked
    about (``ratio.total``; 0 while the report is not coded)."""

    section: Section
    ratio: Ratio
    responses: list[Response]


def by_section(submission: Submission) -> list[SectionCoverage]:
    """One report's responses and coverage by section, in document order; sections without a
    commitment of their own are left out. Two queries."""
    responses = {
        response.commitment_id: response
        for response in submission.responses.select_related("attachment", "commitment")
    }
    groups: dict[Section | None, list[Commitment]] = defaultdict(list)
    for commitment in submission.cycle.scope().select_related("section"):
        groups[commitment.section].append(commitment)
    kind = submission.reporter.kind
    found = []
    for section, commitments in groups.items():
        if section is None:
            continue
        answers = [responses[c.pk] for c in commitments if c.pk in responses]
        asked = {c.pk for c in commitments if is_asked(kind, c)} if responses else set()
        addressed = sum(r.commitment_id in asked and r.is_addressing for r in answers)
        found.append(SectionCoverage(section, Ratio(addressed, len(asked)), answers))
    return found


@dataclass(frozen=True)
class Matrix:
    """Reporters × commitments: ``cells[i][j]`` is what reporter i's report says on commitment j
    (a ResponseStatus value), or empty where it says nothing or is not coded."""

    submissions: list[Submission]
    commitments: list[Commitment]
    cells: list[list[str]]


def matrix(
    cycle: ReportingCycle,
    submissions: Any = None,
    commitments: Any = None,
    within: Selection = EVERYTHING,
    only: Collection[str] | None = None,
) -> Matrix:
    """The matrix of a cycle's reports. ``submissions`` and ``commitments`` are querysets that
    narrow it further; with ``only`` it has no other status, and no report that says none of
    these. Three queries."""
    submissions = within.reports(cycle) if submissions is None else submissions
    commitments = list(within.scope(cycle) if commitments is None else commitments)
    found = said(cycle, [commitment.pk for commitment in commitments], within, only)
    rows = [s for s in in_un_order(submissions) if only is None or s.pk in found]
    nothing = [""] * len(commitments)
    return Matrix(rows, commitments, [found.get(s.pk, nothing) for s in rows])


# A character for each status, as cells come from the database; and for none.
_CODES = {"": ".", **{status: str(n) for n, status in enumerate(ResponseStatus.values)}}


def said(
    cycle: ReportingCycle,
    commitments: Collection[int],
    within: Selection = EVERYTHING,
    only: Collection[str] | None = None,
) -> dict[int, list[str]]:
    """``said_in`` words: a ResponseStatus value in each cell, empty for nothing."""
    found = said_in(_CODES, cycle, commitments, within, only)
    words = {code: status for status, code in _CODES.items()}
    return {submission: [words[code] for code in cells] for submission, cells in found.items()}


def said_in(
    codes: Mapping[str, str],
    cycle: ReportingCycle,
    commitments: Collection[int],
    within: Selection = EVERYTHING,
    only: Collection[str] | None = None,
) -> dict[int, str]:
    """What each report of ``cycle`` says on each of ``commitments`` (ids, in that order), as one
    text: for each the character in ``codes`` of a ResponseStatus value, or of "" for nothing; with
    ``only``, of no other status. By the id of the submission; of a report that says nothing there
    is none. One query, one row for each report.
    """
    nothing = codes[""]
    statuses = ResponseStatus.values if only is None else only
    code = Case(
        *[When(status=status, then=Value(codes[status])) for status in statuses],
        default=Value(nothing),
    )
    rows = within.responses(cycle).order_by().values_list("submission_id")
    rows = rows.annotate(ids=Gathered(Cast("commitment_id", TextField())), cells=Gathered(code, ""))

    @cache
    def in_order(ids: str) -> Callable[[str], Iterable[str]]:
        """Takes the cells of the commitments in order; the last cell for a missing one. Reports on
        the same commitments share it."""
        place = {each: index for index, each in enumerate(ids.split())}
        return itemgetter(*(place.get(str(commitment), -1) for commitment in commitments))

    if not commitments:
        return {}
    found = ((pk, "".join(in_order(ids)(cells + nothing))) for pk, ids, cells in rows)
    return {submission: cells for submission, cells in found if cells.strip(nothing)}
