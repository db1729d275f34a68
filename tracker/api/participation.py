"""Who took part in meetings: the records behind each resource, and what lists are narrowed by.

Their keys are made of others by the query, as ``api_key``.
"""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, CharField, DateField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Lower, Replace
from django.utils import timezone

from commitments.searching import matching
from participation.models import (
    AgendaItem,
    Body,
    BodyKind,
    MeetingDocument,
    MeetingDocumentKind,
    Officer,
    OfficerRole,
    Sitting,
    Statement,
)
from participation.proceedings import in_full
from reports.models import Group, Membership
from tracker.api.filters import WhoFilters, groups, keys, searching
from tracker.api.parameters import AnyOf, Keys, ListParameters, Ordering, Search, Words


def joined(*parts: str) -> Concat:
    """A key that is several values with colons between them."""
    texts = [Cast(part, CharField()) for part in parts]
    between = [each for text in texts for each in (Value(":"), text)]
    return Concat(*between[1:], output_field=CharField())


def joined_if_any(record: str, *parts: str) -> Case:
    """The same for a related record that may be missing."""
    return Case(When(**{f"{record}__isnull": False}, then=joined(*parts)))


def slug(column: str) -> Replace:
    """A symbol as a key: small letters, with hyphens for what separates."""
    found: Any = Lower(column)
    for separator in "/. ":
        found = Replace(found, Value(separator), Value("-"))
    return found


# The records


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
    """With whom each was made for: two queries."""
    key = joined("sitting__meeting__key", "sitting__number", "position")
    order = ("sitting__meeting__key", "sitting__number", "position")
    return in_full(Statement.objects.annotate(api_key=key)).order_by(*order)


# The filters


class Bodies(ListParameters):
    search = Search("Words in name or abbreviation.")
    kind = AnyOf("Kind of body.", BodyKind.values)
    ordering = Ordering("kind", "key", kind="kind", key="key")


def in_either(*columns: str) -> Callable[..., "QuerySet[Any]"]:
    """A search for records in one of whose ``columns`` every word occurs."""

    def search(queryset: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        return queryset.filter(reduce(or_, (matching(value, each) for each in columns)))

    return search


class OfMeeting(ListParameters):
    meeting = keys("meetings", "Keys of meetings.")


class Sittings(OfMeeting):
    search = Words("Words in the names of the meeting.", method=in_either("meeting__search_text"))
    ordering = Ordering("meeting__key", "number", "pk", number="number", earliest_on="earliest_on")


class AgendaItems(OfMeeting):
    search = Words("Words in the title.", method=searching("title"))
    ordering = Ordering("meeting__key", "number", "pk", number="number")


class Officers(OfMeeting):
    search = Words(
        "Words in the names of the State or of the person.",
        method=searching("person", "reporter__name"),
    )
    role = AnyOf("What they are.", OfficerRole.values)
    state = keys("states", "Codes of States.", field_name="reporter")
    ordering = Ordering("meeting__key", "position", "pk", position="position")


class MeetingDocuments(OfMeeting):
    search = Words("Words in symbol or title.", method=searching("symbol", "title"))
    kind = AnyOf("What it is.", MeetingDocumentKind.values)
    ordering = Ordering("meeting__key", "position", "symbol", symbol="symbol")


def in_groups_of_the_day(
    queryset: "QuerySet[Any]", name: str, value: list[Group]
) -> "QuerySet[Any]":
    """Statements of States that were in one of the groups on the day of the sitting: the latest
    it can have been, else the last day of the meeting, else today."""
    today = Value(timezone.localdate(), output_field=DateField())
    day = Coalesce("sitting__latest_on", "sitting__meeting__ends_on", today)
    of_the_day = Membership.objects.on(OuterRef("day")).filter(
        reporter=OuterRef("reporter"), group__in=value
    )
    return queryset.annotate(day=day).filter(Exists(of_the_day))


def made_for(column: str) -> Any:
    """Finds statements on behalf of any of the given; each once."""

    def find(queryset: "QuerySet[Any]", name: str, value: list[Any]) -> "QuerySet[Any]":
        made = Statement.objects.filter(Q(**{f"representations__{column}__in": value}))
        return queryset.filter(pk__in=made.values("pk"))

    return find


class Statements(WhoFilters, ListParameters):
    search = Words(
        "Words in the names of the speaker.",
        method=in_either("reporter__search_text", "body__search_text"),
    )
    meeting = keys("meetings", "Keys of meetings.", field_name="sitting__meeting")
    sitting = Keys("Keys of sittings.", sittings(), "sittings", to_field_name="api_key")
    item = Keys("Keys of agenda items.", agenda_items(), "agenda-items", to_field_name="api_key")
    body = Keys("Keys of bodies that spoke.", bodies(), "bodies", to_field_name="key")
    regional_group = groups(
        "regional_group",
        "Codes of regional groups, as they were on the day of the sitting.",
        method=in_groups_of_the_day,
    )
    on_behalf_of = Keys(
        "Keys of bodies on whose behalf it was made.",
        bodies(),
        "bodies",
        to_field_name="key",
        method=made_for("body"),
    )
    on_behalf_of_organisation = keys(
        "organisations",
        "Codes of organisations that report, on whose behalf it was made.",
        method=made_for("reporter"),
    )
    ordering = Ordering(
        "sitting__meeting__key",
        "sitting__number",
        "position",
        "pk",
        sitting="sitting__number",
        position="position",
    )
