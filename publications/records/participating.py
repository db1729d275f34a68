"""Who took part in meetings, as the API shows it: officers, agenda, sittings, statements."""

from typing import Any

from rest_framework import serializers

from participation.models import BodyKind, MeetingDocumentKind, OfficerRole
from publications.records.base import (
    KeyField,
    LocalisedField,
    PageField,
    RecordSerializer,
    UrlField,
)
from reports.models import ReporterKind

SOURCE = "Document and paragraph that say so."


def page_of(anchor: str) -> PageField:
    """The address of the meeting's page, at ``anchor``."""
    return PageField("meeting.get_absolute_url", lambda path: f"{path}#{anchor}")


def sitting_key(record: Any) -> str | None:
    """The public key of a record's sitting; None for none."""
    sitting = record.sitting
    return f"{sitting.meeting.key}:{sitting.number}" if sitting else None


def item_key(statement: Any) -> str | None:
    """The public key of the agenda item that a statement was on."""
    meeting = statement.sitting.meeting
    return f"{meeting.key}:{statement.item.number}" if statement.item else None


class OfMeetingSerializer(RecordSerializer):
    """A record of one meeting. Its key is made by the query (api/reading/participation.py)."""

    meeting = serializers.CharField(source="meeting.key", help_text="Key of the meeting.")
    source = serializers.CharField(help_text=SOURCE)  # type: ignore[assignment]


class BodySerializer(RecordSerializer):
    """Whoever speaks at meetings, or is spoken for, and is no State and sends no reports: a group
    of States, an organisation, a non-governmental organisation."""

    key = serializers.CharField(help_text="Stable key, such as `arab-group`.")
    url = UrlField("bodies", "key")
    kind = serializers.ChoiceField(choices=BodyKind.choices, help_text="Kind of body.")
    name = LocalisedField(help_text="Name of the body.")
    abbreviation = serializers.CharField(help_text="Such as `CARICOM`; may be empty.")
    source = serializers.CharField(help_text=SOURCE)  # type: ignore[assignment]


class SittingSerializer(OfMeetingSerializer):
    """One of the numbered sittings of a meeting, held on one day."""

    key = serializers.CharField(
        source="api_key", help_text="Key of the meeting and number, such as `bms8:1`."
    )
    url = UrlField("sittings", "api_key")
    html_url = PageField()
    number = serializers.IntegerField(help_text="Number of the sitting, from 1.")
    earliest_on = serializers.DateField(
        allow_null=True,
        help_text="It was not held before this day; null where nothing is known. Where its day is "
        "known, both days are that one.",
    )
    latest_on = serializers.DateField(allow_null=True, help_text="Nor after this one.")


class AgendaItemSerializer(OfMeetingSerializer):
    """A numbered item of a meeting's agenda."""

    key = serializers.CharField(
        source="api_key", help_text="Key of the meeting and number, such as `bms8:6`."
    )
    url = UrlField("agenda-items", "api_key")
    html_url = page_of("agenda")
    number = serializers.IntegerField(help_text="Number of the item, from 1.")
    title = LocalisedField(help_text="Its title, in a translation of the tracker's own.")


class OfficerSerializer(OfMeetingSerializer):
    """Somebody whom a meeting elected: a person, where the source names one, of a State."""

    key = serializers.CharField(
        source="api_key",
        help_text="Key of the meeting, role and code of the State, such as `bms8:chair:PHL`.",
    )
    url = UrlField("officers", "api_key")
    html_url = page_of("officers")
    role = serializers.ChoiceField(choices=OfficerRole.choices, help_text="What they are.")
    state = serializers.CharField(source="reporter.code", help_text="Code of their State.")
    state_name = LocalisedField(source="reporter.name", help_text="Name of their State.")
    person = serializers.CharField(
        help_text="Name of the person; empty where the source names the State alone."
    )
    position = serializers.IntegerField(help_text="Place in the list of the source.")
    elected_at = serializers.SerializerMethodField(
        help_text="Keys of sittings; several where the source does not say at which of them."
    )

    def get_elected_at(self, officer: Any) -> list[str]:
        return [f"{officer.meeting.key}:{each.number}" for each in officer.elected_at.all()]


class MeetingDocumentSerializer(OfMeetingSerializer):
    """A document that a meeting had before it or issued."""

    key = serializers.CharField(
        source="api_key",
        help_text="The symbol in small letters with hyphens, such as `a-conf-192-bms-2022-l-1`.",
    )
    url = UrlField("meeting-documents", "api_key")
    html_url = page_of("documents")
    symbol = serializers.CharField(help_text="United Nations symbol.")
    kind = serializers.ChoiceField(choices=MeetingDocumentKind.choices, help_text="What it is.")
    title = LocalisedField(help_text="Its title, in words of the tracker's own.")
    sitting = KeyField(
        sitting_key,
        allow_null=True,
        help_text="Key of the sitting that decided on it; null where none is recorded.",
    )
    document = serializers.CharField(
        source="outcome.key",
        default=None,
        allow_null=True,
        help_text="Key of the document whose paragraphs are on record here; null for none.",
    )


class RepresentationSerializer(RecordSerializer):
    """On whose behalf a statement was made: an organisation that reports, or another body."""

    reporter = serializers.CharField(
        source="reporter.code",
        default=None,
        allow_null=True,
        help_text="Code of the State or organisation; null for a body.",
    )
    body = serializers.CharField(
        source="body.key",
        default=None,
        allow_null=True,
        help_text="Key of the body; null for a State or an organisation that reports.",
    )
    name = LocalisedField(source="who.name", help_text="Its name.")
    is_also = serializers.BooleanField(
        help_text="Whether the source says “also on behalf of”: the speaker spoke for itself too."
    )


class StatementSerializer(RecordSerializer):
    """A statement at a sitting: one entry in the report's list of those who spoke."""

    key = serializers.CharField(
        source="api_key",
        help_text="Key of the meeting, number of the sitting and place in it, such as `bms8:1:2`.",
    )
    url = UrlField("statements", "api_key")
    html_url = PageField()
    meeting = serializers.CharField(source="sitting.meeting.key", help_text="Key of the meeting.")
    sitting = KeyField(sitting_key, help_text="Key of the sitting.")
    item = KeyField(
        item_key,
        allow_null=True,
        help_text="Key of the agenda item; null for a statement on all the substantive items.",
    )
    position = serializers.IntegerField(
        help_text="Place among the speakers of the sitting, as the source lists them, from 1."
    )
    reporter = serializers.CharField(
        source="reporter.code",
        default=None,
        allow_null=True,
        help_text="Code of the State or organisation that spoke; null where a body did.",
    )
    reporter_type = serializers.ChoiceField(
        source="reporter.kind",
        choices=ReporterKind.choices,
        default=None,
        allow_null=True,
        help_text="Kind of reporter; null where a body spoke.",
    )
    body = serializers.CharField(
        source="body.key",
        default=None,
        allow_null=True,
        help_text="Key of the body that spoke; null where a State or an organisation that "
        "reports did.",
    )
    speaker_name = LocalisedField(source="who.name", help_text="Name of whoever spoke.")
    on_behalf_of = RepresentationSerializer(
        many=True,
        source="representations",
        help_text="Those on whose behalf it was made; empty where the speaker spoke for itself "
        "alone.",
    )
    source = serializers.CharField(help_text=SOURCE)  # type: ignore[assignment]
