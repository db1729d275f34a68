"""The log of imports: which file made which records, when and by whom."""

import hashlib
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def digest(data: bytes) -> str:
    """SHA-256 of a file, as the log keeps it: 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


class ImportKind(models.TextChoices):
    OUTCOME = "outcome", _("outcome document")
    REPORTERS = "reporters", _("who reported")
    ADHERENCES = "adherences", _("adherence to an instrument")


class ImportLog(models.Model):
    """One import that was carried out; a dry run leaves no trace.

    ``counts`` are whole numbers by name (``created`` …), ``details`` whatever the kind of import
    needs to undo itself. An import that was undone stays here and says so.
    """

    is_never_public: ClassVar[bool] = True

    kind = models.CharField(_("kind"), max_length=12, choices=ImportKind)
    file_name = models.CharField(_("file"), max_length=255, blank=True)
    sha256 = models.CharField(
        _("SHA-256"), max_length=64, validators=[RegexValidator(r"^[0-9a-f]{64}\Z")]
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    # Accounts that did something here are deactivated, not deleted. Empty for commands without a
    # user.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    counts = models.JSONField(_("counts"), default=dict)
    details = models.JSONField(_("details"), default=dict)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
    )

    objects: Any = models.Manager()

    class Meta:
        app_label = "commitments"
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="import_kind_is_known", condition=Q(kind__in=ImportKind.values)
            ),
            models.CheckConstraint(
                name="import_is_undone_after_it_was_made",
                condition=Q(undone_at=None) | Q(undone_at__gte=models.F("at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.file_name or self.sha256[:12]}"

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None
