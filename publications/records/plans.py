"""Plans, measures, targets and progress: the records behind each resource, and their keys."""

from typing import Any

from django.db.models import F, Prefetch, QuerySet

from commitments.models import Commitment
from indicators.models import Alignment, Announcement, Measure, Plan, PlanPlace, Progress, Target
from indicators.models.progress import PUBLIC_ROWS
from reports.models import Submission
from reports.models.statuses import published

# What is read with each plan and target.
PLACES = Prefetch(
    "covers", PlanPlace.objects.select_related("place_reporter", "place_group").order_by("pk")
)
STEPS = (
    "milestones",
    Prefetch("alignments", Alignment.objects.select_related("commitment").order_by("pk")),
)


def plans() -> "QuerySet[Plan]":
    """Plans with places: one query more."""
    found: QuerySet[Plan] = (
        Plan.objects.public()
        .select_related("reporter", "body", "replaces")
        .prefetch_related(PLACES)
        .order_by("key")
    )
    return found


def measures() -> "QuerySet[Measure]":
    """Measures with their commitments and public targets: two queries more."""
    found: QuerySet[Measure] = (
        Measure.objects.public()
        .select_related("plan")
        .prefetch_related(
            Prefetch("commitments", Commitment.objects.order_by("document__key", "position")),
            Prefetch("targets", Target.objects.public().order_by("key")),
        )
        .order_by("plan__key", "position", "key")
    )
    return found


def targets() -> "QuerySet[Target]":
    """Targets with milestones and alignments: two queries more."""
    found: QuerySet[Target] = (
        Target.objects.public()
        .select_related("reporter", "body", "plan", "indicator")
        .prefetch_related(*STEPS)
        .order_by("key")
    )
    return found


def all_progress() -> "QuerySet[Progress]":
    """The progress in every report: for those who may read everything."""
    found: QuerySet[Progress] = Progress.objects.select_related(
        "submission__reporter", "submission__cycle", "measure__plan", "target__plan"
    ).order_by(*IN_ORDER)
    return found


def announcements(submission: Submission) -> "QuerySet[Announcement]":
    """The plans, measures and targets that one report sets out, in one query."""
    found: QuerySet[Announcement] = submission.announcements.select_related(
        "plan", "indicator", "as_plan", "as_measure", "as_target"
    ).order_by("number")
    return found


def progress() -> "QuerySet[Progress]":
    """Public progress, in one query."""
    return all_progress().filter(PUBLIC_ROWS, published("submission__"))


# A report's declarations: those on measures first, plan by plan.
IN_ORDER = (
    "submission__reference",
    F("measure__plan__key").asc(nulls_last=True),
    "measure__position",
    "target__key",
    "pk",
)


def progress_key(progress: Progress) -> str:
    """The public key of a declaration: its report's key, and that of its measure or target."""
    if progress.measure:
        return f"{progress.submission.reference}:measure:{progress.measure.key}"
    return f"{progress.submission.reference}:target:{progress.on.key}"


def by_progress_key(key: str) -> dict[str, Any]:
    """The condition that a declaration has ``key``; a malformed key matches none."""
    reference, _colon, on = key.partition(":")
    kind, _colon, of = on.partition(":")
    if kind not in ("measure", "target"):
        return {"pk__in": []}
    return {"submission__reference": reference, f"{kind}__key": of}


def group_key(place: PlanPlace) -> str | None:
    group = place.place_group
    return f"{group.kind}:{group.code}" if group else None


def replaced_key(plan: Plan) -> str | None:
    """The key of the plan that it replaces, if that plan is public."""
    return plan.replaces.key if plan.replaces and plan.replaces.is_public else None
