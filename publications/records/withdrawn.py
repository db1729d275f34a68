"""That a report was public and was withdrawn, as the API shows it."""

from rest_framework import serializers

from publications.records.base import LocalisedField, PageField, RecordSerializer, UrlField
from publications.records.reported import FICTIONAL
from reports.models import ReporterKind


class WithdrawnReportSerializer(RecordSerializer):
    """That a report was public and was withdrawn, where the secretariat has it shown. Nothing of
    what the report said."""

    reference = serializers.CharField(
        help_text="Reference that the report had, such as `KEN-2022-1`."
    )
    url = UrlField("withdrawn-reports", "reference")
    html_url = PageField()
    reporter = serializers.CharField(
        source="reporter.code", help_text="Code of the State or organisation."
    )
    reporter_type = serializers.ChoiceField(
        source="reporter.kind", choices=ReporterKind.choices, help_text="Kind of reporter."
    )
    reporter_name = LocalisedField(source="reporter.name", help_text="Name of the reporter.")
    cycle = serializers.CharField(source="cycle.code", help_text="Code of the reporting cycle.")
    is_fictional = serializers.BooleanField(source="cycle.is_fictional", help_text=FICTIONAL)
    version = serializers.IntegerField(help_text="Number of the version, from 1.")
    published_at = serializers.DateTimeField(help_text="When it was published here (UTC).")
    withdrawn_at = serializers.DateTimeField(help_text="When it was withdrawn here (UTC).")
