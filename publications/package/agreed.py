"""The tables of the open-data package on the agreed documents: instruments, meetings, documents,
sections, commitments, whom they ask, and what answered them."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from django.db.models import (
    BooleanField,
    ExpressionWrapper,
)

from commitments.models import (
    Addressee,
    Commitment,
    CommitmentAddressee,
    CommitmentAnswer,
    CommitmentLink,
    DocumentKind,
    Instrument,
    InstrumentKind,
    Level,
    LinkKind,
    Meeting,
    MeetingKind,
    OutcomeDocument,
    Section,
    Theme,
    directed_to,
)
from commitments.neutral import shown_title
from publications.package.columns import as_in, key, texts
from publications.package.fields import Field, PackagedTable, Unfolded
from publications.records import agreed
from publications.records.meetings import joined, joined_if_any

DOCUMENT_KEY = "Key of the document."

INSTRUMENT = partial(as_in, agreed.InstrumentSerializer)
MEETING = partial(as_in, agreed.MeetingSerializer)
DOCUMENT = partial(as_in, agreed.DocumentSerializer)
SECTION = partial(as_in, agreed.SectionSerializer)
COMMITMENT = partial(as_in, agreed.CommitmentSerializer)

COMMITMENT_FIELDS = [
    COMMITMENT("key", is_required=True),
    key(DOCUMENT_KEY, "document__key", "document"),
    COMMITMENT("section", source="section_key"),
    COMMITMENT("number"),
    COMMITMENT("position", kind="integer"),
    COMMITMENT("is_operative", kind="boolean", is_required=True),
    *(
        Field(
            f"directed_to_{word}",
            f"Whether it asks this addressee to act: {label.lower()}.",
            kind="boolean",
            is_required=True,
        )
        for word, label in ((each.value, each.name.replace("_", " ")) for each in Addressee)
    ),
    COMMITMENT("explained_in"),
    texts(agreed.CommitmentSerializer, "title"),
    texts(agreed.CommitmentSerializer, "summary"),
    texts(agreed.CommitmentSerializer, "official_text"),
    texts(agreed.CommitmentSerializer, "footnotes"),
    texts(agreed.CommitmentSerializer, "explanation"),
]
COMMITMENT_SOURCES = [each.source or each.name for each in COMMITMENT_FIELDS]


def _with_shown_title(*values: Any) -> Iterator[Sequence[Any]]:
    """The values of a commitment, with the first words of its text where no title is written."""
    found = dict(zip(COMMITMENT_SOURCES, values, strict=True))
    found["title"] = shown_title(found["title"], found["official_text"], found["number"])
    yield list(found.values())


AGREED = (
    PackagedTable(
        "instruments",
        "Instruments",
        "What is implemented.",
        [
            INSTRUMENT("key", is_required=True),
            texts(agreed.InstrumentSerializer, "name"),
            texts(agreed.InstrumentSerializer, "abbreviation"),
            INSTRUMENT("year", kind="integer"),
            INSTRUMENT("adopted_on", kind="date"),
            INSTRUMENT("kind", words=InstrumentKind.values),
            INSTRUMENT("opened_on", kind="date"),
            INSTRUMENT("in_force_on", kind="date"),
            INSTRUMENT("reference"),
            INSTRUMENT("depositary_reference"),
        ],
        lambda: Instrument.objects.order_by("key"),
        ["key"],
    ),
    PackagedTable(
        "meetings",
        "Meetings",
        "Meetings of the process.",
        [
            MEETING("key", is_required=True),
            MEETING("kind", words=MeetingKind.values),
            texts(agreed.MeetingSerializer, "name"),
            MEETING("abbreviation"),
            MEETING("year", kind="integer"),
            MEETING("starts_on", kind="date"),
            MEETING("ends_on", kind="date"),
            texts(agreed.MeetingSerializer, "place"),
            MEETING("chair"),
            MEETING("chair_state"),
            texts(agreed.MeetingSerializer, "note"),
            MEETING("source"),
        ],
        lambda: Meeting.objects.order_by("key"),
        ["key"],
    ),
    PackagedTable(
        "documents",
        "Documents",
        "Outcome documents and founding instruments.",
        [
            DOCUMENT("key", is_required=True),
            DOCUMENT("symbol"),
            DOCUMENT("kind", words=DocumentKind.values),
            texts(agreed.DocumentSerializer, "title"),
            DOCUMENT("meeting", source="meeting__key"),
            DOCUMENT("adopted_on", kind="date"),
            DOCUMENT("by_consensus", kind="boolean"),
            texts(agreed.DocumentSerializer, "completeness"),
            DOCUMENT("source"),
        ],
        lambda: OutcomeDocument.objects.order_by("key"),
        ["key"],
        {"meeting": "meetings"},
    ),
    PackagedTable(
        "document_instruments",
        "Instruments of documents",
        "Which instruments each document is about.",
        [
            key(DOCUMENT_KEY, "outcomedocument__key", "document"),
            key("Key of the instrument.", "instrument__key", "instrument"),
        ],
        lambda: OutcomeDocument.instruments.through.objects.order_by(
            "outcomedocument__key", "instrument__key"
        ),
        ["document", "instrument"],
        {"document": "documents", "instrument": "instruments"},
    ),
    PackagedTable(
        "sections",
        "Sections",
        "Headings of the documents.",
        [
            SECTION("key", source="api_key", is_required=True),
            key(DOCUMENT_KEY, "document__key", "document"),
            SECTION("code"),
            SECTION("parent", source="parent_key"),
            SECTION("numeral"),
            texts(agreed.SectionSerializer, "heading"),
            texts(agreed.SectionSerializer, "chapeau"),
            texts(agreed.SectionSerializer, "footnotes"),
            SECTION("level", words=Level.values),
            SECTION("position", kind="integer"),
        ],
        lambda: Section.objects.annotate(
            api_key=joined("document__key", "code"),
            parent_key=joined_if_any("parent", "parent__document__key", "parent__code"),
        ).order_by("document__key", "position", "code"),
        ["key"],
        {"document": "documents", "parent": "sections"},
    ),
    PackagedTable(
        "themes",
        "Themes",
        "Subjects that cut across paragraphs and documents.",
        [
            as_in(agreed.ThemeSerializer, "key", is_required=True),
            texts(agreed.ThemeSerializer, "name"),
            as_in(agreed.ThemeSerializer, "position", kind="integer"),
        ],
        lambda: Theme.objects.order_by("key"),
        ["key"],
    ),
    Unfolded(
        "commitments",
        "Commitments",
        "The numbered paragraphs of the documents.",
        COMMITMENT_FIELDS,
        lambda: Commitment.objects.annotate(
            section_key=joined_if_any("section", "document__key", "section__code"),
            **{
                f"directed_to_{word}": ExpressionWrapper(directed_to(word), BooleanField())
                for word in Addressee.values
            },
        ).order_by("document__key", "position", "key"),
        ["key"],
        {"document": "documents", "section": "sections"},
        sources=COMMITMENT_SOURCES,
        unfold=_with_shown_title,
    ),
    PackagedTable(
        "commitment_addressees",
        "Addressees of commitments",
        "Whom each commitment asks to act, one by one, in the order of the text.",
        [
            key("Key of the commitment.", "commitment__key", "commitment"),
            Field("position", "Place among the commitment's addressees.", kind="integer"),
            as_in(agreed.AskedSerializer, "kind", words=Addressee.values, is_required=True),
            texts(agreed.AskedSerializer, "name"),
            texts(agreed.AskedSerializer, "words"),
        ],
        lambda: CommitmentAddressee.objects.order_by("commitment__key", "position"),
        ["commitment", "position"],
        {"commitment": "commitments"},
    ),
    PackagedTable(
        "commitment_answers",
        "Answers to commitments",
        "Documents and decisions that answered a commitment elsewhere than in reports.",
        [
            key("Key of the commitment.", "commitment__key", "commitment"),
            Field("position", "Place among the commitment's answers.", kind="integer"),
            as_in(agreed.ParagraphAnswerSerializer, "document", is_required=True),
            as_in(agreed.ParagraphAnswerSerializer, "paragraph"),
            as_in(agreed.ParagraphAnswerSerializer, "answered_on", kind="date"),
            texts(agreed.ParagraphAnswerSerializer, "note"),
            as_in(agreed.ParagraphAnswerSerializer, "source", is_required=True),
        ],
        lambda: CommitmentAnswer.objects.order_by("commitment__key", "position"),
        ["commitment", "position"],
        {"commitment": "commitments"},
    ),
    PackagedTable(
        "commitment_themes",
        "Themes of commitments",
        "Which themes each commitment is about.",
        [
            key("Key of the commitment.", "commitment__key", "commitment"),
            key("Key of the theme.", "theme__key", "theme"),
        ],
        lambda: Commitment.themes.through.objects.order_by("commitment__key", "theme__key"),
        ["commitment", "theme"],
        {"commitment": "commitments", "theme": "themes"},
    ),
    PackagedTable(
        "commitment_links",
        "Links between commitments",
        "Which earlier commitment each later one repeats, strengthens, replaces or follows up.",
        [
            key("Key of the later commitment.", "commitment__key", "commitment"),
            key("Key of the earlier commitment.", "earlier__key", "earlier"),
            Field("kind", "What the later one does to the earlier.", words=LinkKind.values),
        ],
        lambda: CommitmentLink.objects.order_by("commitment__key", "earlier__key"),
        ["commitment", "earlier"],
        {"commitment": "commitments", "earlier": "commitments"},
    ),
)
