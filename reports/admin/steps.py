"""The steps of a report as buttons, on its own page and beside what changes for readers."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from reports.models import Action, Submission
from reports.models.findings import Finding, Grade
from reports.submissions import checks, workflow

STEP_LABELS: dict[str, Any] = {
    Action.SUBMIT: _("Submit"),
    Action.START_REVIEW: _("Start review"),
    Action.RETURN: _("Return"),
    Action.PUBLISH: _("Publish"),
    Action.WITHDRAW: _("Withdraw"),
}


def steps_context(request: HttpRequest, submission: Submission) -> dict[str, Any]:
    """The steps that may be taken now, and what the checks say that bears on them."""
    found = checks.findings(submission)
    return {
        "findings": found,
        "steps": [
            {
                "action": action,
                "label": STEP_LABELS[action],
                "needs_reason": workflow.TRANSITIONS[action].needs_reason,
                "is_explained": action == Action.SUBMIT and needs_explanation(found),
            }
            for action in workflow.allowed_actions(submission, request.user)
        ],
    }


def needs_explanation(found: list[Finding]) -> bool:
    return any(each.grade == Grade.WARNING for each in found)
