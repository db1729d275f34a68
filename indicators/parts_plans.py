"""The child records that this app adds to a submission, for the registry of ``reports``."""

from collections.abc import Mapping
from typing import Any

from indicators import announcing, citing, demo
from indicators.checks_plans import findings, findings_of_announcements
from indicators.concerning import concerned
from indicators.models import Announcement, Progress
from indicators.models.announcements import OF_TARGETS
from indicators.models.progress import PUBLIC_ROWS
from indicators.rules_plans import OF_ANNOUNCEMENTS, OF_PROGRESS
from reports import access
from reports import demo as reports_demo
from reports.models import Submission
from reports.models.children import Block, Child, Gone, exempt
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
    # Compared by its words alone: a version names its own figures by keys of its own.
    "figures": Column(frozen=WITH_CONTENT, receipt=7, copied=True, compared=False, audience=PUBLIC),
    "is_carried_over": Column(
        frozen=WITH_CONTENT, receipt=None, copied=True, compared=False, audience=OWNER
    ),
    "recorded_by": _WORK,
    "recorded_at": _WORK,
    "search_text": _WORK,
}
# Newer than the rest: earlier receipts do not hold it.
_SET_OUT = Column(frozen=WITH_CONTENT, receipt=6, copied=True, compared=True, audience=PUBLIC)
_SET_OUT_LATER = Column(frozen=WITH_CONTENT, receipt=7, copied=True, compared=True, audience=PUBLIC)
_APART = Column(frozen=WITH_CONTENT, receipt=6, copied=True, compared=False, audience=PUBLIC)
_LATER = ("baseline_text", "adopted_on", "adopted_by", "covers", "goes_with", "milestones")
# A correction changes the record that the version before became.
_BECAME = Column(frozen=NEVER, receipt=None, copied=True, compared=False, audience=PUBLIC)

ANNOUNCEMENT: Columns = {
    "submission": PART_OF,
    "number": _APART,
    **dict.fromkeys(("as_plan", "as_measure", "as_target"), _BECAME),
    **dict.fromkeys(
        (
            *("kind", "title", "text", "language", "plan", "of_number", "stage"),
            *("starts_on", "ends_on", "document_url", "measure_number", "responsible", "due_on"),
            *(name for name in OF_TARGETS if name not in _LATER),
        ),
        _SET_OUT,
    ),
    **dict.fromkeys(_LATER, _SET_OUT_LATER),
}
# Until form 7 an announcement went with one commitment and one SDG target, both by one degree.
GONE = {
    "commitment": Gone(_SET_OUT, 6, lambda each: _first(each, "commitment") or None),
    "sdg_target": Gone(_SET_OUT, 6, lambda each: _first(each, "sdg_target")),
    "degree": Gone(_SET_OUT, 6, lambda each: _first(each, "degree")),
}


def _first(announcement: Announcement, name: str) -> str:
    return next((found for link in announcement.links if (found := getattr(link, name))), "")


def set_out(user: Any, submission: Submission) -> Mapping[str, Any]:
    """For a submission's page: what it sets out itself. Three queries at most."""
    may_write = access.may(user, access.WRITE, submission) and not submission.is_nil_return
    return {
        "submission": submission,
        "announced": list(submission.announcements.select_related("plan").order_by("number")),
        "may_write": may_write,
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
    exempt("indicators.Baseline", "points at figures of reports; no part of any")
    exempt("indicators.Baseline_observations", "the figures that assessments point at")
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
            copy=citing.copy,
            in_admin=Block("admin/indicators/on_submission.html", declared),
            in_portal=Block("indicators/in_portal.html", declared),
        )
    )
    register_child(
        Child(
            name="announcement",
            plural="announcements",
            model=Announcement,
            columns=ANNOUNCEMENT,
            key=("number",),
            joined=("plan", "indicator"),
            gone=GONE,
            refuses_nil_return=True,
            prepare=announcing.settle,
            checks=findings_of_announcements,
            rules=OF_ANNOUNCEMENTS,
            in_admin=Block("admin/indicators/announced.html", set_out),
            in_portal=Block("indicators/announced.html", set_out),
        )
    )
    reports_demo.add_further(demo.begin)
