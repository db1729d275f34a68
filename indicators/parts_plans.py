"""The child records that this app adds to a submission, for the registry of ``reports``."""

from collections.abc import Mapping
from typing import Any

from indicators import demo
from indicators.checks_plans import findings
from indicators.concerning import concerned
from indicators.models import Progress
from indicators.models.progress import PUBLIC_ROWS
from indicators.rules_plans import OF_PROGRESS
from reports import access
from reports import demo as reports_demo
from reports.models import Submission
from reports.models.children import Block, Child
from reports.models.children import register as register_child
from reports.models.columns import (
    NEVER,
    OWNER,
    PART_OF,
    PUBLIC,
    STAFF,
    WITH_CONTENT,
    Column,
    Columns,
)

_ON = Column(frozen=WITH_CONTENT, receipt=4, copied=True, compared=False, audience=PUBLIC)
# The report's own words.
_SAID = Column(frozen=WITH_CONTENT, receipt=4, copied=True, compared=True, audience=PUBLIC)
_WORK = Column(frozen=NEVER, receipt=None, copied=True, compared=False, audience=STAFF)

PROGRESS: Columns = {
    "submission": PART_OF,
    "measure": _ON,
    "target": _ON,
    "level": _SAID,
    "nothing_new_since": _SAID,
    "narrative": _SAID,
    "actions": _SAID,
    "challenges": _SAID,
    "effectiveness": _SAID,
    "language": _SAID,
    "is_carried_over": Column(
        frozen=WITH_CONTENT, receipt=None, copied=True, compared=False, audience=OWNER
    ),
    "recorded_by": _WORK,
    "recorded_at": _WORK,
    "search_text": _WORK,
}


def declared(user: Any, submission: Submission) -> Mapping[str, Any]:
    """For a submission's page: what it declares, and of how much it may speak. Six queries."""
    found = list(
        Progress.objects.filter(submission=submission).select_related("measure__plan", "target")
    )
    may_write = access.may(user, access.WRITE, submission) and not submission.is_nil_return
    return {
        "submission": submission,
        "progress": found,
        "waiting": sum(each.is_carried_over for each in found),
        "total": len(concerned(submission).subjects) if may_write else len(found),
        "may_write": may_write,
    }


def register() -> None:
    register_child(
        Child(
            name="progress",
            plural="progress",
            model=Progress,
            columns=PROGRESS,
            key=("measure", "target"),
            joined=("measure__plan", "target__plan"),
            is_public=PUBLIC_ROWS,
            refuses_nil_return=True,
            checks=findings,
            rules=OF_PROGRESS,
            in_admin=Block("admin/indicators/on_submission.html", declared),
            in_portal=Block("indicators/in_portal.html", declared),
        )
    )
    reports_demo.add_further(demo.begin)
