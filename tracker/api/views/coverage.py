"""Coverage: how many reported, and what coded reports address. Figures from reports.coverage."""

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
from tracker.api.serializers import coverage as serializers
from tracker.api.views.base import FileView


class TableView(FileView):
    """A table of figures; never in pages, for it is as long as a cycle's scope or roll."""

    resource: ClassVar[str]
    table: ClassVar[type[Serializer[Any]]]
    row: ClassVar[type[Serializer[Any]]]

    def answer(self) -> Any:
        return self.table()

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


class CommitmentCoverage(CycleTableView):
    """Coverage of each commitment in the cycle's scope, in document order."""

    resource = "coverage-commitments"
    table = serializers.CommitmentTableSerializer
    row = serializers.CommitmentCoverageSerializer
    filterset_class = filters.CommitmentTable

    def rows(self) -> list[coverage.CommitmentCoverage]:
        rows = coverage.by_commitment(self.cycle, self.given.get("reporter_type"))
        scope = self.parameters.narrowed(self.cycle.scope(), filters.CommitmentFilters)
        wanted = set(scope.values_list("pk", flat=True))
        return [row for row in rows if row.commitment.pk in wanted]


class StateCoverage(CycleTableView):
    """Coverage of each Member State, whether it reported or not, and of every other State that
    did, in UN order."""

    resource = "coverage-states"
    table = serializers.StateTableSerializer
    row = serializers.StateCoverageSerializer
    filterset_class = filters.StateTable

    def rows(self) -> list[coverage_tables.StateCoverage]:
        states = self.parameters.narrowed(Reporter.objects.states(), filters.StateFilters)
        rows = coverage_tables.by_state(self.cycle, states)
        wanted = self.given.get("reported")
        return [row for row in rows if wanted is None or bool(row.has_reported) == wanted]


class GroupCoverage(CycleTableView):
    """Who reported, who did not and what coded reports address, for each group of one kind."""

    resource = "coverage-groups"
    table = serializers.GroupTableSerializer
    row = serializers.GroupCoverageSerializer
    filterset_class = filters.GroupTable

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
    filterset_class = filters.Matrix

    @cached_property
    def matrix(self) -> coverage.Matrix:
        submissions = Submission.objects.current().filter(cycle=self.cycle).with_is_coded()
        return coverage.matrix(
            self.cycle,
            self.parameters.narrowed(submissions, filters.ReporterFilters),
            self.parameters.narrowed(self.cycle.scope(), filters.CommitmentFilters),
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
    filterset_class = filters.Trend

    def reporter_type(self) -> str:
        return str(self.given.get("reporter_type", ReporterKind.STATE))

    def rows(self) -> list[coverage.TrendPoint]:
        return coverage.trend(self.reporter_type())

    def head(self) -> dict[str, Any]:
        return {"reporter_type": self.reporter_type()}
