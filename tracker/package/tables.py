"""The tables of the open-data package: published records of real cycles, with their keys.

What a column holds is said in the words of the API wherever it has the same field.
"""

from functools import partial
from typing import Any

from django.db.models import Case, CharField, F, Value, When, Window
from django.db.models.functions import Concat, RowNumber

from commitments.models import (
    Addressee,
    Commitment,
    CommitmentLink,
    DocumentKind,
    Instrument,
    Level,
    LinkKind,
    Meeting,
    MeetingKind,
    OutcomeDocument,
    Section,
    Theme,
)
from reports.models import (
    Attachment,
    Channel,
    Group,
    GroupKind,
    Membership,
    PublishedTotal,
    Reporter,
    ReporterKind,
    ReportingCycle,
    Response,
    ResponseStatus,
    StateStatus,
    Submission,
)
from tracker.api.serializers import agreed, reported
from tracker.package.columns import as_in, key, texts
from tracker.package.fields import Field, Table
from tracker.package.participation import PARTICIPATION

DOCUMENT_KEY = "Key of the document."


def pair(first: str, second: str) -> Any:
    """A key that is two with a colon between them."""
    return Concat(first, Value(":"), second, output_field=CharField())


def pair_if_any(record: str, first: str, second: str) -> Case:
    """The same for a related record that may be missing."""
    return Case(When(**{f"{record}__isnull": False}, then=pair(first, second)))


def numbered(records: Any, order: Any, *within: str) -> Any:
    """``records`` with their place, from 1, among those that are the same in ``within``."""
    place = Window(RowNumber(), partition_by=[F(name) for name in within], order_by=order)
    return records.annotate(number=place)


def real_reports() -> Any:
    return Submission.objects.current().filter(cycle__is_fictional=False)


def of_real_reports(model: Any) -> Any:
    return model.objects.filter(submission__in=real_reports().values("pk"))


PUBLIC_NAME = Case(When(attachment__is_public=True, then=F("attachment__name")))


INSTRUMENT = partial(as_in, agreed.InstrumentSerializer)
MEETING = partial(as_in, agreed.MeetingSerializer)
DOCUMENT = partial(as_in, agreed.DocumentSerializer)
SECTION = partial(as_in, agreed.SectionSerializer)
COMMITMENT = partial(as_in, agreed.CommitmentSerializer)
STATE = partial(as_in, reported.StateSerializer)
GROUP = partial(as_in, reported.GroupSerializer)
CYCLE = partial(as_in, reported.CycleSerializer)
SUBMISSION = partial(as_in, reported.SubmissionSerializer)
ATTACHMENT = partial(as_in, reported.AttachmentSerializer)
RESPONSE = partial(as_in, reported.ResponseSerializer)

AGREED = (
    Table(
        "instruments",
        "Instruments",
        "What is implemented.",
        [
            INSTRUMENT("key", is_required=True),
            texts(agreed.InstrumentSerializer, "name"),
            texts(agreed.InstrumentSerializer, "abbreviation"),
            INSTRUMENT("year", kind="integer"),
            INSTRUMENT("adopted_on", kind="date"),
            INSTRUMENT("reference"),
        ],
        lambda: Instrument.objects.order_by("key"),
        ["key"],
    ),
    Table(
        "meetings",
        "Meetings",
        "Meetings of the process.",
        [
            MEETING("key", is_required=True),
            MEETING("kind", words=MeetingKind.values),
            texts(agreed.MeetingSerializer, "name"),
            MEETING("abbreviation"),
            MEETING("year", kind="integer"),
            MEETING("starts_on", kind="date"),
            MEETING("ends_on", kind="date"),
            texts(agreed.MeetingSerializer, "place"),
            MEETING("chair"),
            MEETING("chair_state"),
            texts(agreed.MeetingSerializer, "note"),
            MEETING("source"),
        ],
        lambda: Meeting.objects.order_by("key"),
        ["key"],
    ),
    Table(
        "documents",
        "Documents",
        "Outcome documents and founding instruments.",
        [
            DOCUMENT("key", is_required=True),
            DOCUMENT("symbol"),
            DOCUMENT("kind", words=DocumentKind.values),
            texts(agreed.DocumentSerializer, "title"),
            DOCUMENT("meeting", source="meeting__key"),
            DOCUMENT("adopted_on", kind="date"),
            DOCUMENT("by_consensus", kind="boolean"),
            DOCUMENT("source"),
        ],
        lambda: OutcomeDocument.objects.order_by("key"),
        ["key"],
        {"meeting": "meetings"},
    ),
    Table(
        "document_instruments",
        "Instruments of documents",
        "Which instruments each document is about.",
        [
            key(DOCUMENT_KEY, "outcomedocument__key", "document"),
            key("Key of the instrument.", "instrument__key", "instrument"),
        ],
        lambda: OutcomeDocument.instruments.through.objects.order_by(
            "outcomedocument__key", "instrument__key"
        ),
        ["document", "instrument"],
        {"document": "documents", "instrument": "instruments"},
    ),
    Table(
        "sections",
        "Sections",
        "Headings of the documents.",
        [
            SECTION("key", source="api_key", is_required=True),
            key(DOCUMENT_KEY, "document__key", "document"),
            SECTION("code"),
            SECTION("parent", source="parent_key"),
            SECTION("numeral"),
            texts(agreed.SectionSerializer, "heading"),
            texts(agreed.SectionSerializer, "chapeau"),
            SECTION("level", words=Level.values),
            SECTION("position", kind="integer"),
        ],
        lambda: Section.objects.annotate(
            api_key=pair("document__key", "code"),
            parent_key=pair_if_any("parent", "parent__document__key", "parent__code"),
        ).order_by("document__key", "position", "code"),
        ["key"],
        {"document": "documents", "parent": "sections"},
    ),
    Table(
        "themes",
        "Themes",
        "Subjects that cut across paragraphs and documents.",
        [
            as_in(agreed.ThemeSerializer, "key", is_required=True),
            texts(agreed.ThemeSerializer, "name"),
            as_in(agreed.ThemeSerializer, "position", kind="integer"),
        ],
        lambda: Theme.objects.order_by("key"),
        ["key"],
    ),
    Table(
        "commitments",
        "Commitments",
        "The numbered paragraphs of the documents.",
        [
            COMMITMENT("key", is_required=True),
            key(DOCUMENT_KEY, "document__key", "document"),
            COMMITMENT("section", source="section_key"),
            COMMITMENT("number"),
            COMMITMENT("position", kind="integer"),
            COMMITMENT("is_operative", kind="boolean", is_required=True),
            *(
                Field(
                    f"directed_to_{word}",
                    f"Whether it asks this addressee to act: {label.lower()}.",
                    kind="boolean",
                    is_required=True,
                )
                for word, label in ((each.value, each.name.replace("_", " ")) for each in Addressee)
            ),
            texts(agreed.CommitmentSerializer, "title"),
            texts(agreed.CommitmentSerializer, "summary"),
            texts(agreed.CommitmentSerializer, "official_text"),
        ],
        lambda: Commitment.objects.annotate(
            section_key=pair_if_any("section", "document__key", "section__code")
        ).order_by("document__key", "position", "key"),
        ["key"],
        {"document": "documents", "section": "sections"},
    ),
    Table(
        "commitment_themes",
        "Themes of commitments",
        "Which themes each commitment is about.",
        [
            key("Key of the commitment.", "commitment__key", "commitment"),
            key("Key of the theme.", "theme__key", "theme"),
        ],
        lambda: Commitment.themes.through.objects.order_by("commitment__key", "theme__key"),
        ["commitment", "theme"],
        {"commitment": "commitments", "theme": "themes"},
    ),
    Table(
        "commitment_links",
        "Links between commitments",
        "Which earlier commitment each later one repeats, strengthens, replaces or follows up.",
        [
            key("Key of the later commitment.", "commitment__key", "commitment"),
            key("Key of the earlier commitment.", "earlier__key", "earlier"),
            Field("kind", "What the later one does to the earlier.", words=LinkKind.values),
        ],
        lambda: CommitmentLink.objects.order_by("commitment__key", "earlier__key"),
        ["commitment", "earlier"],
        {"commitment": "commitments", "earlier": "commitments"},
    ),
)

