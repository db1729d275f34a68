"""What reports say on commitments: read, written one by one, and imported in one request."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db.models import QuerySet
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from accounts.models import Scope
from api.reading import filters, records
from api.reading.exports import Copied
from api.resources import ResourceView
from api.shared.authentication import CALLERS, require
from api.shared.strict import StrictJson
from api.writing import bodies, importing, sent
from api.writing.handlers import writes
from api.writing.importing_bodies import (
    Csv,
    ImportedRows,
    ImportPreviewSerializer,
    ImportSerializer,
)
from api.writing.versions import being_written, etag_of, moved
from publications.records import copying, in_sql, reported, rows
from reports.coding import recording
from reports.importing import response_tables
from reports.permissions import REGISTER


class Responses(ResourceView):
    """What published reports say, each on one commitment. Staff also see, one by one, what those
    in progress say."""

    resource = "responses"
    serializer_class = reported.ResponseSerializer
    table = rows.RESPONSES
    key_columns = ("submission__reference", "commitment__key")
    filterset_class = filters.Responses
    authentication_classes = CALLERS

    def get_queryset(self) -> "QuerySet[Any]":
        return records.responses(self.shows, is_private=self.is_private)

    def copied(self, queryset: "QuerySet[Any]") -> Copied | None:
        return partial(copying.responses, queryset) if in_sql.can_write(queryset) else None

    def version_of(self, record: Any) -> str:
        return etag_of(record.submission)

    @writes(Scope.RESPONSES, REGISTER, bodies.ResponseContent, may_be_new=True)
    def update(self, values: Mapping[str, Any], key: str) -> Response:
        """Record what a report says on one commitment, whether it said something before or not.
        The version is that of the submission."""
        reference, _colon, commitment = key.partition(":")
        submission = being_written(self.request, reference)
        found = sent.responses(submission, [{"commitment": commitment, **values}])
        with bodies.told_at({commitment: ""}, sent.OF_RESPONSE):
            outcome = recording.record(submission, found, by=self.request.user)
        return self.versioned(self.find(key), 201 if outcome.created else 200)

    @writes(Scope.RESPONSES, REGISTER, status=204)
    def destroy(self, key: str) -> Response:
        """Take away what was recorded on one commitment. The version is that of the submission."""
        reference, _colon, commitment = key.partition(":")
        submission = being_written(self.request, reference)
        if commitment not in sent.keys_of(submission):
            raise NotFound
        with bodies.told_at({commitment: ""}, sent.OF_RESPONSE):
            recording.record(submission, [sent.nothing_on(commitment)], by=self.request.user)
        return Response(status=204, headers={"ETag": etag_of(moved(submission))})

    @action(
        detail=False,
        methods=["post"],
        url_path="import",
        parser_classes=[StrictJson, Csv],
        serializer_class=ImportSerializer,
    )
    @writes(
        Scope.RESPONSES,
        REGISTER,
        ImportedRows,
        is_versioned=False,
        has_preview=True,
        takes_csv=True,
    )
    def import_rows(self) -> Response:
        """Record what many reports say: all of it or nothing. A report that is not on record
        begins as a draft; no row removes a response. Where something on record changes, `If-Match`
        names the `ETag` of the preview."""
        plan = response_tables.plan_rows(importing.rows_of(self.request))
        importing.require_sound(plan)
        if any(report.is_new for report in plan.reports):
            require(self.request, Scope.SUBMISSIONS, REGISTER)
        importing.require_seen(self.request, plan)
        if plan.is_ready:
            importing.record(plan, by=self.request.user)
        return Response(importing.summary(plan))

    @action(
        detail=False,
        methods=["post"],
        url_path="import/preview",
        parser_classes=[StrictJson, Csv],
        serializer_class=ImportPreviewSerializer,
    )
    @writes(
        Scope.RESPONSES, REGISTER, ImportedRows, is_versioned=False, records=False, takes_csv=True
    )
    def preview_import(self) -> Response:
        """What the import of these rows would do, row by row. Nothing is recorded."""
        plan = response_tables.plan_rows(importing.rows_of(self.request))
        listed: Any = plan.shown
        body = {
            **importing.summary(plan),
            "is_ready": not plan.problem and not plan.wrong,
            "rows": [importing.shown(said, plan) for said in listed],
        }
        return Response(body, headers={"ETag": importing.version_of(plan)})
