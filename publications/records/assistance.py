"""Projects and funds, as the API shows them: what is public, and nothing more."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from cooperation.models import (
    Aid,
    Fund,
    FundCount,
    FundStatement,
    FundTotal,
    ParticipatingOrg,
    Project,
    Recipient,
    Result,
    Role,
)
from publications.records.adhering import AmountSerializer, CitedSerializer
from publications.records.base import (
    KeysField,
    LocalisedField,
    RecordSerializer,
    UrlField,
)
from publications.records.planned import PlaceSerializer, number


def with_line(projects: Any) -> "QuerySet[Project]":
    """The projects with participants, recipients and results: three queries more."""
    participants = ParticipatingOrg.objects.select_related("reporter", "body").order_by("number")
    recipients = Recipient.objects.select_related("place_reporter", "place_group")
    found: QuerySet[Project] = projects.select_related("document").prefetch_related(
        Prefetch("participants", participants),
        Prefetch("recipients", recipients.order_by("number")),
        Prefetch("results", Result.objects.order_by("number")),
    )
    return found


def projects() -> "QuerySet[Project]":
    """With all parts: a query more."""
    found = with_line(Project.objects.public()).prefetch_related("themes")
    return found.order_by("reference")


def funds() -> "QuerySet[Fund]":
    """With totals and statements: two queries more."""
    totals = FundTotal.objects.select_related("document").order_by("document__year", "pk")
    statements = FundStatement.objects.select_related("document").order_by("document__year", "pk")
    return (
        Fund.objects.select_related("body", "document")
        .prefetch_related(Prefetch("totals", totals), Prefetch("statements", statements))
        .order_by("key")
    )


class ParticipantSerializer(RecordSerializer):
    """Somebody who takes part in a project."""

    reporter = serializers.CharField(
        source="reporter.code",
        default=None,
        allow_null=True,
        help_text="Code of the State or organisation; null for another participant.",
    )
    body = serializers.CharField(
        source="body.key",
        default=None,
        allow_null=True,
        help_text="Key of the body; null for another participant.",
    )
    name = serializers.CharField(
        source="party_name",
        help_text="Its name, in the language of the answer where it is in a list.",
    )
    role = serializers.ChoiceField(
        choices=Role.choices,
        allow_blank=True,
        help_text="What it does; empty where the source only says that it helped.",
    )


class RecipientSerializer(PlaceSerializer):
    """A place that a project is for: a State, a group of States, or a territory."""

    percentage = number(
        "Its part of the project's money; null where an amount belongs to the project alone."
    )


class ResultSerializer(RecordSerializer):
    """What came of a project, as its source counts it."""

    value = serializers.FloatField(help_text="The number.")
    value_max = serializers.FloatField(
        allow_null=True, help_text="The upper end of a range; null for no range."
    )
    qualifier = AmountSerializer().fields["qualifier"]
    unit = serializers.CharField(help_text="What is counted, in a stable word.")


class ProjectSerializer(CitedSerializer):
    """Assistance given, as one source tells it. Results are never summed over projects: two sources
    may tell of the same."""

    key = None  # type: ignore[assignment]
    reference = serializers.CharField(help_text="Stable reference, made at random.")
    url = UrlField("projects", "reference")
    title = LocalisedField(help_text="What was done, in words of the tracker's own.")
    description = LocalisedField(help_text="What else is to be known; may be empty.")
    aid = serializers.ChoiceField(
        choices=Aid.choices,
        allow_blank=True,
        help_text="Kind of aid; empty where the source only says that there was support.",
    )
    themes = KeysField(help_text="Keys of its themes.")
    participants = ParticipantSerializer(
        many=True, source="participants.all", help_text="Who takes part."
    )
    recipients = RecipientSerializer(
        many=True,
        source="recipients.all",
        help_text="Places that it is for; empty where the source names none.",
    )
    results = ResultSerializer(
        many=True, source="results.all", help_text="What came of it, as the source counts it."
    )


class FundTotalSerializer(AmountSerializer):
    """How much a publication says a fund did; totals of times that overlap are not summed."""

    counts = serializers.ChoiceField(choices=FundCount.choices, help_text="What it counts.")


class FundStatementSerializer(RecordSerializer):
    """What a source says of a fund without a number."""

    key = serializers.CharField(help_text="Stable key.")
    text = LocalisedField(help_text="What it says, in words of the tracker's own.")
    document = serializers.CharField(
        source="document.key", default=None, allow_null=True, help_text="Key of the source."
    )
    paragraph = serializers.CharField(help_text="Its paragraph, as printed.")


class FundSerializer(CitedSerializer):
    """A fund that pays for projects; its days are those of its beginning."""

    url = UrlField("funds", "key")
    body = serializers.CharField(
        source="body.key", help_text="Key of the body as which it takes part in projects."
    )
    name = LocalisedField(source="body.name", help_text="Its name.")
    summary = LocalisedField(help_text="What it is.")
    totals = FundTotalSerializer(
        many=True, source="totals.all", help_text="What publications count of it."
    )
    statements = FundStatementSerializer(
        many=True, source="statements.all", help_text="What else they say of it."
    )
