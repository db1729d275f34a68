"""What this app shows on the pages of a submission: the figures that go on record with it."""

from collections.abc import Mapping
from typing import Any

from indicators import deriving
from indicators.models import Availability, Code, Observation
from indicators.models.observations import codes_of
from reports.models import Submission


def _as_it_stands(submission: Submission) -> tuple[list[Observation], list[Availability]]:
    """What somebody typed, and what the form gives beside that."""
    derived = deriving.of_form(submission)
    typed = list(submission.observations.filter(answer=None).select_related("indicator"))
    silent = list(submission.availability.filter(answer=None).select_related("indicator"))
    held = {(each.indicator_id, each.breakdown) for each in typed}
    spoken_of = {e.indicator_id for e in typed} | {e.indicator_id for e in silent}
    of_form = [e for e in derived.observations if (e.indicator_id, e.breakdown) not in held]
    unsaid = [each for each in derived.availability if each.indicator_id not in spoken_of]
    return [*typed, *of_form], [*silent, *unsaid]


def on_submission(user: Any, submission: Submission) -> Mapping[str, Any]:
    """What is on record, or would be once the report is handed in as it stands. Twelve queries
    while it is being written; three afterwards."""
    observations: list[Observation]
    silent: list[Availability]
    if submission.is_being_written:
        observations, silent = _as_it_stands(submission)
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
