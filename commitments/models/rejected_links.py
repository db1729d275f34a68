"""Suggested links between commitments that were turned down, and are not suggested again."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RejectedLink(models.Model):
    """Somebody looked at two similar commitments and found that one does not follow the other."""

    is_never_public: ClassVar[bool] = True

    # A judgement on two paragraphs: it means nothing without either.
    commitment = models.ForeignKey(
        "commitments.Commitment",
        models.CASCADE,
        related_name="rejected_links_back",
        verbose_name=_("commitment"),
    )
    earlier = models.ForeignKey(
        "commitments.Commitment",
        models.CASCADE,
        related_name="rejected_links_forward",
        verbose_name=_("earlier commitment"),
    )
    rejected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("rejected by"),
    )
    rejected_at = models.DateTimeField(_("rejected at"), default=timezone.now)

    objects: Any = models.Manager()

    class Meta:
        app_label = "commitments"
        verbose_name = _("rejected link")
        verbose_name_plural = _("rejected links")
        ordering = ["commitment", "earlier"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "earlier"],
                name="link_is_rejected_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} × {self.earlier_id}"
