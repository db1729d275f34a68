"""Requests, offers and matches: what the caller may read."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from rest_framework.request import Request

from accounts.factors import lacks_factor
from accounts.models import ApiKey, Scope
from api.reading import cooperating as filters
from api.reading.base import ResourceView
from api.shared.authentication import ApiKeyAuthentication, StaffSession
from publications.records import asked, offered


def reader(request: Request | None) -> Any:
    """As whom the caller reads what is not for everybody: as the owner of a key that has the scope
    for it, or as whoever is signed in with a second factor; else as anybody."""
    user: Any = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated:
        return AnonymousUser()
    if isinstance(request.auth, ApiKey):
        return user if request.auth.has_scope(Scope.ASSISTANCE) else AnonymousUser()
    return AnonymousUser() if lacks_factor(user) else user


class ForItsReader(ResourceView):
    """Records of which some are not for everybody: with a key or a session its owner's are too."""

    authentication_classes = (ApiKeyAuthentication, StaffSession)


class Requests(ForItsReader):
    """What States ask for. Anybody reads what its State lets anybody read; keys with the scope
    `assistance:read` also what their owner may read in the tracker."""

    resource = "requests"
    serializer_class = asked.RequestSerializer
    lookup_field = "reference"
    filterset_class = filters.Requests

    def get_queryset(self) -> "QuerySet[Any]":
        return asked.requests(reader(getattr(self, "request", None)))


class Offers(ForItsReader):
    """What States, organisations and bodies are ready to give."""

    resource = "offers"
    serializer_class = offered.OfferSerializer
    lookup_field = "reference"
    filterset_class = filters.Offers

    def get_queryset(self) -> "QuerySet[Any]":
        return offered.offers(reader(getattr(self, "request", None)))


class Matches(ForItsReader):
    """Requests brought together with providers: agreed ones that both parties let anybody see; keys
    with the scope `assistance:read` also their owner's own."""

    resource = "matches"
    serializer_class = offered.MatchSerializer
    lookup_field = "reference"
    filterset_class = filters.Matches

    def get_queryset(self) -> "QuerySet[Any]":
        return offered.matches(reader(getattr(self, "request", None)))


RESOURCES = (Requests, Offers, Matches)
