"""Mandates and embargoes, as the API shows them."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from cooperation.models import Regime, RegimeKind
from publications.records.adhering import CitedSerializer
from publications.records.base import KeyField, LocalisedField, UrlField
from publications.records.plans import group_key


def regimes() -> "QuerySet[Regime]":
    """Provisions with the relations that a line shows: two queries."""
    found = Regime.objects.select_related("place_reporter", "place_group", "document")
    return found.prefetch_related("tasks").order_by("key")


class TasksField(serializers.ListField):
    """The words of the tasks, in their order."""

    child = serializers.CharField()

    def to_representation(self, data: Any) -> list[str]:
        return [each.task for each in data.all()]


class RegimeSerializer(CitedSerializer):
    """One provision of an arms embargo or of a mission's mandate, as one source tells it. It says
    nothing of who keeps to it, and nothing of how long it was in force."""

    url = UrlField("regimes", "key")
    kind = serializers.ChoiceField(choices=RegimeKind.choices, help_text="Embargo or mandate.")
    title = LocalisedField(help_text="What it says, in words of the tracker's own.")
    authority = LocalisedField(help_text="Who decided it.")
    reference = serializers.CharField(
        help_text="Symbol of the decision; empty where the source cites none."
    )
    mission = serializers.CharField(help_text="The mission as abbreviated; empty for an embargo.")
    state = serializers.CharField(
        source="place_reporter.code",
        default=None,
        allow_null=True,
        help_text="Code of the State where it applies; null for another place.",
    )
    group = KeyField(
        group_key, allow_null=True, help_text="Key of the group; null for another place."
    )
    place = serializers.CharField(source="place_name", help_text="Name of the place.")
    tasks = TasksField(
        help_text="Stable words: `collect`, `mark`, `record`, `trace`, `destroy`, "
        "`embargo_monitoring`, `advise`; empty where the source names none."
    )
    has_monitoring = serializers.BooleanField(
        allow_null=True, help_text="Whether it is monitored; null where the source does not say."
    )
    exemption_rule = LocalisedField(help_text="Its rule on exemptions; may be empty.")
