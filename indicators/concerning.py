"""The measures and targets that a report may speak of: those of its reporter, and those of plans
that cover it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from indicators.models import Measure, Plan, PlanPlace, Progress, Target
from reports.models import Membership, Reporter, Submission

Subject = Measure | Target


def subject_key(subject: Subject) -> str:
    """``measure:…`` or ``target:…``: the key by which a report, a page and the API name it."""
    kind = "measure" if isinstance(subject, Measure) else "target"
    return f"{kind}:{subject.key}"


def covering(reporter: Reporter, day: Any) -> Any:
    """Plans that cover a reporter by name, or by a group that it belongs to on ``day``."""
    groups = Membership.objects.on(day).filter(reporter=reporter).values("group")
    places = PlanPlace.objects.filter(Q(place_reporter=reporter) | Q(place_group__in=groups))
    return Plan.objects.filter(pk__in=places.values("plan"))


@dataclass(frozen=True)
class Concerned:
    """What a report may speak of, by key, in the order of a page: plan by plan the measures and
    then the targets, and at the end the targets that are part of no plan."""

    subjects: dict[str, Subject]

    @property
    def by_plan(self) -> list[tuple[Plan | None, list[Subject]]]:
        found: dict[int | None, tuple[Plan | None, list[Subject]]] = {}
        for subject in self.subjects.values():
            found.setdefault(subject.plan_id, (subject.plan, []))[1].append(subject)
        return sorted(found.values(), key=lambda pair: pair[0] is None)


def concerned(submission: Submission) -> Concerned:
    """What ``submission`` may speak of: what is public, of its cycle's year and as real as its
    cycle; and what it speaks of already. Five queries at most."""
    cycle, reporter = submission.cycle, submission.reporter
    plans = Plan.objects.public().of_year(cycle.year).filter(is_fictional=cycle.is_fictional)
    theirs = plans.filter(
        Q(reporter=reporter) | Q(pk__in=covering(reporter, cycle.reference_day).values("pk"))
    ).values("pk")
    said = Progress.objects.filter(submission=submission)
    measures = Measure.objects.filter(
        Q(plan__in=theirs) | Q(pk__in=said.filter(target=None).values("measure"))
    )
    own = Q(plan__isnull=True, reporter=reporter, is_fictional=cycle.is_fictional)
    targets = Target.objects.filter(
        Q(is_public=True) & (Q(plan__in=theirs) | own)
        | Q(pk__in=said.filter(measure=None).values("target"))
    )
    found: list[Subject] = [
        *measures.select_related("plan").order_by("plan__key", "position", "key"),
        *targets.select_related("plan").order_by("plan__key", "key"),
    ]
    return Concerned({subject_key(each): each for each in found})
