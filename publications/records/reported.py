"""Who reported what, as the API shows it: reporters, groups, cycles, submissions, responses."""

from typing import Any

from rest_framework import serializers

from common.multilingual import LANGUAGE_CHOICES
from publications.records.base import (
    EmptyAsNull,
    KeyField,
    KeysField,
    LocalisedField,
    PageField,
    PrivateFields,
    RecordSerializer,
    TextsField,
    UrlField,
    attachment_path,
)
from publications.records.reader import Reader
from reports.models import (
    Attachment,
    Channel,
    Group,
    GroupKind,
    PublishedTotal,
    Reporter,
    ReporterKind,
    ReporterList,
    Response,
    ResponseStatus,
    StateStatus,
    SubmissionStatus,
    Timeliness,
)
from reports.models.columns import SUBMISSION, shown_as_they_are

STAFF = "Only for staff:"
FICTIONAL = "True for invented demonstration data; never mix it with the rest."


def group_key(group: Group) -> str:
    """The public key of a group: its kind and its code."""
    return f"{group.kind}:{group.code}"


class GroupSerializer(RecordSerializer):
    """A set of States used to compare them: a regional group, a region, the LDCs …"""

    key = KeyField(group_key, help_text="Kind and code, such as `regional_group:african`.")
    url = UrlField("groups", "*", group_key)
    kind = serializers.ChoiceField(choices=GroupKind.choices, help_text="Kind of group.")
    code = serializers.CharField(help_text="Code, unique among groups of its kind.")
    name = LocalisedField(help_text="Name of the group.")
    position = serializers.IntegerField(help_text="Place among groups of its kind.")
    members = serializers.SerializerMethodField(help_text="Codes of the States in it today.")

    def get_members(self, group: Any) -> list[str]:
        return [membership.reporter.code for membership in group.current_memberships]


class ReporterSerializer(RecordSerializer):
    """What States and organisations have in common."""

    def cycles_of(self, reporter: Any, *, fictional: bool) -> list[str]:
        return [
            submission.cycle.code
            for submission in reporter.current_submissions
            if submission.cycle.is_fictional == fictional
        ]

    def get_reported_in(self, reporter: Reporter) -> list[str]:
        return self.cycles_of(reporter, fictional=False)

    def get_reported_in_fictional(self, reporter: Reporter) -> list[str]:
        return self.cycles_of(reporter, fictional=True)


REPORTED_IN = "Codes of the cycles in which the records hold a published report, earliest first."
REPORTED_IN_FICTIONAL = "The same for cycles of invented demonstration data."


class GroupCodeField(serializers.CharField):
    """The code of the State's group of one kind; null where it has none."""

    def __init__(self, kind: str, help_text: str) -> None:
        self.kind = kind
        super().__init__(source="current_memberships", allow_null=True, help_text=help_text)

    def to_representation(self, value: Any) -> Any:
        codes = (m.group.code for m in value if m.group.kind == self.kind)
        return next(codes, None)


class InGroupField(serializers.BooleanField):
    """Whether the State is in the group of that kind."""

    def __init__(self, kind: str, help_text: str) -> None:
        self.kind = kind
        super().__init__(source="current_memberships", help_text=help_text)

    def to_representation(self, value: Any) -> bool:
        return any(membership.group.kind == self.kind for membership in value)


class StateSerializer(ReporterSerializer):
    """A State. Its groups are those of today; figures of a cycle use those of that time."""

    code = serializers.CharField(help_text="ISO 3166 three-letter code, such as `KEN`.")
    url = UrlField("states", "code")
    html_url = PageField()
    name = LocalisedField(help_text="Short name as used by United Nations protocol.")
    formal_name = LocalisedField(help_text="Formal name; may be empty.")
    iso2 = serializers.CharField(help_text="ISO 3166 two-letter code; may be empty.")
    m49 = serializers.CharField(
        source="m49_code", help_text="United Nations M49 code, three digits."
    )
    status = serializers.ChoiceField(
        source="state_status",
        choices=StateStatus.choices,
        help_text="Member State, observer State or other State of the United Nations.",
    )
    regional_group = GroupCodeField(
        "regional_group", "Code of its regional group; null where it has none."
    )
    region = GroupCodeField("region", "Code of its M49 region.")
    sub_region = GroupCodeField("sub_region", "Code of its M49 sub-region.")
    intermediate_region = GroupCodeField(
        "intermediate_region", "Code of its M49 intermediate region; null where it has none."
    )
    is_ldc = InGroupField("ldc", "Whether it is a least developed country.")
    is_lldc = InGroupField("lldc", "Whether it is a landlocked developing country.")
    is_sids = InGroupField("sids", "Whether it is a small island developing State.")
    reported_in = serializers.SerializerMethodField(help_text=REPORTED_IN)
    reported_in_fictional = serializers.SerializerMethodField(help_text=REPORTED_IN_FICTIONAL)


