"""The documents and decisions that answered a commitment which no report can answer."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.fields import MultilingualField


class AnswerManager(models.Manager["CommitmentAnswer"]):
    def get_by_natural_key(self, commitment: str, position: int) -> "CommitmentAnswer":
        return self.get(commitment__key=commitment, position=position)


class CommitmentAnswer(models.Model):
    """What was done about a commitment elsewhere than in reports: one document or decision.

    A request to the Secretariat or a decision of a meeting cannot be addressed by a national
    report. It is on record only where a source at hand says so. No answer on record does not mean
    that there was none.
    """

    # The starting facts leave a commitment's answers alone once staff have changed one of them.
    kept_with = "commitment"

    commitment = models.ForeignKey(
        "commitments.Commitment",
        models.CASCADE,
        related_name="answers",
        verbose_name=_("commitment"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    document = models.CharField(
        _("document or decision"),
        max_length=120,
        help_text=_(
            "Its symbol, such as A/CONF.192/15 or Security Council resolution 2117 (2013)."
        ),
    )
    paragraph = models.CharField(
        _("paragraph"), max_length=60, blank=True, help_text=_("Empty for the whole document.")
    )
    answered_on = models.DateField(
        _("day"), null=True, blank=True, help_text=_("Empty where no source gives it.")
    )
    note = MultilingualField(_("note"), help_text=_("In words of our own: how it answers."))
    source = models.CharField(
        _("source"), max_length=200, help_text=_("The document and paragraph that say so.")
    )

    objects: Any = AnswerManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["commitment", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "position"],
                name="answer_position_is_unique_in_its_commitment",
                violation_error_message=_("Another answer has this place."),
                violation_error_code="position_taken",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}, {self.paragraph}" if self.paragraph else self.document

    def natural_key(self) -> tuple[str, int]:
        return self.commitment.key, self.position

    natural_key.dependencies = ["commitments.commitment"]  # type: ignore[attr-defined]
