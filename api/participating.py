"""Who took part in meetings: bodies, sittings, agenda, officers, documents, statements."""

from api.reading import participation
from api.resources import ResourceView
from publications.records import meetings, participating


class Bodies(ResourceView):
    """Groups of States and organisations that speak at meetings, or are spoken for, and send no
    reports."""

    resource = "bodies"
    serializer_class = participating.BodySerializer
    filterset_class = participation.Bodies
    records = meetings.bodies


class Sittings(ResourceView):
    """The numbered sittings of the meetings, with their days."""

    resource = "sittings"
    serializer_class = participating.SittingSerializer
    key_columns = ("api_key",)
    filterset_class = participation.Sittings
    records = meetings.sittings


class AgendaItems(ResourceView):
    """The items on the agendas of the meetings."""

    resource = "agenda-items"
    serializer_class = participating.AgendaItemSerializer
    key_columns = ("api_key",)
    filterset_class = participation.AgendaItems
    records = meetings.agenda_items


class Officers(ResourceView):
    """Those whom the meetings elected."""

    resource = "officers"
    serializer_class = participating.OfficerSerializer
    key_columns = ("api_key",)
    filterset_class = participation.Officers
    records = meetings.officers


class MeetingDocuments(ResourceView):
    """The documents of the meetings, by symbol."""

    resource = "meeting-documents"
    serializer_class = participating.MeetingDocumentSerializer
    key_columns = ("api_key",)
    filterset_class = participation.MeetingDocuments
    records = meetings.meeting_documents


class Statements(ResourceView):
    """Who spoke at the meetings, at which sitting, on which item and on whose behalf."""

    resource = "statements"
    serializer_class = participating.StatementSerializer
    key_columns = ("api_key",)
    filterset_class = participation.Statements
    records = meetings.statements