class OrganisationSerializer(ReporterSerializer):
    """A reporting organisation or regional bloc."""

    code = serializers.CharField(help_text="Stable short name, such as `ecowas`.")
    url = UrlField("organisations", "code")
    html_url = PageField()
    reporter_type = serializers.ChoiceField(
        source="kind", choices=ReporterKind.choices, help_text="Organisation or regional bloc."
    )
    name = LocalisedField(help_text="Name of the organisation.")
    formal_name = LocalisedField(help_text="Formal name; may be empty.")
    abbreviation = serializers.CharField(help_text="Usual abbreviation; may be empty.")
    reported_in = serializers.SerializerMethodField(help_text=REPORTED_IN)
    reported_in_fictional = serializers.SerializerMethodField(help_text=REPORTED_IN_FICTIONAL)


class PublishedTotalSerializer(serializers.Serializer[Any]):
    """How many reports a publication counted: a fact of its own, beside what is recorded."""

    reporter_type = serializers.ChoiceField(
        source="reporter_kind", choices=ReporterKind.choices, help_text="Kind of reporter counted."
    )
    count = serializers.IntegerField(help_text="Reports, as the publication says.")
    out_of = serializers.IntegerField(
        allow_null=True,
        help_text="How many there were in all; null where the publication does not say.",
    )
    source = serializers.CharField(help_text="The publication.")  # type: ignore[assignment]


def total_key(total: PublishedTotal) -> str:
    """The public key of a total: kind of reporter, cycle or days, and number (annotated)."""
    days = (str(total.counted_from), str(total.counted_to))
    about = (total.cycle.code,) if total.cycle else days
    return ":".join((total.reporter_kind, *about, str(total.number)))  # type: ignore[attr-defined]


class PublishedTotalRecordSerializer(RecordSerializer):
    """How many reported, as a publication counted: in one cycle, or at least once in a period.

    It has a cycle, or the first and last day of a period; never both. A fact of its own, beside
    what is recorded.
    """

    key = KeyField(
        total_key,
        help_text="Kind of reporter, cycle or first and last day, and number of the publication, "
        "such as `state:2002-01-01:2005-12-31:1`.",
    )
    url = UrlField("published-totals", "*", total_key)
    reporter_type = serializers.ChoiceField(
        source="reporter_kind", choices=ReporterKind.choices, help_text="Kind of reporter counted."
    )
    cycle = serializers.CharField(
        source="cycle.code", allow_null=True, help_text="Code of the cycle; null for a period."
    )
    is_fictional = serializers.SerializerMethodField(help_text=FICTIONAL)
    counted_from = serializers.DateField(
        allow_null=True, help_text="First day of the period; null for the total of a cycle."
    )
    counted_to = serializers.DateField(
        allow_null=True, help_text="Last day of the period; null for the total of a cycle."
    )
    count = serializers.IntegerField(
        help_text="Reporters, as the publication says; of a period, those that reported at least "
        "once in it."
    )
    out_of = serializers.IntegerField(
        allow_null=True,
        help_text="How many there were in all; null where the publication does not say.",
    )
    source = serializers.CharField(help_text="The publication.")  # type: ignore[assignment]

    def get_is_fictional(self, total: PublishedTotal) -> bool:
        return bool(total.cycle and total.cycle.is_fictional)


class CycleSerializer(RecordSerializer):
    """The round of reports before one meeting."""

    code = serializers.CharField(help_text="Stable code, usually the year, such as `2022`.")
    url = UrlField("cycles", "code")
    html_url = PageField()
    name = LocalisedField(help_text="Name of the cycle.")
    year = serializers.IntegerField(help_text="Year of the cycle.")
    is_fictional = serializers.BooleanField(help_text=FICTIONAL)
    meeting = serializers.CharField(
        source="meeting.key", allow_null=True, help_text="Key of the meeting it leads to."
    )
    opens_on = serializers.DateField(
        allow_null=True, help_text="First day a report is accepted; null where no source gives it."
    )
    due_on = serializers.DateField(
        allow_null=True,
        help_text="Day reports are due; later ones are late. Null where no source gives it.",
    )
    closes_on = serializers.DateField(
        allow_null=True,
        help_text="Last day a report is accepted; null where no source gives it.",
    )
    reporter_list = serializers.ChoiceField(
        choices=ReporterList.choices,
        help_text="What the records know of who reported: `complete`, `partial`, or `unknown` "
        "where no list is on record. Nobody is said not to have reported unless it is complete.",
    )
    documents = KeysField(
        help_text="Keys of the documents whose operative commitments its reports can address."
    )
    recorded_states = serializers.IntegerField(
        help_text="States with a published report on record; nil returns count."
    )
    recorded_organisations = serializers.IntegerField(
        help_text="Organisations with a published report on record; nil returns count."
    )
    recorded_blocs = serializers.IntegerField(
        help_text="Regional blocs with a published report on record; nil returns count."
    )
    published_totals = PublishedTotalSerializer(
        many=True, help_text="What publications counted; may differ from what is recorded."
    )


