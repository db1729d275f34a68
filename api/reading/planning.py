"""The filters of the lists of plans, measures, targets and progress."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from api.reading.filters import OfSubmissionFilters, WhoFilters
from api.reading.naming import keys, saying, searching
from api.shared.parameters import AnyOf, Day, Flag, ListParameters, Ordering, Words
from indicators.concerning import covering
from indicators.models import PlanKind, PlanStage, ProgressLevel, TargetLevel, Tool
from reports.models import Reporter

WORDS = "Words in key, title or text."


def covering_any(queryset: "QuerySet[Any]", name: str, value: list[Reporter]) -> "QuerySet[Any]":
    """Plans that cover one of the States by name, or by a group that it belongs to today."""
    today, condition = timezone.localdate(), Q(pk__in=[])
    for state in value:
        condition |= Q(pk__in=covering(state, today).values("pk"))
    return queryset.filter(condition)


def in_force(queryset: Any, name: str, value: datetime.date) -> "QuerySet[Any]":
    return queryset.in_force(value)


class Plans(WhoFilters, ListParameters):
    search = Words(WORDS, method=saying)
    kind = AnyOf("What it is.", PlanKind.values)
    stage = AnyOf("How far the plan itself is.", PlanStage.values)
    in_force_on = Day("In force on that day: adopted, begun and not ended.", method=in_force)
    covers = keys("states", "Codes of States that it covers.", method=covering_any)
    fictional = Flag("Demonstration data, or real ones.", field_name="is_fictional")
    ordering = Ordering("key", key="key", starts_on="starts_on", ends_on="ends_on")


class Measures(ListParameters):
    search = Words("Words in number, title or text.", method=searching("number", "title", "text"))
    plan = keys("plans", "Keys of plans.")
    commitment = keys(
        "commitments", "Keys of commitments.", field_name="commitments", distinct=True
    )
    fictional = Flag("Demonstration data, or real ones.", field_name="plan__is_fictional")
    ordering = Ordering("plan__key", "position", "key", due_on="due_on")


class Targets(WhoFilters, ListParameters):
    search = Words(WORDS, method=saying)
    level = AnyOf("National, regional or multilateral.", TargetLevel.values)
    plan = keys("plans", "Keys of plans.")
    commitment = keys(
        "commitments",
        "Keys of commitments that it goes with.",
        field_name="alignments__commitment",
        distinct=True,
    )
    sdg_target = Words(
        "Number of an SDG target, such as 16.4.", field_name="alignments__sdg_target"
    )
    has_indicator = Flag(
        "With an indicator, or without.",
        field_name="indicator",
        lookup_expr="isnull",
        exclude=True,
    )
    fictional = Flag("Demonstration data, or real ones.", field_name="is_fictional")
    ordering = Ordering("key", key="key", due_on="due_on")


def of_one_plan(queryset: "QuerySet[Any]", name: str, value: list[Any]) -> "QuerySet[Any]":
    """Declarations on measures or targets of the plans."""
    return queryset.filter(Q(measure__plan__in=value) | Q(target__plan__in=value))


class ProgressFilters(OfSubmissionFilters, ListParameters):
    search = Words("Words in the report's own words.", method=saying)
    submission = keys("submissions", "References of submissions.")
    plan = keys("plans", "Keys of plans.", method=of_one_plan)
    measure = keys("measures", "Keys of measures.")
    target = keys("targets", "Keys of targets.")
    level = AnyOf("How far it has come, as declared.", ProgressLevel.values)
    ordering = Ordering(
        "submission__reference",
        "measure__plan__key",
        "measure__position",
        "target__key",
        "pk",
        nullable=("measure__plan__key", "measure__position", "target__key"),
        cycle="submission__cycle__year",
    )


class Baselines(ListParameters):
    search = Words("Words in title or summary.", method=searching("title", "summary"))
    state = keys("states", "Codes of States.", field_name="reporter")
    tool = AnyOf("The standard that was used.", Tool.values)
    plan = keys("plans", "Keys of plans.")
    ordering = Ordering(
        "reporter__sort_name",
        "reference",
        nullable=("earliest_on",),
        reporter="reporter__sort_name",
        earliest_on="earliest_on",
    )
