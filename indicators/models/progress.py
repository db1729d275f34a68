"""What a report says of how far a measure or a target has come: declared, never computed."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.database.years import FIRST, LAST
from common.multilingual import LANGUAGE_CHOICES
from common.search import SearchTextField, matching
from common.written import validate_text
from indicators.models.plans import public_plans
from indicators.models.targets import Measure, Target, public_targets
from indicators.models.values import exactly_one
from reports.models import Submission
from reports.models.statuses import published


class ProgressLevel(models.TextChoices):
    """How far it has come, in the owner's judgement and in nobody else's."""

    ACHIEVED = "achieved", _("achieved")
    ON_COURSE = "on_course", _("on course")
    LIMITED = "limited", _("limited progress")
    NONE = "none", _("no progress")
    UNKNOWN = "unknown", _("not known")


# What is said in words beside the level.
WORDS = ("narrative", "actions", "challenges", "effectiveness")
# What anybody may read once the report is public.
PUBLIC_ROWS = Q(is_carried_over=False) & (
    (Q(target__isnull=False) & public_targets("target__"))
    | (Q(measure__isnull=False) & public_plans("measure__plan__"))
)


class ProgressQuerySet(models.QuerySet["Progress"]):
    def public(self) -> "ProgressQuerySet":
        """What anybody may read now."""
        return self.filter(PUBLIC_ROWS, published("submission__"))

    def matching(self, query: str) -> "ProgressQuerySet":
        return self.filter(matching(query))


class Progress(models.Model):
    """What one report declares of one measure or target, in its own words and one of a few levels.

    ``nothing_new_since`` is a year: what was reported then still holds, and nothing is to be added
    to it; the words may then be empty. All words of one record are in one language. ``figures``
    are keys of observations, of the same report or public, in alphabetical order: what it points
    at is declared like the rest, and nothing is computed from it.
    """

    submission = models.ForeignKey(
        Submission, models.CASCADE, related_name="progress", verbose_name=_("submission")
    )
    # What a report speaks of stays.
    measure = models.ForeignKey(
        Measure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="progress",
        verbose_name=_("measure"),
    )
    target = models.ForeignKey(
        Target,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="progress",
        verbose_name=_("target"),
    )
    level = models.CharField(_("progress"), max_length=9, choices=ProgressLevel)
    nothing_new_since = models.PositiveSmallIntegerField(
        _("nothing new since"),
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST), MaxValueValidator(LAST)],
    )
    narrative = models.TextField(_("in your own words"), blank=True, validators=[validate_text])
    actions = models.TextField(_("actions taken"), blank=True, validators=[validate_text])
    challenges = models.TextField(_("challenges"), blank=True, validators=[validate_text])
    effectiveness = models.TextField(_("what worked"), blank=True, validators=[validate_text])
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGE_CHOICES, blank=True)
    figures = models.JSONField(
        _("figures"),
        default=list,
        blank=True,
        help_text=_("Keys of the observations that it points at."),
    )
    is_carried_over = models.BooleanField(
        _("carried over"),
        default=False,
        help_text=_("Taken from the report before and not confirmed yet; never submitted so."),
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
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    search_text = SearchTextField(sources=WORDS)

    objects: Any = ProgressQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text"])
    # The observations behind ``figures`` that the reader may read (``citing.attach``).
    cited: Any = ()

    class Meta:
        verbose_name = _("progress on a measure or target")
        verbose_name_plural = _("progress on measures and targets")
        ordering = ["submission", "pk"]
        constraints = [
            models.CheckConstraint(
                name="progress_is_on_one",
                condition=exactly_one("measure", "target"),
                violation_error_message=_("Choose a measure or a target: one of them."),
                violation_error_code="progress_is_on_one",
            ),
            models.CheckConstraint(
                name="progress_level_is_known", condition=Q(level__in=ProgressLevel.values)
            ),
            models.UniqueConstraint(
                fields=["submission", "measure"], name="report_speaks_of_a_measure_once"
            ),
            models.UniqueConstraint(
                fields=["submission", "target"], name="report_speaks_of_a_target_once"
            ),
            models.CheckConstraint(
                name="progress_year_is_plausible",
                condition=Q(nothing_new_since__isnull=True)
                | Q(nothing_new_since__gte=FIRST, nothing_new_since__lte=LAST),
            ),
            models.CheckConstraint(
                name="progress_words_have_a_language",
                condition=Q(**dict.fromkeys(WORDS, "")) | ~Q(language=""),
                violation_error_message=_("Say in which language the words are."),
                violation_error_code="language_missing",
            ),
        ]

    def __str__(self) -> str:
        return str(self.on)

    @property
    def on(self) -> Measure | Target:
        """What it speaks of."""
        return self.measure or self.target  # type: ignore[return-value]

    @property
    def has_words(self) -> bool:
        return any(getattr(self, name) for name in WORDS)
