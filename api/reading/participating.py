"""Who took part in meetings: bodies, sittings, agenda, officers, documents, statements."""

from typing import Any

from django.db.models import QuerySet

from api.reading import participation
from api.reading.base import ResourceView
from publications.records import meetings, participating


class Bodies(ResourceView):
    """Groups of States and organisations that speak at meetings, or are spoken for, and send no
    reports."""

    resource = "bodies"
    serializer_class = participating.BodySerializer
    lookup_field = "key"
    filterset_class = participation.Bodies

    def get_queryset(self) -> "QuerySet[Any]":
        return meetings.bodies()


class KeyedByQuery(ResourceView):
    """A resource whose keys are made by its query."""

    lookup_url_kwarg = "key"
    lookup_field = "api_key"


class Sittings(KeyedByQuery):
    """The numbered sittings of the meetings, with their days."""

    resource = "sittings"
    serializer_class = participating.SittingSerializer
    filterset_class = participation.Sittings

    def get_queryset(self) -> "QuerySet[Any]":
        return meetings.sittings()


class AgendaItems(KeyedByQuery):
    """The items on the agendas of the meetings."""

    resource = "agenda-items"
    serializer_class = participating.AgendaItemSerializer
    filterset_class = participation.AgendaItems

    def get_queryset(self) -> "QuerySet[Any]":
        return meetings.agenda_items()


class Officers(KeyedByQuery):
    """Those whom the meetings elected."""

    resource = "officers"
    serializer_class = participating.OfficerSerializer
    filterset_class = participation.Officers

    def get_queryset(self) -> "QuerySet[Any]":
        return meetings.officers()


class MeetingDocuments(KeyedByQuery):
    """The documents of the meetings, by symbol."""

    resource = "meeting-documents"
    serializer_class = participating.MeetingDocumentSerializer
    filterset_class = participation.MeetingDocuments

    def get_queryset(self) -> "QuerySet[Any]":
        return meetings.meeting_documents()


class Statements(KeyedByQuery):
    """Who spoke at the meetings, at which sitting, on which item and on whose behalf."""

    resource = "statements"
    serializer_class = participating.StatementSerializer
    filterset_class = participation.Statements

    def get_queryset(self) -> "QuerySet[Any]":
        return meetings.statements()
