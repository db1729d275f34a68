"""Coverage as the API shows it: every share beside its count and its denominator."""

from typing import Any

from rest_framework import serializers

from commitments.models import Addressee
from publications.records.agreed import ParagraphAnswerSerializer, section_of
from publications.records.base import (
    KeyField,
    LocalisedField,
    PageField,
    RecordSerializer,
    UrlField,
)
from publications.records.reported import FICTIONAL, PublishedTotalSerializer, group_key
from reports.coverage import Change
from reports.models import GroupKind, ReporterKind, ResponseStatus, StateStatus

CYCLE = "Code of the reporting cycle."
SHARE = "addressed ÷ due, between 0 and 1; null (not applicable) where nothing is due, never 0."


class OfTable(serializers.Field[Any, Any, Any, Any]):
    """A field with the same value in every row: what the view has under ``path``, which may be
    null."""

    def __init__(self, path: str, help_text: str, **kwargs: Any) -> None:
        self.path = path
        super().__init__(source="*", help_text=help_text, **kwargs)

    def to_representation(self, value: Any) -> Any:
        owner, _dot, name = self.path.partition(".")
        return getattr(getattr(self.context["view"], owner), name, None)


class WordOfTable(OfTable, serializers.CharField):
    """A word, such as a code."""


class FlagOfTable(OfTable, serializers.BooleanField):
    """Whether something is so."""


class OfCycleSerializer(RecordSerializer):
    """A row of a table of one cycle."""

    cycle = WordOfTable("cycle.code", CYCLE)
    is_fictional = FlagOfTable("cycle.is_fictional", FICTIONAL)


class ByStatusSerializer(serializers.Serializer[Any]):
    """Published responses by what they say."""

    implemented = serializers.IntegerField(help_text="Responses that say *implemented*.")
    in_progress = serializers.IntegerField(help_text="Responses that say *in progress*.")
    planned = serializers.IntegerField(help_text="Responses that say *planned*.")
    not_implemented = serializers.IntegerField(help_text="Responses that say *not implemented*.")
    not_applicable = serializers.IntegerField(help_text="Responses that say *not applicable*.")
    no_information = serializers.IntegerField(
        help_text="Responses that say *no information*; the others address the commitment."
    )


class HeadlineSerializer(serializers.Serializer[Any]):
    """How many of one kind of reporter reported, and how many of those reports are coded."""

    reporter_type = serializers.ChoiceField(
        choices=ReporterKind.choices, help_text="Kind of reporter."
    )
    reported = serializers.IntegerField(
        source="headline.reported",
        help_text="Reporters with a published report on record; nil returns count.",
    )
    coded = serializers.IntegerField(
        source="headline.coded",
        help_text="Those whose report is coded: the reports that coverage is over.",
    )
    nil = serializers.IntegerField(
        source="headline.nil", help_text="Those whose report is a nil return."
    )
    expected = serializers.IntegerField(
        source="headline.expected",
        allow_null=True,
        help_text="Member States; null for other kinds, of which none is awaited.",
    )
    missing = serializers.IntegerField(
        source="headline.missing",
        allow_null=True,
        help_text="Member States without a published report; null for other kinds, and where "
        "`names_are_known` is false.",
    )
    names_are_known = serializers.BooleanField(
        source="headline.names_are_known",
        help_text="Whether the records tell who did not report: the list of reporters is "
        "complete, and holds no fewer than any publication counted.",
    )
    published_totals = PublishedTotalSerializer(
        source="headline.published_totals", many=True, help_text="What publications counted."
    )


class CommitmentCoverageSerializer(OfCycleSerializer):
    """What the coded reports of a cycle say on one commitment."""

    commitment = serializers.CharField(source="commitment.key", help_text="Key of the commitment.")
    url = UrlField("commitments", "commitment.key")
    html_url = PageField("commitment.get_absolute_url")
    document = serializers.CharField(
        source="commitment.document_key", help_text="Key of its document."
    )
    section = KeyField(
        section_of,
        source="commitment",
        allow_null=True,
        help_text="Key of the section it stands in; null before the first heading.",
    )
    number = serializers.CharField(source="commitment.number", help_text="Number as printed.")
    title = LocalisedField(
        source="commitment.shown_title", help_text="A few words of the tracker's own."
    )
    addressees = serializers.ListField(
        source="commitment.addressees",
        child=serializers.ChoiceField(choices=Addressee.choices),
        help_text="Whom it asks to act.",
    )
    addressed = serializers.IntegerField(
        help_text="Coded reports, of those asked about it, that address it."
    )
    due = serializers.IntegerField(
        help_text="Coded reports that were asked about it: their kind of reporter is among its "
        "addressees."
    )
    share = serializers.FloatField(source="ratio.share", allow_null=True, help_text=SHARE)
    by_status = ByStatusSerializer(
        help_text="Published responses by status, also of reporters that were not asked."
    )
    answers = ParagraphAnswerSerializer(
        source="commitment.answers_instead",
        many=True,
        help_text="Where no report can answer it: the documents and decisions that did.",
    )


