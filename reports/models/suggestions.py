"""Which commitments a report may address, as the program sees it: nothing until confirmed."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment
from common.multilingual import LANGUAGE_CHOICES
from reports.models.attachments import Attachment


class SuggestionState(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    ACCEPTED = "accepted", _("accepted")
    REJECTED = "rejected", _("rejected")


class CodingSuggestion(models.Model):
    """A passage of a report's file that may address a commitment.

    Never counted anywhere: accepting one makes a response that is marked as begun in this way.
    """

    is_never_public: ClassVar[bool] = True

    # Suggestions say something about a file and a commitment, and go with either.
    attachment = models.ForeignKey(
        Attachment, models.CASCADE, related_name="suggestions", verbose_name=_("attachment")
    )
    commitment = models.ForeignKey(
        Commitment, models.CASCADE, related_name="suggestions", verbose_name=_("commitment")
    )
    passage = models.TextField(_("passage"))
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGE_CHOICES)
    page = models.PositiveIntegerField(
        _("page"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    score = models.FloatField(_("score"), help_text=_("How alike the texts are, from 0 to 1."))
    state = models.CharField(
        _("state"), max_length=10, choices=SuggestionState, default=SuggestionState.PROPOSED
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects: Any = models.Manager()

    class Meta:
        verbose_name = _("suggestion for the coding")
        verbose_name_plural = _("suggestions for the coding")
        ordering = ["attachment", "commitment__position", "-score"]
        constraints = [
            models.UniqueConstraint(
                fields=["attachment", "commitment"],
                name="file_is_suggested_once_for_a_commitment",
            ),
            models.CheckConstraint(
                name="suggestion_state_is_known", condition=Q(state__in=SuggestionState.values)
            ),
            models.CheckConstraint(
                name="suggestion_is_decided_exactly_when_it_is_not_proposed",
                condition=Q(state=SuggestionState.PROPOSED, decided_at=None)
                | (~Q(state=SuggestionState.PROPOSED) & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="suggestion_scores_between_nothing_and_all",
                condition=Q(score__gte=0, score__lte=1),
            ),
            models.CheckConstraint(
                name="suggestion_page_counts_from_one",
                condition=Q(page__isnull=True) | Q(page__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attachment_id} → {self.commitment_id} ({self.score:.2f})"
