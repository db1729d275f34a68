"""Indicators, their figures and the answers without a figure, as the API shows them."""

from typing import Any, ClassVar

from django.db.models import Prefetch, Q, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.multilingual import LANGUAGE_CHOICES
from indicators.models import (
    Answered,
    Availability,
    Direction,
    Framework,
    Indicator,
    IndicatorKind,
    Made,
    Nature,
    Observation,
    ReportingType,
    Rule,
    Stage,
    Why,
)
from indicators.models.observations import PUBLIC_FOOTNOTES, codes_of
from indicators.models.values import Qualifier, plain_number
from publications.records.base import (
    EmptyAsNull,
    KeyField,
    KeysField,
    LocalisedField,
    PageField,
    PrivateFields,
    RecordSerializer,
    UrlField,
)
from publications.records.forms import question_key
from publications.records.reported import FICTIONAL
from questionnaires.models import Answer

# The records

OF_OBSERVATION = (
    "indicator",
    "place_reporter",
    "place_group",
    "submission__cycle",
    "answer__part__question__template",
)
OF_AVAILABILITY = (
    "indicator",
    "reporter",
    "confirms",
    "submission__cycle",
    "answer__part__question__template",
)


def indicators() -> "QuerySet[Indicator]":
    """Indicators with all their relations: three queries more."""
    found: QuerySet[Indicator] = Indicator.objects.select_related("numerator").prefetch_related(
        "denominators", "dimensions", "commitments"
    )
    return found


def observations(*, with_waiting: bool = False) -> "QuerySet[Observation]":
    """Public figures, and on request those waiting for review; the footnotes of forms cost one
    query more."""
    footnotes = Answer.objects.filter(PUBLIC_FOOTNOTES)
    every = Observation.objects
    found: QuerySet[Observation] = (
        (every.public_or_sourced() if with_waiting else every.public())
        .select_related(*OF_OBSERVATION)
        .prefetch_related(Prefetch("footnote", footnotes, to_attr="explained"))
    )
    return found


def availability() -> "QuerySet[Availability]":
    found: QuerySet[Availability] = Availability.objects.public().select_related(*OF_AVAILABILITY)
    return found


# How they are shown


def group_of(observation: Observation) -> str | None:
    group = observation.place_group
    return f"{group.kind}:{group.code}" if group else None


def value_of(observation: Any) -> str | None:
    return plain_number(observation.value) if observation.value is not None else None


def maximum_of(observation: Any) -> str | None:
    return plain_number(observation.value_max) if observation.value_max is not None else None


def question_of(record: Any) -> str | None:
    return question_key(record.answer.part.question) if record.answer_id else None


def footnote_of(observation: Any) -> str:
    """The footnote of the source, and the form's text beside the number if it is public."""
    explained = getattr(observation, "explained", None)
    words = [observation.comment, str(explained.value) if explained else ""]
    return "\n".join(filter(None, words))


class IndicatorSerializer(RecordSerializer):
    """What is measured. Its caveat goes with every figure of it."""

    key = serializers.CharField(help_text="Stable key, such as `sdg-16-4-2`.")
    url = UrlField("indicators", "key")
    html_url = PageField()
    code = serializers.CharField(help_text="As its framework numbers it; may be empty.")
    series = serializers.CharField(help_text="Its code in a public database; may be empty.")
    name = LocalisedField(help_text="Name.")
    definition = LocalisedField(help_text="What it counts, in words of the tracker's own.")
    caveat = LocalisedField(help_text="What its figures do not say; may be empty.")
    framework = serializers.ChoiceField(choices=Framework.choices, help_text="Where it is from.")
    kind = serializers.ChoiceField(choices=IndicatorKind.choices, help_text="What it is.")
    unit = serializers.CharField(help_text="A stable word, such as `arms`, `percent`, `tonnes`.")
    numerator = serializers.CharField(
        source="numerator.key",
        default=None,
        allow_null=True,
        help_text="Key of the indicator above the line of a proportion; null without one.",
    )
    denominators = KeysField(help_text="Keys of those whose sum is below the line.")
    denominator_rule = LocalisedField(
        help_text="Which arms the denominator counts; sources differ, and each figure says."
    )
    custodian = serializers.CharField(help_text="Who keeps it; may be empty.")
    metadata_url = serializers.CharField(help_text="Address of its metadata; may be empty.")
    metadata_version = serializers.CharField(help_text="Their version; may be empty.")
    desired_direction = serializers.ChoiceField(
        choices=Direction.choices, help_text="Where its figures are meant to go, if anywhere."
    )
    dimensions = KeysField(
        key="concept", help_text="By what it is broken down, in identifiers of SDMX."
    )
    commitments = KeysField(help_text="Keys of the commitments that it informs.")


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class BreakdownField(serializers.DictField):
    """Codes by dimension; without any, the figure is over everything."""

    def to_representation(self, value: Any) -> dict[str, str]:
        return dict(codes_of(value))