class StateCoverageSerializer(OfCycleSerializer):
    """What one State's report of a cycle addresses; also the States that did not report."""

    state = serializers.CharField(source="state.code", help_text="Code of the State.")
    url = UrlField("states", "state.code")
    html_url = PageField("state.get_absolute_url")
    name = LocalisedField(source="state.name", help_text="Short name of the State.")
    state_status = serializers.ChoiceField(
        source="state.state_status",
        choices=StateStatus.choices,
        help_text="Status in the United Nations.",
    )
    has_reported = serializers.BooleanField(
        allow_null=True,
        help_text="Whether a published report is on record; null where there is none but the "
        "records are known to be incomplete.",
    )
    submission = serializers.CharField(
        source="submission.reference",
        allow_null=True,
        help_text="Reference of the submission; null without one.",
    )
    is_nil_return = serializers.BooleanField(
        source="submission.is_nil_return",
        allow_null=True,
        help_text="Whether the report says that there is nothing to report; null without one.",
    )
    is_coded = serializers.BooleanField(help_text="Whether the report is coded.")
    addressed = serializers.IntegerField(
        source="ratio.count",
        help_text="Commitments it addresses, of those in scope and directed to States.",
    )
    due = serializers.IntegerField(
        source="ratio.total",
        help_text="Commitments in scope and directed to States; 0 while the report is not coded.",
    )
    share = serializers.FloatField(source="ratio.share", allow_null=True, help_text=SHARE)
    by_status = ByStatusSerializer(help_text="Its responses by status.")


class GroupCoverageSerializer(OfCycleSerializer):
    """One group in a cycle: who reported, who did not, and what coded reports in it address."""

    group = KeyField(
        group_key, source="roll.group", help_text="Key of the group: its kind and code."
    )
    url = UrlField("groups", "roll.group", group_key)
    kind = serializers.ChoiceField(
        source="roll.group.kind", choices=GroupKind.choices, help_text="Kind of group."
    )
    name = LocalisedField(source="roll.group.name", help_text="Name of the group.")
    reported = serializers.IntegerField(
        source="roll.ratio.count", help_text="Member States in it that reported."
    )
    members = serializers.IntegerField(
        source="roll.ratio.total",
        help_text="Member States in it on the cycle's reference day (the last day of its meeting, "
        "else its due day, else the end of its year).",
    )
    reported_share = serializers.FloatField(
        source="roll.ratio.share",
        allow_null=True,
        help_text="reported ÷ members, between 0 and 1; null for a group without Member States.",
    )
    reported_codes = serializers.SerializerMethodField(
        help_text="Codes of all its States that reported, Members or not, in UN order."
    )
    missing_codes = serializers.SerializerMethodField(
        help_text="Codes of its Member States without a published report, in UN order; null where "
        "`names_are_known` is false for States."
    )
    coded = serializers.IntegerField(help_text="Coded reports of its States.")
    addressed = serializers.IntegerField(
        source="ratio.count", help_text="Sum of `addressed` over its coded reports."
    )
    due = serializers.IntegerField(
        source="ratio.total", help_text="Sum of `due` over its coded reports."
    )
    share = serializers.FloatField(source="ratio.share", allow_null=True, help_text=SHARE)

    def get_reported_codes(self, row: Any) -> list[str]:
        return [reporter.code for reporter in row.roll.reported]

    def get_missing_codes(self, row: Any) -> list[str] | None:
        missing = row.roll.missing
        return None if missing is None else [reporter.code for reporter in missing]


