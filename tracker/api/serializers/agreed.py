"""What was agreed, as the API shows it: instruments, meetings, documents and commitments."""

from typing import Any

from rest_framework import serializers

from commitments.models import (
    Addressee,
    Commitment,
    DocumentKind,
    Level,
    LinkKind,
    MeetingKind,
    Section,
)
from tracker.api.serializers.base import (
    EmptyAsNull,
    KeyField,
    KeysField,
    LocalisedField,
    PageField,
    RecordSerializer,
    UrlField,
)


class InstrumentSerializer(RecordSerializer):
    """What is implemented: the Programme of Action or the International Tracing Instrument."""

    key = serializers.CharField(help_text="Stable key, such as `poa`.")
    url = UrlField("instruments", "key")
    name = LocalisedField(help_text="Name of the instrument.")
    abbreviation = LocalisedField(help_text="Usual abbreviation.")
    year = serializers.IntegerField(help_text="Year of adoption.")
    adopted_on = serializers.DateField(
        allow_null=True, help_text="Day of adoption; null where no source gives it."
    )
    reference = serializers.CharField(help_text="Symbol or decision.")


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
    """The key of the section that a section is part of."""
    return section_key(section.parent) if section.parent else None


def section_of(commitment: Commitment) -> str | None:
    """The public key of the section a commitment stands in; read without its document."""
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
    themes = KeysField(help_text="Keys of its themes.")
    title = LocalisedField(help_text="A few words of the tracker's own, not the official text.")
    summary = LocalisedField(help_text="One or two sentences of the tracker's own.")
    official_text = LocalisedField(
        help_text="The paragraph itself; empty until the official document has been imported."
    )
    earlier = EarlierSerializer(
        many=True,
        source="links_back",
        help_text="Earlier commitments that it repeats, strengthens, replaces or follows up.",
    )
    later = LaterSerializer(
        many=True, source="links_forward", help_text="Later commitments that do so with it."
    )
