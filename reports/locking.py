"""The lock under which the content of a submission is written."""

from reports.models import Submission


def locked(submission: Submission) -> Submission:
    """The submission re-read under a row lock, to which its content is written."""
    found: Submission = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    return found
