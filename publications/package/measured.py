"""The tables of the open-data package on indicators and their figures."""

from functools import partial
from typing import Any

from django.db.models import Case, F, JSONField, Q, When

from indicators.models import (
    Answered,
    Availability,
    Code,
    Dimension,
    Direction,
    Framework,
    Indicator,
    IndicatorKind,
    Made,
    Nature,
    Observation,
    ReportingType,
    Rule,
    Why,
)
from indicators.models.values import Qualifier
from publications.package.columns import as_in, key, texts
from publications.package.fields import Field, PackagedTable, Texts
from publications.records import measured
from publications.records.meetings import joined_if_any
from questionnaires.models import PartPrivacy

INDICATOR = partial(as_in, measured.IndicatorSerializer)
OBSERVATION = partial(as_in, measured.ObservationSerializer)
AVAILABILITY = partial(as_in, measured.AvailabilitySerializer)
INDICATOR_KEY = key("Key of the indicator.", "indicator__key", "indicator")
# The form's text beside a number, if it is public.
PUBLIC_FOOTNOTE = Q(
    footnote__part__privacy=PartPrivacy.PUBLIC,
    footnote__contains_contact_data=False,
    footnote__confirmed_at__isnull=False,
)


def observations() -> Any:
    return (
        Observation.objects.public()
        .real()
        .annotate(
            group_key=joined_if_any("place_group", "place_group__kind", "place_group__code"),
            explanation=Case(
                When(PUBLIC_FOOTNOTE, then=F("footnote__value")), output_field=JSONField()
            ),
        )
        .order_by("indicator__position", "indicator__key", "key")
    )


def availability() -> Any:
    found = Availability.objects.public().real()
    return found.order_by("indicator__position", "indicator__key", "key")


def dimensions_of_indicators() -> Any:
    through: Any = Indicator.dimensions.through
    return through.objects.order_by("indicator__position", "dimension__position", "pk")


def commitments_of_indicators() -> Any:
    through: Any = Indicator.commitments.through
    return through.objects.order_by("indicator__position", "commitment__key", "pk")


def denominators_of_indicators() -> Any:
    through: Any = Indicator.denominators.through
    return through.objects.order_by("from_indicator__position", "to_indicator__position", "pk")


