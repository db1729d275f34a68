"""Plans: what States and organisations set out to do, for whom, and from when to when.

All of it is declared by the owner. Only the reports say whether somebody has come nearer to it
(``progress``).
"""

import datetime
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from common.database.keys import KeyedModel, KeyManager
from common.fields import MultilingualField
from common.multilingual import localise
from common.search import SearchTextField, matching
from indicators.models.values import Party, Place, constraints_of, plain_number


class PlanKind(models.TextChoices):
    NATIONAL_ACTION_PLAN = "national_action_plan", _("national action plan")
    REGIONAL_ROADMAP = "regional_roadmap", _("regional roadmap")
    REGIONAL_PLAN = "regional_plan", _("regional plan")
    STRATEGY = "strategy", _("strategy")


class PlanStage(models.TextChoices):
    IN_PREPARATION = "in_preparation", _("in preparation")
    ADOPTED = "adopted", pgettext_lazy("plan", "adopted")
    UNDER_REVISION = "under_revision", _("under revision")
    ENDED = "ended", _("ended")


def public_plans(of: str = "") -> Q:
    """The condition for plans that anybody may read; ``of`` is the way to the plan."""
    return Q(**{f"{of}is_public": True})


# Of plans that began: those without a known end, which are not said to have ended.
GOES_ON = Q(ends_on__isnull=True) & ~Q(stage=PlanStage.ENDED)


class PlanQuerySet(models.QuerySet["Plan"]):
    def public(self) -> "PlanQuerySet":
        return self.filter(public_plans())

    def matching(self, query: str) -> "PlanQuerySet":
        return self.filter(matching(query))

    def in_force(self, day: datetime.date) -> "PlanQuerySet":
        """Plans in force on ``day``: adopted, begun (on the day of adoption where no other is on
        record) and not yet ended. One without a first day is not known to be in force, nor is an
        ended one without a last day."""
        return self._begun().filter(GOES_ON | Q(ends_on__gte=day), Q(begins_on__lte=day))

    def of_year(self, year: int) -> "PlanQuerySet":
        """Plans that reports of ``year`` may speak of: not in preparation, and not known to begin
        after it or to have ended before it."""
        begins = Q(begins_on__isnull=True) | Q(begins_on__lte=datetime.date(year, 12, 31))
        ends = GOES_ON | Q(ends_on__gte=datetime.date(year, 1, 1))
        return self._begun().filter(begins, ends)

    def _begun(self) -> "PlanQuerySet":
        """Plans that were ever in force, with ``begins_on``: the first day, else the day of
        adoption; null where neither is on record."""
        adopted = self.exclude(stage=PlanStage.IN_PREPARATION)
        return adopted.alias(begins_on=Coalesce("starts_on", "adopted_on"))


class PlanManager(KeyManager.from_queryset(PlanQuerySet)):  # type: ignore[misc]
    pass


class Plan(KeyedModel, Party):
    """A plan, roadmap or strategy of one owner (the ``Party``), for the places that it covers."""

    kind = models.CharField(_("kind"), max_length=20, choices=PlanKind)
    title = MultilingualField(_("title"), required=["en"])
    summary = MultilingualField(_("summary"))
    stage = models.CharField(
        _("stage"), max_length=14, choices=PlanStage, default=PlanStage.ADOPTED
    )
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    adopted_by = models.CharField(
        _("adopted by"),
        max_length=200,
        blank=True,
        help_text=_("The office or body, never a person."),
    )
    document_url = models.URLField(_("link to the document"), max_length=500, blank=True)
    cost = models.DecimalField(_("cost"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(
        _("currency"),
        max_length=3,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{3}\Z", _("Use the three letters of ISO 4217."))],
        help_text=_("Such as USD, EUR, XOF."),
    )
    # What a later plan replaces stays on record.
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    source = models.CharField(
        _("source"), max_length=300, help_text=_("Document and paragraph that say so.")
    )
    is_public = models.BooleanField(
        _("public"),
        default=False,
        help_text=_("Anybody may read it, with its measures. Until then it is a draft."),
    )
    is_fictional = models.BooleanField(
        _("fictional"), default=False, help_text=_("Made up, to try the tracker out.")
    )
    search_text = SearchTextField(sources=["key", "title", "summary"])

    objects: Any = PlanManager()
    history = HistoricalRecords(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["-starts_on", "key"]
        constraints = [
            *constraints_of(Party),
            models.CheckConstraint(
                name="plan_kind_is_known", condition=Q(kind__in=PlanKind.values)
            ),
            models.CheckConstraint(
                name="plan_stage_is_known", condition=Q(stage__in=PlanStage.values)
            ),
            models.CheckConstraint(
                name="plan_begins_before_it_ends",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(starts_on__lte=F("ends_on")),
                violation_error_message=_("The last day must come after the first."),
                violation_error_code="dates_out_of_order",
            ),
            models.CheckConstraint(
                name="plan_in_preparation_is_not_adopted",
                condition=~Q(stage=PlanStage.IN_PREPARATION) | Q(adopted_on__isnull=True),
                violation_error_message=_("A plan in preparation has no day of adoption yet."),
                violation_error_code="not_adopted_yet",
            ),
            models.CheckConstraint(
                name="plan_cost_has_a_currency",
                condition=(Q(cost__isnull=True) & Q(currency=""))
                | (Q(cost__gte=0) & ~Q(currency="")),
                violation_error_message=_("Give a cost with its currency, or neither."),
                violation_error_code="currency_missing",
            ),
            models.CheckConstraint(
                name="plan_has_a_source",
                condition=~Q(source=""),
                violation_error_message=_("Name the source."),
                violation_error_code="no_source",
            ),
            models.CheckConstraint(
                name="plan_does_not_replace_itself",
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return localise(self.title)

    def get_absolute_url(self) -> str:
        return reverse("plan", args=[self.key])

    def is_in_force(self, day: datetime.date) -> bool:
        """As ``in_force`` of the queryset has it."""
        begins_on = self.starts_on or self.adopted_on
        if self.stage == PlanStage.IN_PREPARATION or begins_on is None or begins_on > day:
            return False
        return self.stage != PlanStage.ENDED if self.ends_on is None else self.ends_on >= day

    @property
    def cost_in_words(self) -> str:
        """The cost with its currency; empty where none is on record."""
        return f"{plain_number(self.cost)} {self.currency}" if self.cost is not None else ""


class PlanPlace(Place):
    """A State, group or territory that a plan covers."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="covers", verbose_name=_("plan"))

    objects: Any = models.Manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("place that a plan covers")
        verbose_name_plural = _("places that a plan covers")
        ordering = ["plan", "pk"]
        constraints = [
            *constraints_of(Place),
            models.UniqueConstraint(
                fields=["plan", "place_reporter"], name="plan_covers_a_state_once"
            ),
            models.UniqueConstraint(
                fields=["plan", "place_group"], name="plan_covers_a_group_once"
            ),
            models.UniqueConstraint(
                fields=["plan", "territory"],
                condition=~Q(territory=""),
                name="plan_covers_a_territory_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} · {self.place_name}"
