"""Ten wrong passwords lock an account, wherever they come from and whichever worker they reach.

Counted in the database, by the address that was typed, whether or not there is such an account:
neither ``X-Forwarded-For`` nor the number of processes makes a difference, and nobody learns who
has an account. The lock ends by itself, by a new password, or by an officer.
"""

import datetime
from typing import Any

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MOST_FAILURES = 10
LOCKED_FOR = datetime.timedelta(hours=1)
KEPT_FOR = datetime.timedelta(days=1)


class SignInFailures(models.Model):
    """Wrong passwords in a row for one address, none of them more than an hour after the last."""

    email = models.CharField(max_length=254, unique=True)
    number = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects: Any = models.Manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("wrong passwords")
        verbose_name_plural = _("wrong passwords")

    def __str__(self) -> str:
        return self.email


def key_of(email: str | None) -> str:
    return (email or "").strip().lower()[:254]


def is_locked(email: str | None) -> bool:
    """Whether that address has had too many wrong passwords within the hour. One query."""
    since = timezone.now() - LOCKED_FOR
    rows = SignInFailures.objects.filter(email=key_of(email), last_at__gt=since)
    return bool(rows.filter(number__gte=MOST_FAILURES).exists())


def count(email: str | None) -> None:
    """One more wrong password. What is long past is forgotten."""
    now = timezone.now()
    SignInFailures.objects.filter(last_at__lt=now - KEPT_FOR).delete()
    SignInFailures.objects.filter(email=key_of(email), last_at__lt=now - LOCKED_FOR).delete()
    SignInFailures.objects.bulk_create([SignInFailures(email=key_of(email))], ignore_conflicts=True)
    SignInFailures.objects.filter(email=key_of(email)).update(number=F("number") + 1, last_at=now)


def unlock(email: str | None) -> None:
    SignInFailures.objects.filter(email=key_of(email)).delete()


def unlock_after_reset(sender: Any, *, user: Any, **kwargs: Any) -> None:
    """A new password, by a link that came by mail, ends the lock."""
    unlock(user.email)
