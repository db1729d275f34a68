"""The figures beside the form, carried over from the report before into the one being written.

They are of another period: each stands marked as carried over until somebody confirms or changes
it, and keeps the report from being submitted.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from indicators import typed
from indicators.models import Availability, Observation
from indicators.typed import Given
from reports.locking import locked
from reports.models import Submission
from reports.models.statuses import published


def before(submission: Submission) -> Submission | None:
    """The reporter's published report of the latest earlier cycle with a figure, or an answer
    without one, that somebody typed. One query."""
    own = {"submission": OuterRef("pk"), "answer": None}
    says_something = Q(Exists(Observation.objects.filter(**own))) | Q(
        Exists(Availability.objects.filter(**own))
    )
    found: Submission | None = (
        Submission.objects.filter(
            published(),
            says_something,
            reporter=submission.reporter_id,
            cycle__year__lt=submission.cycle.year,
            cycle__is_fictional=submission.cycle.is_fictional,
        )
        .select_related("cycle")
        .order_by("-cycle__year", "-cycle__code")
        .first()
    )
    return found


@transaction.atomic
def carry_over(submission: Submission, *, by: Any) -> int:
    """Start from the report before, in every line that says nothing yet: how many lines. Raises as
    ``typed.record`` does."""
    submission = locked(submission)
    earlier = before(submission)
    if earlier is None:
        return 0
    said, there = typed.of_submission(earlier), typed.of_submission(submission)
    given = {
        each.key: replace(typed.given_of(said[each.pk]), is_carried_over=True, names_nobody=True)
        for each in typed.indicators_of(submission)
        if each.pk in said and each.pk not in there
    }
    typed.record(submission, given, by=by)
    return len(given)


def confirm(submission: Submission, *, by: Any, keys: Collection[str] | None = None) -> int:
    """Say that what was carried over, all or that of the indicators with these keys, holds for this
    report too: how many lines. Raises as ``typed.record`` does."""
    given = {
        each.indicator.key: _confirmed(each.given)
        for each in typed.lines(submission)
        if each.given.is_carried_over and (keys is None or each.indicator.key in keys)
    }
    typed.record(submission, given, by=by)
    return len(given)


def _confirmed(given: Given) -> Given:
    return replace(given, is_carried_over=False)
