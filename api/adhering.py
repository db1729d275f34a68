"""Adherence to instruments, published totals and figures, and their sources."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.response import Response

from accounts.models import Scope
from api.reading import adhering as filters
from api.resources import ResourceView
from api.shared.authentication import CALLERS
from api.writing.adherence_bodies import ChangedAdherence, NewAdherence
from api.writing.handlers import changed, writes
from indicators.models import Adherence
from publications.records import adhering


class Adherences(ResourceView):
    """Acts of States and organisations about instruments, each as one source tells it."""

    resource = "adherences"
    serializer_class = adhering.AdherenceSerializer
    filterset_class = filters.Adherences
    authentication_classes = CALLERS
    records = adhering.adherences

    def writable(self) -> "QuerySet[Any]":
        return Adherence.objects.all()

    @writes(Scope.ADHERENCES, "indicators.add_adherence", NewAdherence, 201)
    def create(self, values: dict[str, Any]) -> Response:
        """Record an act."""
        return self.saved(Adherence(**values), 201)

    @writes(Scope.ADHERENCES, "indicators.change_adherence", ChangedAdherence)
    def partial_update(self, values: dict[str, Any], key: str) -> Response:
        """Correct an act; its history keeps what stood before."""
        return self.saved(changed(self.locked(key), values))

    @writes(Scope.ADHERENCES, "indicators.delete_adherence", status=204)
    def destroy(self, key: str) -> None:
        """Take an act away that was recorded by mistake; its history stays."""
        self.locked(key).delete()

    def saved(self, act: Adherence, status: int = 200) -> Response:
        act.full_clean(exclude=["key"])
        act.save()
        return self.written(act, status)


class AdherenceTotals(ResourceView):
    """How many adhere to an instrument, as publications counted."""

    resource = "adherence-totals"
    serializer_class = adhering.AdherenceTotalSerializer
    filterset_class = filters.AdherenceTotals
    records = adhering.adherence_totals


class Milestones(ResourceView):
    """What happened to the instruments, as their sources tell it."""

    resource = "milestones"
    serializer_class = adhering.MilestoneSerializer
    filterset_class = filters.Milestones
    records = adhering.milestones


class PublishedFigures(ResourceView):
    """Figures that the sources give about small arms, with their qualifiers."""

    resource = "published-figures"
    serializer_class = adhering.PublishedFigureSerializer
    filterset_class = filters.PublishedFigures
    records = adhering.published_figures


class Sources(ResourceView):
    """The documents from which records beside the reports were taken."""

    resource = "sources"
    serializer_class = adhering.SourceDocumentSerializer
    filterset_class = filters.Sources
    records = adhering.sources
