"""Mandates and embargoes (BMS8, paras. 57, 58, 65): reference data, each as one source tells it.
Nothing here says who keeps to them."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from common.database.keys import KeyedModel
from common.fields import MultilingualField
from common.multilingual import localise
from indicators.models.sources import Cited
from indicators.models.values import Place, When, constraints_of


class RegimeKind(models.TextChoices):
    EMBARGO = "embargo", _("arms embargo")
    MANDATE = "mission_mandate", _("mandate of a mission")


class Task(models.TextChoices):
    """What a mission is to do about small arms, or what an embargo asks to be done with them."""

    COLLECT = "collect", pgettext_lazy("task", "collect")
    MARK = "mark", pgettext_lazy("task", "mark")
    RECORD = "record", pgettext_lazy("task", "record")
    TRACE = "trace", pgettext_lazy("task", "trace")
    DESTROY = "destroy", pgettext_lazy("task", "destroy")
    MONITOR = "embargo_monitoring", pgettext_lazy("task", "monitor the embargo")
    ADVISE = "advise", pgettext_lazy("task", "advise")


class Regime(KeyedModel, Place, When, Cited):
    """One provision of an embargo or of a mission's mandate.

    ``authority`` decided it, by ``reference`` (such as S/RES/1792 (2007); empty where the source
    cites none). When is the day or time of which the source speaks, not how long it was in
    force. ``has_monitoring`` is null where the source does not say.
    """

    kind = models.CharField(_("kind"), max_length=15, choices=RegimeKind)
    title = MultilingualField(_("title"), required=["en"])
    authority = MultilingualField(_("authority"), required=["en"])
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    mission = models.CharField(
        _("mission"), max_length=60, blank=True, help_text=_("As abbreviated: MONUC.")
    )
    has_monitoring = models.BooleanField(_("is monitored"), null=True, blank=True)
    exemption_rule = MultilingualField(_("rule on exemptions"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("mandate or embargo")
        verbose_name_plural = _("mandates and embargoes")
        ordering = ["key"]
        constraints = [
            *constraints_of(Place, When, Cited),
            models.CheckConstraint(
                name="regime_kind_is_known", condition=Q(kind__in=RegimeKind.values)
            ),
            models.CheckConstraint(
                name="mandate_names_its_mission",
                condition=Q(kind=RegimeKind.EMBARGO, mission="")
                | (Q(kind=RegimeKind.MANDATE) & ~Q(mission="")),
                violation_error_message=_("A mandate names its mission, an embargo none."),
                violation_error_code="mission_missing",
            ),
        ]

    def __str__(self) -> str:
        return localise(self.title)

    def get_absolute_url(self) -> str:
        return f"{reverse('regimes')}#{self.key}"


class RegimeTaskManager(models.Manager[Any]):
    def get_by_natural_key(self, regime: str, task: str) -> Any:
        return self.get(regime__key=regime, task=task)


class RegimeTask(models.Model):
    """One task of a mandate or embargo."""

    regime = models.ForeignKey(
        Regime, models.CASCADE, related_name="tasks", verbose_name=_("mandate or embargo")
    )
    task = models.CharField(pgettext_lazy("regime", "task"), max_length=18, choices=Task)

    objects: Any = RegimeTaskManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("task of a mandate or embargo")
        verbose_name_plural = _("tasks of mandates and embargoes")
        ordering = ["regime", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["regime", "task"], name="regime_has_a_task_once"),
            models.CheckConstraint(name="regime_task_is_known", condition=Q(task__in=Task.values)),
        ]

    def __str__(self) -> str:
        return str(Task(self.task).label)

    def natural_key(self) -> tuple[str, str]:
        return (self.regime.key, self.task)

    natural_key.dependencies = ["cooperation.regime"]  # type: ignore[attr-defined]