class TrendSerializer(RecordSerializer):
    """One real cycle: reports on record beside what publications counted, and their coverage."""

    cycle = serializers.CharField(source="point.cycle.code", help_text=CYCLE)
    is_fictional = serializers.BooleanField(source="point.cycle.is_fictional", help_text=FICTIONAL)
    url = UrlField("cycles", "point.cycle.code")
    html_url = PageField("point.cycle.get_absolute_url")
    name = LocalisedField(source="point.cycle.name", help_text="Name of the cycle.")
    year = serializers.IntegerField(source="point.cycle.year", help_text="Year of the cycle.")
    recorded = serializers.IntegerField(
        source="point.recorded",
        help_text="Reporters of the kind asked for with a published report on record, in any "
        "group.",
    )
    names_are_known = serializers.BooleanField(
        source="point.names_are_known", help_text="Whether the records tell who did not report."
    )
    published_totals = PublishedTotalSerializer(
        source="point.published_totals", many=True, help_text="What publications counted."
    )
    reported = serializers.IntegerField(help_text="Those of the recorded in the groups asked for.")
    coded = serializers.IntegerField(help_text="Those of them whose report is coded.")
    addressed = serializers.IntegerField(
        source="ratio.count", help_text="Commitments that coded reports address, summed."
    )
    due = serializers.IntegerField(
        source="ratio.total",
        help_text="Commitments in scope and directed to that kind of reporter, once for each "
        "coded report.",
    )
    share = serializers.FloatField(source="ratio.share", allow_null=True, help_text=SHARE)


class TallyField(serializers.IntegerField):
    """How many compared cells show one change."""

    def __init__(self, change: Change, help_text: str) -> None:
        self.change = change
        super().__init__(source="tally", help_text=help_text)

    def to_representation(self, value: Any) -> int:
        number: int = value[self.change]
        return number


PREVIOUS = "Code of the cycle before; null where there is none."


class ChangeSerializer(OfCycleSerializer):
    """What became of what reports address, since the cycle before."""

    previous = WordOfTable("previous.code", PREVIOUS, allow_null=True)
    compared = serializers.IntegerField(
        help_text="The denominator: what could be compared, `new` to `neither` together.",
    )
    new = TallyField(Change.NEW, "Addressed now, and not before.")
    changed = TallyField(Change.CHANGED, "Addressed both times; the reports say different things.")
    dropped = TallyField(Change.DROPPED, "Addressed before, and not now.")
    same = TallyField(Change.SAME, "Addressed both times; the reports say the same.")
    neither = TallyField(Change.NEITHER, "Addressed neither time.")

    def get_fields(self) -> dict[str, Any]:
        """The fields in order: first the subject, then its counts."""
        fields = super().get_fields()
        counts = {name: fields.pop(name) for name in ("compared", *map(str, Change))}
        return {**fields, **counts}


class CommitmentChangeSerializer(ChangeSerializer):
    """Counts of reporters whose reports are coded in both cycles, on one commitment and its
    predecessors."""

    commitment = serializers.CharField(source="commitment.key", help_text="Key of the commitment.")
    url = UrlField("commitments", "commitment.key")
    html_url = PageField("commitment.get_absolute_url")
    number = serializers.CharField(source="commitment.number", help_text="Number as printed.")
    title = LocalisedField(
        source="commitment.shown_title", help_text="A few words of the tracker's own."
    )
    predecessors = serializers.SerializerMethodField(
        help_text="Keys of the commitments of the cycle before that it is linked to, or its own "
        "where both cycles have it in scope. Without one nothing is compared."
    )

    def get_predecessors(self, row: Any) -> list[str]:
        return [commitment.key for commitment in row.predecessors]


class StateChangeSerializer(ChangeSerializer):
    """Counts of commitments with a predecessor, in the reports of one State."""

    state = serializers.CharField(source="state.code", help_text="Code of the State.")
    url = UrlField("states", "state.code")
    html_url = PageField("state.get_absolute_url")
    name = LocalisedField(source="state.name", help_text="Short name of the State.")
    coded_before = serializers.BooleanField(
        help_text="Whether its report in the cycle before is coded."
    )
    coded_now = serializers.BooleanField(
        help_text="Whether its report in this one is coded; only where both are is it compared."
    )


class TableSerializer(OfCycleSerializer):
    """The members that begin every table of one cycle."""

    reports = HeadlineSerializer(many=True, help_text="The cycle's reports by kind of reporter.")
    count = serializers.IntegerField(help_text="Number of rows.")


class CommitmentTableSerializer(TableSerializer):
    """Coverage of each commitment in a cycle's scope."""

    results = CommitmentCoverageSerializer(many=True, help_text="In document order.")


