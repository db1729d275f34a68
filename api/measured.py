"""Indicators, figures, and the answers without a figure."""

from typing import Any

from django.db.models import QuerySet

from api.reading import measured as filters
from api.reading.base import ResourceView
from api.writing.sourced import WritableAvailability, WritableObservations
from publications.records import measured


class Indicators(ResourceView):
    """What is measured, with definitions and caveats."""

    resource = "indicators"
    serializer_class = measured.IndicatorSerializer
    lookup_field = "key"
    filterset_class = filters.IndicatorFilters

    def get_queryset(self) -> "QuerySet[Any]":
        return measured.indicators()


class Observations(WritableObservations):
    """Figures of indicators. National and global ones stand side by side; a breakdown is no part
    of another breakdown, so add nothing up. Those of other sources than reports wait to be
    reviewed: the secretariat and its programs see them before."""

    resource = "observations"
    serializer_class = measured.ObservationSerializer
    lookup_field = "key"
    filterset_class = filters.ObservationFilters

    def get_queryset(self) -> "QuerySet[Any]":
        return measured.observations(with_waiting=self.is_private)


class AnswersWithoutFigure(WritableAvailability):
    """States that say of an indicator that there is no figure, and why."""

    resource = "availability"
    serializer_class = measured.AvailabilitySerializer
    lookup_field = "key"
    filterset_class = filters.AvailabilityFilters

    def get_queryset(self) -> "QuerySet[Any]":
        return measured.availability()


RESOURCES = (Indicators, Observations, AnswersWithoutFigure)
