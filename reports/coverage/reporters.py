"""Coverage of each report: what it addresses, section by section, and the matrix of all."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db.models import Case, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Concat

from commitments.models import Commitment, Section
from common.database.gathering import Gathered
from common.database.made_once import made_once
from reports.coverage.commitments import scope_in_short
from reports.coverage.counting import EVERYTHING, Ratio, Selection, is_asked
from reports.coverage.rolls import NAMED
from reports.models import (
    ReportingCycle,
    Response,
    ResponseStatus,
    Submission,
)
from reports.models.cycles import scope_of


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
    """Coverage of each reporter that reported in ``cycle``, in UN order. Two queries."""
    counting = _Counting(cycle, within)
    reports = Cells(_CODES, ()).read(within.reports(cycle).with_is_coded())
    return [
        ReporterCoverage(
            each,
            each.is_coded,
            counting.ratio(each.reporter.kind, each.said_of_all),
            counting.by_status(each.said_of_all),
        )
        for each in in_un_order(reports).select_related("cycle")
    ]


def ratios_of(kind: str, cycle: ReportingCycle, within: Selection = EVERYTHING) -> dict[int, Ratio]:
    """The ``ratio`` alone, by reporter (its key), of the reporters of one kind. Two queries."""
    counting = _Counting(cycle, within)
    rows = _all_said(cycle.pk) if within == EVERYTHING else list(_said(within.reports(cycle)))
    return {pk: counting.ratio(kind, said) for pk, of, said in rows if of == kind}


@made_once
def _all_said(cycle: Any) -> "QuerySet[Any, Any]":
    return _said(EVERYTHING.reports(cycle))


def _said(reports: Any) -> "QuerySet[Any, Any]":
    read = Cells(_CODES, ()).read(reports).order_by()
    found: QuerySet[Any, Any] = read.values_list("reporter_id", "reporter__kind", "said_of_all")
    return found


def _directed(commitments: Any) -> "QuerySet[Commitment]":
    """Commitments with nothing but to whom they are directed."""
    found: QuerySet[Commitment] = commitments.select_related(None).only("addressee_kinds")
    return found


@made_once
def _scope(cycle: Any) -> "QuerySet[Commitment]":
    return _directed(scope_of(cycle))


class _Counting:
    """Counts what each report addresses in the text that ``Cells`` read of it."""

    def __init__(self, cycle: ReportingCycle, within: Selection) -> None:
        self.within = within
        whole = within.commitments is None
        self.scope = _scope(cycle.pk) if whole else list(_directed(within.commitments))
        self.cells = Cells(_CODES, [commitment.pk for commitment in self.scope])
        self.addressing = {_CODES[status] for status in within.statuses}
        self.asked: dict[str, list[int]] = {}

    def ratio(self, kind: str, said_of_all: str | None) -> Ratio:
        """Over the commitments that count and are directed to that kind of reporter."""
        if said_of_all is None:
            return Ratio(0, 0)
        if kind not in self.asked:
            self.asked[kind] = [n for n, each in enumerate(self.scope) if is_asked(kind, each)]
        asked, said = self.asked[kind], self.cells.of(said_of_all)
        return Ratio(sum([said[place] in self.addressing for place in asked]), len(asked))

    def by_status(self, said_of_all: str | None) -> dict[str, int]:
        """Of all responses, unless only some commitments count."""
        said = (said_of_all or "").partition("|")[2]
        if self.within.narrows_commitments():
            said = self.cells.of(said_of_all)
        return {status: said.count(_CODES[status]) for status in ResponseStatus.values}


def in_un_order(submissions: Any) -> Any:
    """Submissions with their reporters, by reporter."""
    return submissions.select_related("reporter").order_by("reporter__sort_name", "reporter__code")


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
    responses = {each.commitment_id: each for each in _responses(submission.pk)}
    groups: dict[Section | None, list[Commitment]] = defaultdict(list)
    for commitment in scope_in_short(submission.cycle):
        groups[commitment.section].append(commitment)
        if response := responses.get(commitment.pk):
            response.submission, response.commitment = submission, commitment
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


@made_once
def _responses(submission: Any) -> "QuerySet[Response]":
    return Response.objects.filter(submission=submission).select_related("attachment")


@dataclass(frozen=True)
class Matrix:
    """Reporters × commitments: ``cells[i][j]`` is what reporter i's report says on commitment j
    (a ResponseStatus value), or empty where it says nothing or is not coded."""

    submissions: list[Submission]
    commitments: list[Commitment]
    cells: list[list[str]]


def matrix(
    cycle: ReportingCycle,
    commitments: Iterable[Commitment] | None = None,
    within: Selection = EVERYTHING,
    only: Collection[str] | None = None,
    *,
    coded_only: bool = False,
) -> Matrix:
    """The matrix of a cycle's reports. ``commitments`` narrow it further; with ``only`` it has no
    other status, and no report that says none of these. Two queries at most."""
    commitments = list(within.scope(cycle) if commitments is None else commitments)
    cells = Cells(_CODES, [commitment.pk for commitment in commitments])
    words = {
        code: status if only is None or status in only else "" for status, code in _CODES.items()
    }
    reports = _reports_now(cycle.pk) if within == EVERYTHING else _reports(within.reports(cycle))
    rows = [
        (each, [words[code] for code in cells.of(each.said_of_all)])
        for each in reports
        if each.said_of_all is not None or not coded_only
    ]
    if only is not None:
        rows = [(each, said) for each, said in rows if any(said)]
    return Matrix([each for each, _said in rows], commitments, [said for _each, said in rows])


def _reports(reports: Any) -> Any:
    return in_un_order(Cells(_CODES, ()).read(reports)).only("reporter", *_NAMED)


@made_once
def _reports_now(cycle: Any) -> "QuerySet[Any]":
    found: QuerySet[Any] = _reports(EVERYTHING.reports(cycle))
    return found


# Nothing else is told of a report in the matrix.
_NAMED = [f"reporter__{name}" for name in NAMED]
# A character for each status, as cells come from the database; and for none.
_CODES = {"": ".", **{status: str(n) for n, status in enumerate(ResponseStatus.values)}}


class Cells:
    """What reports say on each of ``commitments`` (ids, in that order), as one text for each
    report: the character in ``codes`` of a ResponseStatus value, or of "" for nothing; with
    ``only``, of no other status. A report's responses come as one text too: to read a row for each
    takes longer than all the rest."""

    def __init__(
        self,
        codes: Mapping[str, str],
        commitments: Iterable[int],
        only: Collection[str] | None = None,
    ) -> None:
        self.nothing = codes[""]
        self.codes = {s: codes[s] for s in (ResponseStatus.values if only is None else only)}
        self.commitments = [str(commitment) for commitment in commitments]
        self.ways: dict[str, Callable[[str], Iterable[str]]] = {}

    def read(self, reports: Any) -> Any:
        """Adds ``said_of_all`` to the reports, for ``of``: the commitments that they respond on,
        and in the same order what they say on each; null for a report without responses."""
        codes = [When(status=status, then=Value(code)) for status, code in self.codes.items()]
        said = Concat(
            Gathered(Cast("commitment_id", TextField())),
            Value("|"),
            Gathered(Case(*codes, default=Value(self.nothing)), ""),
            output_field=TextField(),
        )
        own = Response.objects.filter(submission=OuterRef("pk")).order_by().values("submission")
        return reports.annotate(said_of_all=Subquery(own.annotate(said=said).values("said")))

    def of(self, said_of_all: str | None) -> str:
        """The cells of a report."""
        ids, _bar, said = (said_of_all or "").partition("|")
        if ids not in self.ways:
            # Reports on the same commitments share it.
            self.ways[ids] = self._in_order(ids.split())
        return "".join(self.ways[ids](said + self.nothing))

    def say_something(self, cells: str) -> bool:
        return bool(cells.strip(self.nothing))

    def _in_order(self, ids: Iterable[str]) -> Callable[[str], Iterable[str]]:
        """Takes the cells in the order of ``commitments``; the last cell for a missing one."""
        place = {each: index for index, each in enumerate(ids)}
        places = [place.get(commitment, -1) for commitment in self.commitments]
        return itemgetter(*places) if places else lambda _said: ""
