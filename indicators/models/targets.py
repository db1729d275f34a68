"""Targets, with their milestones and what they are aligned to, and the measures of plans.

Nothing here is computed or judged: the degree to which a target goes with a commitment is
declared by its owner.
"""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from commitments.models import Commitment
from common.database.keys import KeyedModel, KeyManager
from common.database.years import FIRST, LAST
from common.fields import MultilingualField
from common.multilingual import localise
from common.search import SearchTextField, matching
from indicators.models.definitions import Indicator
from indicators.models.plans import Plan, public_plans
from indicators.models.values import (
    Amount,
    Party,
    constraints_of,
    exactly_one,
    plain_number,
    unit_name,
)


class TargetLevel(models.TextChoices):
    NATIONAL = "national", _("national")
    REGIONAL = "regional", _("regional")
    MULTILATERAL = "multilateral", _("multilateral")


class Degree(models.TextChoices):
    """How closely a target goes with what it is aligned to, as its owner says."""

    HIGH = "high", _("high")
    MEDIUM = "medium", _("medium")
    LOW = "low", _("low")


def public_targets(of: str = "") -> Q:
    """Targets that anybody may read: public ones, whose plan, if they have one, is public too.
    ``of`` is the way to them from the record that is filtered."""
    alone = Q(**{f"{of}plan__isnull": True})
    return Q(**{f"{of}is_public": True}) & (alone | public_plans(f"{of}plan__"))


class TargetQuerySet(models.QuerySet["Target"]):
    def public(self) -> "TargetQuerySet":
        return self.filter(public_targets())

    def in_figures(self) -> "TargetQuerySet":
        """Targets that are counted: those with an indicator."""
        return self.filter(indicator__isnull=False)

    def matching(self, query: str) -> "TargetQuerySet":
        return self.filter(matching(query))


class TargetManager(KeyManager.from_queryset(TargetQuerySet)):  # type: ignore[misc]
    pass


class Target(KeyedModel, Party, Amount):
    """What somebody (the ``Party``) means to reach: in words, and as an amount where one was set.

    ``value`` and ``unit`` are those to be reached; ``baseline_value`` is in the same unit. A
    target without an indicator is shown as well, and is in no figure.
    """

    level = models.CharField(_("level"), max_length=12, choices=TargetLevel)
    title = MultilingualField(_("title"), required=["en"])
    text = MultilingualField(_("text"), help_text=_("In the owner's own words, by language."))
    plan = models.ForeignKey(
        Plan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name=_("plan"),
    )
    # What a target is measured by stays.
    indicator = models.ForeignKey(
        Indicator,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name=_("indicator"),
        help_text=_("What it is measured by. A target without one is shown and is in no figure."),
    )
    baseline_value = models.DecimalField(
        _("baseline"),
        max_digits=24,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("Where it began, in the unit of the target."),
    )
    baseline_year = models.PositiveSmallIntegerField(
        _("year of the baseline"),
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST), MaxValueValidator(LAST)],
    )
    baseline_text = MultilingualField(_("baseline in words"))
    due_on = models.DateField(pgettext_lazy("target", "due on"), null=True, blank=True)
    source = models.CharField(
        _("source"), max_length=300, help_text=_("Document and paragraph that say so.")
    )
    is_public = models.BooleanField(
        _("public"), default=False, help_text=_("Anybody may read it. Until then it is a draft.")
    )
    is_fictional = models.BooleanField(
        _("fictional"), default=False, help_text=_("Made up, to try the tracker out.")
    )
    search_text = SearchTextField(sources=["key", "title", "text"])

    objects: Any = TargetManager()
    history = HistoricalRecords(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["key"]
        constraints = [
            *constraints_of(Party, Amount),
            models.CheckConstraint(
                name="target_level_is_known", condition=Q(level__in=TargetLevel.values)
            ),
            models.CheckConstraint(
                name="target_amount_has_a_unit",
                condition=Q(value__isnull=True, baseline_value__isnull=True) | ~Q(unit=""),
                violation_error_message=_("Say in which unit the amount is."),
                violation_error_code="unit_missing",
            ),
            models.CheckConstraint(
                name="target_has_a_source",
                condition=~Q(source=""),
                violation_error_message=_("Name the source."),
                violation_error_code="no_source",
            ),
        ]

    def __str__(self) -> str:
        return localise(self.title)

    def get_absolute_url(self) -> str:
        return reverse("target", args=[self.key])

    def clean(self) -> None:
        """Refuse a made-up target of a real plan, and the other way round."""
        if self.plan and self.plan.is_fictional != self.is_fictional:
            raise ValidationError(
                {"plan": _("What is made up and what is real are kept apart.")},
                code="real_and_fictional",
            )

    @property
    def baseline(self) -> str:
        """Where it began: the figure with its unit and year; empty where none is on record."""
        return baseline_in_words(self.baseline_value, self.unit, self.baseline_year)


def baseline_in_words(value: Decimal | None, unit: str, year: int | None) -> str:
    """The figure with its unit and year; empty for none."""
    if value is None:
        return ""
    figure = f"{plain_number(value)} {unit_name(unit)}"
    return f"{figure} ({year})" if year else figure


class TargetMilestone(models.Model):
    """A step on the way to a target: a value in the target's unit, or words, or both."""

    target = models.ForeignKey(
        Target, models.CASCADE, related_name="milestones", verbose_name=_("target")
    )
    due_on = models.DateField(pgettext_lazy("target", "due on"))
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=6, null=True, blank=True)
    text = MultilingualField(_("in words"))

    objects: Any = models.Manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["target", "due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["target", "due_on"], name="target_has_a_step_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.target} · {self.due_on}"

    def clean(self) -> None:
        if self.value is None and not self.text:
            raise ValidationError(_("Give a value, or say it in words."), code="says_nothing")

    @property
    def shown_value(self) -> str:
        return plain_number(self.value) if self.value is not None else ""


