"""Adherence to instruments and published figures, as the API shows them."""

from typing import Any

from django.db.models import F, QuerySet
from rest_framework import serializers

from indicators.models import (
    Act,
    Adherence,
    AdherenceTotal,
    Counted,
    Milestone,
    MilestoneKind,
    PublishedFigure,
    SourceDocument,
)
from indicators.models.values import Qualifier
from publications.records.base import (
    LocalisedField,
    PageField,
    RecordSerializer,
    UrlField,
)
from reports.models import ReporterKind

# The records behind each resource


def sources() -> "QuerySet[SourceDocument]":
    return SourceDocument.objects.order_by("year", "key")


def adherences() -> "QuerySet[Adherence]":
    found = Adherence.objects.select_related("instrument", "reporter", "document")
    return found.order_by(
        "instrument__key", "reporter__sort_name", F("latest_on").asc(nulls_last=True), "year", "key"
    )


def adherence_totals() -> "QuerySet[AdherenceTotal]":
    found = AdherenceTotal.objects.select_related("instrument", "document")
    return found.order_by("instrument__key", F("latest_on").asc(nulls_last=True), "key")


def milestones() -> "QuerySet[Milestone]":
    found = Milestone.objects.select_related("instrument", "document")
    return found.order_by("instrument__key", F("latest_on").asc(nulls_last=True), "key")


def published_figures() -> "QuerySet[PublishedFigure]":
    found = PublishedFigure.objects.select_related("instrument", "reporter", "document")
    return found.order_by("document__key", "key")


# How each is shown


class SourceDocumentSerializer(RecordSerializer):
    """A document from which records were taken, paragraph by paragraph."""

    key = serializers.CharField(help_text="Stable key, such as `sg-2014`.")
    url = UrlField("sources", "key")
    html_url = PageField()
    title = LocalisedField(help_text="Title of the document.")
    symbol = serializers.CharField(help_text="Its symbol; empty where the text does not print it.")
    year = serializers.IntegerField(help_text="Year of the document.")
    period_from = serializers.DateField(
        allow_null=True, help_text="First day of the time on which it reports; null for none."
    )
    period_to = serializers.DateField(allow_null=True, help_text="Last day of that time.")


class CitedSerializer(RecordSerializer):
    """What a record rests on, and when it was."""

    key = serializers.CharField(help_text="Stable key.")
    html_url = PageField()
    earliest_on = serializers.DateField(
        allow_null=True,
        help_text="Not before this day; null where nothing is known. Where the day is known, both "
        "days are that one.",
    )
    latest_on = serializers.DateField(allow_null=True, help_text="Nor after this one.")
    period_text = serializers.CharField(
        help_text="The source's own words where it gives no day; may be empty."
    )
    document = serializers.CharField(
        source="document.key",
        default=None,
        allow_null=True,
        help_text="Key of the source; null where it is told in words.",
    )
    paragraph = serializers.CharField(
        help_text="Its paragraph, as printed; empty without a source of that kind."
    )
    other_source = serializers.CharField(
        help_text="Another source in words, such as a depositary's list; else empty."
    )


class AmountSerializer(CitedSerializer):
    """How much, as precisely as the source says."""

    value = serializers.FloatField(allow_null=True, help_text="The number.")
    value_max = serializers.FloatField(
        allow_null=True, help_text="The upper end of a range; null for no range."
    )
    qualifier = serializers.ChoiceField(
        choices=Qualifier.choices, help_text="How exact the source is."
    )
    unit = serializers.CharField(help_text="What is counted, in a stable word.")


INSTRUMENT = "Key of the instrument."


class AdherenceSerializer(CitedSerializer):
    """One act of a State or organisation about an instrument, as one source tells it. The status
    on a day follows from the acts and is not stored."""

    url = UrlField("adherences", "key")
    instrument = serializers.CharField(source="instrument.key", help_text=INSTRUMENT)
    reporter = serializers.CharField(
        source="reporter.code", help_text="Code of the State or organisation."
    )
    reporter_type = serializers.ChoiceField(
        source="reporter.kind", choices=ReporterKind.choices, help_text="Kind of reporter."
    )
    reporter_name = LocalisedField(source="reporter.name", help_text="Its name.")
    act = serializers.ChoiceField(choices=Act.choices, help_text="What was done.")
    year = serializers.IntegerField(
        allow_null=True, help_text="Year that a report is on; null for any other act."
    )
    includes_small_arms = serializers.BooleanField(
        allow_null=True,
        help_text="Whether a report includes small arms; null where nothing says so.",
    )


class AdherenceTotalSerializer(AmountSerializer):
    """How many adhere to an instrument, as a publication says: beside the acts on record, whether
    or not they agree."""

    url = UrlField("adherence-totals", "key")
    instrument = serializers.CharField(source="instrument.key", help_text=INSTRUMENT)
    counts = serializers.ChoiceField(choices=Counted.choices, help_text="Whom it counts.")
    includes_small_arms = serializers.BooleanField(
        allow_null=True, help_text="True where it counts only reports that include small arms."
    )
    counted_from = serializers.DateField(
        allow_null=True, help_text="First day of the time over which it counts; null for all time."
    )
    note = LocalisedField(help_text="What else is to be known about it.")


class MilestoneSerializer(CitedSerializer):
    """What happened to an instrument, as one source tells it; two that differ both stand."""

    url = UrlField("milestones", "key")
    instrument = serializers.CharField(source="instrument.key", help_text=INSTRUMENT)
    kind = serializers.ChoiceField(choices=MilestoneKind.choices, help_text="Kind of milestone.")
    note = LocalisedField(help_text="What happened, in words of the tracker's own.")


class PublishedFigureSerializer(AmountSerializer):
    """A figure that a source gives about small arms or an instrument, with its qualifier."""

    url = UrlField("published-figures", "key")
    title = LocalisedField(help_text="What is counted.")
    counted_by = serializers.CharField(help_text="Who counted, where the source says so.")
    instrument = serializers.CharField(
        source="instrument.key",
        default=None,
        allow_null=True,
        help_text="Key of the instrument that it is about; null for none.",
    )
    state = serializers.CharField(
        source="reporter.code",
        default=None,
        allow_null=True,
        help_text="Code of the State; null for the world.",
    )


def by_key(records: Any) -> Any:
    """The records ordered by key, for the package."""
    return lambda: records().order_by("key")
