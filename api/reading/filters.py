"""The filter sets of the resources and of the tables of figures."""

import operator
from functools import reduce
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django_filters.rest_framework import FilterSet

from api.reading.naming import groups, in_group_today, keys, saying, searching
from api.shared.parameters import (
    AnyOf,
    Day,
    FileParameters,
    Flag,
    ListParameters,
    Number,
    OneKey,
    OneOf,
    Ordering,
    PastDay,
    Search,
    Words,
    shown,
)
from commitments.models import (
    Addressee,
    DocumentKind,
    InstrumentKind,
    Level,
    MeetingKind,
    Section,
    directed_to,
)
from common.database.made_once import made_once
from common.multilingual import LANGUAGE_CODES
from reports import coverage
from reports.models import (
    Channel,
    Group,
    GroupKind,
    Membership,
    ReporterKind,
    ReportingCycle,
    ResponseStatus,
    StateStatus,
    Submission,
    SubmissionStatus,
)

LEVELS = "Levels of action, from the section."


# What was agreed


def under(queryset: "QuerySet[Any]", name: str, value: list[Section]) -> "QuerySet[Any]":
    """Commitments in one of the sections or in a section under it."""
    inside = (
        Q(section=section)
        | Q(section__document=section.document_id, section__code__startswith=f"{section.code}-")
        for section in value
    )
    return queryset.filter(reduce(operator.or_, inside))


class Instruments(ListParameters):
    search = Search("Words in name, abbreviation or reference.")
    kind = AnyOf("Kind of instrument.", InstrumentKind.values)
    ordering = Ordering("year", "key", key="key", year="year")


class Meetings(ListParameters):
    search = Search("Words in name, abbreviation, place or chair.")
    kind = AnyOf("Kind of meeting.", MeetingKind.values)
    year = Number("Year.", min_value=1900, max_value=2200)
    ordering = Ordering("-year", "key", key="key", year="year", starts_on="starts_on")


class Themes(ListParameters):
    search = Search("Words in the name.")
    ordering = Ordering("position", "key", key="key", position="position")


class Documents(ListParameters):
    search = Search("Words in symbol or title.")
    kind = AnyOf("Kind of document.", DocumentKind.values)
    meeting = keys("meetings", "Keys of meetings.")
    instrument = keys(
        "instruments", "Keys of instruments.", field_name="instruments", distinct=True
    )
    ordering = Ordering("key", key="key", symbol="symbol", adopted_on="adopted_on")


class Sections(ListParameters):
    search = Words("Words in the heading.", method=searching("code", "heading"))
    document = keys("documents", "Keys of documents.")
    level = AnyOf(LEVELS, Level.values)
    ordering = Ordering("document__key", "position", "pk", position="position")


class CommitmentFilters(FilterSet):
    """Filters for the commitments of a list or table."""

    document = keys("documents", "Keys of documents.")
    level = AnyOf(LEVELS, Level.values, field_name="section__level")
    section = keys("sections", "Keys of sections; those under them are included.", method=under)
    theme = keys("themes", "Keys of themes.", field_name="themes", distinct=True)
    addressee = AnyOf(
        "Whom the commitment asks to act.",
        Addressee.values,
        method=lambda queryset, name, value: queryset.filter(directed_to(*value)),
    )


class Commitments(CommitmentFilters, ListParameters):
    search = Search("Words in number, title, summary or official text.")
    operative = Flag("Operative paragraphs, or preambular ones.", field_name="is_operative")
    ordering = Ordering("document__key", "position", "key", key="key", position="position")


# Who reported


def in_only_group(
    queryset: "QuerySet[Any]",
    name: str,
    value: bool,  # noqa: FBT001
) -> "QuerySet[Any]":
    """States that are today in the only group of the kind ``name``, or all other States."""
    inside = in_group_today(Group.objects.filter(kind=name))
    return queryset.filter(inside if value else ~inside)


def has_report(cycle: Any) -> Exists:
    return Exists(Submission.objects.current().filter(reporter=OuterRef("pk"), cycle=cycle))


def in_all(queryset: "QuerySet[Any]", name: str, value: list[Any]) -> "QuerySet[Any]":
    """Those who reported in each of the cycles."""
    return queryset.filter(*(has_report(cycle) for cycle in value))


def in_none(queryset: "QuerySet[Any]", name: str, value: list[Any]) -> "QuerySet[Any]":
    """Those who reported in none of the cycles: of the kinds of reporter of which the records tell
    that, as the tables of coverage have it. Three queries for each cycle."""
    found = [coverage.headlines(cycle) for cycle in value]
    known = [
        kind for kind in ReporterKind.values if all(each[kind].names_are_known for each in found)
    ]
    return queryset.filter(*(~has_report(cycle) for cycle in value), kind__in=known)


