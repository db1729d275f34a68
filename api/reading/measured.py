"""The filters of figures and of answers without a figure; and who answers what."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from rest_framework import serializers

from api.reading.base import TableView
from api.reading.naming import groups, keys, memberships_today, searching
from api.shared.parameters import (
    AnyOf,
    Day,
    FileParameters,
    Flag,
    ListParameters,
    Ordering,
    Words,
    shown,
)
from indicators.models import (
    Answered,
    Availability,
    Framework,
    Indicator,
    IndicatorKind,
    Observation,
    ReportingType,
    Stage,
)
from publications.records import measured
from reports.models import Reporter


def fictional(queryset: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":  # noqa: FBT001
    return queryset.exclude(measured.REAL) if value else queryset.filter(measured.REAL)


class IndicatorFilters(ListParameters):
    search = Words("Words in name or definition.", method=searching("code", "name", "definition"))
    framework = AnyOf("Where they are from.", Framework.values)
    kind = AnyOf("What they are.", IndicatorKind.values)
    commitment = keys(
        "commitments",
        "Keys of commitments that they inform.",
        field_name="commitments",
        distinct=True,
    )
    ordering = Ordering("position", "key", "pk", position="position", key="key")


class PeriodFilters(ListParameters):
    indicator = keys("indicators", "Keys of indicators.")
    submission = keys("submissions", "References of submissions.")
    cycle = keys("cycles", "Codes of cycles of reports.", field_name="submission__cycle")
    from_day = Day(
        "Periods that end on this day or later.", field_name="ends_on", lookup_expr="gte"
    )
    to_day = Day(
        "Periods that begin on this day or earlier.", field_name="starts_on", lookup_expr="lte"
    )
    fictional = Flag("Demonstration data, or real ones.", method=fictional)


class ObservationFilters(PeriodFilters):
    search = Words("Words in footnote or source.", method=searching("comment", "source"))
    state = keys("states", "Codes of States.", field_name="place_reporter")
    regional_group = groups(
        "regional_group",
        "Codes of regional groups, as they are today.",
        field_name="place_reporter",
    )
    reporting_type = AnyOf("National, global or regional figures.", ReportingType.values)
    stage = AnyOf(
        "Those in review too, or alone: for staff and their programs. Published ones where nothing"
        " is said.",
        Stage.values,
    )
    total = Flag(
        "Figures over everything alone, or breakdowns alone.",
        method=lambda q, n, v: q.filter(breakdown="") if v else q.exclude(breakdown=""),
    )
    ordering = Ordering(
        "indicator__position",
        "indicator__key",
        "key",
        ends_on="ends_on",
        state="place_reporter__sort_name",
        nullable=("ends_on", "state"),
    )


class AvailabilityFilters(PeriodFilters):
    search = Words("Words in the reason.", method=searching("reason"))
    state = keys("states", "Codes of States.", field_name="reporter")
    regional_group = groups(
        "regional_group", "Codes of regional groups, as they are today.", field_name="reporter"
    )
    answer = AnyOf("What the State answers.", Answered.values, field_name="answered")
    ordering = Ordering(
        "indicator__position",
        "indicator__key",
        "key",
        ends_on="ends_on",
        state="reporter__sort_name",
        nullable=("ends_on",),
    )


# Who answers what


@dataclass(frozen=True)
class Line:
    """One indicator: Members by what they answer in any period."""

    indicator: str
    members: int
    reported: int
    no_data: int
    not_relevant: int
    not_asked: int
    confirmed: int

    @property
    def unknown(self) -> int:
        without = self.no_data + self.not_relevant + self.not_asked
        said = self.reported + without + self.confirmed
        return self.members - said


class AvailabilityLineSerializer(serializers.Serializer[Any]):
    """One indicator: Members by what they answer. Together they are all Members."""

    indicator = serializers.CharField(help_text="Key of the indicator.")
    members = serializers.IntegerField(help_text="Members, or those of the groups asked for.")
    reported = serializers.IntegerField(help_text="With a figure of their own or of a database.")
    no_data = serializers.IntegerField(help_text="That say they have no data.")
    not_relevant = serializers.IntegerField(help_text="That say it is not relevant to them.")
    not_asked = serializers.IntegerField(help_text="That were not asked.")
    confirmed = serializers.IntegerField(
        help_text="That confirm the figure of a database; without a cycle they are *reported*."
    )
    unknown = serializers.IntegerField(help_text="Of which nothing is on record.")


class AvailabilityTableSerializer(serializers.Serializer[Any]):
    """Who answers what: a State with a figure is *reported*, whatever else it says; of several
    answers the latest counts. Real data alone."""

    results = AvailabilityLineSerializer(many=True, help_text="By indicator, in order.")


class AvailabilityParameters(FileParameters):
    indicator = keys("indicators", "Keys of indicators.", method=shown)
    cycle = keys("cycles", "Codes of cycles: reports of these alone.", method=shown)
    regional_group = groups(
        "regional_group", "Codes of regional groups, as they are today.", method=shown
    )


class AvailabilityFigure(TableView):
    """Who has a figure, indicator by indicator, and who says that there is none."""

    resource = "indicators-availability"
    filterset_class = AvailabilityParameters
    table = AvailabilityTableSerializer
    row = AvailabilityLineSerializer

    def rows(self) -> list[Line]:
        return list(self.lines())

    def lines(self) -> Iterator[Line]:
        """Four queries."""
        members = Reporter.objects.members()
        if chosen := self.given.get("regional_group"):
            members = members.filter(memberships__in=_today(chosen)).distinct()
        codes = set(members.values_list("pk", flat=True))
        observed = Observation.objects.public().real()
        silent = Availability.objects.public().real()
        if cycles := self.given.get("cycle"):
            observed = observed.filter(submission__cycle__in=cycles)
            silent = silent.filter(submission__cycle__in=cycles)
        reported: dict[int, set[int]] = {}
        for indicator, reporter in observed.values_list("indicator", "place_reporter").distinct():
            reported.setdefault(indicator, set()).add(reporter)
        said: dict[int, dict[int, str]] = {}
        earliest_first = silent.order_by(F("ends_on").asc(nulls_first=True), "pk")
        for indicator, reporter, answered in earliest_first.values_list(
            "indicator", "reporter", "answered"
        ):
            said.setdefault(indicator, {})[reporter] = answered
        wanted = {each.pk for each in self.given.get("indicator") or ()}
        for each in Indicator.objects.order_by("position", "key"):
            if wanted and each.pk not in wanted:
                continue
            with_figure = reported.get(each.pk, set()) & codes
            answers = [
                answered
                for reporter, answered in said.get(each.pk, {}).items()
                if reporter in codes - with_figure
            ]
            yield Line(
                each.key,
                len(codes),
                len(with_figure),
                *(answers.count(word) for word in Answered.values),
            )


def _today(chosen: Any) -> Any:
    return memberships_today().filter(group__in=chosen)
