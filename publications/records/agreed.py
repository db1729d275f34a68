"""What was agreed, as the API shows it: instruments, meetings, documents and commitments."""

from typing import Any

from rest_framework import serializers

from commitments.models import (
    Addressee,
    Commitment,
    DocumentKind,
    InstrumentKind,
    Level,
    LinkKind,
    MeetingKind,
    Section,
)
from publications.records.base import (
    EmptyAsNull,
    KeyField,
    KeysField,
    LocalisedField,
    PageField,
    RecordSerializer,
    UrlField,
)


class InstrumentSerializer(RecordSerializer):
    """What is implemented (the Programme of Action, the International Tracing Instrument), and the
    treaties, registers, declarations and standards beside them."""

    key = serializers.CharField(help_text="Stable key, such as `poa`.")
    url = UrlField("instruments", "key")
    html_url = PageField()
    kind = EmptyAsNull(choices=InstrumentKind.choices, help_text="What it is; null if unknown.")
    name = LocalisedField(help_text="Name of the instrument.")
    abbreviation = LocalisedField(help_text="Usual abbreviation.")
    year = serializers.IntegerField(help_text="Year of adoption.")
    adopted_on = serializers.DateField(
        allow_null=True, help_text="Day of adoption; null where no source gives it."
    )
    opened_on = serializers.DateField(
        allow_null=True, help_text="Day a treaty was opened for signature; null where unknown."
    )
    in_force_on = serializers.DateField(
        allow_null=True, help_text="Day a treaty entered into force; null where unknown."
    )
    reference = serializers.CharField(help_text="Symbol or decision; may be empty.")
    depositary_reference = serializers.CharField(
        help_text="Where the depositary lists it; may be empty."
    )


class MeetingSerializer(RecordSerializer):
    """A meeting of the process."""

    key = serializers.CharField(help_text="Stable key, such as `bms8`.")
    url = UrlField("meetings", "key")
    html_url = PageField()
    kind = serializers.ChoiceField(choices=MeetingKind.choices, help_text="Kind of meeting.")
    name = LocalisedField(help_text="Name of the meeting.")
    abbreviation = serializers.CharField(help_text="Such as `BMS8`; may be empty.")
    year = serializers.IntegerField(help_text="Year it was held or is due.")
    starts_on = serializers.DateField(
        allow_null=True, help_text="First day; null where no source gives it."
    )
    ends_on = serializers.DateField(
        allow_null=True, help_text="Last day; null where no source gives it."
    )
    place = LocalisedField(help_text="City.")
    chair = serializers.CharField(help_text="Name of the chair; empty where not recorded.")
    chair_state = serializers.CharField(
        help_text="Code of the chair's State; empty where not recorded."
    )
    note = LocalisedField(help_text="What else is to be known about it.")
    source = serializers.CharField(help_text="Document that the dates are taken from.")  # type: ignore[assignment]
    documents = KeysField(help_text="Keys of its documents.")
    cycles = KeysField(key="code", help_text="Codes of the reporting cycles before it.")


def section_key(section: Section) -> str:
    """The public key of a section: its document's key and its code."""
    return f"{section.document.key}:{section.code}"


def section_page(section: Section) -> str:
    """The path of the document's page, at the section."""
    return f"{section.document.get_absolute_url()}#{section.code}"


def parent_key(section: Section) -> str | None:
    """The key of the section above a section."""
    return section_key(section.parent) if section.parent else None


def section_of(commitment: Commitment) -> str | None:
    """The public key of a commitment's section, without reading the document."""
    section = commitment.section
    return f"{commitment.document_key}:{section.code}" if section else None


class SectionSerializer(RecordSerializer):
    """A heading of a document; headings nest."""

    key = KeyField(
        section_key, help_text="Key of the document and code of the section, such as `bms8:i-1`."
    )
    url = UrlField("sections", "*", section_key)
    html_url = PageField("*", section_page)
    document = serializers.CharField(source="document.key", help_text="Key of the document.")
    code = serializers.CharField(
        help_text="Numerals from the top heading down, such as `i-3-1`; unique in its document."
    )
    parent = KeyField(  # type: ignore[assignment]
        parent_key,
        allow_null=True,
        help_text="Key of the section it is part of; null at the top.",
    )
    depth = serializers.IntegerField(help_text="1 at the top, 2 under it, and so on.")
    numeral = serializers.CharField(help_text="Numeral as printed; may be empty.")
    heading = LocalisedField(help_text="The heading.")
    chapeau = LocalisedField(
        help_text="Official words between the heading and its first paragraph, once imported."
    )
    footnotes = LocalisedField(
        help_text="Footnotes of both, a line for each, with the mark that stands in the words."
    )
    level = EmptyAsNull(
        choices=Level.choices, help_text="Level of action; null where the section has none."
    )
    position = serializers.IntegerField(help_text="Place in the document, for sorting.")
    commitments = KeysField(
        help_text="Keys of the commitments that stand directly under it, in document order."
    )