class StateTableSerializer(TableSerializer):
    """Coverage of each State."""

    results = StateCoverageSerializer(many=True, help_text="In UN order.")


class GroupTableSerializer(TableSerializer):
    """Coverage of each group of one kind."""

    results = GroupCoverageSerializer(many=True, help_text="By position.")


class ChangeTableSerializer(TableSerializer):
    """What changed since the cycle before."""

    previous = WordOfTable("previous.code", PREVIOUS, allow_null=True)


class CommitmentChangeTableSerializer(ChangeTableSerializer):
    """What changed on each commitment in a cycle's scope."""

    results = CommitmentChangeSerializer(many=True, help_text="In document order.")


class StateChangeTableSerializer(ChangeTableSerializer):
    """What changed in the reports of each State."""

    results = StateChangeSerializer(many=True, help_text="In UN order.")


class TrendTableSerializer(serializers.Serializer[Any]):
    """Reports over the real cycles."""

    reporter_type = serializers.ChoiceField(
        choices=ReporterKind.choices, help_text="Kind of reporter counted."
    )
    count = serializers.IntegerField(help_text="Number of rows.")
    results = TrendSerializer(many=True, help_text="From the earliest cycle to the latest.")


# One character for each thing that a cell of the matrix can say.
CODES = {
    "": ".",
    ResponseStatus.IMPLEMENTED: "i",
    ResponseStatus.IN_PROGRESS: "p",
    ResponseStatus.PLANNED: "l",
    ResponseStatus.NOT_IMPLEMENTED: "n",
    ResponseStatus.NOT_APPLICABLE: "x",
    ResponseStatus.NO_INFORMATION: "u",
}
STATUSES = {code: str(status) for status, code in CODES.items()}
MEANINGS = {code: str(status) or "no_response" for status, code in CODES.items()}


# The columns of a report that its row shows; in a file its name, too.
MATRIX_COLUMNS = {
    "reporter": "reporter__code",
    "reporter_type": "reporter__kind",
    "submission": "reference",
}
MATRIX_FILE_COLUMNS = {**MATRIX_COLUMNS, "reporter_name": "reporter__name"}


class MatrixRowSerializer(serializers.Serializer[Any]):
    """One report's row."""

    reporter = serializers.CharField(help_text="Code of the State or organisation.")
    reporter_type = serializers.ChoiceField(
        choices=ReporterKind.choices, help_text="Kind of reporter."
    )
    submission = serializers.CharField(help_text="Reference of the submission.")
    is_coded = serializers.BooleanField(
        help_text="Whether the report is coded; if not, its cells are empty because nobody has "
        "recorded what it says.",
    )
    cells = serializers.CharField(
        help_text="One character per commitment, in the order of `commitments`; `codes` says what "
        "each means."
    )

    def to_representation(self, row: Any) -> dict[str, Any]:
        """The row as it is, without a field for each column: as many rows as States."""
        found: dict[str, Any] = row
        return found


class CellField(serializers.CharField):
    """One cell of a row, in a word; empty without a response."""

    def __init__(self, index: int) -> None:
        self.index = index
        super().__init__(source="cells")

    def to_representation(self, value: Any) -> str:
        return STATUSES[value[self.index]]


class MatrixFileRowSerializer(RecordSerializer):
    """One report's row in a file: a column per commitment."""

    reporter = serializers.CharField()
    reporter_type = serializers.CharField()
    reporter_name = LocalisedField()
    submission = serializers.CharField()
    cycle = WordOfTable("cycle.code", CYCLE)
    is_fictional = FlagOfTable("cycle.is_fictional", FICTIONAL)
    is_coded = serializers.BooleanField()

    def get_fields(self) -> dict[str, Any]:
        keys = self.context["view"].columns.values()
        cells = {key: CellField(i) for i, key in enumerate(keys)}
        return {**super().get_fields(), **cells}


class MatrixSerializer(TableSerializer):
    """Reporters × commitments, compact: every key once, one character per cell."""

    codes = serializers.DictField(
        child=serializers.CharField(), help_text="Meaning of each character of `cells`."
    )
    commitments = serializers.ListField(
        child=serializers.CharField(), help_text="Keys of the columns, in document order."
    )
    results = MatrixRowSerializer(many=True, help_text="The rows, in UN order of the reporters.")