class AttachmentSerializer(PrivateFields):
    """A document that came with a report; the public sees those that are public."""

    private_fields = ("key", "is_public")

    key = serializers.CharField(
        required=False, help_text=f"{STAFF} what it is called when it is cited or removed."
    )
    name = serializers.CharField(help_text="File name.")
    html_url = serializers.SerializerMethodField(
        help_text="Address to download it from; null for a document that the public may not see."
    )
    is_public = serializers.BooleanField(
        required=False,
        help_text=f"{STAFF} whether anyone may download it once the report is published.",
    )
    content_type = serializers.CharField(help_text="Media type, told from its content.")
    size = serializers.IntegerField(help_text="Size in bytes.")
    sha256 = serializers.CharField(help_text="SHA-256 of its content, in hexadecimal digits.")
    page_count = serializers.IntegerField(allow_null=True, help_text="Pages; null where not known.")
    language = EmptyAsNull(
        choices=LANGUAGE_CHOICES, help_text="Code of its language; null where not recorded."
    )

    def get_html_url(self, attachment: Attachment) -> str | None:
        reader: Reader = self.context["reader"]
        submission = attachment.submission
        if not attachment.is_public or not submission.is_published:
            return None
        return reader.origin + attachment_path(submission.reference, attachment.key)


class SubmissionSerializer(RecordSerializer):
    """A published report: its current version. Earlier versions and drafts are for staff alone."""

    private_fields = (
        "secretariat_remarks",
        "created_at",
        "submitted_at",
        "withdrawn_at",
        "is_shown_withdrawn",
    )

    reference = serializers.CharField(
        help_text="Stable key: reporter, cycle and version, such as `KEN-2022-1`."
    )
    url = UrlField("submissions", "reference")
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
    status = serializers.ChoiceField(
        choices=SubmissionStatus.choices, help_text="Where the record stands in its life."
    )
    channel = serializers.ChoiceField(
        choices=Channel.choices,
        help_text="How the report came; `listed` where a meeting's report names the reporter.",
    )
    languages = serializers.ListField(
        child=serializers.ChoiceField(choices=LANGUAGE_CHOICES),
        help_text="Codes of the report's languages; empty where not recorded.",
    )
    received_on = serializers.DateField(
        allow_null=True, help_text="Day it was received; null where only a limit is known."
    )
    received_no_later_than = serializers.DateField(
        allow_null=True,
        help_text="Day by which it had been received, where the exact one is not known.",
    )
    timeliness = serializers.ChoiceField(
        choices=Timeliness.choices,
        help_text="Against the day the cycle's reports were due; `unknown` where that or the day "
        "of receipt is not known.",
    )
    source = serializers.CharField(help_text="Who says that the report came; may be empty.")  # type: ignore[assignment]
    is_completion = serializers.BooleanField(
        help_text="Whether the secretariat completed in this version a report that was known from "
        "a list alone; it is no correction by the reporter."
    )
    is_nil_return = serializers.BooleanField(
        help_text="Whether the report says that there is nothing to report. It counts as reported."
    )
    is_coded = serializers.BooleanField(
        help_text="Whether it has been recorded what the report says on the commitments. Coverage "
        "is over coded reports only."
    )
    reporter_remarks = serializers.CharField(help_text="Remarks of the reporter; may be empty.")
    attachments = AttachmentSerializer(
        many=True, source="shown_attachments", help_text="Its public documents; for staff, all."
    )
    published_at = serializers.DateTimeField(
        allow_null=True,
        help_text="When this record was published here (UTC); not when the report came. Null "
        "before that, which the public does not see.",
    )
    secretariat_remarks = serializers.CharField(
        required=False, help_text=f"{STAFF} internal remarks; may be empty."
    )
    created_at = serializers.DateTimeField(
        required=False, help_text=f"{STAFF} when it was registered here (UTC)."
    )
    submitted_at = serializers.DateTimeField(
        required=False,
        allow_null=True,
        help_text=f"{STAFF} when it was last submitted here (UTC); null before that.",
    )
    withdrawn_at = serializers.DateTimeField(
        required=False,
        allow_null=True,
        help_text=f"{STAFF} when it was withdrawn (UTC); null where it was not.",
    )
    is_shown_withdrawn = serializers.BooleanField(
        required=False, help_text=f"{STAFF} whether the public is told that it was withdrawn."
    )

    def get_fields(self) -> dict[str, Any]:
        """Adds the texts that are shown unchanged, before the documents."""
        found: dict[str, Any] = {}
        for name, field in super().get_fields().items():
            if name == "attachments":
                found |= {
                    each: serializers.CharField(help_text=meaning)
                    for each, meaning in shown_as_they_are(SUBMISSION).items()
                }
            found[name] = field
        return found


