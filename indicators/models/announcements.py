"""Plans, measures and targets that a report sets out: part of the report until it is published, and
on record beside all others from then on (``announcing``)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from commitments.models import Commitment
from common.database.years import FIRST, LAST
from common.multilingual import LANGUAGE_CHOICES
from common.written import validate_text
from indicators.models.definitions import Indicator
from indicators.models.plans import Plan, PlanKind, PlanStage
from indicators.models.targets import Degree, Measure, Target, validate_number, validate_sdg_target
from reports.models import Submission

MEASURE, TARGET = "measure", "target"
KINDS = [*PlanKind.choices, (MEASURE, _("measure")), (TARGET, _("target"))]
# What targets alone have.
OF_TARGETS = {
    "indicator": None,
    "value": None,
    "unit": "",
    "baseline_value": None,
    "baseline_year": None,
    "commitment": None,
    "sdg_target": "",
    "degree": "",
}


def _amount(label: Any, help_text: Any = "") -> "models.DecimalField[Any, Any]":
    return models.DecimalField(
        label, max_digits=24, decimal_places=6, null=True, blank=True, help_text=help_text
    )


class Announcement(models.Model):
    """A plan, a measure of one, or a target, as one report sets it out in one language.

    ``number`` tells those of a report apart, from 1. A measure belongs to a plan on record
    (``plan``) or to a plan of the same report, named by its number (``of_number``); a target may.
    ``as_plan``, ``as_measure`` and ``as_target`` are the record that it became when the report was
    published; a corrected report changes the same record.
    """

    submission = models.ForeignKey(
        Submission, models.CASCADE, related_name="announcements", verbose_name=_("submission")
    )
    number = models.PositiveSmallIntegerField(_("number in the report"), editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=KINDS)
    title = models.TextField(_("title"), max_length=300, validators=[validate_text])
    text = models.TextField(_("text"), max_length=5000, blank=True, validators=[validate_text])
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGE_CHOICES)
    plan = models.ForeignKey(
        Plan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="announcements",
        verbose_name=_("plan"),
    )
    of_number = models.PositiveSmallIntegerField(
        _("number of its plan in the report"), null=True, blank=True
    )
    stage = models.CharField(_("stage"), max_length=14, choices=PlanStage, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    document_url = models.URLField(_("link to the document"), max_length=500, blank=True)
    measure_number = models.CharField(
        _("number"),
        max_length=20,
        blank=True,
        validators=[validate_number],
        help_text=_("As the plan has it: 3, 1.2, II (a)."),
    )
    responsible = models.CharField(
        _("responsible"),
        max_length=200,
        blank=True,
        help_text=_("The office or body, never a person."),
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    indicator = models.ForeignKey(
        Indicator,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="announcements",
        verbose_name=_("indicator"),
        help_text=_("What it is measured by. A target without one is shown and is in no figure."),
    )
    value = _amount(_("value"), _("What is to be reached, in the unit."))
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    baseline_value = _amount(_("baseline"), _("Where it began, in the unit of the target."))
    baseline_year = models.PositiveSmallIntegerField(
        _("year of the baseline"),
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST), MaxValueValidator(LAST)],
    )
    commitment = models.ForeignKey(
        Commitment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="announcements",
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
        help_text=_("How closely it goes with these, as you declare it."),
    )
    as_plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, editable=False, related_name="announced_in"
    )
    as_measure = models.ForeignKey(
        Measure, models.SET_NULL, null=True, editable=False, related_name="announced_in"
    )
    as_target = models.ForeignKey(
        Target, models.PROTECT, null=True, editable=False, related_name="announced_in"
    )

    objects: Any = models.Manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("plan, measure or target of a report")
        verbose_name_plural = _("plans, measures and targets of reports")
        ordering = ["submission", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "number"], name="announcement_number_is_unique_in_report"
            ),
            models.CheckConstraint(
                name="announcement_kind_is_known",
                condition=Q(kind__in=[*PlanKind.values, MEASURE, TARGET]),
            ),
            models.CheckConstraint(
                name="announcement_says_something",
                condition=~Q(title="") & ~Q(language=""),
            ),
            models.CheckConstraint(
                name="announcement_belongs_where_it_can",
                condition=(
                    Q(kind__in=PlanKind.values, plan__isnull=True, of_number__isnull=True)
                    & Q(stage__in=PlanStage.values)
                )
                | (
                    Q(kind=MEASURE, stage="")
                    & (
                        Q(plan__isnull=False, of_number__isnull=True)
                        | Q(plan__isnull=True, of_number__isnull=False)
                    )
                )
                | (Q(kind=TARGET, stage="") & (Q(plan__isnull=True) | Q(of_number__isnull=True))),
                violation_error_message=_("Say of which plan it is."),
                violation_error_code="plan_missing",
            ),
            models.CheckConstraint(
                name="announcement_of_another_kind_has_no_amount",
                condition=Q(kind=TARGET)
                | Q(
                    **{
                        (name if value == "" else f"{name}__isnull"): value if value == "" else True
                        for name, value in OF_TARGETS.items()
                    }
                ),
            ),
            models.CheckConstraint(
                name="announced_amount_has_a_unit",
                condition=Q(value__isnull=True, baseline_value__isnull=True) | ~Q(unit=""),
                violation_error_message=_("Say in which unit the amount is."),
                violation_error_code="unit_missing",
            ),
            models.CheckConstraint(
                name="announced_plan_begins_before_it_ends",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(starts_on__lte=F("ends_on")),
                violation_error_message=_("The last day must come after the first."),
                violation_error_code="dates_out_of_order",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_plan(self) -> bool:
        return self.kind in PlanKind.values

    def clean(self) -> None:
        """Refuse a plan of somebody else, and a made-up plan of a real cycle."""
        if self.plan is None:
            return
        is_made_up = self.submission.cycle.is_fictional
        if self.plan.reporter_id != self.submission.reporter_id:
            message = _("Only plans of your own take further measures and targets.")
            raise ValidationError(message, code="plan_of_another")
        if self.plan.is_fictional != is_made_up:
            message = _("What is made up and what is real are kept apart.")
            raise ValidationError(message, code="real_and_fictional")
