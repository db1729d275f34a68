"""The body and the answers of an import of responses."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.parsers import BaseParser

from api.shared.errors import BadRequest, Fault
from api.shared.strict import LARGEST_NUMBER, Body, LanguageOrNull, Text, Word
from api.writing import optional
from api.writing.bodies import wrong_body
from common.files.reading.decoding import as_table
from reports.models import Channel, ResponseStatus

# Rows of one request: as many as one process checks and writes in a few seconds.
MOST_ROWS = 5000


class Table(str):
    """A body that is a table and not JSON."""

    __slots__ = ()


class Csv(BaseParser):
    """A table as the export of responses writes it."""

    media_type = "text/csv"

    def parse(  # type: ignore[override]
        self, stream: Any, *args: Any, **kwargs: Any
    ) -> Table:
        text = as_table(stream.read())
        if text is None:
            raise BadRequest([Fault("", _("The file is damaged."))], wrong_body())
        return Table(text)


class ImportedRow(Body):
    """What one report says on one commitment. What is left out stays as it is on record."""

    reporter = Text(max_length=120, help_text="Code of the State or organisation, such as `KEN`.")
    cycle = Text(max_length=120, help_text="Code of the cycle, such as `2022`.")
    commitment = Text(max_length=120, help_text="Key of the commitment, such as `bms8-25`.")
    status = Word(choices=ResponseStatus.choices, help_text="What the report says.")
    submission = optional.text(
        "Reference of the report. Without it, the version of that reporter and cycle "
        "that is being written; where none is on record, a new draft.",
        120,
    )
    narrative = optional.text("The report's own words; with their `language`.")
    language = LanguageOrNull(required=False, help_text="Code of the narrative's language.")
    page = optional.whole(1, LARGEST_NUMBER, "Page of the document that says so, from 1.")
    evidence_url = optional.text("Link to further evidence.", 500)
    note = optional.text("Internal; never published.")
    attachment_key = Text(
        required=False,
        allow_null=True,
        max_length=100,
        help_text="`key` of a document that the report has here; null leaves what is on record.",
    )
    channel = optional.word(
        Channel.choices, "How a new report came; the same in all its rows. By e-mail if left out."
    )
    received_on = optional.day("Day a new report was received; the same in all its rows.")


class ImportedRows(Body):
    """What many reports say, row by row."""

    rows = ImportedRow(many=True, max_length=MOST_ROWS)  # type: ignore[call-arg]


class CountsSerializer(serializers.Serializer[Any]):
    """How many responses."""

    created = serializers.IntegerField(help_text="Responses that are new.")
    changed = serializers.IntegerField(help_text="Responses that say something else now.")
    unchanged = serializers.IntegerField(help_text="Responses that say the same already.")


class ImportedReportSerializer(CountsSerializer):
    """What became of one report."""

    reference = serializers.CharField(
        allow_null=True, help_text="Its reference; null where it would be new."
    )
    reporter = serializers.CharField(help_text="Code of its reporter.")
    cycle = serializers.CharField(help_text="Code of its cycle.")
    is_new = serializers.BooleanField(help_text="Whether it is a new draft.")


class ImportSerializer(CountsSerializer):
    """What an import recorded."""

    submissions = ImportedReportSerializer(many=True, help_text="Report by report.")


class PlannedRowSerializer(serializers.Serializer[Any]):
    """What would become of one row."""

    row = serializers.IntegerField(
        help_text="Place in `rows`, from 0; in a table the number of its line, from 1."
    )
    commitment = serializers.CharField(help_text="Key of the commitment.")
    submission = serializers.CharField(
        allow_null=True, help_text="Reference of the report; null where it would be new."
    )
    is_new = serializers.BooleanField(help_text="Whether the report says nothing there yet.")
    changes = serializers.ListField(
        child=serializers.CharField(), help_text="Names of what would change."
    )
    problems = serializers.ListField(
        child=serializers.CharField(), help_text="Why it cannot be recorded."
    )


class ImportPreviewSerializer(ImportSerializer):
    """What an import would record; nothing is."""

    is_ready = serializers.BooleanField(help_text="Whether nothing is in its way.")
    rows = PlannedRowSerializer(
        many=True,
        help_text="Rows with a problem, then those that are new or change something: the first "
        "thousand.",
    )
