"""Coverage: how many reported, and what coded reports address. Figures from reports.coverage."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from api.reading import coverage_records as serializers
from api.reading import filters
from api.reading.base import TableView
from commitments.models import Commitment
from common.database.made_once import made_once
from reports import coverage
from reports.coverage import tables
from reports.models import (
    GroupKind,
    Reporter,
    ReporterKind,
    ReportingCycle,
)


class CoverageView(TableView):
    """A table of coverage, of one cycle: no longer than the cycle's scope or roll."""

    @cached_property
    def within(self) -> coverage.Selection:
        """The day, reporters, commitments and responses that the parameters select."""
        given = self.given
        return coverage.Selection(
            day=given.get("as_of"),
            groups=tuple(given[name] for name in ("group", "regional_group") if name in given),
            commitments=self.commitments() if self.narrows_commitments else None,
            statuses=frozenset(given.get("status", coverage.ADDRESSING)),
        )

    @property
    def narrows_commitments(self) -> bool:
        return not filters.CommitmentFilters.base_filters.keys().isdisjoint(self.given)

    def commitments(self) -> Any:
        """A queryset of the commitments that the parameters select."""
        return self.parameters.narrowed(self.cycle.scope(), filters.CommitmentFilters)

    def heading(self) -> dict[str, Any]:
        day = self.within.day
        question = f"headlines {self.cycle.pk} {day}"
        found = self.kept(question, lambda: coverage.headlines(self.cycle, day))
        reports = [{"reporter_type": kind, "headline": each} for kind, each in found.items()]
        return {"reports": reports}

    @cached_property
    def previous(self) -> ReportingCycle | None:
        """The cycle before, for the tables of what changed since."""
        return coverage.previous_cycle(self.cycle)


class CommitmentCoverage(CoverageView):
    """Coverage of each commitment in the cycle's scope, in document order."""

    resource = "coverage-commitments"
    table = serializers.CommitmentTableSerializer
    row = serializers.CommitmentCoverageSerializer
    filterset_class = filters.CommitmentTable

    def rows(self) -> list[coverage.CommitmentCoverage]:
        return coverage.by_commitment(
            self.cycle, self.given.get("reporter_type"), within=self.within
        )


class StateCoverage(CoverageView):
    """Coverage of each Member State, whether it reported or not, and of every other State that
    did, in UN order."""

    resource = "coverage-states"
    table = serializers.StateTableSerializer
    row = serializers.StateCoverageSerializer
    filterset_class = filters.StateTable

    def rows(self) -> list[tables.StateCoverage]:
        states = Reporter.objects.states()
        if "state_status" in self.given:
            states = states.filter(state_status__in=self.given["state_status"])
        rows = tables.by_state(self.cycle, states, self.within)
        wanted = self.given.get("reported")
        return [row for row in rows if wanted is None or bool(row.has_reported) == wanted]


class GroupCoverage(CoverageView):
    """Who reported, who did not and what coded reports address, for each group of one kind."""

    resource = "coverage-groups"
    table = serializers.GroupTableSerializer
    row = serializers.GroupCoverageSerializer
    filterset_class = filters.GroupTable

    def rows(self) -> list[tables.GroupCoverage]:
        by = self.given.get("by", GroupKind.REGIONAL_GROUP)
        return tables.by_group(self.cycle, by, self.within)


class Matrix(CoverageView):
    """Reporters × commitments: what each report says on each commitment in scope. With `status`
    only the cells that say so, and the reports that have one.

    In JSON every key stands once and a cell is one character; a file has one column per
    commitment and whole words.
    """

    resource = "coverage-matrix"
    table = serializers.MatrixSerializer
    row = serializers.MatrixFileRowSerializer
    filterset_class = filters.Matrix

    @cached_property
    def columns(self) -> dict[int, str]:
        """The key of each commitment in scope, by its id, in document order."""

        def read() -> dict[int, str]:
            return dict(self.within.scope(self.cycle).values_list("pk", "key"))

        return read() if self.narrows_commitments else self.kept(f"scope {self.cycle.pk}", read)

    def rows(self) -> list[dict[str, Any]]:
        only = self.within.statuses if "status" in self.given else None
        cells = coverage.Cells(serializers.CODES, self.columns, only)
        columns = serializers.MATRIX_FILE_COLUMNS if self.wants_file else serializers.MATRIX_COLUMNS
        if not self.wants_file and self.given.keys() <= SAME_ROWS:
            found = _all_rows(self.cycle.pk)
        else:
            reports = self.parameters.narrowed(self.within.reports(self.cycle), filters.WhoFilters)
            found = list(_rows(reports, cells, columns))
        names = (*columns, "is_coded", "cells")
        rows = [
            dict(zip(names, (*values, said is not None, cells.of(said)), strict=True))
            for *values, said in found
        ]
        return [row for row in rows if only is None or cells.say_something(row["cells"])]

    def heading(self) -> dict[str, Any]:
        keys = list(self.columns.values())
        return {**super().heading(), "codes": serializers.MEANINGS, "commitments": keys}


# The parameters that change no row of the matrix; those of commitments choose its columns.
SAME_ROWS = {"cycle", "lang", "format", *filters.CommitmentFilters.base_filters}


def _rows(reports: Any, cells: coverage.Cells, columns: Mapping[str, str]) -> "QuerySet[Any, Any]":
    """The columns of each report, and all that it says: nothing at all where it is not coded.
    Without model instances: there are as many reports as States."""
    read = coverage.in_un_order(cells.read(reports))
    found: QuerySet[Any, Any] = read.values_list(*columns.values(), "said_of_all")
    return found


@made_once
def _all_rows(cycle: Any) -> "QuerySet[Any, Any]":
    cells = coverage.Cells(serializers.CODES, ())
    return _rows(coverage.EVERYTHING.reports(cycle), cells, serializers.MATRIX_COLUMNS)


class Changes(CoverageView):
    """What changed since the cycle before, by commitment: how many of the reporters whose reports
    are coded in both cycles newly address it or its predecessors, say something else, say the
    same, or no longer address it."""

    resource = "coverage-changes"
    table = serializers.CommitmentChangeTableSerializer
    row = serializers.CommitmentChangeSerializer
    filterset_class = filters.CycleTable

    def rows(self) -> list[coverage.CommitmentChange]:
        return coverage.change_by_commitment(self.cycle, self.previous, self.within)


class StateChanges(CoverageView):
    """The same by State: each that reported in either cycle, and on how many of the commitments
    that can be compared it did what."""

    resource = "coverage-changes-states"
    table = serializers.StateChangeTableSerializer
    row = serializers.StateChangeSerializer
    filterset_class = filters.CycleTable

    def rows(self) -> list[coverage.StateChange]:
        return coverage.change_by_state(self.cycle, self.previous, self.within)


class Trend(CoverageView):
    """The real cycles: reports on record, as publications counted them, and what coded ones
    address."""

    resource = "coverage-trend"
    table = serializers.TrendTableSerializer
    row = serializers.TrendSerializer
    filterset_class = filters.Trend

    def commitments(self) -> Any:
        """Of all cycles."""
        return self.parameters.narrowed(Commitment.objects.all(), filters.CommitmentFilters)

    def reporter_type(self) -> str:
        return str(self.given.get("reporter_type", ReporterKind.STATE))

    def rows(self) -> list[coverage.CoveragePoint]:
        return coverage.coverage_over_cycles(self.reporter_type(), self.within)

    def heading(self) -> dict[str, Any]:
        return {"reporter_type": self.reporter_type()}
