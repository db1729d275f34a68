"""What is measured: indicators, and the dimensions by which their figures are broken down."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from commitments.models import Commitment
from common.fields import MultilingualField
from common.multilingual import localise
from reports.models import ReportingCycle

KEY = RegexValidator(
    r"\A[a-z0-9]+(-[a-z0-9]+)*\Z", _("Use small letters, digits and single hyphens.")
)
# An identifier of SDMX, in capitals as code lists write them.
CODE = RegexValidator(r"\A[A-Z0-9_]+\Z", _("Use capital letters, digits and underscores."))
TOTAL, NOT_STATED = "_T", "_N"


class ByNaturalKey(models.Manager[Any]):
    """Finds a record by the columns that tell it apart everywhere."""

    columns: tuple[str, ...] = ("key",)

    def get_by_natural_key(self, *values: str) -> Any:
        return self.get(**dict(zip(self.columns, values, strict=True)))


class CodeManager(ByNaturalKey):
    columns = ("dimension__concept", "code")


class DimensionManager(ByNaturalKey):
    columns = ("concept",)


class PeriodManager(ByNaturalKey):
    columns = ("cycle__code",)


class Dimension(models.Model):
    """A dimension by which figures are broken down. ``concept`` is its identifier in SDMX.

    ``is_official`` and ``source`` say whether the codes are those of a list that somebody keeps;
    all others are the tracker's own. Each has ``_T`` (the total) and ``_N`` (not stated).
    """

    concept = models.CharField(_("concept"), max_length=40, unique=True, validators=[CODE])
    name = MultilingualField(_("name"), required=("en",))
    is_official = models.BooleanField(
        _("official codes"),
        default=False,
        help_text=_("The codes are those of the list that the source names, not our own."),
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects: Any = DimensionManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("dimension")
        verbose_name_plural = _("dimensions")
        ordering = ["position", "concept"]

    def __str__(self) -> str:
        return str(localise(self.name))

    def natural_key(self) -> tuple[str]:
        return (self.concept,)


class Code(models.Model):
    """One value of a dimension. ``words`` are the keys of rows of reporting forms that mean it."""

    dimension = models.ForeignKey(
        Dimension, models.CASCADE, related_name="codes", verbose_name=_("dimension")
    )
    code = models.CharField(_("code"), max_length=60, validators=[CODE])
    name = MultilingualField(_("name"), required=("en",))
    words = models.JSONField(
        _("words of forms"),
        default=list,
        blank=True,
        help_text=_("Keys of the rows of reporting forms that mean this."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects: Any = CodeManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = pgettext_lazy("of a dimension", "code")
        verbose_name_plural = pgettext_lazy("of a dimension", "codes")
        ordering = ["dimension", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["dimension", "code"], name="code_of_dimension_once"),
        ]

    def __str__(self) -> str:
        return str(localise(self.name))

    def natural_key(self) -> tuple[str, str]:
        return (self.dimension.concept, self.code)


class Framework(models.TextChoices):
    SDG = "sdg", _("Sustainable Development Goals")
    POA = "poa", _("Programme of Action")
    ROADMAP = "roadmap", _("regional roadmap")
    NATIONAL = "national", _("national plan")


class IndicatorKind(models.TextChoices):
    COUNT = "count", pgettext_lazy("kind of indicator", "count")
    PROPORTION = "proportion", _("proportion")
    AMOUNT = "amount", pgettext_lazy("kind of indicator", "amount")
    YES_NO = "yes_no", _("yes or no")


class Direction(models.TextChoices):
    """Whether figures of an indicator are meant to rise or to fall; for most counts neither is
    meant."""

    UP = "up", _("more is meant")
    DOWN = "down", _("less is meant")
    NONE = "none", _("no direction")


def validate_measures(measures: Any) -> None:
    """Raise ValidationError unless each word has its breakdown, an object of codes by concept."""
    is_mapping = isinstance(measures, dict) and all(
        isinstance(codes, dict) and all(isinstance(each, str) for each in codes.values())
        for codes in measures.values()
    )
    if not is_mapping:
        raise ValidationError(_("Give each word an object of codes by concept."), code="measures")


class Indicator(models.Model):
    """What is measured, in whichever framework.

    ``numerator`` and ``denominators`` are other indicators, of a proportion; which arms the
    denominator counts differs between sources, so ``denominator_rule`` says it here and each
    figure names its own. ``measures`` are the words by which reporting forms count it, each with
    the breakdown that the word implies. ``caveat`` goes with the indicator wherever it shows.
    """

    key = models.CharField(_("key"), max_length=60, unique=True, validators=[KEY])
    code = models.CharField(
        _("code"), max_length=40, blank=True, help_text=_("As its framework numbers it: 16.4.2.")
    )
    series = models.CharField(
        _("series"), max_length=60, blank=True, help_text=_("Its code in a public database.")
    )
    name = MultilingualField(_("name"), required=("en",))
    definition = MultilingualField(_("definition"), required=("en",))
    caveat = MultilingualField(_("caveat"))
    framework = models.CharField(_("framework"), max_length=8, choices=Framework)
    kind = models.CharField(_("kind"), max_length=10, choices=IndicatorKind)
    unit = models.CharField(
        _("unit"), max_length=40, help_text=_("A stable word: arms, persons, percent, tonnes.")
    )
    numerator = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="numerator_of",
        verbose_name=_("numerator"),
    )
    denominators = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="denominator_of",
        verbose_name=_("denominator: the sum of"),
    )
    denominator_rule = MultilingualField(_("rule of the denominator"))
    custodian = models.CharField(_("custodian"), max_length=200, blank=True)
    metadata_url = models.URLField(_("address of its metadata"), blank=True)
    metadata_version = models.CharField(_("version of its metadata"), max_length=60, blank=True)
    desired_direction = models.CharField(
        _("desired direction"), max_length=4, choices=Direction, default=Direction.NONE
    )
    measures = models.JSONField(
        _("words of forms"),
        default=dict,
        blank=True,
        validators=[validate_measures],
        help_text=_("By the word of what a number of a form counts: the codes that it implies."),
    )
    dimensions = models.ManyToManyField(
        Dimension, blank=True, related_name="indicators", verbose_name=_("dimensions")
    )
    commitments = models.ManyToManyField(
        Commitment, blank=True, related_name="indicators", verbose_name=_("commitments")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects: Any = ByNaturalKey()
    history = HistoricalRecords(m2m_fields=[dimensions, commitments, denominators])

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["position", "key"]
        constraints = [
            models.CheckConstraint(
                name="indicator_framework_is_known", condition=Q(framework__in=Framework.values)
            ),
            models.CheckConstraint(
                name="indicator_kind_is_known", condition=Q(kind__in=IndicatorKind.values)
            ),
            models.CheckConstraint(
                name="indicator_direction_is_known",
                condition=Q(desired_direction__in=Direction.values),
            ),
            models.CheckConstraint(
                name="numerator_is_of_a_proportion",
                condition=Q(numerator__isnull=True) | Q(kind=IndicatorKind.PROPORTION),
                violation_error_message=_("Only a proportion has a numerator."),
                violation_error_code="numerator",
            ),
        ]

    def __str__(self) -> str:
        return str(localise(self.name))

    def natural_key(self) -> tuple[str]:
        return (self.key,)

    def get_absolute_url(self) -> str:
        return reverse("indicator", args=[self.key])

    @property
    def is_proportion(self) -> bool:
        return bool(self.kind == IndicatorKind.PROPORTION)


class ReportingPeriod(models.Model):
    """The period that the numbers in the reports of a cycle are about, where a source gives it.
    Otherwise they are of the reporting period of their report, whose days nobody knows."""

    cycle = models.OneToOneField(
        ReportingCycle,
        models.CASCADE,
        related_name="reporting_period",
        verbose_name=_("reporting cycle"),
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    source = models.CharField(_("source"), max_length=300)

    objects: Any = PeriodManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        ordering = ["cycle"]
        constraints = [
            models.CheckConstraint(
                name="reporting_period_is_in_order",
                condition=Q(starts_on__lte=models.F("ends_on")),
                violation_error_message=_("A period begins before it ends."),
                violation_error_code="period_out_of_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.cycle}: {self.starts_on} – {self.ends_on}"

    def natural_key(self) -> tuple[str]:
        return (self.cycle.code,)
