"""Django REST framework as one begins with it: a serializer, a queryset, pages by number.

Each record asks the database for its reporter, its cycle, its attachments and whether it is coded.
"""

from typing import Any

from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.pagination import PageNumberPagination

from reports.models import Attachment, Submission


class PublicOnly(serializers.ListSerializer[Any]):
    def to_representation(self, data: Any) -> Any:
        return super().to_representation(data.filter(is_public=True).order_by("pk"))


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    html_url = serializers.SerializerMethodField()
    language = serializers.SerializerMethodField()

    class Meta:
        model = Attachment
        fields = ["name", "html_url", "content_type", "size", "sha256", "page_count", "language"]
        list_serializer_class: type[serializers.ListSerializer[Any]] = PublicOnly

    def get_html_url(self, attachment: Attachment) -> str:
        return f"/attachments/{attachment.submission.reference}/{attachment.key}/"

    def get_language(self, attachment: Attachment) -> str | None:
        return attachment.language or None


class SubmissionSerializer(serializers.ModelSerializer[Submission]):
    url = serializers.SerializerMethodField()
    html_url = serializers.CharField(source="get_absolute_url")
    reporter = serializers.CharField(source="reporter.code")
    reporter_type = serializers.CharField(source="reporter.kind")
    reporter_name = serializers.CharField(source="reporter.name.en")
    cycle = serializers.CharField(source="cycle.code")
    is_fictional = serializers.BooleanField(source="cycle.is_fictional")
    timeliness = serializers.CharField()
    is_coded = serializers.SerializerMethodField()
    attachments = AttachmentSerializer(many=True)
    fallbacks = serializers.SerializerMethodField()

    class Meta:
        model = Submission
        fields = [
            "reference",
            "url",
            "html_url",
            "reporter",
            "reporter_type",
            "reporter_name",
            "cycle",
            "is_fictional",
            "version",
            "status",
            "channel",
            "languages",
            "received_on",
            "received_no_later_than",
            "timeliness",
            "source",
            "is_completion",
            "is_nil_return",
            "is_coded",
            "reporter_remarks",
            "publication_url",
            "attachments",
            "published_at",
            "fallbacks",
        ]

    def get_url(self, submission: Submission) -> str:
        return f"/api/v1/submissions/{submission.reference}/"

    def get_is_coded(self, submission: Submission) -> bool:
        return submission.responses.exists()

    def get_fallbacks(self, submission: Submission) -> dict[str, str]:
        return {}


class Pages(PageNumberPagination):
    page_size = 100


class Submissions(ListAPIView[Submission]):
    serializer_class = SubmissionSerializer
    pagination_class = Pages
    queryset = Submission.objects.filter(status="published").order_by(
        "-cycle__year", "reporter__sort_name", "reference"
    )
