"""What does not hang together in the progress that a report declares."""

from collections.abc import Iterator

from django.utils.translation import ngettext

from indicators.carrying import waiting
from reports.models import Submission
from reports.models.findings import Finding, Grade


def findings(submission: Submission) -> Iterator[Finding]:
    """One query."""
    if number := waiting(submission):
        message = ngettext(
            "What it says on %(number)d measure or target is carried over and not confirmed.",
            "What it says on %(number)d measures and targets is carried over and not confirmed.",
            number,
        )
        yield Finding(Grade.ERROR, "progress_not_confirmed", message % {"number": number})
