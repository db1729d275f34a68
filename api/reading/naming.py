"""Filters by the keys of other resources, by today's groups, and by words."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone

from api.shared.parameters import Keys
from commitments.models import (
    Commitment,
    Instrument,
    Meeting,
    OutcomeDocument,
    Section,
    Theme,
)
from common.search import matching, normalise, texts_of
from cooperation.models import Project
from indicators.models import Indicator, SourceDocument
from publications.records import forms, meetings, plans
from reports.models import Group, Membership, Reporter, ReportingCycle, Submission


def sections() -> "QuerySet[Section]":
    """Sections with their public key as ``api_key``."""
    return Section.objects.annotate(api_key=Concat("document__key", Value(":"), "code"))


def all_groups() -> "QuerySet[Group]":
    """Groups with their public key as ``api_key``."""
    key = Concat("kind", Value(":"), "code", output_field=CharField())
    return Group.objects.annotate(api_key=key)


# For each list of the API, the records that can be named and the column of their keys.
RECORDS: dict[str, tuple[Any, str]] = {
    "agenda-items": (meetings.agenda_items(), "api_key"),
    "bodies": (meetings.bodies(), "key"),
    "commitments": (Commitment.objects.all(), "key"),
    "cycles": (ReportingCycle.objects.all(), "code"),
    "documents": (OutcomeDocument.objects.all(), "key"),
    "groups": (all_groups(), "api_key"),
    "indicators": (Indicator.objects.all(), "key"),
    "instruments": (Instrument.objects.all(), "key"),
    "measures": (plans.measures(), "key"),
    "meetings": (Meeting.objects.all(), "key"),
    "organisations": (Reporter.objects.organisations(), "code"),
    "plans": (plans.plans(), "key"),
    "projects": (Project.objects.public(), "reference"),
    "questionnaires": (forms.questionnaires(), "api_key"),
    "questions": (forms.questions(), "api_key"),
    "sections": (sections(), "api_key"),
    "sittings": (meetings.sittings(), "api_key"),
    "sources": (SourceDocument.objects.all(), "key"),
    "states": (Reporter.objects.states(), "code"),
    "submissions": (Submission.objects.current(), "reference"),
    "targets": (plans.targets(), "key"),
    "themes": (Theme.objects.all(), "key"),
}


def keys(resource: str, about: str, **kwargs: Any) -> Keys:
    """A filter by the keys of another resource."""
    records, column = RECORDS[resource]
    return Keys(about, records, resource, to_field_name=column, **kwargs)


def groups(kind: str, about: str, **kwargs: Any) -> Keys:
    """A filter by the codes of groups of one kind. Without ``method`` it uses today's members."""
    records = Group.objects.filter(kind=kind)
    return Keys(about, records, "groups", to_field_name="code", **{"method": in_groups, **kwargs})


def memberships_today() -> Any:
    return Membership.objects.on(timezone.localdate())


def in_group_today(groups: Any) -> Exists:
    return Exists(memberships_today().filter(reporter=OuterRef("pk"), group__in=groups))


def in_groups(queryset: "QuerySet[Any]", name: str, value: list[Group]) -> "QuerySet[Any]":
    """States that are today in one of the groups."""
    return queryset.filter(in_group_today(value))


def searchable(values: Iterable[Any]) -> str:
    return normalise("\n".join(text for value in values for text in texts_of(value)))


def searching(*columns: str) -> Callable[..., "QuerySet[Any]"]:
    """A search of a small table that has no search column: its texts are compared in Python."""

    def search(queryset: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        words = normalise(value).split()
        found = [
            pk
            for pk, *values in queryset.values_list("pk", *columns)
            if all(word in searchable(values) for word in words)
        ]
        return queryset.filter(pk__in=found)

    return search


def in_either(*columns: str) -> Callable[..., "QuerySet[Any]"]:
    """A search for records that have every word in one of the ``columns``."""

    def search(queryset: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        return queryset.filter(matching(value, *columns))

    return search


def saying(queryset: Any, name: str, value: str) -> "QuerySet[Any]":
    """A search as the records themselves define it."""
    return queryset.matching(value)