validate_sdg_target = RegexValidator(
    r"^(1[0-7]|[1-9])\.(1[0-9]|[1-9]|[a-d])\Z",
    _("Write the number of an SDG target, such as 16.4."),
)


class Alignment(models.Model):
    """What a target goes with, a commitment or a target of the SDGs, and how closely, as its owner
    declares."""

    target = models.ForeignKey(
        Target, models.CASCADE, related_name="alignments", verbose_name=_("target")
    )
    commitment = models.ForeignKey(
        Commitment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="aligned_targets",
        verbose_name=_("commitment"),
    )
    sdg_target = models.CharField(
        _("SDG target"),
        max_length=5,
        blank=True,
        validators=[validate_sdg_target],
        help_text=_("Such as 16.4."),
    )
    degree = models.CharField(
        _("degree"),
        max_length=6,
        choices=Degree,
        blank=True,
        help_text=_("As the owner declares it; empty where the owner says nothing."),
    )

    objects: Any = models.Manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("alignment of a target")
        verbose_name_plural = _("alignments of targets")
        ordering = ["target", "pk"]
        constraints = [
            models.CheckConstraint(
                name="alignment_is_to_one",
                condition=exactly_one("commitment", texts=("sdg_target",)),
                violation_error_message=_("Choose a commitment or an SDG target: one of them."),
                violation_error_code="alignment_is_to_one",
            ),
            models.CheckConstraint(
                name="alignment_degree_is_known", condition=Q(degree__in=["", *Degree.values])
            ),
            models.UniqueConstraint(
                fields=["target", "commitment"], name="target_goes_with_a_commitment_once"
            ),
            models.UniqueConstraint(
                fields=["target", "sdg_target"],
                condition=~Q(sdg_target=""),
                name="target_goes_with_an_sdg_target_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} · {self.commitment or self.sdg_target}"


validate_number = RegexValidator(
    r"^(?=.*[0-9A-Za-z])[0-9A-Za-z .()/-]+\Z", _("Use Latin letters and digits.")
)


def measure_key(plan_key: str, number: str) -> str:
    """The key of a measure: its plan's, and its number in letters and digits."""
    return f"{plan_key}-{slugify(number)}"


class MeasureQuerySet(models.QuerySet["Measure"]):
    def public(self) -> "MeasureQuerySet":
        return self.filter(public_plans("plan__"))


class MeasureManager(KeyManager.from_queryset(MeasureQuerySet)):  # type: ignore[misc]
    pass


class Measure(models.Model):
    """One thing that a plan says is to be done. Anybody may read it who may read its plan."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="measures", verbose_name=_("plan"))
    key = models.CharField(_("key"), max_length=120, unique=True, editable=False)
    number = models.CharField(
        _("number"),
        max_length=20,
        validators=[validate_number],
        help_text=_("As the plan has it: 3, 1.2, II (a)."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    title = MultilingualField(_("title"), required=["en"])
    text = MultilingualField(_("text"))
    responsible = models.CharField(
        _("responsible"),
        max_length=200,
        blank=True,
        help_text=_("The office or body, never a person."),
    )
    due_on = models.DateField(pgettext_lazy("target", "due on"), null=True, blank=True)
    commitments: Any = models.ManyToManyField(
        Commitment, blank=True, related_name="measures", verbose_name=_("commitments")
    )
    targets: Any = models.ManyToManyField(
        Target, blank=True, related_name="measures", verbose_name=_("targets")
    )

    objects: Any = MeasureManager()
    history = HistoricalRecords(m2m_fields=[commitments, targets])

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = pgettext_lazy("of a plan", "measures")
        ordering = ["plan", "position", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="measure_number_is_unique_in_plan",
                violation_error_message=_("The plan already has a measure of this number."),
                violation_error_code="number_taken",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {localise(self.title)}"

    def natural_key(self) -> tuple[str]:
        return (self.key,)

    def get_absolute_url(self) -> str:
        return f"{self.plan.get_absolute_url()}#{self.key}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With its key, which never changes."""
        self.key = self.key or measure_key(self.plan.key, self.number)
        super().save(*args, **kwargs)
