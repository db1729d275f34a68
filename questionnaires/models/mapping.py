"""Which commitments a question informs, and what its answers propose for them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from commitments.models import Commitment
from questionnaires.models.templates import Question
from reports.models import ResponseStatus

# The key in a mapping for any answer to a question without a tick.
ANSWERED = "answered"


class Role(models.TextChoices):
    """A main question decides what a report says on a commitment; a supporting one corroborates."""

    MAIN = "main", _("main")
    SUPPORTING = "supporting", _("supporting")


def validate_proposals(proposals: Any) -> None:
    """Raise ValidationError unless each answer proposes a status of a response, or nothing."""
    known = {"", *ResponseStatus.values}
    if not isinstance(proposals, dict) or not set(map(str, proposals.values())) <= known:
        raise ValidationError(_("Each answer proposes one of the known statuses, or none."))


class QuestionMapping(models.Model):
    """A question informs a commitment.

    ``proposes`` says for each answer which status it proposes; an answer that is not there, or is
    there with an empty text, proposes none until staff have set it: a "Yes" to exceptions,
    diversions or thefts is no implementation. A question without a tick has the one answer
    ``answered``. A change here rewrites nothing: what was derived keeps the mapping of its time
    (``ResponseSource.proposed_status``).
    """

    question = models.ForeignKey(
        Question, models.CASCADE, related_name="mappings", verbose_name=_("question")
    )
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="mappings", verbose_name=_("commitment")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.SUPPORTING)
    proposes = models.JSONField(
        _("proposes"), default=dict, blank=True, validators=[validate_proposals]
    )

    objects: Any = models.Manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("mapping of a question")
        verbose_name_plural = _("mappings of questions")
        ordering = ["question", "commitment"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "commitment"],
                name="question_informs_a_commitment_once",
                violation_error_message=_("This question informs this commitment already."),
            ),
            models.CheckConstraint(
                name="question_mapping_role_is_known", condition=Q(role__in=Role.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} → {self.commitment}"
