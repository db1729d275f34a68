"""The tables of the open-data package on plans, targets and declared progress: only public and real
records."""

from functools import partial
from typing import Any

from django.db.models import Case, CharField, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat

from indicators.models import (
    Alignment,
    Baseline,
    BaselinePartner,
    Degree,
    Measure,
    Observation,
    Plan,
    PlanKind,
    PlanPlace,
    PlanStage,
    Progress,
    ProgressLevel,
    Target,
    TargetLevel,
    TargetMilestone,
    Tool,
)
from indicators.models.progress import PUBLIC_ROWS
from indicators.models.values import Qualifier
from publications.package.columns import as_in, key, numbered, texts
from publications.package.fields import Field, PackagedTable
from publications.records import planned
from publications.records.baselines import BaselineSerializer
from publications.records.meetings import joined_if_any
from reports.models.statuses import published

PLAN = partial(as_in, planned.PlanSerializer)
MEASURE = partial(as_in, planned.MeasureSerializer)
TARGET = partial(as_in, planned.TargetSerializer)
MILESTONE = partial(as_in, planned.TargetMilestoneSerializer)
ALIGNMENT = partial(as_in, planned.AlignmentSerializer)
PROGRESS = partial(as_in, planned.ProgressSerializer)
BASELINE = partial(as_in, BaselineSerializer)
PLAN_KEY = key("Key of the plan.", "plan__key", "plan")
TARGET_KEY = key("Key of the target.", "target__key", "target")
OWNER = (
    PLAN("reporter", source="reporter__code"),
    PLAN("body", source="body__key"),
    Field("owner", "Name of an owner that is in no list; empty for another.", source="name"),
)


class Number(Field):
    """A number as its digits; empty for none."""

    def cells(self, value: Any) -> Any:
        yield None if value is None else f"{value.normalize():f}"


def number(serializer: type[Any], name: str) -> Number:
    return Number(name, serializer().fields[name].help_text, kind="number")


def real_plans() -> Any:
    return Plan.objects.public().filter(is_fictional=False)


def plans() -> Any:
    replaced = Plan.objects.public().filter(pk=OuterRef("replaces"))
    key_of_replaced = Subquery(replaced.values("key")[:1])
    return real_plans().annotate(replaced_key=key_of_replaced).order_by("key")


def targets() -> Any:
    return Target.objects.public().filter(is_fictional=False)


def baselines() -> Any:
    plan = real_plans().filter(pk=OuterRef("plan"))
    found = Baseline.objects.public().annotate(plan_key=Subquery(plan.values("key")[:1]))
    return found.order_by("reference")


def through(relation: Any, *order: str) -> Any:
    return relation.objects.filter(measure__plan__in=real_plans().values("pk")).order_by(*order)


def progress() -> Any:
    found = Progress.objects.filter(PUBLIC_ROWS, published("submission__"))
    real = found.filter(submission__cycle__is_fictional=False)
    on_measure = Concat(Value("measure:"), "measure__key", output_field=CharField())
    on_target = Concat(Value("target:"), "target__key", output_field=CharField())
    spoken_of = Case(When(measure__isnull=False, then=on_measure), default=on_target)
    return real.annotate(spoken_of=spoken_of).order_by("submission__reference", "spoken_of")


