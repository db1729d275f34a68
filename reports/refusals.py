"""What is refused because of where a submission stands. Each is HTTP 409, wherever it is raised."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.models import Action, Submission


class TransitionNotAllowed(Exception):
    """The submission is not in a status from which this step leads (HTTP 409)."""

    def __init__(self, submission: Submission, action: Any) -> None:
        """``action`` is a step of the workflow, or a word in the reader's language for another
        step."""
        self.submission, self.action = submission, action
        super().__init__(
            _("%(reference)s is %(status)s: this step (%(action)s) is not possible now.")
            % {
                "reference": submission.reference,
                "status": submission.get_status_display(),
                "action": Action(action).label if action in Action.values else action,
            }
        )


class ContentFrozen(Exception):
    """The submission is no longer being written: its content stays as it is (HTTP 409)."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        super().__init__(
            _("%(reference)s is %(status)s: its content is frozen. Make a new version.")
            % {
                "reference": submission.reference,
                "status": submission.get_status_display(),
            }
        )


def require_being_written(submission: Submission) -> None:
    """Raise ContentFrozen unless the content may change."""
    if not submission.is_being_written:
        raise ContentFrozen(submission)
