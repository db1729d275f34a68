"""Moments that are recorded, on a machine whose clock may be put back."""

import datetime

from django.utils import timezone


def now_or(earlier: datetime.datetime | None) -> datetime.datetime:
    """Now; or the moment of what came before, if the machine's clock was put back since. So no
    history runs backwards, and nothing ends before it began, which the database would refuse."""
    now = timezone.now()
    return max(now, earlier) if earlier else now
