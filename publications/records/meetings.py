"""Who took part in meetings: the records behind each resource.

The query makes their keys from other keys, as ``api_key``.
"""

from typing import Any

from django.db.models import Case, CharField, QuerySet, Value, When
from django.db.models.functions import Cast, Concat, Lower, Replace

from participation.models import AgendaItem, Body, MeetingDocument, Officer, Sitting, Statement
from participation.proceedings import in_full


def joined(*parts: str) -> Concat:
    """A key of several values with colons between them."""
    texts = [Cast(part, CharField()) for part in parts]
    between = [each for text in texts for each in (Value(":"), text)]
    return Concat(*between[1:], output_field=CharField())


def joined_if_any(record: str, *parts: str) -> Case:
    """The same for a related record that may be missing."""
    return Case(When(**{f"{record}__isnull": False}, then=joined(*parts)))


def slug(column: str) -> Replace:
    """A symbol as a key: small letters, with hyphens for separators."""
    found: Any = Lower(column)
    for separator in "/. ":
        found = Replace(found, Value(separator), Value("-"))
    return found


def bodies() -> "QuerySet[Body]":
    return Body.objects.all()


def of_meeting(model: Any, *key: str) -> "QuerySet[Any]":
    found: QuerySet[Any] = model.objects.select_related("meeting")
    return found.annotate(api_key=joined("meeting__key", *key)) if key else found


def sittings() -> "QuerySet[Sitting]":
    return of_meeting(Sitting, "number").order_by("meeting__key", "number")


def agenda_items() -> "QuerySet[AgendaItem]":
    return of_meeting(AgendaItem, "number").order_by("meeting__key", "number")


def officers() -> "QuerySet[Officer]":
    found = of_meeting(Officer, "role", "reporter__code").select_related("reporter")
    return found.prefetch_related("elected_at").order_by("meeting__key", "position", "pk")


def meeting_documents() -> "QuerySet[MeetingDocument]":
    found = of_meeting(MeetingDocument).select_related("sitting__meeting", "outcome")
    return found.annotate(api_key=slug("symbol")).order_by("meeting__key", "position", "symbol")


def statements() -> "QuerySet[Statement]":
    """Statements with the parties on whose behalf they were made: two queries."""
    key = joined("sitting__meeting__key", "sitting__number", "position")
    order = ("sitting__meeting__key", "sitting__number", "position")
    return in_full(Statement.objects.annotate(api_key=key)).order_by(*order)
