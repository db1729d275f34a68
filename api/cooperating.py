"""Requests, offers and matches: what the caller may read and write."""

from typing import Any

from django.db.models import QuerySet

from api.reading import cooperating as filters
from api.writing.assistance import WritableMatches, WritableOffers, WritableRequests
from publications.records import asked, offered


class Requests(WritableRequests):
    """What States ask for. Anybody reads what its State lets anybody read; keys with the scope
    `assistance:read` also what their owner may read in the tracker."""

    resource = "requests"
    serializer_class = asked.RequestSerializer
    lookup_field = "reference"
    filterset_class = filters.Requests

    def get_queryset(self) -> "QuerySet[Any]":
        return asked.requests(self.viewer)


class Offers(WritableOffers):
    """What States, organisations and bodies are ready to give."""

    resource = "offers"
    serializer_class = offered.OfferSerializer
    lookup_field = "reference"
    filterset_class = filters.Offers

    def get_queryset(self) -> "QuerySet[Any]":
        return offered.offers(self.viewer)


class Matches(WritableMatches):
    """Requests brought together with providers: agreed ones that both parties let anybody see; keys
    with the scope `assistance:read` also their owner's own."""

    resource = "matches"
    serializer_class = offered.MatchSerializer
    lookup_field = "reference"
    filterset_class = filters.Matches

    def get_queryset(self) -> "QuerySet[Any]":
        return offered.matches(self.viewer)


RESOURCES = (Requests, Offers, Matches)
