"""Who reported what: groups, States, organisations, cycles, submissions, responses."""

from functools import partial
from typing import Any

from django.db.models import QuerySet

from reports.models import (
    Group,
    Reporter,
    ReportingCycle,
    Response,
    Submission,
)
from tracker.api import copying, filters, records, rows
from tracker.api.exports import Copied
from tracker.api.serializers import reported
from tracker.api.views.base import ResourceView, pair
from tracker.api.writing import WritableResponses, WritableSubmissions


class Groups(ResourceView):
    """Groups of States: regional groups, M49 regions, LDCs, LLDCs, SIDS."""

    resource = "groups"
    serializer_class = reported.GroupSerializer
    lookup_url_kwarg = "key"
    lookup_field = "code"
    filterset_class = filters.Groups

    def get_queryset(self) -> "QuerySet[Group]":
        return records.groups(self.shows)

    def lookup(self, key: str) -> dict[str, Any]:
        return pair(key, "kind", "code")


class States(ResourceView):
    """The Member States of the United Nations, and other States."""

    resource = "states"
    serializer_class = reported.StateSerializer
    lookup_field = "code"
    filterset_class = filters.States

    def get_queryset(self) -> "QuerySet[Reporter]":
        return records.reporters(self.shows).states()  # type: ignore[attr-defined]


class Organisations(ResourceView):
    """Reporting organisations and regional blocs."""

    resource = "organisations"
    serializer_class = reported.OrganisationSerializer
    lookup_field = "code"
    filterset_class = filters.Organisations

    def get_queryset(self) -> "QuerySet[Reporter]":
        return records.reporters(self.shows).organisations()  # type: ignore[attr-defined]


class Cycles(ResourceView):
    """Rounds of reports, with what is recorded beside what publications counted."""

    resource = "cycles"
    serializer_class = reported.CycleSerializer
    lookup_field = "code"
    filterset_class = filters.Cycles

    def get_queryset(self) -> "QuerySet[ReportingCycle]":
        return records.cycles(self.shows)


class Submissions(WritableSubmissions):
    """Published reports: the current version of each reporter and cycle. Staff also see those in
    progress, one by one or by `status`."""

    resource = "submissions"
    serializer_class = reported.SubmissionSerializer
    table = rows.SUBMISSIONS
    lookup_field = "reference"
    filterset_class = filters.Submissions

    def get_queryset(self) -> "QuerySet[Submission]":
        return records.submissions(self.shows, is_private=self.is_private)


class Responses(WritableResponses):
    """What published reports say, each on one commitment. Staff also see, one by one, what those
    in progress say."""

    resource = "responses"
    serializer_class = reported.ResponseSerializer
    table = rows.RESPONSES
    lookup_url_kwarg = "key"
    lookup_field = "pk"
    filterset_class = filters.Responses

    def get_queryset(self) -> "QuerySet[Response]":
        return records.responses(self.shows, is_private=self.is_private)

    def copied(self, queryset: "QuerySet[Response]") -> Copied | None:
        return partial(copying.responses, queryset) if copying.can_copy(queryset) else None

    def lookup(self, key: str) -> dict[str, Any]:
        return pair(key, "submission__reference", "commitment__key")
