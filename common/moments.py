"""Moments that are recorded, on a machine whose clock may be put back."""

import datetime

from django.utils import timezone


def now_or(earlier: datetime.datetime | None) -> datetime.datetime:
    """Now; or the moment of what came before, if the machine's clock was put back since. So no
    history runs backwards, and nothing ends before it began, which the database would refuse."""
    now = timezone.now()
    return max(now, earlier) if earlier else now


def around_now(span: datetime.timedelta) -> tuple[datetime.datetime, datetime.datetime]:
    """The moments of what holds for ``span`` and may hold yet. What lies further ahead is from
    before the clock was put back, and would hold until it is as late again."""
    now = timezone.now()
    return now - span, now + span