REPORTED = (
    Table(
        "reporters",
        "Reporters",
        "States, and organisations and regional blocs that report.",
        [
            Field(
                "code",
                "ISO 3166 code of a State; short name of an organisation.",
                is_required=True,
            ),
            Field("kind", "Kind of reporter.", words=ReporterKind.values, is_required=True),
            texts(reported.StateSerializer, "name"),
            texts(reported.StateSerializer, "formal_name"),
            as_in(reported.OrganisationSerializer, "abbreviation"),
            STATE("iso2"),
            Field("m49", "United Nations M49 code; empty for organisations.", kind="integer"),
            Field(
                "state_status",
                "Status of a State in the United Nations; empty for organisations.",
                words=StateStatus.values,
            ),
        ],
        lambda: Reporter.objects.order_by("code"),
        ["code"],
    ),
    Table(
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
        lambda: Group.objects.annotate(api_key=pair("kind", "code")).order_by("kind", "code"),
        ["key"],
    ),
    Table(
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
            Membership.objects.annotate(group_key=pair("group__kind", "group__code")),
            [F("since").asc(nulls_first=True), "pk"],
            "group",
            "reporter",
        ).order_by("group_key", "reporter__code", "number"),
        ["group", "reporter", "number"],
        {"group": "groups", "reporter": "reporters"},
    ),
    Table(
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
        ],
        lambda: ReportingCycle.objects.real().order_by("code"),
        ["code"],
        {"meeting": "meetings"},
    ),
    Table(
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
    Table(
        "published_totals",
        "Published totals",
        "How many reports publications counted: facts of their own, beside the records.",
        [
            key("Code of the cycle.", "cycle__code", "cycle"),
            Field("reporter_type", "Kind of reporter.", source="reporter_kind", is_required=True),
            as_in(reported.PublishedTotalSerializer, "source", is_required=True),
            as_in(reported.PublishedTotalSerializer, "count", kind="integer", is_required=True),
        ],
        lambda: PublishedTotal.objects.filter(cycle__is_fictional=False).order_by(
            "cycle__code", "reporter_kind", "source"
        ),
        ["cycle", "reporter_type", "source"],
        {"cycle": "cycles"},
    ),
    Table(
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
            SUBMISSION("is_nil_return", kind="boolean", is_required=True),
            SUBMISSION("is_coded", kind="boolean", is_required=True),
            SUBMISSION("reporter_remarks"),
            SUBMISSION("published_at", kind="datetime"),
        ],
        lambda: real_reports().with_is_coded().order_by("reference"),
        ["reference"],
        {"reporter": "reporters", "cycle": "cycles"},
    ),
    Table(
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
    Table(
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

TABLES = (*AGREED, *REPORTED, *PARTICIPATION)
