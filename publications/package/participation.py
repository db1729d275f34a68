"""The tables of the open-data package that say who took part in meetings."""

from functools import partial
from typing import Any

from django.db.models.functions import Coalesce

from participation.models import (
    BodyKind,
    MeetingDocumentKind,
    Officer,
    OfficerRole,
    Representation,
)
from publications.package.columns import as_in, key, texts
from publications.package.fields import Field, PackagedTable
from publications.records import meetings, participating
from publications.records.meetings import joined, joined_if_any

BODY = partial(as_in, participating.BodySerializer)
SITTING = partial(as_in, participating.SittingSerializer)
ITEM = partial(as_in, participating.AgendaItemSerializer)
OFFICER = partial(as_in, participating.OfficerSerializer)
PAPER = partial(as_in, participating.MeetingDocumentSerializer)
STATEMENT = partial(as_in, participating.StatementSerializer)
REPRESENTATION = partial(as_in, participating.RepresentationSerializer)
MEETING_KEY = key("Key of the meeting.", "meeting__key", "meeting")


def elections() -> Any:
    """Pairs of an officer's key and the key of each sitting of the election."""
    through: Any = Officer.elected_at.through
    officer = ("officer__meeting__key", "officer__role", "officer__reporter__code")
    keys = {
        "officer_key": joined(*officer),
        "sitting_key": joined("sitting__meeting__key", "sitting__number"),
    }
    return through.objects.annotate(**keys).order_by("officer_key", "sitting__number")


def statements() -> Any:
    return meetings.statements().annotate(
        sitting_key=joined("sitting__meeting__key", "sitting__number"),
        item_key=joined_if_any("item", "item__meeting__key", "item__number"),
    )


def representations() -> Any:
    statement = ("statement__sitting__meeting__key", "statement__sitting__number")
    return Representation.objects.annotate(
        statement_key=joined(*statement, "statement__position"),
        represented=Coalesce("reporter__code", "body__key"),
    ).order_by(*statement, "statement__position", "represented")


PARTICIPATION = (
    PackagedTable(
        "bodies",
        "Bodies",
        "Groups of States and organisations that speak at meetings and send no reports.",
        [
            BODY("key", is_required=True),
            BODY("kind", words=BodyKind.values, is_required=True),
            texts(participating.BodySerializer, "name"),
            BODY("abbreviation"),
            BODY("source"),
        ],
        lambda: meetings.bodies().order_by("key"),
        ["key"],
    ),
    PackagedTable(
        "sittings",
        "Sittings",
        "The numbered sittings of the meetings, each held on one day.",
        [
            SITTING("key", source="api_key", is_required=True),
            MEETING_KEY,
            SITTING("number", kind="integer"),
            SITTING("earliest_on", kind="date"),
            SITTING("latest_on", kind="date"),
            SITTING("source"),
        ],
        meetings.sittings,
        ["key"],
        {"meeting": "meetings"},
    ),
    PackagedTable(
        "agenda_items",
        "Agenda items",
        "The items on the agendas of the meetings.",
        [
            ITEM("key", source="api_key", is_required=True),
            MEETING_KEY,
            ITEM("number", kind="integer"),
            texts(participating.AgendaItemSerializer, "title"),
            ITEM("source"),
        ],
        meetings.agenda_items,
        ["key"],
        {"meeting": "meetings"},
    ),
    PackagedTable(
        "officers",
        "Officers",
        "Those whom the meetings elected.",
        [
            OFFICER("key", source="api_key", is_required=True),
            MEETING_KEY,
            OFFICER("role", words=OfficerRole.values),
            key("Code of their State.", "reporter__code", "state"),
            OFFICER("person"),
            OFFICER("position", kind="integer"),
            OFFICER("source"),
        ],
        meetings.officers,
        ["key"],
        {"meeting": "meetings", "state": "reporters"},
    ),
    PackagedTable(
        "officer_elections",
        "Elections of officers",
        "At which sittings officers were elected; several where the source does not say at which.",
        [
            key("Key of the officer.", "officer_key", "officer"),
            key("Key of the sitting.", "sitting_key", "sitting"),
        ],
        elections,
        ["officer", "sitting"],
        {"officer": "officers", "sitting": "sittings"},
    ),
    PackagedTable(
        "meeting_documents",
        "Documents of meetings",
        "What the meetings had before them or issued, by symbol.",
        [
            PAPER("key", source="api_key", is_required=True),
            MEETING_KEY,
            PAPER("symbol", is_required=True),
            PAPER("kind", words=MeetingDocumentKind.values),
            texts(participating.MeetingDocumentSerializer, "title"),
            PAPER("sitting", source="sitting_key"),
            PAPER("document", source="outcome__key"),
            PAPER("source"),
        ],
        lambda: meetings.meeting_documents().annotate(
            sitting_key=joined_if_any("sitting", "sitting__meeting__key", "sitting__number")
        ),
        ["key"],
        {"meeting": "meetings", "sitting": "sittings", "document": "documents"},
    ),
    PackagedTable(
        "statements",
        "Statements",
        "Who spoke at the meetings, at which sitting and on which item.",
        [
            STATEMENT("key", source="api_key", is_required=True),
            key("Key of the sitting.", "sitting_key", "sitting"),
            STATEMENT("item", source="item_key"),
            STATEMENT("position", kind="integer"),
            STATEMENT("reporter", source="reporter__code"),
            STATEMENT("body", source="body__key"),
            STATEMENT("source"),
        ],
        statements,
        ["key"],
        {
            "sitting": "sittings",
            "item": "agenda_items",
            "reporter": "reporters",
            "body": "bodies",
        },
    ),
    PackagedTable(
        "representations",
        "Representations",
        "On whose behalf statements were made.",
        [
            key("Key of the statement.", "statement_key", "statement"),
            Field(
                "on_behalf_of",
                "Code of the organisation or key of the body.",
                source="represented",
                is_required=True,
            ),
            REPRESENTATION("reporter", source="reporter__code"),
            REPRESENTATION("body", source="body__key"),
            REPRESENTATION("is_also", kind="boolean", is_required=True),
        ],
        representations,
        ["statement", "on_behalf_of"],
        {"statement": "statements", "reporter": "reporters", "body": "bodies"},
    ),
)