class Reporters(ListParameters):
    """What the lists of States and of organisations have in common."""

    search = Search("Words in name, formal name, code or other names.")
    reported_in = keys(
        "cycles",
        "Codes of cycles, in all of which there is a published report on record.",
        method=in_all,
    )
    not_reported_in = keys(
        "cycles", "Codes of cycles, in none of which there is one.", method=in_none
    )


class StateFilters(FilterSet):
    """Filters for the States of a list or table."""

    status = AnyOf("Status in the United Nations.", StateStatus.values, field_name="state_status")
    regional_group = groups("regional_group", "Codes of regional groups.")


class States(StateFilters, Reporters):
    region = groups("region", "Codes of M49 regions.")
    sub_region = groups("sub_region", "Codes of M49 sub-regions.")
    intermediate_region = groups("intermediate_region", "Codes of M49 intermediate regions.")
    ldc = Flag("Least developed countries, or the others.", method=in_only_group)
    lldc = Flag("Landlocked developing countries, or the others.", method=in_only_group)
    sids = Flag("Small island developing States, or the others.", method=in_only_group)
    ordering = Ordering("sort_name", "code", code="code", name="sort_name", m49="m49")


class Organisations(Reporters):
    reporter_type = AnyOf(
        "Kind of reporter.",
        [ReporterKind.ORGANISATION.value, ReporterKind.BLOC.value],
        field_name="kind",
    )
    ordering = Ordering("sort_name", "code", code="code", name="sort_name")


class Groups(ListParameters):
    search = Words("Words in the name.", method=searching("code", "name"))
    kind = AnyOf("Kind of group.", GroupKind.values)
    ordering = Ordering("kind", "position", "code", "pk", kind="kind", code="code")


def of_fictional(
    queryset: "QuerySet[Any]",
    name: str,
    value: bool,  # noqa: FBT001
) -> "QuerySet[Any]":
    """Records of demonstration cycles, or all others, including those without a cycle."""
    condition = Q(cycle__is_fictional=True)
    return queryset.filter(condition if value else ~condition)


class Cycles(ListParameters):
    search = Words("Words in code or name.", method=searching("code", "name"))
    year = Number("Year.", min_value=1900, max_value=2200)
    meeting = keys("meetings", "Keys of meetings.")
    document = keys("documents", "Keys of documents.", field_name="documents", distinct=True)
    fictional = Flag("Cycles of demonstration data, or real ones.", field_name="is_fictional")
    ordering = Ordering("-year", "code", code="code", year="year")


class PublishedTotals(ListParameters):
    search = Words("Words in the source.", method=searching("source"))
    cycle = keys("cycles", "Codes of cycles.")
    reporter_type = AnyOf("Kind of reporter.", ReporterKind.values, field_name="reporter_kind")
    period = Flag(
        "Totals of periods, or those of cycles.", field_name="cycle", lookup_expr="isnull"
    )
    fictional = Flag("Totals of demonstration cycles, or real ones.", method=of_fictional)
    ordering = Ordering(
        "counted_from",
        "counted_to",
        "cycle__code",
        "reporter_kind",
        "pk",
        nullable=("counted_from", "counted_to", "cycle__code"),
        counted_to="counted_to",
        count="count",
    )


def in_groups_of_the_time(
    queryset: "QuerySet[Any]", name: str, value: list[Group]
) -> "QuerySet[Any]":
    """Records whose reporter was in one of the groups on the reference day of its cycle.

    ``name`` is the path to the reporter. One query more, for the days of the cycles.
    """
    days = [
        When(**{f"{name.removesuffix('reporter')}cycle": cycle}, then=Value(cycle.reference_day))
        for cycle in ReportingCycle.objects.select_related("meeting")
    ]
    if not days:
        return queryset.none()
    of_the_time = Membership.objects.on(OuterRef("reference_day")).filter(
        reporter=OuterRef(name), group__in=value
    )
    return queryset.annotate(reference_day=Case(*days)).filter(Exists(of_the_time))


class WhoFilters(FilterSet):
    """Which submissions, by who reported."""

    state = keys("states", "Codes of States.", field_name="reporter")
    organisation = keys("organisations", "Codes of organisations and blocs.", field_name="reporter")
    reporter_type = AnyOf("Kind of reporter.", ReporterKind.values, field_name="reporter__kind")


class ReporterFilters(WhoFilters):
    """The same, and by regional group."""

    regional_group = groups(
        "regional_group",
        "Codes of regional groups, as they were on the cycle's reference day.",
        method=in_groups_of_the_time,
        field_name="reporter",
    )


class ReportFilters(ReporterFilters):
    """The same, and by cycle."""

    cycle = keys("cycles", "Codes of cycles.")
    fictional = Flag("Demonstration data, or real ones.", field_name="cycle__is_fictional")


