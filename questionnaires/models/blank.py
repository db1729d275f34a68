"""A blank form that was read and is being reviewed before anything goes on record."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.multilingual import LANGUAGE_CHOICES


class BlankForm(models.Model):
    """An empty form as it was read, with what staff corrected and chose so far.

    ``read`` is a ``questionnaires.blank.model.Blank`` as JSON, ``choices`` a ``Choices`` of
    ``questionnaires.blank.planning``. Deleted when it is accepted or given up.
    """

    is_never_public: ClassVar[bool] = True

    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGE_CHOICES, blank=True)
    read = models.JSONField(_("what was read"))
    choices = models.JSONField(_("choices"), default=dict)
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
        verbose_name = _("blank form being imported")
        verbose_name_plural = _("blank forms being imported")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name
