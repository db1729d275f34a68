"""Baseline assessments, as the API shows them to readers who may read them."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Prefetch, QuerySet
from rest_framework import serializers

from indicators import access
from indicators.models import Baseline, BaselinePartner, Observation, Tool
from publications.records.base import (
    KeyField,
    KeysField,
    LocalisedField,
    RecordSerializer,
    UrlField,
)


def public_figures() -> "QuerySet[Observation]":
    """The public figures that assessments point at."""
    found: QuerySet[Observation] = Observation.objects.public().select_related("indicator")
    return found.order_by("indicator__position", F("ends_on").desc(nulls_last=True), "key")


def baselines(user: Any = None) -> "QuerySet[Baseline]":
    """The assessments that ``user`` may read (without a user: those that both sides share). Three
    queries."""
    partners = BaselinePartner.objects.select_related("reporter", "body").order_by("pk")
    found = access.baselines(user or AnonymousUser()).select_related("reporter", "plan")
    figures = Prefetch("observations", public_figures())
    return found.prefetch_related(Prefetch("partners", partners), figures).order_by(
        "reporter__sort_name", F("earliest_on").desc(nulls_last=True), "reference"
    )


def public_plan(baseline: Baseline) -> str | None:
    """The key of its plan, if the plan is public."""
    return baseline.plan.key if baseline.plan and baseline.plan.is_public else None


class PartnerSerializer(RecordSerializer):
    """Somebody with whom a State made an assessment."""

    reporter = serializers.CharField(
        source="reporter.code",
        default=None,
        allow_null=True,
        help_text="Code of the State or organisation; null for another partner.",
    )
    body = serializers.CharField(
        source="body.key",
        default=None,
        allow_null=True,
        help_text="Key of the body; null for another partner.",
    )
    name = serializers.CharField(source="party_name", help_text="Its name.")


class BaselineSerializer(RecordSerializer):
    """An assessment of where one State stands, agreed by it and by its partners."""

    reference = serializers.CharField(help_text="Stable key, such as `BAS-7K3M2PQ4`; at random.")
    url = UrlField("baselines", "reference")
    reporter = serializers.CharField(source="reporter.code", help_text="Code of the State.")
    reporter_name = LocalisedField(source="reporter.name", help_text="Its name.")
    title = LocalisedField(help_text="Title of the assessment.")
    summary = LocalisedField(help_text="What it says; may be empty.")
    tool = serializers.ChoiceField(choices=Tool.choices, help_text="The standard that was used.")
    tool_name = serializers.CharField(help_text="Its own name with its edition; may be empty.")
    earliest_on = serializers.DateField(
        allow_null=True, help_text="Not made before this day; null where that is not on record."
    )
    latest_on = serializers.DateField(allow_null=True, help_text="Nor after this one.")
    period_text = serializers.CharField(help_text="When, in words; may be empty.")
    partners = PartnerSerializer(
        many=True, source="partners.all", help_text="With whom the State agreed on it."
    )
    plan = KeyField(public_plan, allow_null=True, help_text="Key of the plan it is for; or null.")
    observations = KeysField(help_text="Keys of the figures that it points at.")
    document_url = serializers.CharField(help_text="Where its text stands; may be empty.")
    agreed_by_state_on = serializers.DateField(
        allow_null=True, help_text="When the State agreed; null where it has not yet."
    )
    agreed_by_partners_on = serializers.DateField(
        allow_null=True, help_text="When its partners agreed; null where they have not yet."
    )
    is_public = serializers.BooleanField(
        help_text="Whether both sides share it; else only the State and the secretariat read it."
    )
