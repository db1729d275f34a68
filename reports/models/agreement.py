"""Samples of responses whose status a second person codes without seeing the first's."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment
from reports.models.responses import ResponseStatus
from reports.models.submissions import Submission


class DoubleCoding(models.Model):
    """One response drawn for the sample: the first coder's status when it was drawn, and that of a
    second coder, who does not see the first. Internal; never published."""

    is_never_public: ClassVar[bool] = True

    # Part of the submission, as its responses are.
    submission = models.ForeignKey(
        Submission,
        models.CASCADE,
        related_name="double_codings",
        verbose_name=_("submission"),
    )
    # Nothing that somebody coded disappears.
    commitment = models.ForeignKey(
        Commitment,
        models.PROTECT,
        related_name="+",
        verbose_name=_("commitment"),
    )
    first_status = models.CharField(_("first coding"), max_length=16, choices=ResponseStatus)
    # Accounts of coders are deactivated, not deleted.
    first_coder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("first coder"),
    )
    second_status = models.CharField(
        _("second coding"), max_length=16, choices=ResponseStatus, blank=True
    )
    second_coder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("second coder"),
    )
    drawn_at = models.DateTimeField(_("drawn at"), default=timezone.now)
    coded_at = models.DateTimeField(_("coded at"), null=True)

    class Meta:
        verbose_name = _("double coding")
        verbose_name_plural = _("double codings")
        ordering = ["submission", "commitment"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "commitment"], name="response_is_drawn_once"
            ),
            models.CheckConstraint(
                name="double_coding_statuses_are_known",
                condition=Q(first_status__in=ResponseStatus.values)
                & (Q(second_status="") | Q(second_status__in=ResponseStatus.values)),
            ),
            models.CheckConstraint(
                name="second_coding_has_a_person_and_a_time",
                condition=Q(second_status="", second_coder=None, coded_at=None)
                | (~Q(second_status="") & Q(second_coder__isnull=False, coded_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} · {self.commitment}"
