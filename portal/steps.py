"""The steps of a report as its own people see them, without the secretariat's internal remarks."""

import datetime
from dataclasses import dataclass
from typing import Any

from reports.models import Action, Submission

# Actions whose reason the secretariat tells the reporter; its other reasons are internal.
TOLD = {Action.RETURN}


@dataclass(frozen=True)
class Step:
    """``by`` is empty for the secretariat, whose members are not named."""

    label: str
    at: datetime.datetime
    by: str
    reason: str


def of(submission: Submission) -> list[Step]:
    """Everything that happened to the report, in order. One query."""
    events = submission.events.select_related("actor").order_by("sequence")
    return [step(event) for event in events]


def step(event: Any) -> Step:
    is_theirs = event.actor is not None and not event.actor.is_staff
    is_told = event.action in TOLD or (is_theirs and event.action != Action.REGISTER)
    return Step(
        event.get_action_display(),
        event.at,
        event.actor_name if is_theirs else "",
        event.reason if is_told else "",
    )
