"""Who reported what: groups, States, organisations, cycles, submissions, responses."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from reports.coverage_tables import with_recorded
from reports.models import (
    Attachment,
    Group,
    Reporter,
    ReportingCycle,
    Response,
    Submission,
)
from tracker.api import filters
from tracker.api.serializers import reported
from tracker.api.views.base import ResourceView, pair
from tracker.api.writing import WritableResponses, WritableSubmissions, response_records


class Groups(ResourceView):
    """Groups of States: regional groups, M49 regions, LDCs, LLDCs, SIDS."""

    resource = "groups"
    serializer_class = reported.GroupSerializer
    lookup_url_kwarg = "key"
    lookup_field = "code"
    filterset_class = filters.Groups

    def get_queryset(self) -> "QuerySet[Group]":
        members = (
            filters.memberships_today()
            .select_related("reporter")
            .order_by("reporter__sort_name", "reporter__code")
        )
        return Group.objects.prefetch_related(
            Prefetch("memberships", queryset=members, to_attr="current_memberships")
        )

    def lookup(self, key: str) -> dict[str, Any]:
        return pair(key, "kind", "code")


def reporters() -> "QuerySet[Reporter]":
    """Reporters with their current submissions and the groups of today."""
    submissions = (
        Submission.objects.current().select_related("cycle").order_by("cycle__year", "cycle__code")
    )
    found: QuerySet[Reporter] = Reporter.objects.prefetch_related(
        Prefetch("submissions", queryset=submissions, to_attr="current_submissions"),
        Prefetch(
            "memberships",
            queryset=filters.memberships_today().select_related("group"),
            to_attr="current_memberships",
        ),
    )
    return found


class States(ResourceView):
    """The Member States of the United Nations, and other States."""

    resource = "states"
    serializer_class = reported.StateSerializer
    lookup_field = "code"
    filterset_class = filters.States

    def get_queryset(self) -> "QuerySet[Reporter]":
        return reporters().states()  # type: ignore[attr-defined]


class Organisations(ResourceView):
    """Reporting organisations and regional blocs."""

    resource = "organisations"
    serializer_class = reported.OrganisationSerializer
    lookup_field = "code"
    filterset_class = filters.Organisations

    def get_queryset(self) -> "QuerySet[Reporter]":
        return reporters().organisations()  # type: ignore[attr-defined]


class Cycles(ResourceView):
    """Rounds of reports, with what is recorded beside what publications counted."""

    resource = "cycles"
    serializer_class = reported.CycleSerializer
    lookup_field = "code"
    filterset_class = filters.Cycles

    def get_queryset(self) -> "QuerySet[ReportingCycle]":
        cycles: QuerySet[ReportingCycle] = with_recorded(
            ReportingCycle.objects.select_related("meeting").prefetch_related(
                "documents", "published_totals"
            )
        )
        return cycles


class Submissions(WritableSubmissions):
    """Published reports: the current version of each reporter and cycle. Staff also see those in
    progress, one by one or by `status`."""

    resource = "submissions"
    serializer_class = reported.SubmissionSerializer
    lookup_field = "reference"
    filterset_class = filters.Submissions

    def get_queryset(self) -> "QuerySet[Submission]":
        attachments = Attachment.objects.select_related("submission").order_by("pk")
        submissions = Submission.objects.with_is_coded().select_related("reporter", "cycle")
        if not self.is_private:
            attachments = attachments.filter(is_public=True)
            submissions = submissions.current()
        found: QuerySet[Submission] = submissions.prefetch_related(
            Prefetch("attachments", queryset=attachments, to_attr="shown_attachments")
        )
        return found


class Responses(WritableResponses):
    """What published reports say, each on one commitment. Staff also see, one by one, what those
    in progress say."""

    resource = "responses"
    serializer_class = reported.ResponseSerializer
    lookup_url_kwarg = "key"
    lookup_field = "pk"
    filterset_class = filters.Responses

    def get_queryset(self) -> "QuerySet[Response]":
        responses = Response.objects.all() if self.is_private else Response.objects.published()
        return response_records(responses, is_private=self.is_private)

    def lookup(self, key: str) -> dict[str, Any]:
        return pair(key, "submission__reference", "commitment__key")
