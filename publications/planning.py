"""Plans, targets and declared progress, as the pages of every face show them."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils import timezone

from commitments.models import Commitment
from common.database.made_once import made_once
from common.database.prefetched_once import prefetched_once
from indicators import citing
from indicators.concerning import Subject, covering
from indicators.models import (
    Alignment,
    Baseline,
    BaselinePartner,
    Measure,
    Plan,
    Progress,
    ProgressLevel,
    Target,
)
from indicators.models.progress import PUBLIC_ROWS
from publications.records import plans
from reports.models import Reporter, ReportingCycle, Submission

# A sign for each level; signs differ in shape, not only in colour.
LEVEL_SIGNS = {
    ProgressLevel.ACHIEVED: "●",
    ProgressLevel.ON_COURSE: "◐",
    ProgressLevel.LIMITED: "○",
    ProgressLevel.NONE: "–",
    ProgressLevel.UNKNOWN: "·",
}


@dataclass(frozen=True)
class Planned:
    """One reporter's own plans, plans of others that cover it, its targets, the progress that the
    shown report declares, and the assessments that both sides share."""

    owned: list[Plan]
    covering: list[Plan]
    targets: list[Target]
    progress: list[Progress]
    baselines: list[Baseline]

    def __bool__(self) -> bool:
        parts = (self.owned, self.covering, self.targets, self.progress, self.baselines)
        return any(parts)


def planned_of(reporter: Reporter, shown: Submission | None) -> Planned:
    """Seven queries at most."""
    found = _plans_of(reporter.pk, timezone.localdate())
    return Planned(
        [plan for plan in found if plan.reporter_id == reporter.pk],
        [plan for plan in found if plan.reporter_id != reporter.pk],
        _targets_of(reporter.pk),
        citing.attach(_progress_in(shown.pk)) if shown else [],
        _with_figures(_baselines_of(reporter.pk)),
    )


@made_once
def _plans_of(reporter: Any, day: Any) -> "QuerySet[Plan]":
    theirs = Q(reporter=reporter) | Q(pk__in=covering(reporter, day).values("pk"))
    found: QuerySet[Plan] = Plan.objects.public().filter(theirs).select_related("reporter", "body")
    return found.order_by("is_fictional", F("ends_on").desc(nulls_last=True), "key")


@made_once
def _targets_of(reporter: Any) -> "QuerySet[Target]":
    found: QuerySet[Target] = Target.objects.public().filter(reporter=reporter)
    return found.order_by("is_fictional", "key")


@made_once
def _progress_in(submission: Any) -> "QuerySet[Progress]":
    return plans.all_progress().filter(PUBLIC_ROWS, submission=submission)


@made_once
def _baselines_of(reporter: Any) -> "QuerySet[Baseline]":
    found: QuerySet[Baseline] = Baseline.objects.public().filter(reporter=reporter)
    return found


@prefetched_once(Baseline)
def _put_partners_on() -> list[Any]:
    partners = BaselinePartner.objects.select_related("reporter", "body").order_by("pk")
    return [Prefetch("partners", partners), "observations"]


def _with_figures(found: list[Baseline]) -> list[Baseline]:
    """The assessments, each with ``figures``: the public figures that it points at."""
    _put_partners_on(found)
    keys = {each.key for baseline in found for each in baseline.observations.all()}
    by_key = citing.standing(keys)
    for baseline in found:
        keys_of = (each.key for each in baseline.observations.all())
        baseline.figures = [  # type: ignore[attr-defined]
            by_key[key] for key in keys_of if key in by_key
        ]
    return found


@dataclass(frozen=True)
class TakenUp:
    """Where a commitment is taken up: measures of plans, and targets aligned with it."""

    measures: list[Measure]
    alignments: list[Alignment]


def taken_up(commitment: Commitment) -> TakenUp:
    """Two queries."""
    return TakenUp(_measures_on(commitment.pk), _alignments_with(commitment.pk))


@made_once
def _measures_on(commitment: Any) -> "QuerySet[Measure]":
    found: QuerySet[Measure] = Measure.objects.public().filter(commitments=commitment)
    return found.select_related("plan__reporter", "plan__body").order_by(
        "plan__key", "position", "key"
    )


@made_once
def _alignments_with(commitment: Any) -> "QuerySet[Alignment]":
    targets = Target.objects.public().values("pk")
    found = Alignment.objects.filter(commitment=commitment, target__in=targets)
    return found.select_related("target__reporter", "target__body").order_by("target__key")


@dataclass(frozen=True)
class Declared:
    """Progress that reports of one cycle declare, by measure or target; ``cycles`` are all cycles
    with such reports, latest first."""

    cycle: ReportingCycle | None
    cycles: list[ReportingCycle]
    progress: dict[tuple[str, int], list[Progress]]

    def on(self, subject: Subject) -> list[Progress]:
        kind = "measure" if isinstance(subject, Measure) else "target"
        return self.progress.get((kind, subject.pk), [])

    @property
    def reporters(self) -> int:
        """How many reports declare any of this progress."""
        return len({each.submission_id for found in self.progress.values() for each in found})


def declared_on_plan(plan: Plan, code: str | None = None) -> Declared:
    """Progress on the measures and targets of a plan, in the cycle with that code, else in the
    latest one. Two queries."""
    cycles = _cycles_of_plan(plan.pk)
    cycle = _chosen(cycles, code)
    return _declared(cycle, cycles, _said_of_plan(plan.pk, cycle.pk) if cycle else [])


def declared_on_target(target: Target, code: str | None = None) -> Declared:
    """The same of one target. Two queries."""
    cycles = _cycles_of_target(target.pk)
    cycle = _chosen(cycles, code)
    return _declared(cycle, cycles, _said_of_target(target.pk, cycle.pk) if cycle else [])


def _chosen(cycles: list[ReportingCycle], code: str | None) -> ReportingCycle | None:
    return next((each for each in cycles if each.code == code), next(iter(cycles), None))


def _declared(
    cycle: ReportingCycle | None, cycles: list[ReportingCycle], said: list[Progress]
) -> Declared:
    by_subject: dict[tuple[str, int], list[Progress]] = defaultdict(list)
    for each in citing.attach(said):
        by_subject[subject_of(each)].append(each)
    return Declared(cycle, cycles, dict(by_subject))


def _of_plan(plan: Any) -> Q:
    return Q(measure__plan=plan) | Q(target__plan=plan)


@made_once
def _cycles_of_plan(plan: Any) -> "QuerySet[ReportingCycle]":
    return _cycles_that_speak(_of_plan(plan))


@made_once
def _cycles_of_target(target: Any) -> "QuerySet[ReportingCycle]":
    return _cycles_that_speak(Q(target=target))


@made_once
def _said_of_plan(plan: Any, cycle: Any) -> "QuerySet[Progress]":
    return _said(_of_plan(plan), cycle)


@made_once
def _said_of_target(target: Any, cycle: Any) -> "QuerySet[Progress]":
    return _said(Q(target=target), cycle)


def _cycles_that_speak(about: Q) -> "QuerySet[ReportingCycle]":
    said = plans.progress().filter(about).order_by().values("submission__cycle")
    return ReportingCycle.objects.filter(pk__in=said).order_by("is_fictional", "-year", "-code")


def _said(about: Q, cycle: Any) -> "QuerySet[Progress]":
    found = plans.progress().filter(about, submission__cycle=cycle)
    return found.order_by("submission__reporter__sort_name", "pk")


@dataclass(frozen=True)
class PlanningFigures:
    """Figures of plans in one cycle: plans in force on its reference day, reports that declare
    progress, and how often each level is declared for measures and for targets with an indicator.
    Other targets are not counted."""

    in_force: int
    reports: int
    levels: dict[str, int]

    def __bool__(self) -> bool:
        return bool(self.in_force or self.reports)


def figures_of(cycle: ReportingCycle) -> PlanningFigures:
    """Three queries."""
    real = Plan.objects.public().filter(is_fictional=cycle.is_fictional)
    said = Progress.objects.public().filter(submission__cycle=cycle)
    counted = said.filter(Q(measure__isnull=False) | Q(target__indicator__isnull=False))
    levels = counted.order_by().values("level").annotate(number=Count("pk"))
    found = {row["level"]: row["number"] for row in levels}
    return PlanningFigures(
        real.in_force(cycle.reference_day).count(),
        said.order_by().values("submission").distinct().count(),
        {level: found.get(level, 0) for level in ProgressLevel.values},
    )


def subject_of(progress: Progress) -> tuple[str, Any]:
    if progress.measure_id:
        return "measure", progress.measure_id
    return "target", progress.target_id