def response_key(response: Response) -> str:
    """The public key of a response: its submission's reference and its commitment's key."""
    return f"{response.submission.reference}:{response.commitment.key}"


def of_submission() -> tuple[Any, ...]:
    """The fields about the report in a record that is part of it: its reference, the reporter's
    code, kind and name, the cycle, and whether the cycle is fictional."""
    return (
        serializers.CharField(
            source="submission.reference", help_text="Reference of the submission."
        ),
        serializers.CharField(
            source="submission.reporter.code", help_text="Code of the State or organisation."
        ),
        serializers.ChoiceField(
            source="submission.reporter.kind",
            choices=ReporterKind.choices,
            help_text="Kind of reporter.",
        ),
        LocalisedField(source="submission.reporter.name", help_text="Name of the reporter."),
        serializers.CharField(
            source="submission.cycle.code", help_text="Code of the reporting cycle."
        ),
        serializers.BooleanField(source="submission.cycle.is_fictional", help_text=FICTIONAL),
    )


class ResponseSerializer(RecordSerializer):
    """What one published report says on one commitment, in its own words."""

    private_fields = (
        "attachment_key",
        "note",
        "coded_by",
        "coded_at",
        "checked_by",
        "checked_at",
    )

    key = KeyField(
        response_key,
        help_text="Submission and commitment, such as `KEN-2022-1:bms8-25`.",
    )
    url = UrlField("responses", "*", response_key)
    html_url = PageField("submission.get_absolute_url")
    submission, reporter, reporter_type, reporter_name, cycle, is_fictional = of_submission()
    commitment = serializers.CharField(source="commitment.key", help_text="Key of the commitment.")
    status = serializers.ChoiceField(
        choices=ResponseStatus.choices,
        help_text="What the report says, never a judgement of it. Any but `no_information` "
        "addresses the commitment.",
    )
    narrative = serializers.CharField(
        help_text="The report's own words, in their original language; may be empty."
    )
    language = EmptyAsNull(
        choices=LANGUAGE_CHOICES, help_text="Code of the narrative's language; null without one."
    )
    translations = TextsField(help_text="Translations of the narrative, by language code.")
    attachment = serializers.SerializerMethodField(
        help_text="Name of the public document that says so; null where there is none."
    )
    page = serializers.IntegerField(
        allow_null=True, help_text="Page of the report, from 1; null where not recorded."
    )
    evidence_url = serializers.CharField(help_text="Link to further evidence; may be empty.")
    attachment_key = serializers.CharField(
        source="attachment.key",
        default=None,
        allow_null=True,
        help_text=f"{STAFF} key of the document that says so, public or not.",
    )
    note = serializers.CharField(required=False, help_text=f"{STAFF} internal; may be empty.")
    coded_by = serializers.CharField(
        required=False,
        allow_null=True,
        help_text=f"{STAFF} who recorded this; null where not known.",
    )
    coded_at = serializers.DateTimeField(
        required=False, help_text=f"{STAFF} when it was recorded (UTC)."
    )
    checked_by = serializers.CharField(
        required=False, allow_null=True, help_text=f"{STAFF} who checked it; null for nobody."
    )
    checked_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text=f"{STAFF} when it was checked (UTC)."
    )

    def get_attachment(self, response: Response) -> str | None:
        attachment = response.attachment
        is_shown = attachment and (attachment.is_public or self.context.get("private"))
        return attachment.name if attachment and is_shown else None


class ResponsesSerializer(serializers.Serializer[Any]):
    """All that one report says."""

    responses = ResponseSerializer(many=True, help_text="Its responses, in document order.")
