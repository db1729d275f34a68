"""django-ninja: schemas over the same querysets as the better of the two DRF peers."""

import datetime
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI, Schema

from benchmarks.peers.drf_select_related import matrix as matrix_by_orm
from benchmarks.peers.drf_select_related import submissions
from benchmarks.speed.sql import PAGE_SIZE

api = NinjaAPI(docs_url=None, openapi_url=None, urls_namespace="ninja")


class AttachmentOut(Schema):
    name: str
    html_url: str
    content_type: str
    size: int
    sha256: str
    page_count: int | None
    language: str | None

    @staticmethod
    def resolve_html_url(found: Any) -> str:
        return f"/attachments/{found.submission.reference}/{found.key}/"

    @staticmethod
    def resolve_language(found: Any) -> str | None:
        return found.language or None


class SubmissionOut(Schema):
    reference: str
    url: str
    html_url: str
    reporter: str
    reporter_type: str
    reporter_name: str
    cycle: str
    is_fictional: bool
    version: int
    status: str
    channel: str
    languages: list[str]
    received_on: datetime.date | None
    received_no_later_than: datetime.date | None
    timeliness: str
    source: str
    is_completion: bool
    is_nil_return: bool
    is_coded: bool
    reporter_remarks: str
    publication_url: str
    attachments: list[AttachmentOut]
    published_at: datetime.datetime
    fallbacks: dict[str, str] = {}

    @staticmethod
    def resolve_url(found: Any) -> str:
        return f"/api/v1/submissions/{found.reference}/"

    @staticmethod
    def resolve_html_url(found: Any) -> str:
        return str(found.get_absolute_url())

    @staticmethod
    def resolve_reporter(found: Any) -> str:
        return str(found.reporter.code)

    @staticmethod
    def resolve_reporter_type(found: Any) -> str:
        return str(found.reporter.kind)

    @staticmethod
    def resolve_reporter_name(found: Any) -> str:
        return str(found.reporter.name["en"])

    @staticmethod
    def resolve_cycle(found: Any) -> str:
        return str(found.cycle.code)

    @staticmethod
    def resolve_is_fictional(found: Any) -> bool:
        return bool(found.cycle.is_fictional)

    @staticmethod
    def resolve_attachments(found: Any) -> Any:
        return found.public_attachments


class Page(Schema):
    count: int
    next: str | None
    previous: str | None
    results: list[SubmissionOut]


class Row(Schema):
    reporter: str
    reporter_type: str
    submission: str
    is_coded: bool
    cells: str


class MatrixOut(Schema):
    cycle: str
    commitments: list[str]
    count: int
    results: list[Row]


@api.get("list", response=Page)
def submission_list(request: HttpRequest) -> dict[str, Any]:
    found = submissions().order_by("-cycle__year", "reporter__sort_name", "reference")
    return {
        "count": found.count(),
        "next": "?page=2",
        "previous": None,
        "results": list(found[:PAGE_SIZE]),
    }


@api.get("matrix", response=MatrixOut)
def matrix(request: HttpRequest) -> dict[str, Any]:
    return matrix_by_orm()
