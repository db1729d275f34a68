"""The lock under which the content of a submission is written."""

from collections.abc import Iterable

from reports.models import Submission


def locked(submission: Submission) -> Submission:
    """The submission re-read under a row lock, to which its content is written."""
    (found,) = locked_together([submission])
    return found


def locked_together(submissions: Iterable[Submission]) -> list[Submission]:
    """The submissions re-read under their row locks, with their cycles, in the order in which
    everybody takes these locks. One query. Raises Submission.DoesNotExist where one is gone."""
    keys = {submission.pk for submission in submissions}
    found = list(
        Submission.objects.select_for_update(of=("self",))
        .select_related("cycle")
        .filter(pk__in=keys)
        .order_by("pk")
    )
    if len(found) < len(keys):
        raise Submission.DoesNotExist
    return found
