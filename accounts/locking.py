"""Ten wrong passwords lock an account, wherever they come from and whichever worker they reach; so
do ten wrong codes of a second factor.

They are counted in the database, so ``X-Forwarded-For`` and the number of processes make no
difference. They are counted by the address that was typed, so nobody learns whether it has an
account. A try is counted before it is checked, so that many at once are no more than ten. The lock
ends by itself, by a new password, or by an officer.

A stranger could lock somebody out in this way again and again. So a browser in which that person
has signed in before has ten tries of its own (``accounts/devices.py``).
"""

import datetime
import hashlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.devices import device_of
from common.moments import around_now

MOST_FAILURES = 10
LOCKED_FOR = datetime.timedelta(hours=1)
KEPT_FOR = datetime.timedelta(days=1)
# A code of the app is valid for 90 seconds at most (RFC 6238, with one step of drift each way).
CODES_KEPT_FOR = datetime.timedelta(minutes=10)


class TryKind(models.TextChoices):
    PASSWORD = "password", _("password")
    DEVICE = "device", _("password, in a browser that is known")
    CODE = "code", _("code of the second factor")


class SignInFailures(models.Model):
    """Wrong tries in a row for one address, each within an hour of the one before."""

    kind = models.CharField(
        max_length=8, choices=TryKind, default=TryKind.PASSWORD, db_default=TryKind.PASSWORD
    )
    # For the kind *device*, the word of the browser follows the address.
    email = models.CharField(max_length=254)
    number = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects: Any = models.Manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("wrong passwords")
        verbose_name_plural = _("wrong passwords")
        constraints = [
            models.UniqueConstraint(fields=["kind", "email"], name="wrong_tries_are_counted_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=TryKind.values), name="kind_of_try_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.email


class UsedCode(models.Model):
    """A code of somebody's app that has opened the account: it does not do so a second time."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects: Any = models.Manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("used code")
        verbose_name_plural = _("used codes")
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="code_is_used_once"),
        ]

    def __str__(self) -> str:
        return str(self.user)


@dataclass(frozen=True)
class Tries:
    """The tries of one kind for one address."""

    kind: TryKind
    email: str

    def _recent(self) -> Any:
        found = SignInFailures.objects.filter(kind=self.kind, email=self.email)
        return found.filter(last_at__range=around_now(LOCKED_FOR))

    def are_spent(self) -> bool:
        """Whether there were too many within the hour. One query."""
        return bool(self._recent().filter(number__gte=MOST_FAILURES).exists())

    def begin(self) -> int:
        """Count one more, before it is known whether it is right; returns the new count.

        Its own transaction ends before anything is checked: of many at once, each gets its own
        number.
        """
        row = {"kind": self.kind, "email": self.email}
        with transaction.atomic():
            SignInFailures.objects.bulk_create([SignInFailures(**row)], ignore_conflicts=True)
            counted = SignInFailures.objects.filter(**row)
            counted.exclude(last_at__range=around_now(LOCKED_FOR)).update(number=0)
            counted.update(number=F("number") + 1, last_at=timezone.now())
            return int(counted.values_list("number", flat=True).get())

    def forget(self) -> None:
        """Forget the count: the last try was right."""
        SignInFailures.objects.filter(kind=self.kind, email=self.email).delete()


def key_of(email: str | None) -> str:
    return (email or "").strip().lower()[:254]


def password_tries(request: HttpRequest | None, email: str | None) -> Tries:
    """The tries that a password typed in this browser counts towards: the browser's own, if that
    address has signed in there before and they are not spent; else everybody's."""
    key = key_of(email)
    device = device_of(request, key) if request else ""
    if device:
        own = Tries(TryKind.DEVICE, f"{key[:200]} {device}")
        if not own.are_spent():
            return own
    return Tries(TryKind.PASSWORD, key)


def code_tries(user: Any) -> Tries:
    return Tries(TryKind.CODE, key_of(user.email))


def is_locked(email: str | None, request: HttpRequest | None = None) -> bool:
    """Whether this browser is refused every password for that address."""
    return password_tries(request, email).are_spent()


def use_code(user: Any, code: str) -> bool:
    """Whether a right code is used for the first time. Of several at once, only one is."""
    forget_past()
    digest = hashlib.sha256(code.encode()).hexdigest()
    _used, is_first = UsedCode.objects.get_or_create(user=user, digest=digest)
    return bool(is_first)


def forget_past() -> None:
    """Delete the counts and codes that no longer make a difference."""
    now = timezone.now()
    SignInFailures.objects.filter(last_at__lt=now - KEPT_FOR).delete()
    UsedCode.objects.filter(used_at__lt=now - CODES_KEPT_FOR).delete()


def unlock(email: str | None) -> None:
    """Forget every wrong password and code of that address, whichever browser they came from."""
    key = key_of(email)
    SignInFailures.objects.filter(email=key).delete()
    SignInFailures.objects.filter(kind=TryKind.DEVICE, email__startswith=f"{key[:200]} ").delete()


def unlock_after_reset(sender: Any, *, user: Any, **kwargs: Any) -> None:
    """A new password, by a link that came by mail, ends the lock."""
    unlock(user.email)