MEASURED = (
    PackagedTable(
        "dimensions",
        "Dimensions",
        "By what figures are broken down, in identifiers of SDMX.",
        [
            Field("key", "Identifier of SDMX, such as `SEX`.", source="concept", is_required=True),
            Texts("name", "Name of the dimension."),
            Field(
                "is_official",
                "The codes are those of the list that the source names, not our own.",
                "boolean",
                is_required=True,
            ),
            Field("source", "The list that the codes are from; may be empty."),
        ],
        lambda: Dimension.objects.order_by("position", "concept"),
        ["key"],
    ),
    PackagedTable(
        "dimension_codes",
        "Codes of dimensions",
        "The values of each dimension; `_T` is the total, `_N` not stated.",
        [
            key("Identifier of the dimension.", "dimension__concept", "dimension"),
            Field("code", "The code.", is_required=True),
            Texts("name", "Name of the code."),
        ],
        lambda: Code.objects.order_by("dimension__position", "dimension__concept", "position"),
        ["dimension", "code"],
        {"dimension": "dimensions"},
    ),
    PackagedTable(
        "indicators",
        "Indicators",
        "What is measured. The caveat goes with every figure.",
        [
            INDICATOR("key", is_required=True),
            INDICATOR("code"),
            INDICATOR("series"),
            texts(measured.IndicatorSerializer, "name"),
            texts(measured.IndicatorSerializer, "definition"),
            texts(measured.IndicatorSerializer, "caveat"),
            INDICATOR("framework", words=Framework.values, is_required=True),
            INDICATOR("kind", words=IndicatorKind.values, is_required=True),
            INDICATOR("unit", is_required=True),
            INDICATOR("numerator", source="numerator__key"),
            texts(measured.IndicatorSerializer, "denominator_rule"),
            INDICATOR("custodian"),
            INDICATOR("metadata_url"),
            INDICATOR("metadata_version"),
            INDICATOR("desired_direction", words=Direction.values, is_required=True),
        ],
        lambda: Indicator.objects.order_by("position", "key"),
        ["key"],
    ),
    PackagedTable(
        "indicator_denominators",
        "Denominators of indicators",
        "The indicators whose sum is below the line of a proportion.",
        [
            key("Key of the proportion.", "from_indicator__key", "indicator"),
            key("Key of what is counted in it.", "to_indicator__key", "denominator"),
        ],
        denominators_of_indicators,
        ["indicator", "denominator"],
        {"indicator": "indicators", "denominator": "indicators"},
    ),
    PackagedTable(
        "indicator_dimensions",
        "Dimensions of indicators",
        "By what each indicator is broken down.",
        [
            INDICATOR_KEY,
            key("Identifier of the dimension.", "dimension__concept", "dimension"),
        ],
        dimensions_of_indicators,
        ["indicator", "dimension"],
        {"indicator": "indicators", "dimension": "dimensions"},
    ),
    PackagedTable(
        "indicator_commitments",
        "Commitments of indicators",
        "Which commitments each indicator informs.",
        [INDICATOR_KEY, key("Key of the commitment.", "commitment__key", "commitment")],
        commitments_of_indicators,
        ["indicator", "commitment"],
        {"indicator": "indicators", "commitment": "commitments"},
    ),
    PackagedTable(
        "observations",
        "Observations",
        "Figures of indicators. National and global ones stand side by side: add nothing up.",
        [
            OBSERVATION("key", is_required=True),
            INDICATOR_KEY,
            OBSERVATION("reporter", source="place_reporter__code"),
            OBSERVATION("group", source="group_key"),
            OBSERVATION("territory"),
            OBSERVATION("starts_on", kind="date"),
            OBSERVATION("ends_on", kind="date"),
            OBSERVATION("period_text"),
            Field(
                "breakdown",
                "Codes by dimension, such as `ARMS_TYPE=RIFLES;SEX=F`; empty for the total.",
            ),
            Field(
                "value",
                "The number; empty where the source gives a word instead. Never zero for that.",
                "number",
            ),
            Field("value_max", "Upper end of a range.", "number"),
            OBSERVATION("qualifier", words=Qualifier.values, is_required=True),
            OBSERVATION("unit"),
            OBSERVATION("made", words=Made.values, is_required=True),
            OBSERVATION("reporting_type", words=ReportingType.values, is_required=True),
            OBSERVATION("nature", words=Nature.values, is_required=True),
            OBSERVATION("denominator_rule", words=Rule.values),
            Field("footnote", "Footnote of the source; may be empty.", source="comment"),
            OBSERVATION("language"),
            Field(
                "explanation",
                "What the report's form says beside the number; may be empty.",
            ),
            OBSERVATION("submission", source="submission__reference"),
            OBSERVATION("source"),
            OBSERVATION("source_detail"),
            OBSERVATION("release"),
        ],
        observations,
        ["key"],
        {"indicator": "indicators", "reporter": "reporters", "submission": "submissions"},
    ),
    PackagedTable(
        "availability",
        "Answers without a figure",
        "States that say of an indicator that there is no figure, and why.",
        [
            AVAILABILITY("key", is_required=True),
            INDICATOR_KEY,
            key("Code of the State.", "reporter__code", "reporter"),
            AVAILABILITY("starts_on", kind="date"),
            AVAILABILITY("ends_on", kind="date"),
            AVAILABILITY("period_text"),
            AVAILABILITY("answer", source="answered", words=Answered.values, is_required=True),
            AVAILABILITY("why", words=Why.values, is_required=True),
            AVAILABILITY("reason"),
            AVAILABILITY("language"),
            AVAILABILITY("confirms", source="confirms__key"),
            AVAILABILITY("submission", source="submission__reference"),
            AVAILABILITY("source"),
        ],
        availability,
        ["key"],
        {"indicator": "indicators", "reporter": "reporters", "submission": "submissions"},
    ),
)
