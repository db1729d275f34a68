"""Indicators, figures, and the answers without a figure. Figures and answers of other sources than
reports are written one by one; those of a report change only with the report."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.response import Response

from accounts.models import Scope
from api.reading import measured as filters
from api.resources import ResourceView
from api.shared.authentication import CALLERS
from api.shared.errors import Conflict
from api.writing.handlers import changed, step, writes
from api.writing.sourced_bodies import ChangedAnswer, ChangedFigure, NewAnswer, NewFigure
from indicators import sourced
from indicators.models import Availability, Observation, Stage
from publications.records import measured
from reports.permissions import REVIEW


class Indicators(ResourceView):
    """What is measured, with definitions and caveats."""

    resource = "indicators"
    serializer_class = measured.IndicatorSerializer
    filterset_class = filters.IndicatorFilters
    records = measured.indicators


class SourcedView(ResourceView):
    """Records that a report gives or another source; those of other sources can be written.

    ``columns`` maps names of the API to columns of the record, where they differ.
    """

    authentication_classes = CALLERS
    model: ClassVar[type[Any]]
    columns: ClassVar[Mapping[str, str]]

    def locked(self, key: str) -> Any:
        """Raises Conflict where it is a published report's."""
        of_report = self.model.objects.public().filter(key=key, submission__isnull=False)
        if of_report.exists():
            raise Conflict(_("A report says it: it is changed with that report."))
        return super().locked(key)

    def writable(self) -> "QuerySet[Any]":
        return self.model.objects.filter(submission=None)

    def saved(self, record: Any, values: Mapping[str, Any], status: int = 200) -> Response:
        if "language" in values:
            values = {**values, "language": values["language"] or ""}
        record = changed(record, {self.columns.get(n, n): value for n, value in values.items()})
        try:
            sourced.save(record, by=self.request.user)
        except ValidationError as error:
            raise self.named(error) from None
        return self.written(record, status)

    def named(self, error: ValidationError) -> ValidationError:
        """The error with the API's names of the columns."""
        if not hasattr(error, "error_dict"):
            return error
        names = {column: name for name, column in self.columns.items()}
        return ValidationError({names.get(n, n): e for n, e in error.error_dict.items()})

    def removed(self, key: str) -> None:
        sourced.remove(self.locked(key), by=self.request.user)


class Observations(SourcedView):
    """Figures of indicators. National and global ones stand side by side; a breakdown is no part
    of another breakdown, so add nothing up. Those of other sources than reports wait to be
    reviewed: the secretariat and its programs see them before."""

    resource = "observations"
    serializer_class = measured.ObservationSerializer
    filterset_class = filters.ObservationFilters
    published = ("stage", Stage.PUBLISHED)
    model = Observation
    columns = {"footnote": "comment", "reporter": "place_reporter", "group": "place_group"}

    def get_queryset(self) -> "QuerySet[Any]":
        return measured.observations(with_waiting=self.is_private)

    @writes(Scope.FIGURES, "indicators.add_observation", NewFigure, 201)
    def create(self, values: Mapping[str, Any]) -> Response:
        """Record a figure that another source than a report gives. It waits to be reviewed."""
        return self.saved(Observation(), values, 201)

    @writes(Scope.FIGURES, "indicators.change_observation", ChangedFigure)
    def partial_update(self, values: Mapping[str, Any], key: str) -> Response:
        """Correct a figure of another source; it waits to be reviewed again. One that a State has
        confirmed keeps its number: record the new one as of a new release."""
        return self.saved(self.locked(key), values)

    @writes(Scope.FIGURES, "indicators.delete_observation", status=204)
    def destroy(self, key: str) -> None:
        """Take one away that was recorded by mistake; its history stays. One of a report goes with
        the report alone."""
        self.removed(key)

    @step(REVIEW)
    def publish(self, record: Observation) -> Observation:
        """Let anybody read a figure that was reviewed."""
        sourced.publish(record, by=self.request.user)
        return record


class AnswersWithoutFigure(SourcedView):
    """States that say of an indicator that there is no figure, and why."""

    resource = "availability"
    serializer_class = measured.AvailabilitySerializer
    filterset_class = filters.AvailabilityFilters
    records = measured.availability
    model = Availability
    columns = {"answer": "answered"}

    @writes(Scope.FIGURES, "indicators.add_availability", NewAnswer, 201)
    def create(self, values: Mapping[str, Any]) -> Response:
        """Record that a State says, elsewhere than in a report, that it has no figure."""
        return self.saved(Availability(), values, 201)

    @writes(Scope.FIGURES, "indicators.change_availability", ChangedAnswer)
    def partial_update(self, values: Mapping[str, Any], key: str) -> Response:
        """Correct an answer of another source."""
        return self.saved(self.locked(key), values)

    @writes(Scope.FIGURES, "indicators.delete_availability", status=204)
    def destroy(self, key: str) -> None:
        """Take one away that was recorded by mistake; its history stays. One of a report goes with
        the report alone."""
        self.removed(key)
