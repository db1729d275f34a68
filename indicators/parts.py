"""What a submission consists of in this app: figures, and the answers where there is no figure."""

from indicators import checks, deriving, shown
from indicators.models import Availability, Observation
from indicators.models.observations import OF_PUBLIC_PARTS
from indicators.rules import OF_AVAILABILITY, OF_OBSERVATIONS
from reports.models import Action, Submission
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

_WHICH = Column(frozen=WITH_CONTENT, receipt=4, copied=True, compared=False, audience=PUBLIC)
_SAID = Column(frozen=WITH_CONTENT, receipt=4, copied=True, compared=True, audience=PUBLIC)
# Columns that follow from the report, or are filled only in records of no report.
_FOLLOWS = Column(frozen=WITH_CONTENT, receipt=None, copied=True, compared=False, audience=PUBLIC)
_WHERE = Column(frozen=WITH_CONTENT, receipt=None, copied=True, compared=False, audience=OWNER)
# Newer than the rest: earlier receipts do not hold it.
_CONFIRMS = Column(frozen=WITH_CONTENT, receipt=5, copied=True, compared=True, audience=PUBLIC)
_MADE_ANEW = Column(frozen=NEVER, receipt=None, copied=False, compared=False, audience=STAFF)
_PERIOD: Columns = {"starts_on": _WHICH, "ends_on": _WHICH, "period_text": _WHICH}

OBSERVATION: Columns = {
    "submission": PART_OF,
    "indicator": _WHICH,
    **_PERIOD,
    "breakdown": _WHICH,
    "reporting_type": _WHICH,
    "denominator_rule": _WHICH,
    "value": _SAID,
    "value_max": _SAID,
    "qualifier": _SAID,
    "unit": _SAID,
    "comment": _SAID,
    "language": _SAID,
    "nature": _SAID,
    "made": _SAID,
    "place_reporter": _FOLLOWS,
    "place_group": _FOLLOWS,
    "territory": _FOLLOWS,
    "source": _FOLLOWS,
    "source_detail": _FOLLOWS,
    "release": _FOLLOWS,
    "stage": _FOLLOWS,
    "answer": _WHERE,
    "footnote": _WHERE,
    "attachment": _WHERE,
    "page": _WHERE,
    "is_carried_over": _WHERE,
    "key": _MADE_ANEW,
}
AVAILABILITY: Columns = {
    "submission": PART_OF,
    "indicator": _WHICH,
    **_PERIOD,
    "answered": _SAID,
    "why": _SAID,
    "reason": _SAID,
    "language": _SAID,
    "confirms": _CONFIRMS,
    "reporter": _FOLLOWS,
    "source": _FOLLOWS,
    "answer": _WHERE,
    "is_carried_over": _WHERE,
    "key": _MADE_ANEW,
}
ON_SUBMISSION = Block("indicators/on_submission.html", shown.on_submission)
IN_ADMIN = Block("admin/indicators/submission/on_submission.html", shown.on_submission)
OF_PERIOD = ("starts_on", "ends_on", "period_text")


def prepare(submission: Submission, step: str) -> None:
    """What the form gives is recorded as the report is handed in, and sealed with it."""
    if step == Action.SUBMIT:
        deriving.refresh(submission)


def register() -> None:
    register_child(
        Child(
            name="observation",
            plural="observations",
            model=Observation,
            columns=OBSERVATION,
            key=("indicator", *OF_PERIOD, "breakdown", "reporting_type", "denominator_rule"),
            joined=("indicator",),
            is_public=OF_PUBLIC_PARTS,
            refuses_nil_return=True,
            prepare=prepare,
            checks=checks.findings,
            rules=OF_OBSERVATIONS,
            in_admin=IN_ADMIN,
            in_portal=ON_SUBMISSION,
        )
    )
    register_child(
        Child(
            name="availability",
            plural="answers_without_a_figure",
            model=Availability,
            columns=AVAILABILITY,
            key=("indicator", *OF_PERIOD),
            joined=("indicator", "confirms__indicator"),
            outside=("confirms",),
            is_public=OF_PUBLIC_PARTS,
            refuses_nil_return=True,
            rules=OF_AVAILABILITY,
        )
    )
