"""Plans, measures and targets that a report sets out: part of the report until it is published, and
on record beside all others from then on (``announcing``)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from common.database.years import FIRST, LAST
from common.multilingual import LANGUAGE_CHOICES
from common.written import validate_text
from indicators.models.definitions import Indicator
from indicators.models.listed import Link, Step, require_links, require_places, require_steps
from indicators.models.plans import Plan, PlanKind, PlanStage
from indicators.models.targets import Measure, Target, baseline_in_words, validate_number
from indicators.models.values import plain_number, unit_name
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
    "baseline_text": "",
}


def _amount(label: Any, help_text: Any = "") -> "models.DecimalField[Any, Any]":
    return models.DecimalField(
        label, max_digits=24, decimal_places=6, null=True, blank=True, help_text=help_text
    )


class Announcement(models.Model):
    """A plan, a measure of one, or a target, as one report sets it out in one language.

    ``number`` tells those of a report apart, from 1. A measure belongs to a plan on record
    (``plan``) or to a plan of the same report, named by its number (``of_number``); a target may.
    ``goes_with`` and ``milestones`` hold rows (``listed``), ``covers`` the States and groups of a
    plan, by their keys.
    ``as_plan``, ``as_measure`` and ``as_target`` are the record that it became when the report was
    published, or that it changes; a corrected report changes the same record.
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
    due_on = models.DateField(pgettext_lazy("target", "due on"), null=True, blank=True)
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
    baseline_text = models.TextField(
        _("baseline in words"), max_length=2000, blank=True, validators=[validate_text]
    )
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    adopted_by = models.CharField(
        _("adopted by"),
        max_length=200,
        blank=True,
        help_text=_("The office or body, never a person."),
    )
    covers = models.JSONField(_("covers"), default=list, blank=True)
    goes_with = models.JSONField(_("goes with"), default=list, blank=True)
    milestones = models.JSONField(_("milestones of the target"), default=list, blank=True)
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

    @property
    def becomes(self) -> Plan | Measure | Target | None:
        """The record on which it stands, or that it changes."""
        return self.as_plan or self.as_measure or self.as_target

    @property
    def links(self) -> list[Link]:
        return [Link.of(row) for row in self.goes_with]

    @property
    def steps(self) -> list[Step]:
        return [Step.of(row) for row in self.milestones]

    @property
    def amount(self) -> str:
        """What is to be reached, with its unit; empty where it is in words alone."""
        if self.value is None:
            return ""
        return f"{plain_number(self.value)} {unit_name(self.unit)}"

    @property
    def baseline(self) -> str:
        """As a target has it."""
        return baseline_in_words(self.baseline_value, self.unit, self.baseline_year)

    def clean(self) -> None:
        """Refuse a plan of somebody else, a made-up plan of a real cycle, a record that the report
        names already, and lists that say what cannot be."""
        changed = self.becomes
        for plan in (self.plan, changed.plan if isinstance(changed, Measure) else changed):
            self._require_own(plan)
        self._require_named_once()
        if isinstance(changed, Measure) and changed.plan_id not in (self.plan_id, self._plan_here):
            message = _("A measure stays with its plan.")
            raise ValidationError(message, code="plan_of_another")
        self._clean_lists()

    @property
    def _plan_here(self) -> int | None:
        """The plan on record that the plan of the same report with ``of_number`` changes."""
        if self.of_number is None:
            return None
        same = type(self).objects.filter(submission=self.submission, number=self.of_number)
        found: int | None = same.values_list("as_plan", flat=True).first()
        return found

    def _require_own(self, record: Plan | Target | None) -> None:
        if record is None:
            return
        if record.reporter_id != self.submission.reporter_id:
            message = _("Only plans of your own take further measures and targets.")
            raise ValidationError(message, code="plan_of_another")
        if record.is_fictional != self.submission.cycle.is_fictional:
            message = _("What is made up and what is real are kept apart.")
            raise ValidationError(message, code="real_and_fictional")

    def _require_named_once(self) -> None:
        names = ("as_plan", "as_measure", "as_target")
        same = {name: found for name in names if (found := getattr(self, name))}
        others = type(self).objects.filter(submission=self.submission).exclude(pk=self.pk)
        if same and others.filter(**same).exists():
            raise ValidationError(_("The report changes this already."), code="named_twice")

    def _clean_lists(self) -> None:
        is_target = self.kind == TARGET
        links = [] if self.is_plan else self.goes_with
        steps = self.milestones if is_target else []
        made: dict[str, Any] = {
            "goes_with": lambda: require_links(links, of_target=is_target),
            "milestones": lambda: require_steps(steps, has_unit=bool(self.unit)),
            "covers": lambda: require_places(self.covers if self.is_plan else []),
        }
        problems: dict[str, Any] = {}
        for name, make in made.items():
            try:
                setattr(self, name, make())
            except ValidationError as error:
                problems[name] = error.error_list
        if problems:
            raise ValidationError(problems)