class OfSubmissionFilters(ReportFilters):
    """The same for records that take their reporter and their cycle from their submission."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ReportFilters.base_filters:
            self.filters[name].field_name = f"submission__{self.filters[name].field_name}"


def late(queryset: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":  # noqa: FBT001
    condition = Q(pk__in=Submission.objects.late().values("pk"))
    return queryset.filter(condition if value else ~condition)


def coded(queryset: Any, name: str, value: bool) -> "QuerySet[Any]":  # noqa: FBT001
    found: QuerySet[Any] = queryset.with_is_coded().filter(is_coded=value)
    return found


class Submissions(ReportFilters, ListParameters):
    search = Words(
        "Words in the reporter's names or the reference.",
        method=saying,
    )
    status = AnyOf(
        "Without it, published reports. All others are for staff and their programs alone.",
        SubmissionStatus.values,
    )
    channel = AnyOf("How the report came.", Channel.values)
    received_after = Day(
        "Certainly received on that day or later.", field_name="received_on", lookup_expr="gte"
    )
    received_before = Day(
        "Certainly received on that day or earlier.",
        method=lambda queryset, name, value: queryset.filter(
            Q(received_on__lte=value) | Q(received_no_later_than__lte=value)
        ),
    )
    nil = Flag("Nil returns, or the others.", field_name="is_nil_return")
    late = Flag("Received after the cycle's due day, or not known to be.", method=late)
    coded = Flag("Coded reports, or the others.", method=coded)
    ordering = Ordering(
        "-cycle__year",
        "reporter__sort_name",
        "reference",
        reference="reference",
        reporter="reporter__sort_name",
        cycle="cycle__year",
        received_on="received_on",
        published_at="published_at",
    )


class WithdrawnReports(ReportFilters, ListParameters):
    search = Words("Words in the reporter's names or the reference.", method=saying)
    ordering = Ordering(
        "-withdrawn_at",
        "reference",
        reference="reference",
        reporter="reporter__sort_name",
        cycle="cycle__year",
        withdrawn_at="withdrawn_at",
    )


class Responses(OfSubmissionFilters, ListParameters):
    search = Search("Words in the narrative or its translations.")
    submission = keys("submissions", "References of submissions.")
    commitment = keys("commitments", "Keys of commitments.")
    document = keys("documents", "Keys of documents.", field_name="commitment__document")
    theme = keys("themes", "Keys of themes.", field_name="commitment__themes", distinct=True)
    status = AnyOf("What the report says.", ResponseStatus.values)
    language = AnyOf("Languages of the narrative.", LANGUAGE_CODES)
    # In the order of an index, so that the first page and the next cost the same at any size.
    ordering = Ordering(
        "-submission_id",
        "commitment__document__key",
        "commitment__position",
        "pk",
        reporter="submission__reporter__sort_name",
        cycle="submission__cycle__year",
        status="status",
        page="page",
    )


# Coverage


class GroupParameters(FileParameters):
    """Which reporters figures are over."""

    group = keys(
        "groups",
        "Keys of groups; only reporters that were in one of them on the cycle's reference day.",
        method=shown,
    )
    regional_group = groups(
        "regional_group", "The same for regional groups, by their codes.", method=shown
    )


@made_once
def _cycles(code: Any) -> "QuerySet[ReportingCycle]":
    return ReportingCycle.objects.filter(code=code)


class OfCycle(GroupParameters):
    """And of which cycle they are."""

    cycle = OneKey(
        "Code of the cycle; the current one without it.",
        ReportingCycle.objects.all(),
        "cycles",
        to_field_name="code",
        read=_cycles,
    )


class FigureFilters(CommitmentFilters):
    """Filters of figures: by day, commitments and responses."""

    as_of = PastDay(
        "Figures as they stood at the end of that day (UTC); as they are now without it.",
        method=shown,
    )
    status = AnyOf(
        "Responses that count as addressing a commitment; without it, all but `no_information`.",
        ResponseStatus.values,
        method=shown,
    )


class CycleTable(FigureFilters, OfCycle):
    """The parameters of every table of coverage in one cycle."""


class CommitmentTable(CycleTable):
    reporter_type = OneOf("Count only reports of this kind.", ReporterKind.values, method=shown)


class StateTable(CycleTable):
    state_status = AnyOf("Status in the United Nations.", StateStatus.values, method=shown)
    reported = Flag("Only States that reported, or only those that did not.", method=shown)


class GroupTable(CycleTable):
    by = OneOf(
        "Kind of group.", GroupKind.values, default=GroupKind.REGIONAL_GROUP.value, method=shown
    )


class Matrix(WhoFilters, CycleTable):
    """The parameters of the matrix: its rows are submissions, its columns commitments."""


class Trend(FigureFilters, GroupParameters):
    reporter_type = OneOf(
        "Kind of reporter counted.",
        ReporterKind.values,
        default=ReporterKind.STATE.value,
        method=shown,
    )
