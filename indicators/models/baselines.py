"""Baseline assessments: where a State stood, as it and its partners agreed (BMS8, para. 89)."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.fields import MultilingualField
from common.multilingual import localise
from common.references import random_reference
from indicators.models.observations import Observation
from indicators.models.plans import Plan
from indicators.models.values import Party, When, constraints_of
from reports.models import Reporter


class Tool(models.TextChoices):
    ISACS = "isacs", _("ISACS assessment tool")
    IATG = "iatg", _("IATG checklist")
    OTHER = "other", _("another tool")


def new_reference() -> str:
    return random_reference("BAS")


# Anybody may read an assessment once both sides chose so; SQL of the same for triggers.
SHARED = Q(is_shared_by_state=True, is_shared_by_partners=True)
SHARED_SQL = "({row}.is_shared_by_state AND {row}.is_shared_by_partners)"

OF_SHARED_SQL = (
    "EXISTS (SELECT 1 FROM indicators_baseline b WHERE b.id = {row}.baseline_id"  # noqa: S608
    f" AND {SHARED_SQL.format(row='b')})"
)


class BaselineQuerySet(models.QuerySet["Baseline"]):
    def public(self) -> "BaselineQuerySet":
        return self.filter(SHARED)


class Baseline(When):
    """An assessment of where one State stands, agreed by it and by its partners.

    The State and the secretariat read it; anybody else only once both sides have agreed on its
    content and both have chosen to share it. Until then no write to it moves the public stamp.
    """

    # How triggers tell the rows whose writes the public may see.
    moves_the_stamp_where: ClassVar[str] = SHARED_SQL

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_reference, editable=False
    )
    reporter = models.ForeignKey(
        Reporter, models.PROTECT, related_name="baselines", verbose_name=_("State")
    )
    title = MultilingualField(_("title"), required=["en"])
    summary = MultilingualField(_("summary"))
    tool = models.CharField(_("tool"), max_length=5, choices=Tool)
    tool_name = models.CharField(
        _("name of the tool"),
        max_length=200,
        blank=True,
        help_text=_("With its edition; needed for another tool."),
    )
    plan = models.ForeignKey(
        Plan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="baselines",
        verbose_name=_("plan"),
    )
    document_url = models.URLField(_("link to the document"), max_length=500, blank=True)
    observations: Any = models.ManyToManyField(
        Observation,
        blank=True,
        related_name="baselines",
        verbose_name=_("figures"),
        help_text=_("Of the State, as they are on record."),
    )
    agreed_by_state_on = models.DateField(_("agreed by the State on"), null=True, blank=True)
    agreed_by_partners_on = models.DateField(_("agreed by the partners on"), null=True, blank=True)
    is_shared_by_state = models.BooleanField(
        _("the State shares it"),
        default=False,
        help_text=_("Anybody may read it once both sides share it."),
    )
    is_shared_by_partners = models.BooleanField(_("the partners share it"), default=False)

    objects: Any = BaselineQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[observations])

    class Meta:
        verbose_name = _("baseline assessment")
        verbose_name_plural = _("baseline assessments")
        ordering = ["reporter", "-earliest_on", "reference"]
        constraints = [
            *constraints_of(When),
            models.CheckConstraint(
                name="baseline_tool_is_known", condition=Q(tool__in=Tool.values)
            ),
            models.CheckConstraint(
                name="other_tool_of_a_baseline_has_a_name",
                condition=~Q(tool=Tool.OTHER) | ~Q(tool_name=""),
                violation_error_message=_("Name the tool."),
                violation_error_code="tool_missing",
            ),
            models.CheckConstraint(
                name="baseline_is_shared_once_both_agreed",
                condition=Q(is_shared_by_state=False, is_shared_by_partners=False)
                | Q(agreed_by_state_on__isnull=False, agreed_by_partners_on__isnull=False),
                violation_error_message=_("It can be shared once both sides have agreed on it."),
                violation_error_code="not_agreed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} · {localise(self.title)}"

    @property
    def is_agreed(self) -> bool:
        return bool(self.agreed_by_state_on and self.agreed_by_partners_on)

    @property
    def is_public(self) -> bool:
        return self.is_shared_by_state and self.is_shared_by_partners

    @property
    def tool_in_words(self) -> str:
        """The tool, by its own name where it has one."""
        return self.tool_name or str(Tool(self.tool).label)


Baseline.observations.through.moves_the_stamp_where = OF_SHARED_SQL


class BaselinePartner(Party):
    """Somebody with whom a State made an assessment."""

    moves_the_stamp_where: ClassVar[str] = OF_SHARED_SQL

    baseline = models.ForeignKey(
        Baseline, models.CASCADE, related_name="partners", verbose_name=_("baseline assessment")
    )

    objects: Any = models.Manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("partner of a baseline assessment")
        verbose_name_plural = _("partners of a baseline assessment")
        ordering = ["baseline", "pk"]
        constraints = constraints_of(Party)

    def __str__(self) -> str:
        return self.party_name
