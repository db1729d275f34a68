"""What people decided about two projects that may be the same: for good."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.written import validate_text
from cooperation.models.projects import Project
from cooperation.models.visibility import PUBLIC_SQL


class Decision(models.TextChoices):
    """What ``other`` is to ``one``."""

    SAME = "same", pgettext_lazy("of two projects", "the same")
    PART_OF = "part_of", pgettext_lazy("of two projects", "the second is part of the first")
    DIFFERENT = "different", pgettext_lazy("of two projects", "different")


class DuplicateDecision(models.Model):
    """Whether ``other`` tells of the same as ``one``. Both stay on record with their sources; the
    same is counted once, under ``one``."""

    # As public as its two projects.
    moves_the_stamp_where: ClassVar[str] = (
        "(SELECT COUNT(*) FROM cooperation_project parent WHERE parent.id IN"  # noqa: S608
        f" ({{row}}.one_id, {{row}}.other_id) AND {PUBLIC_SQL.format(row='parent')}) = 2"
    )

    one = models.ForeignKey(
        Project, models.PROTECT, related_name="found_again", verbose_name=_("first project")
    )
    other = models.ForeignKey(
        Project, models.PROTECT, related_name="found_before", verbose_name=_("second project")
    )
    decision = models.CharField(
        pgettext_lazy("of two projects", "decision"), max_length=9, choices=Decision
    )
    reason = models.TextField(_("reason"), blank=True, validators=[validate_text])
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("person", "by"),
    )
    decided_at = models.DateTimeField(_("decided at"), default=timezone.now)

    objects: Any = models.Manager()

    class Meta:
        verbose_name = _("decision on duplicates")
        verbose_name_plural = _("decisions on duplicates")
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="duplicate_decision_is_known", condition=Q(decision__in=Decision.values)
            ),
            models.CheckConstraint(
                name="project_is_no_duplicate_of_itself", condition=~Q(one=F("other"))
            ),
            models.UniqueConstraint(fields=["one", "other"], name="pair_is_decided_once"),
            models.UniqueConstraint(
                fields=["other"],
                condition=Q(decision=Decision.SAME),
                name="project_is_joined_to_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one.reference} · {self.other.reference}: {self.get_decision_display()}"
