"""How the reports of a cycle came in, day by day."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from common.database.made_once import made_once
from reports.models import ReporterKind, ReportingCycle, Submission


@dataclass(frozen=True)
class Arrivals:
    """``steps`` are the days on which reports came, in order, each with how many had come by
    then. They hold the reports whose day of receipt is on record (``dated``); of the others
    (``undated``) only a limit is known, and no day is made up for them."""

    steps: list[tuple[datetime.date, int]]
    undated: int

    @property
    def dated(self) -> int:
        return self.steps[-1][1] if self.steps else 0


def arrivals(cycle: ReportingCycle, kind: str = ReporterKind.STATE) -> Arrivals:
    """The current reports of one kind of reporter. One query."""
    steps: list[tuple[datetime.date, int]] = []
    undated = 0
    for day, number in _counts(cycle.pk, kind):
        if day is None:
            undated += number
        else:
            steps.append((day, number + (steps[-1][1] if steps else 0)))
    return Arrivals(steps, undated)


@made_once
def _counts(cycle: Any, kind: Any) -> "QuerySet[Any, Any]":
    current: QuerySet[Any] = Submission.objects.current().filter(cycle=cycle, reporter__kind=kind)
    told = current.order_by("received_on").values_list("received_on")
    return told.annotate(number=Count("pk"))
