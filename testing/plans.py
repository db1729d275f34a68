"""Builders of plans, measures, targets and assessments for tests."""

import datetime
from typing import Any

from indicators import declaring
from indicators.declaring import Given
from indicators.models import Baseline, Measure, Plan, Target
from reports.models import Reporter, Submission
from testing.builders import make_organisation, make_state, numbers, texts


def make_plan(owner: Reporter | None = None, *covers: Reporter, **fields: Any) -> Plan:
    """A public roadmap in force from 2020 to 2035, of an organisation unless ``owner`` says."""
    number = next(numbers)
    defaults = {
        "key": f"plan-{number}",
        "kind": "regional_roadmap",
        "title": texts(f"Plan {number}"),
        "starts_on": datetime.date(2020, 1, 1),
        "ends_on": datetime.date(2035, 12, 31),
        "source": "A/TEST",
        "is_public": True,
    }
    plan = Plan.objects.create(reporter=owner or make_organisation(), **{**defaults, **fields})
    for state in covers:
        plan.covers.create(place_reporter=state)
    return plan


def make_measure(plan: Plan | None = None, number: str = "", **fields: Any) -> Measure:
    plan = plan or make_plan()
    position = plan.measures.count() + 1
    number = number or str(position)
    defaults = {"title": texts(f"Measure {number}"), "position": position}
    return Measure.objects.create(plan=plan, number=number, **{**defaults, **fields})


def make_target(owner: Reporter | None = None, **fields: Any) -> Target:
    """A public national target of a State."""
    number = next(numbers)
    defaults = {
        "key": f"target-{number}",
        "level": "national",
        "title": texts(f"Target {number}"),
        "source": "A/TEST",
        "is_public": True,
    }
    return Target.objects.create(reporter=owner or make_state(), **{**defaults, **fields})


def make_baseline(state: Reporter | None = None, **fields: Any) -> Baseline:
    """An assessment that its State and its partner, a reporter, have not agreed on yet."""
    defaults = {"title": texts("Where we stand"), "tool": "isacs"}
    baseline = Baseline.objects.create(reporter=state or make_state(), **{**defaults, **fields})
    baseline.partners.create(reporter=make_state())
    return baseline


def declare(submission: Submission, levels: dict[str, str], *, by: Any) -> None:
    """Declare a level of measures and targets, by their keys (``measure:…``), with some words."""
    given = [
        Given(key, level, narrative=f"So it is: {level}.", language="en")
        for key, level in levels.items()
    ]
    declaring.record(submission, given, by=by)
