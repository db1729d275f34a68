"""The filters of the lists of who took part in meetings."""

from typing import Any

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from api.reading.filters import WhoFilters
from api.reading.naming import groups, in_either, keys, searching
from api.shared.parameters import AnyOf, ListParameters, Ordering, Search, Words
from participation.models import (
    BodyKind,
    MeetingDocumentKind,
    OfficerRole,
    Statement,
)
from reports.models import Group, Membership


class Bodies(ListParameters):
    search = Search("Words in name or abbreviation.")
    kind = AnyOf("Kind of body.", BodyKind.values)
    ordering = Ordering("kind", "key", kind="kind", key="key")


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
    """Statements of States that were in one of the groups on the day of the sitting. That day is
    the latest possible one, else the last day of the meeting, else today."""
    today = Value(timezone.localdate(), output_field=DateField())
    day = Coalesce("sitting__latest_on", "sitting__meeting__ends_on", today)
    of_the_day = Membership.objects.on(OuterRef("day")).filter(
        reporter=OuterRef("reporter"), group__in=value
    )
    return queryset.annotate(day=day).filter(Exists(of_the_day))


def made_for(column: str) -> Any:
    """Finds statements on behalf of any of the given, each statement once."""

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
    sitting = keys("sittings", "Keys of sittings.")
    item = keys("agenda-items", "Keys of agenda items.")
    body = keys("bodies", "Keys of bodies that spoke.")
    regional_group = groups(
        "regional_group",
        "Codes of regional groups, as they were on the day of the sitting.",
        method=in_groups_of_the_day,
    )
    on_behalf_of = keys(
        "bodies", "Keys of bodies on whose behalf it was made.", method=made_for("body")
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
