"""An outcome document that was read and is being reviewed before anything goes on record."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OutcomeProposal(models.Model):
    """A file as it was parsed, with what staff chose and corrected so far.

    ``parsed`` is an Outcome of ``commitments.outcomes.parse`` as JSON, ``choices`` the Choices
    of ``commitments.outcomes.load``. Deleted when it is accepted or given up; the log keeps
    what was imported.
    """

    is_never_public: ClassVar[bool] = True

    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    parsed = models.JSONField(_("parsed text"))
    choices = models.JSONField(_("choices"))
    created_at = models.DateTimeField(_("uploaded at"), default=timezone.now, editable=False)
    # Accounts that did something here are deactivated, not deleted.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )

    objects: Any = models.Manager()

    class Meta:
        app_label = "commitments"
        verbose_name = _("outcome document being imported")
        verbose_name_plural = _("outcome documents being imported")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name
