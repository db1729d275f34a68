"""Inconsistencies in what a report declares of plans and sets out itself."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators import citing
from indicators.announcing import number_is_taken
from indicators.carrying import waiting
from reports.models import Submission
from reports.models.findings import Finding, Grade


def findings(submission: Submission) -> Iterator[Finding]:
    """Three queries at most."""
    said = list(submission.progress.select_related("measure__plan", "target"))
    gone = citing.unknown(submission, {key for each in said for key in each.figures})
    for each in said:
        if gone & set(each.figures):
            message = _("It points at a figure that is not there any more. Save it again.")
            yield Finding(Grade.ERROR, "figure_gone", f"{each}: {message}")
    if number := waiting(submission):
        message = ngettext(
            "What it says on %(number)d measure or target is carried over and not confirmed.",
            "What it says on %(number)d measures and targets is carried over and not confirmed.",
            number,
        )
        yield Finding(Grade.ERROR, "progress_not_confirmed", message % {"number": number})


def findings_of_announcements(submission: Submission) -> Iterator[Finding]:
    """A query, and one for each measure with a number of a plan on record."""
    announced = list(submission.announcements.order_by("number"))
    plans = {each.number for each in announced if each.is_plan}
    numbers: set[tuple[object, ...]] = set()
    for each in announced:
        if each.of_number and each.of_number not in plans:
            message = _("The report has no such plan.")
            yield Finding(Grade.ERROR, "no_such_plan", f"{each}: {message}")
        place = (each.plan_id, each.of_number, each.measure_number)
        if each.measure_number and (place in numbers or number_is_taken(each)):
            message = _("The plan already has a measure of this number.")
            yield Finding(Grade.ERROR, "measure_number_taken", f"{each}: {message}")
        numbers.add(place)
