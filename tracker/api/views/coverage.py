"""Coverage: how many reported, and what coded reports address. Figures from reports.coverage."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from reports import coverage, coverage_tables
from reports.models import (
    GroupKind,
    Reporter,
    ReporterKind,
    ReportingCycle,
    Submission,
)
from tracker.api import filters
from tracker.api.parameters import Choice, Filter, Flag, Parameter
from tracker.api.serializers import coverage as serializers
from tracker.api.views.base import FileView

REPORTER_TYPE = Choice("reporter_type", "Count only reports of this kind.", ReporterKind.values)


class TableView(FileView):
    """A table of figures; never in pages, for it is as long as a cycle's scope or roll."""

    resource: ClassVar[str]
    table: ClassVar[type[Serializer[Any]]]
    row: ClassVar[type[Serializer[Any]]]
    takes: ClassVar[Sequence[Parameter]] = ()

    def answer(self) -> Any:
        return self.table()

    def parameters(self) -> list[Parameter]:
        return [*self.takes, *super().parameters()]

    def get(self, request: Request) -> HttpResponseBase:
        rows = self.rows()
        context = self.get_serializer_context()
        if self.wants_file:
            return self.export(self.resource, self.row(context=context), rows)
        head = {**self.head(), "count": len(rows), "results": rows}
        return Response(self.table(head, context=context).data)

    def rows(self) -> list[Any]:
        """One object per row of the table."""
        raise NotImplementedError

    def head(self) -> dict[str, Any]:
        """What stands before the rows."""
        raise NotImplementedError


class CycleTableView(TableView):
    """A table of one cycle: the one asked for, or the current one."""

    filters: ClassVar[Sequence[Filter]] = ()

    def parameters(self) -> list[Parameter]:
        return [filters.CYCLE, *(each.parameter for each in self.filters), *super().parameters()]

    @cached_property
    def cycle(self) -> ReportingCycle:
        """404 where no cycle is asked for and there is none yet."""
        cycle: ReportingCycle | None = self.given.get("cycle") or ReportingCycle.objects.current()
        if cycle is None:
            raise NotFound(_("There is no reporting cycle yet."))
        return cycle

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "cycle": self.cycle}

    def head(self) -> dict[str, Any]:
        headlines = coverage_tables.headlines(self.cycle).items()
        reports = [{"reporter_type": kind, "headline": headline} for kind, headline in headlines]
        return {"cycle": self.cycle, "reports": reports}

    def narrowed(self, queryset: Any, by: Sequence[Filter]) -> Any:
        for each in by:
            if each.parameter.name in self.given:
                queryset = each.apply(queryset, self.given[each.parameter.name])
        return queryset


class CommitmentCoverage(CycleTableView):
    """Coverage of each commitment in the cycle's scope, in document order."""

    resource = "coverage-commitments"
    table = serializers.CommitmentTableSerializer
    row = serializers.CommitmentCoverageSerializer
    takes = (REPORTER_TYPE,)
    filters = filters.COMMITMENT_FILTERS

    def rows(self) -> list[coverage.CommitmentCoverage]:
        rows = coverage.by_commitment(self.cycle, self.given.get("reporter_type"))
        if not any(each.parameter.name in self.given for each in self.filters):
            return rows
        wanted = set(self.narrowed(self.cycle.scope(), self.filters).values_list("pk", flat=True))
        return [row for row in rows if row.commitment.pk in wanted]


class StateCoverage(CycleTableView):
    """Coverage of each Member State, whether it reported or not, and of every other State that
    did, in UN order."""

    resource = "coverage-states"
    table = serializers.StateTableSerializer
    row = serializers.StateCoverageSerializer
    takes = (Flag("reported", "Only States that reported, or only those that did not."),)
    filters = (filters.STATE_STATUS, filters.STATE_REGIONAL_GROUP)

    def rows(self) -> list[coverage_tables.StateCoverage]:
        states = self.narrowed(Reporter.objects.states(), self.filters)
        rows = coverage_tables.by_state(self.cycle, states)
        wanted = self.given.get("reported")
        return [row for row in rows if wanted is None or bool(row.has_reported) == wanted]


class GroupCoverage(CycleTableView):
    """Who reported, who did not and what coded reports address, for each group of one kind."""

    resource = "coverage-groups"
    table = serializers.GroupTableSerializer
    row = serializers.GroupCoverageSerializer
    takes = (
        Choice("by", "Kind of group.", GroupKind.values, default=GroupKind.REGIONAL_GROUP.value),
    )

    def rows(self) -> list[coverage_tables.GroupCoverage]:
        by = self.given.get("by", GroupKind.REGIONAL_GROUP)
        return coverage_tables.by_group(self.cycle, by)


class Matrix(CycleTableView):
    """Reporters × commitments: what each current report says on each commitment in scope.

    In JSON every key stands once and a cell is one character; a file has one column per
    commitment and whole words.
    """

    resource = "coverage-matrix"
    table = serializers.MatrixSerializer
    row = serializers.MatrixFileRowSerializer
    filters = (*filters.ROWS_OF_THE_MATRIX, *filters.COMMITMENT_FILTERS)

    @cached_property
    def matrix(self) -> coverage.Matrix:
        submissions = Submission.objects.current().filter(cycle=self.cycle).with_is_coded()
        return coverage.matrix(
            self.cycle,
            self.narrowed(submissions, filters.ROWS_OF_THE_MATRIX),
            self.narrowed(self.cycle.scope(), filters.COMMITMENT_FILTERS),
        )

    def rows(self) -> list[dict[str, Any]]:
        found = zip(self.matrix.submissions, self.matrix.cells, strict=True)
        return [{"submission": submission, "cells": cells} for submission, cells in found]

    def get_serializer_context(self) -> dict[str, Any]:
        keys = [commitment.key for commitment in self.matrix.commitments]
        return {**super().get_serializer_context(), "commitments": keys}

    def head(self) -> dict[str, Any]:
        keys = [commitment.key for commitment in self.matrix.commitments]
        return {**super().head(), "codes": serializers.MEANINGS, "commitments": keys}


class Trend(TableView):
    """Reports over the real cycles: on record, and as publications counted them."""

    resource = "coverage-trend"
    table = serializers.TrendTableSerializer
    row = serializers.TrendSerializer
    takes = (
        Choice(
            "reporter_type",
            "Kind of reporter counted.",
            ReporterKind.values,
            default=ReporterKind.STATE.value,
        ),
    )

    def reporter_type(self) -> str:
        return str(self.given.get("reporter_type", ReporterKind.STATE))

    def rows(self) -> list[coverage.TrendPoint]:
        return coverage.trend(self.reporter_type())

    def head(self) -> dict[str, Any]:
        return {"reporter_type": self.reporter_type()}
