"""API keys: the password of a program that acts in its owner's name, for some purposes only.

A key reads ``poa_<prefix>_<secret>``. The prefix finds its record; only a digest of the secret is
kept. Since the secret is random and long, one round of SHA-256 is enough.
"""

import datetime
import hashlib
import hmac
import secrets
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

MARK = "poa"
PREFIX_BYTES = 6
SECRET_BYTES = 32
USE_IS_NOTED_EVERY = datetime.timedelta(minutes=1)
USUAL_LIFE = datetime.timedelta(days=365)


class Scope(models.TextChoices):
    """What a key may be used for. Its owner needs the right as well."""

    READ = "submissions:read", _("Read reports in progress and internal remarks")
    SUBMISSIONS = "submissions:write", _("Register reports and change them")
    RESPONSES = "responses:write", _("Record what reports say")
    ATTACHMENTS = "attachments:write", _("Attach files and remove them")
    ADHERENCES = "adherences:write", _("Record adherence to instruments")
    FIGURES = "figures:write", _("Record figures that other sources give")
    OFFICES = "offices:write", _("Record offices")
    ASSISTANCE = "assistance:read", _("Read requests and matches that are not for everybody")
    ASSISTANCE_WRITE = (
        "assistance:write",
        _("Record requests, offers, matches, projects and funds"),
    )
    TRANSITIONS = "transitions", _("Take the steps of reports, figures and assistance")


def validate_scopes(scopes: Any) -> None:
    """Raise ValidationError unless ``scopes`` is a list of some scopes, each once."""
    known = isinstance(scopes, list) and set(map(str, scopes)) <= set(Scope.values)
    if not known or not scopes or len(set(scopes)) < len(scopes):
        raise ValidationError(
            _("Choose among these scopes: %(known)s."),
            code="unknown_scope",
            params={"known": ", ".join(Scope.values)},
        )


def usual_expiry() -> datetime.datetime:
    return timezone.now() + USUAL_LIFE


class ApiKeyManager(models.Manager["ApiKey"]):
    def make(self, **fields: Any) -> tuple["ApiKey", str]:
        """A new key and its text, which nothing can show again. Raises ValidationError."""
        key = ApiKey(**fields)
        text = key.issue()
        key.full_clean()
        key.save(force_insert=True)
        return key, text

    def matching(self, text: str) -> "ApiKey | None":
        """The key whose text is ``text``, valid or not; None when there is none. One query.

        Takes as long for a wrong secret as for a prefix that no key has.
        """
        _mark, _line, rest = text.partition("_")
        prefix, _line, secret = rest.partition("_")
        is_formed = text.startswith(f"{MARK}_") and prefix.isascii() and prefix.isalnum()
        key = self.select_related("owner").filter(prefix=prefix).first() if is_formed else None
        is_right = hmac.compare_digest(digest(secret), key.digest if key else digest(""))
        return key if key and is_right else None


class ApiKey(models.Model):
    """A key of the API. It is revoked, never deleted: the record of its use stays."""

    prefix = models.CharField(_("prefix"), max_length=12, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    name = models.CharField(
        _("name"), max_length=200, help_text=_("Which program uses it, and where.")
    )
    # An account with keys is deactivated, not deleted.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="api_keys",
        verbose_name=_("owner"),
        help_text=_("The program acts in this person's name, and may do no more than they may."),
    )
    scopes = models.JSONField(_("scopes"), validators=[validate_scopes])
    expires_at = models.DateTimeField(_("expires at"), default=usual_expiry)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True, editable=False)

    history = HistoricalRecords(
        excluded_fields=["digest", "last_used_at"], verbose_name=_("history of the API key")
    )

    objects = ApiKeyManager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["-created_at", "prefix"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="api_key_expires_after_it_was_made",
            ),
            models.CheckConstraint(condition=~Q(digest=""), name="api_key_has_a_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({MARK}_{self.prefix}_…)"

    def clean(self) -> None:
        super().clean()
        if self.expires_at and self.expires_at <= self.created_at:
            message = _("Choose a time that is still to come.")
            raise ValidationError({"expires_at": ValidationError(message, code="expired")})

    def issue(self) -> str:
        """Give it its prefix and secret, without saving; returns the text of the key."""
        secret = secrets.token_hex(SECRET_BYTES)
        self.prefix, self.digest = secrets.token_hex(PREFIX_BYTES), digest(secret)
        return f"{MARK}_{self.prefix}_{secret}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def is_valid(self) -> bool:
        """Whether it opens anything now: not revoked, not expired, its owner active."""
        return self.revoked_at is None and not self.is_expired and self.owner.is_active

    def has_scope(self, scope: str) -> bool:
        """Whether it may be used for that. Every key may read reports, and a key that may record
        assistance may read it."""
        writes_it = scope == Scope.ASSISTANCE and Scope.ASSISTANCE_WRITE in self.scopes
        return scope in self.scopes or scope == Scope.READ or writes_it

    def revoke(self) -> None:
        """From now on it opens nothing. A key that was revoked before keeps that day."""
        if self.revoked_at is None:
            self.revoked_at = timezone.now()
            self.save(update_fields=["revoked_at"])

    def note_use(self) -> None:
        """Keep when it was last used, to the minute, so that not every request writes."""
        now = timezone.now()
        if self.last_used_at is None or self.last_used_at < now - USE_IS_NOTED_EVERY:
            ApiKey.objects.filter(pk=self.pk).update(last_used_at=now)


def digest(secret: str) -> str:
    """SHA-256 of a secret, as 64 hex digits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
