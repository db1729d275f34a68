"""Which version of each report counted on a past day.

One rule, from the events and the days of receipt alone:

* A report counts from the day it was **received** (``received_on``, else
  ``received_no_later_than``), in the version that was the first to be published here, however
  much later it was published: in June the reporter had reported, though we published in July.
* From the day of that first publication on, the **events** alone decide, as at the end of each
  day (UTC): a later version takes the place of the one before on the day it was published, not
  on the day that it says it was received; a version that was withdrawn counts until that day.
* What was public at the end of **no day** counts on none: a version that was withdrawn on the day
  of its publication (UTC) was published by mistake, and no past day shows it.

So the figures of a past day never change when later versions come, or when one is withdrawn.
They grow in one case: when a report that had been received by then is first published here. On
the present day they are the current figures.
"""

import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from reports.models import Submission, SubmissionEvent, SubmissionStatus

PUBLISHED = SubmissionStatus.PUBLISHED
# For steps: the submission was withdrawn on the day of its first publication.
BY_MISTAKE = Q(
    submission__withdrawn_at__isnull=False,
    submission__withdrawn_at__date=F("submission__published_at__date"),
)


def reports(day: datetime.date | None = None) -> Any:
    """The version of each report that counted on ``day``; without it, the current ones. A
    queryset of Submission, at most one for each reporter and cycle."""
    if day is None:
        return Submission.objects.current()
    end = datetime.datetime.combine(day, datetime.time.max, datetime.UTC)
    steps = SubmissionEvent.objects.filter(submission=OuterRef("pk"), at__lte=end)
    publications = SubmissionEvent.objects.filter(
        submission__reporter=OuterRef("reporter"),
        submission__cycle=OuterRef("cycle"),
        to_status=PUBLISHED,
    ).exclude(BY_MISTAKE)
    first = publications.order_by("at", "pk").values("submission")[:1]
    return (
        Submission.objects.alias(
            status_then=Subquery(steps.order_by("-sequence").values("to_status")[:1]),
            was_published=Exists(publications.filter(at__lte=end)),
            first_published=Subquery(first),
            received_by_day=Coalesce("received_on", "received_no_later_than"),
        )
        .filter(
            Q(was_published=True, status_then=PUBLISHED)
            | Q(was_published=False, pk=F("first_published"), received_by_day__lte=day)
        )
        .order_by()
    )
