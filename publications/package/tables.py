"""The tables of the open-data package: published records of real cycles, with their keys.

A column is described in the words of the API if it has the same field.
"""

from functools import partial
from typing import Any

from django.db.models import (
    Case,
    F,
    When,
)

from publications.package.adhering import ADHERING
from publications.package.agreed import AGREED, DOCUMENT_KEY
from publications.package.assistance import ASSISTANCE
from publications.package.columns import as_in, key, numbered, texts
from publications.package.contacts import CONTACTS
from publications.package.cooperating import COOPERATING
from publications.package.fields import Field, PackagedTable
from publications.package.forms import FORMS
from publications.package.measured import MEASURED
from publications.package.participation import PARTICIPATION
from publications.package.planning import PLANNING
from publications.records import reported
from publications.records.meetings import joined
from publications.records.withdrawn import WithdrawnReportSerializer
from reports.models import (
    Attachment,
    Channel,
    Group,
    GroupKind,
    Membership,
    PublishedTotal,
    Reporter,
    ReporterKind,
    ReporterList,
    ReportingCycle,
    Response,
    ResponseStatus,
    StateStatus,
    Submission,
    columns,
)
from reports.models.columns import shown_as_they_are


def real_reports() -> Any:
    return Submission.objects.current().filter(cycle__is_fictional=False)


def of_real_reports(model: Any) -> Any:
    return model.objects.filter(submission__in=real_reports().values("pk"))


PUBLIC_NAME = Case(When(attachment__is_public=True, then=F("attachment__name")))


STATE = partial(as_in, reported.StateSerializer)
GROUP = partial(as_in, reported.GroupSerializer)
CYCLE = partial(as_in, reported.CycleSerializer)
WITHDRAWN = partial(as_in, WithdrawnReportSerializer)
SUBMISSION = partial(as_in, reported.SubmissionSerializer)
ATTACHMENT = partial(as_in, reported.AttachmentSerializer)
RESPONSE = partial(as_in, reported.ResponseSerializer)