class OfPeriodSerializer(RecordSerializer):
    """A record of an indicator, a period and an origin."""

    private_fields: ClassVar[tuple[str, ...]] = ("is_carried_over",)

    key = serializers.CharField(help_text="Stable key, the same in every database.")
    indicator = serializers.CharField(source="indicator.key", help_text="Key of the indicator.")
    starts_on = serializers.DateField(
        allow_null=True, help_text="First day of the period; null where no source says."
    )
    ends_on = serializers.DateField(allow_null=True, help_text="Last day of the period.")
    period_text = serializers.CharField(
        help_text="The source's own words where it gives no days; may be empty."
    )
    submission = serializers.CharField(
        source="submission.reference",
        default=None,
        allow_null=True,
        help_text="Reference of the report that it is from; null for another source.",
    )
    cycle = serializers.CharField(
        source="submission.cycle.code",
        default=None,
        allow_null=True,
        help_text="Code of the report's cycle; null for another source.",
    )
    question = KeyField(
        question_of,
        allow_null=True,
        help_text="Key of the question of the form that it was read in; null without one.",
    )
    source = serializers.CharField(  # type: ignore[assignment]
        help_text="What says so where it is no report; empty for one."
    )
    is_fictional = serializers.BooleanField(help_text=FICTIONAL)
    is_carried_over = serializers.BooleanField(
        help_text="Taken from the report before and not confirmed yet. Only for staff."
    )


class ObservationSerializer(OfPeriodSerializer):
    """One figure: of a place and a period, over everything or for a breakdown. National and global
    figures of one period stand side by side; never add them up."""

    private_fields = (*OfPeriodSerializer.private_fields, "stage")

    url = UrlField("observations", "key")
    reporter = serializers.CharField(
        source="place_reporter.code",
        default=None,
        allow_null=True,
        help_text="Code of the State; null for another place.",
    )
    group = KeyField(
        group_of, allow_null=True, help_text="Key of the group of States; null for another place."
    )
    territory = serializers.CharField(help_text="Name of a place that is neither; may be empty.")
    breakdown = BreakdownField(help_text="Codes by dimension; none for the total.")
    value = KeyField(
        value_of,
        allow_null=True,
        help_text="The number, as its digits; null where the source gives a word instead.",
    )
    value_max = KeyField(maximum_of, allow_null=True, help_text="Upper end of a range, or null.")
    qualifier = serializers.ChoiceField(choices=Qualifier.choices, help_text="How exact it is.")
    unit = serializers.CharField(
        help_text="Its unit where it is not the indicator's; may be empty."
    )
    made = serializers.ChoiceField(
        choices=Made.choices, help_text="As the source states it, or the sum of the types it gives."
    )
    reporting_type = serializers.ChoiceField(
        choices=ReportingType.choices, help_text="National (N), global (G), regional (R)."
    )
    nature = serializers.ChoiceField(choices=Nature.choices, help_text="How it came about.")
    denominator_rule = EmptyAsNull(
        choices=Rule.choices,
        help_text="Which arms the denominator of a proportion counts; null for no proportion.",
    )
    footnote = KeyField(footnote_of, help_text="What explains it; may be empty.")
    language = EmptyAsNull(
        choices=LANGUAGE_CHOICES, help_text="Language of the source's footnote; null without one."
    )
    source_detail = serializers.CharField(help_text="Where that source has it from.")
    release = serializers.CharField(help_text="Release of the database; may be empty.")
    stage = serializers.ChoiceField(
        choices=Stage.choices,
        help_text="Of a figure of another source: in review, or published. Only for staff.",
    )


class AvailabilitySerializer(OfPeriodSerializer):
    """A State says that there is no figure, and why: it is never zero. Or it confirms the figure of
    a database."""

    url = UrlField("availability", "key")
    reporter = serializers.CharField(source="reporter.code", help_text="Code of the State.")
    answer = serializers.ChoiceField(
        source="answered", choices=Answered.choices, help_text="What it answers."
    )
    why = serializers.ChoiceField(choices=Why.choices, help_text="How the answer came about.")
    reason = serializers.CharField(help_text="In the State's words; may be empty.")
    language = EmptyAsNull(choices=LANGUAGE_CHOICES, help_text="Language of the reason; or null.")
    confirms = serializers.CharField(
        source="confirms.key",
        default=None,
        allow_null=True,
        help_text="Key of the global figure that the State confirms; null for any other answer.",
    )


class FiguresOfReportSerializer(PrivateFields):
    """What one report says in figures."""

    figures = ObservationSerializer(many=True, help_text="Figures, in the order of the indicators.")
    answers = AvailabilitySerializer(many=True, help_text="Answers without a figure of its own.")


REAL = Q(submission__isnull=True) | Q(submission__cycle__is_fictional=False)
