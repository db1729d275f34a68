"""The tables of the open-data package on adherence to instruments and published figures."""

from functools import partial
from typing import Any

from indicators.models import Act, Counted, MilestoneKind
from indicators.models.values import Qualifier
from publications.package.columns import as_in, key, texts
from publications.package.fields import PackagedTable
from publications.records import adhering

SOURCE = partial(as_in, adhering.SourceDocumentSerializer)
ADHERENCE = partial(as_in, adhering.AdherenceSerializer)
TOTAL = partial(as_in, adhering.AdherenceTotalSerializer)
MILESTONE = partial(as_in, adhering.MilestoneSerializer)
FIGURE = partial(as_in, adhering.PublishedFigureSerializer)
INSTRUMENT_KEY = key("Key of the instrument.", "instrument__key", "instrument")


def cited(field: Any) -> list[Any]:
    """The day and the source of a record."""
    return [
        field("earliest_on", kind="date"),
        field("latest_on", kind="date"),
        field("period_text"),
        field("document", source="document__key"),
        field("paragraph"),
        field("other_source"),
    ]


def amount(field: Any) -> list[Any]:
    return [
        field("value", kind="number"),
        field("value_max", kind="number"),
        field("qualifier", words=Qualifier.values, is_required=True),
        field("unit", is_required=True),
    ]


ADHERING = (
    PackagedTable(
        "sources",
        "Sources",
        "The documents from which records beside the reports were taken.",
        [
            SOURCE("key", is_required=True),
            texts(adhering.SourceDocumentSerializer, "title"),
            SOURCE("symbol"),
            SOURCE("year", kind="integer"),
            SOURCE("period_from", kind="date"),
            SOURCE("period_to", kind="date"),
        ],
        adhering.by_key(adhering.sources),
        ["key"],
    ),
    PackagedTable(
        "adherences",
        "Adherence",
        "Acts of States and organisations about instruments, each as one source tells it.",
        [
            ADHERENCE("key", is_required=True),
            INSTRUMENT_KEY,
            key("Code of the State or organisation.", "reporter__code", "reporter"),
            ADHERENCE("act", words=Act.values, is_required=True),
            ADHERENCE("year", kind="integer"),
            ADHERENCE("includes_small_arms", kind="boolean"),
            *cited(ADHERENCE),
        ],
        adhering.by_key(adhering.adherences),
        ["key"],
        {"instrument": "instruments", "reporter": "reporters", "document": "sources"},
    ),
    PackagedTable(
        "adherence_totals",
        "Published totals of adherence",
        "How many adhere to an instrument, as publications counted.",
        [
            TOTAL("key", is_required=True),
            INSTRUMENT_KEY,
            TOTAL("counts", words=Counted.values, is_required=True),
            TOTAL("includes_small_arms", kind="boolean"),
            *amount(TOTAL),
            TOTAL("counted_from", kind="date"),
            *cited(TOTAL),
            texts(adhering.AdherenceTotalSerializer, "note"),
        ],
        adhering.by_key(adhering.adherence_totals),
        ["key"],
        {"instrument": "instruments", "document": "sources"},
    ),
    PackagedTable(
        "milestones",
        "Milestones of instruments",
        "What happened to the instruments, as their sources tell it.",
        [
            MILESTONE("key", is_required=True),
            INSTRUMENT_KEY,
            MILESTONE("kind", words=MilestoneKind.values, is_required=True),
            texts(adhering.MilestoneSerializer, "note"),
            *cited(MILESTONE),
        ],
        adhering.by_key(adhering.milestones),
        ["key"],
        {"instrument": "instruments", "document": "sources"},
    ),
    PackagedTable(
        "published_figures",
        "Published figures",
        "Figures that the sources give about small arms, with their qualifiers.",
        [
            FIGURE("key", is_required=True),
            texts(adhering.PublishedFigureSerializer, "title"),
            FIGURE("counted_by"),
            FIGURE("instrument", source="instrument__key"),
            FIGURE("state", source="reporter__code"),
            *amount(FIGURE),
            *cited(FIGURE),
        ],
        adhering.by_key(adhering.published_figures),
        ["key"],
        {"instrument": "instruments", "state": "reporters", "document": "sources"},
    ),
)
