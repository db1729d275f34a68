"""What this app shows on the pages of a submission: its readings, and the sources of a response."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from questionnaires import confirming, contact_points, sources
from questionnaires.models import Answer, FormFile, Ground, Reading, ReportTemplate
from reports import access
from reports.models import Submission
from reports.submissions import workflow


def behind_responses(user: Any, submission: Submission) -> Mapping[int, Any]:
    """For the coding table: what stands behind each response. One query."""
    responses = list(submission.responses.all())
    found = sources.behind(responses, for_staff=True)
    return {pk: {"behind": each} for pk, each in found.items()}


def on_submission(user: Any, submission: Submission) -> Mapping[str, Any]:
    """For the submission's page: each file with its readings, and what may be done with it. Eight
    queries."""
    files = list(submission.attachments.all())
    readings: dict[int, list[Reading]] = defaultdict(list)
    for reading in Reading.objects.filter(submission=submission).select_related(
        "template", "made_by"
    ):
        readings[reading.attachment_id].append(reading)
    forms = {
        each.sha256: each
        for each in FormFile.objects.filter(
            sha256__in=[file.sha256 for file in files]
        ).select_related("recorded_by")
    }
    has_answers = Answer.objects.filter(submission=submission).exists()
    may_write = access.may(user, access.WRITE, submission) and not submission.is_nil_return
    return {
        "files": [(file, readings[file.pk], forms.get(file.sha256)) for file in files],
        "has_forms": bool(forms),
        "has_answers": has_answers,
        "has_contacts": has_answers and contact_points.has_any(submission),
        "may_read": may_write,
        "may_release": access.may_register(user),
        "may_complete": workflow.may_complete(submission, user),
        "templates": list(ReportTemplate.objects.in_use()) if may_write and files else [],
        "grounds": Ground.choices,
        "submission": submission,
        "accepted": confirming.accepted(submission),
    }
