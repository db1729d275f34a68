"""Files that are filled forms, and on what ground one of them may be public."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.written import validate_text


class Ground(models.TextChoices):
    """Why a file that was read as a form may be public nevertheless."""

    REDACTED = "redacted", _("names and ways to reach people are blacked out in it")
    CONSENT = "consent", _("the reporter agrees that it is published as it is")


class FormFile(models.Model):
    """A file that was read as a form, known by its content, whichever versions carry it.

    Section 1 of a form holds names, telephones and mailboxes of persons. The file is public only
    once somebody has recorded a ground: that it is redacted, or that the reporter agrees. ``how``
    says who agreed, when and in which letter. Without a ground the database refuses a public file
    of this content (``questionnaires.rules``).
    """

    is_never_public: ClassVar[bool] = True

    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True, editable=False)
    ground = models.CharField(_("ground"), max_length=8, choices=Ground, blank=True)
    how = models.TextField(
        _("how"),
        blank=True,
        help_text=_("Who agreed, on which day, in which letter or mail."),
        validators=[validate_text],
    )
    # Accounts that recorded something are deactivated, not deleted.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), null=True, blank=True)
    found_at = models.DateTimeField(_("found at"), default=timezone.now, editable=False)

    objects: Any = models.Manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("file that is a form")
        verbose_name_plural = _("files that are forms")
        ordering = ["-found_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="form_file_ground_is_known", condition=Q(ground__in=["", *Ground.values])
            ),
            models.CheckConstraint(
                name="form_file_ground_says_who_when_and_how",
                condition=Q(ground="", recorded_by=None, recorded_at=None)
                | (
                    ~Q(ground="")
                    & ~Q(how="")
                    & Q(recorded_by__isnull=False, recorded_at__isnull=False)
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]
