"""The filters of the lists of projects, updates, funds and regimes."""

from typing import Any

from django.db.models import Q, QuerySet

from api.reading.naming import in_either, keys, saying, searching
from api.shared.parameters import AnyOf, ListParameters, Ordering, Words
from cooperation.models import (
    Aid,
    Project,
    ProjectKind,
    Recipient,
    RegimeKind,
    UpdateKind,
    UpdateStage,
)


def received_by(queryset: "QuerySet[Any]", name: str, value: list[Any]) -> "QuerySet[Any]":
    """Projects that name one of the States as a recipient, among those whose places are shown."""
    received: Any = Recipient.objects
    shown = received.of_whole().filter(place_reporter__in=value)
    return queryset.filter(Q(pk__in=shown.values("project")))


def given_by(queryset: "QuerySet[Any]", name: str, value: list[Any]) -> "QuerySet[Any]":
    """Projects in which one of the reporters takes part."""
    given = Project.objects.filter(participants__reporter__in=value)
    return queryset.filter(Q(pk__in=given.values("pk")))


class Projects(ListParameters):
    search = Words("Words in reference, title or description.", method=saying)
    recipient = keys("states", "Codes of States that receive it by name.", method=received_by)
    state = keys("states", "Codes of States that take part in giving it.", method=given_by)
    organisation = keys(
        "organisations", "Codes of organisations and blocs that take part.", method=given_by
    )
    body = keys(
        "bodies",
        "Keys of bodies that take part.",
        field_name="participants__body",
        distinct=True,
    )
    aid = AnyOf("Kind of aid.", Aid.values)
    kind = AnyOf("Project or fellowship.", ProjectKind.values)
    theme = keys("themes", "Keys of themes.", field_name="themes", distinct=True)
    source = keys("sources", "Keys of sources.", field_name="document")
    ordering = Ordering("reference", reference="reference", latest_on="latest_on")


class Updates(ListParameters):
    search = Words(
        "Words in the name of whoever tells it.",
        method=in_either("reporter__search_text", "body__search_text"),
    )
    project = keys("projects", "References of projects.")
    kind = AnyOf("Of what it tells.", UpdateKind.values)
    stage = AnyOf("Interim or final.", UpdateStage.values)
    ordering = Ordering("reference", reference="reference", ends_on="ends_on")


class Funds(ListParameters):
    search = Words("Words in its name.", method=searching("body__search_text"))
    ordering = Ordering("key", key="key")


class Regimes(ListParameters):
    kind = AnyOf("Embargo or mandate.", RegimeKind.values)
    state = keys("states", "Codes of States where it applies.", field_name="place_reporter")
    source = keys("sources", "Keys of sources.", field_name="document")
    ordering = Ordering("key", key="key")