PLANNING = (
    PackagedTable(
        "plans",
        "Plans",
        "National action plans, regional roadmaps and strategies, as their owners declare them.",
        [
            PLAN("key", is_required=True),
            PLAN("kind", words=PlanKind.values, is_required=True),
            texts(planned.PlanSerializer, "title"),
            texts(planned.PlanSerializer, "summary"),
            *OWNER,
            PLAN("stage", words=PlanStage.values, is_required=True),
            PLAN("starts_on", kind="date"),
            PLAN("ends_on", kind="date"),
            PLAN("adopted_on", kind="date"),
            PLAN("adopted_by"),
            PLAN("document_url"),
            number(planned.PlanSerializer, "cost"),
            PLAN("currency"),
            PLAN("replaces", source="replaced_key"),
            PLAN("source", is_required=True),
        ],
        plans,
        ["key"],
        {"reporter": "reporters", "body": "bodies", "replaces": "plans"},
    ),
    PackagedTable(
        "plan_places",
        "Places of plans",
        "The States, groups and territories that each plan covers.",
        [
            PLAN_KEY,
            Field("number", "From 1, in the order of the record.", "integer", is_required=True),
            Field("state", "Code of the State; empty otherwise.", source="place_reporter__code"),
            Field("group", "Key of the group; empty otherwise.", source="group_key"),
            Field("territory", "Name of the territory; empty otherwise."),
        ],
        lambda: numbered(
            PlanPlace.objects.filter(plan__in=real_plans().values("pk")).annotate(
                group_key=joined_if_any("place_group", "place_group__kind", "place_group__code")
            ),
            "pk",
            "plan",
        ).order_by("plan__key", "number"),
        ["plan", "number"],
        {"plan": "plans", "state": "reporters", "group": "groups"},
    ),
    PackagedTable(
        "targets",
        "Targets",
        "What States and organisations mean to reach, in their own words.",
        [
            TARGET("key", is_required=True),
            TARGET("level", words=TargetLevel.values, is_required=True),
            texts(planned.TargetSerializer, "title"),
            texts(planned.TargetSerializer, "text"),
            *OWNER,
            TARGET("plan", source="plan__key"),
            TARGET("indicator", source="indicator__key"),
            TARGET("qualifier", words=Qualifier.values),
            number(planned.TargetSerializer, "value"),
            number(planned.TargetSerializer, "value_max"),
            TARGET("unit"),
            number(planned.TargetSerializer, "baseline_value"),
            TARGET("baseline_year", kind="integer"),
            texts(planned.TargetSerializer, "baseline_text"),
            TARGET("due_on", kind="date"),
            TARGET("source", is_required=True),
        ],
        lambda: targets().order_by("key"),
        ["key"],
        {"reporter": "reporters", "body": "bodies", "plan": "plans"},
    ),
    PackagedTable(
        "target_milestones",
        "Milestones of targets",
        "Steps on the way to targets.",
        [
            TARGET_KEY,
            MILESTONE("due_on", kind="date", is_required=True),
            number(planned.TargetMilestoneSerializer, "value"),
            texts(planned.TargetMilestoneSerializer, "text"),
        ],
        lambda: TargetMilestone.objects.filter(target__in=targets().values("pk")).order_by(
            "target__key", "due_on"
        ),
        ["target", "due_on"],
        {"target": "targets"},
    ),
    PackagedTable(
        "target_alignments",
        "Alignments of targets",
        "What targets go with, and how closely, as their owners declare.",
        [
            TARGET_KEY,
            Field(
                "goes_with",
                "Key of the commitment, or number of the SDG target.",
                is_required=True,
            ),
            ALIGNMENT("commitment", source="commitment__key"),
            ALIGNMENT("sdg_target"),
            ALIGNMENT("degree", words=Degree.values),
        ],
        lambda: (
            Alignment.objects.filter(target__in=targets().values("pk"))
            .annotate(goes_with=Coalesce("commitment__key", "sdg_target"))
            .order_by("target__key", "goes_with")
        ),
        ["target", "goes_with"],
        {"target": "targets", "commitment": "commitments"},
    ),
    PackagedTable(
        "measures",
        "Measures",
        "What plans say is to be done.",
        [
            MEASURE("key", is_required=True),
            PLAN_KEY,
            MEASURE("number", is_required=True),
            MEASURE("position", kind="integer"),
            texts(planned.MeasureSerializer, "title"),
            texts(planned.MeasureSerializer, "text"),
            MEASURE("responsible"),
            MEASURE("due_on", kind="date"),
        ],
        lambda: Measure.objects.filter(plan__in=real_plans().values("pk")).order_by(
            "plan__key", "position", "key"
        ),
        ["key"],
        {"plan": "plans"},
    ),
    PackagedTable(
        "measure_commitments",
        "Commitments of measures",
        "The commitments that measures carry out.",
        [
            key("Key of the measure.", "measure__key", "measure"),
            key("Key of the commitment.", "commitment__key", "commitment"),
        ],
        lambda: through(Measure.commitments.through, "measure__key", "commitment__key"),
        ["measure", "commitment"],
        {"measure": "measures", "commitment": "commitments"},
    ),
    PackagedTable(
        "measure_targets",
        "Targets of measures",
        "The targets that measures are for.",
        [
            key("Key of the measure.", "measure__key", "measure"),
            key("Key of the target.", "target__key", "target"),
        ],
        lambda: through(Measure.targets.through, "measure__key", "target__key").filter(
            target__in=targets().values("pk")
        ),
        ["measure", "target"],
        {"measure": "measures", "target": "targets"},
    ),
    PackagedTable(
        "progress",
        "Progress",
        "What published reports declare of measures and targets: declared, never computed.",
        [
            key("Reference of the submission.", "submission__reference", "submission"),
            Field(
                "on",
                "What it speaks of: `measure:` or `target:` and its key.",
                source="spoken_of",
                is_required=True,
            ),
            PROGRESS("measure", source="measure__key"),
            PROGRESS("target", source="target__key"),
            PROGRESS("level", words=ProgressLevel.values, is_required=True),
            PROGRESS("nothing_new_since", kind="integer"),
            PROGRESS("narrative"),
            PROGRESS("actions"),
            PROGRESS("challenges"),
            PROGRESS("effectiveness"),
            PROGRESS("language"),
            PROGRESS("figures"),
        ],
        progress,
        ["submission", "on"],
        {"submission": "submissions", "measure": "measures", "target": "targets"},
    ),
    PackagedTable(
        "baselines",
        "Baseline assessments",
        "Where States stood, as they and their partners agreed, where both sides share it.",
        [
            BASELINE("reference", is_required=True),
            key("Code of the State.", "reporter__code", "reporter"),
            texts(BaselineSerializer, "title"),
            texts(BaselineSerializer, "summary"),
            BASELINE("tool", words=Tool.values, is_required=True),
            BASELINE("tool_name"),
            BASELINE("earliest_on", kind="date"),
            BASELINE("latest_on", kind="date"),
            BASELINE("period_text"),
            BASELINE("plan", source="plan_key"),
            BASELINE("document_url"),
            BASELINE("agreed_by_state_on", kind="date"),
            BASELINE("agreed_by_partners_on", kind="date"),
        ],
        baselines,
        ["reference"],
        {"reporter": "reporters", "plan": "plans"},
    ),
    PackagedTable(
        "baseline_observations",
        "Figures of baseline assessments",
        "The figures that shared assessments point at.",
        [
            key("Reference of the assessment.", "baseline__reference", "baseline"),
            key("Key of the observation.", "observation__key", "observation"),
        ],
        lambda: Baseline.observations.through.objects.filter(
            baseline__in=Baseline.objects.public().values("pk"),
            observation__in=Observation.objects.public().real().values("pk"),
        ).order_by("baseline__reference", "observation__key"),
        ["baseline", "observation"],
        {"baseline": "baselines", "observation": "observations"},
    ),
    PackagedTable(
        "baseline_partners",
        "Partners of baseline assessments",
        "With whom States agreed on them.",
        [
            key("Reference of the assessment.", "baseline__reference", "baseline"),
            Field("number", "From 1, in the order of the record.", "integer", is_required=True),
            Field("reporter", "Code of a partner that reports.", source="reporter__code"),
            Field("body", "Key of another body; empty otherwise.", source="body__key"),
            Field("name", "Name of a partner that is in no list; empty otherwise."),
        ],
        lambda: numbered(
            BaselinePartner.objects.filter(baseline__in=Baseline.objects.public().values("pk")),
            "pk",
            "baseline",
        ).order_by("baseline__reference", "number"),
        ["baseline", "number"],
        {"baseline": "baselines", "reporter": "reporters", "body": "bodies"},
    ),
)