class DocumentSerializer(RecordSerializer):
    """An adopted text, known by its United Nations symbol."""

    key = serializers.CharField(help_text="Stable key, such as `bms8`.")
    url = UrlField("documents", "key")
    html_url = PageField()
    symbol = serializers.CharField(help_text="United Nations symbol.")
    kind = serializers.ChoiceField(choices=DocumentKind.choices, help_text="Kind of document.")
    title = LocalisedField(help_text="Title of the document.")
    meeting = serializers.CharField(
        source="meeting.key",
        allow_null=True,
        help_text="Key of the meeting that adopted it; null where it is no meeting's.",
    )
    instruments = KeysField(help_text="Keys of the instruments it is about.")
    adopted_on = serializers.DateField(
        allow_null=True, help_text="Day of adoption; null where no source gives it."
    )
    by_consensus = serializers.BooleanField(
        allow_null=True,
        help_text="Whether it was adopted by consensus; null where no source says so.",
    )
    source = serializers.CharField(help_text="Document that says so.")  # type: ignore[assignment]
    completeness = LocalisedField(
        help_text="Which of its paragraphs are on record, where not all are; empty otherwise."
    )
    commitment_count = serializers.IntegerField(help_text="Numbered paragraphs on record.")
    operative_count = serializers.IntegerField(
        help_text="Those of them that are operative, so that a report can address them."
    )


class DocumentDetailSerializer(DocumentSerializer):
    """A document with its sections."""

    sections = SectionSerializer(
        many=True,
        help_text="Its headings, in document order; only where one document is asked for.",
    )


class ThemeSerializer(RecordSerializer):
    """A subject that cuts across paragraphs and documents."""

    key = serializers.CharField(help_text="Stable key, such as `marking`.")
    url = UrlField("themes", "key")
    name = LocalisedField(help_text="Name of the theme.")
    position = serializers.IntegerField(help_text="Place in the list of themes.")


class EarlierSerializer(serializers.Serializer[Any]):
    """An earlier commitment, and what this one does to it."""

    commitment = serializers.CharField(
        source="earlier.key", help_text="Key of the earlier commitment."
    )
    kind = serializers.ChoiceField(
        choices=LinkKind.choices, help_text="What this one does to the earlier one."
    )


class LaterSerializer(serializers.Serializer[Any]):
    """A later commitment, and what it does to this one."""

    commitment = serializers.CharField(
        source="commitment.key", help_text="Key of the later commitment."
    )
    kind = serializers.ChoiceField(
        choices=LinkKind.choices, help_text="What the later one does to this one."
    )


class AskedSerializer(serializers.Serializer[Any]):
    """One whom a commitment asks to act."""

    kind = serializers.ChoiceField(choices=Addressee.choices, help_text="The kind of addressee.")
    name = LocalisedField(help_text="Name of the body that the text names; empty for none.")
    words = LocalisedField(
        help_text="The words of the official text that it rests on, once imported."
    )


class ParagraphAnswerSerializer(serializers.Serializer[Any]):
    """A document or decision that answered a commitment which no report can answer."""

    document = serializers.CharField(help_text="Symbol of the document or decision.")
    paragraph = serializers.CharField(help_text="Paragraph of it; empty for the whole.")
    answered_on = serializers.DateField(
        allow_null=True, help_text="Day; null where no source gives it."
    )
    note = LocalisedField(help_text="How it answers, in the tracker's own words.")
    source = serializers.CharField(help_text="The document and paragraph that say so.")  # type: ignore[assignment]


class CommitmentSerializer(RecordSerializer):
    """One numbered paragraph of an outcome document."""

    key = serializers.CharField(help_text="Stable key, such as `bms8-25`.")
    url = UrlField("commitments", "key")
    html_url = PageField()
    document = serializers.CharField(source="document_key", help_text="Key of its document.")
    section = KeyField(
        section_of,
        allow_null=True,
        help_text="Key of the section it stands in; null before the first heading.",
    )
    number = serializers.CharField(help_text="Number as printed, such as `25` or `9 bis`.")
    position = serializers.IntegerField(help_text="Place in the document, for sorting.")
    is_operative = serializers.BooleanField(
        help_text="Whether it is operative. Only operative paragraphs can be addressed by a "
        "report; the others are preambular."
    )
    level = EmptyAsNull(
        source="section.level",
        choices=Level.choices,
        help_text="Level of action, from its section; null where there is none.",
    )
    addressees = serializers.ListField(
        child=serializers.ChoiceField(choices=Addressee.choices),
        help_text="Whom it asks to act; empty when preambular. They decide whose reports count "
        "in the denominator of its coverage.",
    )
    asked = AskedSerializer(
        many=True,
        source="addressee_records",
        help_text="The same one by one, in the order of the text, with names and words.",
    )
    is_answerable_by_reports = serializers.BooleanField(
        help_text="Whether some kind of reporter is among its addressees. Where none is, "
        "`answers` stand where coverage would."
    )
    answers = ParagraphAnswerSerializer(
        many=True,
        source="answers_instead",
        help_text="Documents and decisions that answered it elsewhere than in reports; empty "
        "where none is on record.",
    )
    explained_in = serializers.CharField(
        help_text="Paragraphs of the document that explain it; may be empty."
    )
    themes = KeysField(help_text="Keys of its themes.")
    title = LocalisedField(
        source="shown_title",
        help_text="A few words of the tracker's own, not the official text.",
    )
    summary = LocalisedField(help_text="One or two sentences of the tracker's own.")
    official_text = LocalisedField(
        help_text="The paragraph itself; empty until the official document has been imported."
    )
    footnotes = LocalisedField(
        help_text="Its footnotes, a line for each, with the mark that stands in the official text."
    )
    explanation = LocalisedField(
        help_text="The paragraphs that explain a recommendation, with their numbers; no part of "
        "its own text. Empty until imported, and where nothing explains it."
    )
    earlier = EarlierSerializer(
        many=True,
        source="links_back",
        help_text="Earlier commitments that it repeats, strengthens, replaces or follows up.",
    )
    later = LaterSerializer(
        many=True, source="links_forward", help_text="Later commitments that do so with it."
    )