REPORTED = (
    PackagedTable(
        "reporters",
        "Reporters",
        "States, and organisations and regional blocs that report.",
        [
            Field(
                "code",
                "ISO 3166 code of a State; short name of another reporter.",
                is_required=True,
            ),
            Field("kind", "Kind of reporter.", words=ReporterKind.values, is_required=True),
            texts(reported.StateSerializer, "name"),
            texts(reported.StateSerializer, "formal_name"),
            as_in(reported.OrganisationSerializer, "abbreviation"),
            STATE("iso2"),
            Field("m49", "United Nations M49 code; empty for other reporters.", kind="integer"),
            Field(
                "state_status",
                "Status of a State in the United Nations; empty for other reporters.",
                words=StateStatus.values,
            ),
        ],
        lambda: Reporter.objects.order_by("code"),
        ["code"],
    ),
    PackagedTable(
        "groups",
        "Groups",
        "Groups of States: regional groups, M49 regions, LDCs, LLDCs, SIDS.",
        [
            GROUP("key", source="api_key", is_required=True),
            GROUP("kind", words=GroupKind.values),
            GROUP("code"),
            texts(reported.GroupSerializer, "name"),
            GROUP("position", kind="integer"),
        ],
        lambda: Group.objects.annotate(api_key=joined("kind", "code")).order_by("kind", "code"),
        ["key"],
    ),
    PackagedTable(
        "memberships",
        "Memberships",
        "Which States belong to which groups, and when.",
        [
            key("Key of the group.", "group_key", "group"),
            key("Code of the State.", "reporter__code", "reporter"),
            Field("number", "From 1, for a State may join again.", "integer", is_required=True),
            Field("since", "First day; empty where no source gives one.", "date"),
            Field("until", "First day it no longer belongs to it; empty while it does.", "date"),
        ],
        lambda: numbered(
            Membership.objects.annotate(group_key=joined("group__kind", "group__code")),
            [F("since").asc(nulls_first=True), "pk"],
            "group",
            "reporter",
        ).order_by("group_key", "reporter__code", "number"),
        ["group", "reporter", "number"],
        {"group": "groups", "reporter": "reporters"},
    ),
    PackagedTable(
        "cycles",
        "Reporting cycles",
        "Rounds of reports before one meeting.",
        [
            CYCLE("code", is_required=True),
            CYCLE("year", kind="integer"),
            texts(reported.CycleSerializer, "name"),
            CYCLE("meeting", source="meeting__key"),
            CYCLE("opens_on", kind="date"),
            CYCLE("due_on", kind="date"),
            CYCLE("closes_on", kind="date"),
            CYCLE("reporter_list", words=ReporterList.values, is_required=True),
        ],
        lambda: ReportingCycle.objects.real().order_by("code"),
        ["code"],
        {"meeting": "meetings"},
    ),
    PackagedTable(
        "cycle_documents",
        "Documents of cycles",
        "The documents whose operative commitments are in scope in each cycle.",
        [
            key("Code of the cycle.", "reportingcycle__code", "cycle"),
            key(DOCUMENT_KEY, "outcomedocument__key", "document"),
        ],
        lambda: ReportingCycle.documents.through.objects.filter(
            reportingcycle__is_fictional=False
        ).order_by("reportingcycle__code", "outcomedocument__key"),
        ["cycle", "document"],
        {"cycle": "cycles", "document": "documents"},
    ),
    PackagedTable(
        "published_totals",
        "Published totals",
        "How many reports publications counted: facts of their own, beside the records.",
        [
            key("Code of the cycle.", "cycle__code", "cycle"),
            Field("reporter_type", "Kind of reporter.", source="reporter_kind", is_required=True),
            as_in(reported.PublishedTotalSerializer, "source", is_required=True),
            as_in(reported.PublishedTotalSerializer, "count", kind="integer", is_required=True),
            Field("out_of", "How many there were in all; empty where it does not say.", "integer"),
        ],
        lambda: PublishedTotal.objects.filter(cycle__is_fictional=False).order_by(
            "cycle__code", "reporter_kind", "source"
        ),
        ["cycle", "reporter_type", "source"],
        {"cycle": "cycles"},
    ),
    PackagedTable(
        "period_totals",
        "Published totals of periods",
        "How many reported at least once in a period, as publications counted.",
        [
            Field("counted_from", "First day of the period.", "date", is_required=True),
            Field("counted_to", "Last day of the period.", "date", is_required=True),
            Field("reporter_type", "Kind of reporter.", source="reporter_kind", is_required=True),
            as_in(reported.PublishedTotalSerializer, "source", is_required=True),
            Field("count", "Reporters, as the publication says.", "integer", is_required=True),
            Field("out_of", "How many there were in all; empty where it does not say.", "integer"),
        ],
        lambda: PublishedTotal.objects.filter(cycle=None).order_by(
            "counted_from", "counted_to", "reporter_kind", "source"
        ),
        ["counted_from", "counted_to", "reporter_type", "source"],
        {},
    ),
    PackagedTable(
        "submissions",
        "Submissions",
        "Published reports: the current version of each reporter and cycle.",
        [
            SUBMISSION("reference", is_required=True),
            key("Code of the reporter.", "reporter__code", "reporter"),
            key("Code of the cycle.", "cycle__code", "cycle"),
            SUBMISSION("version", kind="integer"),
            SUBMISSION("channel", words=Channel.values),
            SUBMISSION("languages"),
            SUBMISSION("received_on", kind="date"),
            SUBMISSION("received_no_later_than", kind="date"),
            SUBMISSION("source"),
            SUBMISSION("is_completion", kind="boolean", is_required=True),
            SUBMISSION("is_nil_return", kind="boolean", is_required=True),
            SUBMISSION("is_coded", kind="boolean", is_required=True),
            SUBMISSION("reporter_remarks"),
            *map(SUBMISSION, shown_as_they_are(columns.SUBMISSION)),
            SUBMISSION("published_at", kind="datetime"),
        ],
        lambda: real_reports().with_is_coded().order_by("reference"),
        ["reference"],
        {"reporter": "reporters", "cycle": "cycles"},
    ),
    PackagedTable(
        "withdrawn_reports",
        "Withdrawn reports",
        "Reports that were public and were withdrawn, where that is shown; nothing that they said.",
        [
            WITHDRAWN("reference", is_required=True),
            key("Code of the reporter.", "reporter__code", "reporter"),
            key("Code of the cycle.", "cycle__code", "cycle"),
            WITHDRAWN("version", kind="integer"),
            WITHDRAWN("published_at", kind="datetime"),
            WITHDRAWN("withdrawn_at", kind="datetime"),
        ],
        lambda: (
            Submission.objects.shown_withdrawn()
            .filter(cycle__is_fictional=False)
            .order_by("reference")
        ),
        ["reference"],
        {"reporter": "reporters", "cycle": "cycles"},
    ),
    PackagedTable(
        "attachments",
        "Attachments",
        "Public documents of the submissions; the files themselves are not in the package.",
        [
            key("Reference of the submission.", "submission__reference", "submission"),
            Field("number", "From 1, in the order they came.", "integer", is_required=True),
            ATTACHMENT("name"),
            ATTACHMENT("sha256"),
            ATTACHMENT("content_type"),
            ATTACHMENT("size", kind="integer"),
            ATTACHMENT("page_count", kind="integer"),
            ATTACHMENT("language"),
        ],
        lambda: numbered(
            of_real_reports(Attachment).filter(is_public=True), "pk", "submission"
        ).order_by("submission__reference", "number"),
        ["submission", "number"],
        {"submission": "submissions"},
    ),
    PackagedTable(
        "responses",
        "Responses",
        "What published reports say, each on one commitment, in their own words.",
        [
            key("Reference of the submission.", "submission__reference", "submission"),
            key("Key of the commitment.", "commitment__key", "commitment"),
            RESPONSE("status", words=ResponseStatus.values, is_required=True),
            RESPONSE("narrative"),
            RESPONSE("language"),
            texts(reported.ResponseSerializer, "translations"),
            RESPONSE("attachment", source="public_attachment"),
            RESPONSE("page", kind="integer"),
            RESPONSE("evidence_url"),
        ],
        lambda: (
            of_real_reports(Response)
            .annotate(public_attachment=PUBLIC_NAME)
            .order_by("submission__reference", "commitment__document__key", "commitment__position")
        ),
        ["submission", "commitment"],
        {"submission": "submissions", "commitment": "commitments"},
    ),
)

TABLES = (
    *AGREED,
    *REPORTED,
    *FORMS,
    *PARTICIPATION,
    *ADHERING,
    *MEASURED,
    *PLANNING,
    *CONTACTS,
    *ASSISTANCE,
    *COOPERATING,
)
