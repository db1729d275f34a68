"""Adherence to instruments, published totals and figures, and their sources."""

from typing import Any

from django.db.models import QuerySet

from api.reading import adhering as filters
from api.reading.base import ResourceView
from api.writing.adhering import WritableAdherences
from publications.records import adhering


class Sources(ResourceView):
    """The documents from which records beside the reports were taken."""

    resource = "sources"
    serializer_class = adhering.SourceDocumentSerializer
    lookup_field = "key"
    filterset_class = filters.Sources

    def get_queryset(self) -> "QuerySet[Any]":
        return adhering.sources()


class Adherences(WritableAdherences):
    """Acts of States and organisations about instruments, each as one source tells it."""

    resource = "adherences"
    serializer_class = adhering.AdherenceSerializer
    lookup_field = "key"
    filterset_class = filters.Adherences

    def get_queryset(self) -> "QuerySet[Any]":
        return adhering.adherences()


class AdherenceTotals(ResourceView):
    """How many adhere to an instrument, as publications counted."""

    resource = "adherence-totals"
    serializer_class = adhering.AdherenceTotalSerializer
    lookup_field = "key"
    filterset_class = filters.AdherenceTotals

    def get_queryset(self) -> "QuerySet[Any]":
        return adhering.adherence_totals()


class Milestones(ResourceView):
    """What happened to the instruments, as their sources tell it."""

    resource = "milestones"
    serializer_class = adhering.MilestoneSerializer
    lookup_field = "key"
    filterset_class = filters.Milestones

    def get_queryset(self) -> "QuerySet[Any]":
        return adhering.milestones()


class PublishedFigures(ResourceView):
    """Figures that the sources give about small arms, with their qualifiers."""

    resource = "published-figures"
    serializer_class = adhering.PublishedFigureSerializer
    lookup_field = "key"
    filterset_class = filters.PublishedFigures

    def get_queryset(self) -> "QuerySet[Any]":
        return adhering.published_figures()


RESOURCES = (
    Adherences,
    AdherenceTotals,
    Milestones,
    PublishedFigures,
    Sources,
)
