"""What a reporter declared in its report before, carried over into the one being written.

What is carried over stands in the new report marked as such until somebody confirms or changes it,
and keeps the report from being submitted.
"""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from indicators import declaring
from indicators.concerning import concerned
from indicators.declaring import SAID, Given, as_given, of_subject, recorded
from indicators.models import Progress
from reports.coding.recording import Outcome
from reports.locking import locked
from reports.models import Submission
from reports.models.statuses import published


def before(submission: Submission) -> Submission | None:
    """The reporter's published report of the latest earlier cycle that declares any progress. One
    query."""
    found: Submission | None = (
        Submission.objects.filter(
            published(),
            pk__in=Progress.objects.filter(submission__reporter=submission.reporter_id).values(
                "submission"
            ),
            cycle__year__lt=submission.cycle.year,
            cycle__is_fictional=submission.cycle.is_fictional,
        )
        .select_related("cycle")
        .order_by("-cycle__year", "-cycle__code")
        .first()
    )
    return found


@transaction.atomic
def carry_over(submission: Submission, *, by: Any) -> Outcome:
    """Start from the report before: what it declares, marked as carried over, on every measure and
    target that this report may speak of and does not yet. Raises as ``declaring.record`` does;
    where nothing was declared before, nothing happens."""
    submission = locked(submission)
    earlier = before(submission)
    if earlier is None:
        return Outcome()
    said, there = recorded(earlier), recorded(submission)
    given = [
        Given(key, **{name: getattr(found, name) for name in SAID}, is_carried_over=True)
        for key, subject in concerned(submission).subjects.items()
        if (found := of_subject(said, subject)) and of_subject(there, subject) is None
    ]
    return declaring.record(submission, given, by=by)


def confirm(submission: Submission, *, by: Any, keys: Collection[str] | None = None) -> Outcome:
    """Say that what was carried over, all or that on the given keys, holds for this report too.
    Raises as ``declaring.record`` does."""
    stored = recorded(submission)
    given = [
        as_given(key, found)
        for key, subject in concerned(submission).subjects.items()
        if (found := of_subject(stored, subject)) and found.is_carried_over
        if keys is None or key in keys
    ]
    return declaring.record(submission, given, by=by)


def waiting(submission: Submission) -> int:
    """How many declarations wait to be confirmed. One query."""
    return int(Progress.objects.filter(submission=submission, is_carried_over=True).count())
