"""What this app shows on the pages of a submission: the figures that go on record with it."""

from collections.abc import Mapping
from typing import Any

from indicators import deriving
from indicators.models import Availability, Code, Observation
from indicators.models.observations import codes_of
from reports.models import Submission


def on_submission(user: Any, submission: Submission) -> Mapping[str, Any]:
    """What is on record, or would be once the report is handed in as it stands. Ten queries while
    it is being written; three afterwards."""
    observations: list[Observation]
    silent: list[Availability]
    if submission.is_being_written:
        derived = deriving.of_form(submission)
        observations, silent = derived.observations, derived.availability
    else:
        observations = list(submission.observations.select_related("indicator"))
        silent = list(submission.availability.select_related("indicator"))
    codes = Code.objects.select_related("dimension") if observations else ()
    names = {(each.dimension.concept, each.code): str(each) for each in codes}
    ordered = sorted(observations, key=lambda each: (each.indicator.position, each.breakdown))
    return {
        "figures": [
            (each, " · ".join(names.get(c, c[1]) for c in codes_of(each.breakdown).items()))
            for each in ordered
        ],
        "silent": sorted(silent, key=lambda each: each.indicator.position),
    }
