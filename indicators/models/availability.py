"""Answers of a reporter that take the place of a figure: none, not relevant, not asked, or that
the figure of a database holds."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from common.multilingual import LANGUAGE_CHOICES
from common.written import validate_text
from indicators.models.definitions import Indicator
from indicators.models.observations import (
    IS_REAL,
    OF_PUBLIC_PARTS,
    DigestField,
    Observation,
    Period,
    require_told_once,
)
from indicators.models.values import constraints_of
from questionnaires.models import Answer
from reports.models import Submission
from reports.models.statuses import published


class Answered(models.TextChoices):
    """Why there is no figure of the State's own. Where there is one, the figure itself says so
    (*reported*). With ``CONFIRMED`` the State stands by what a database says of it."""

    NO_DATA = "no_data", _("no data")
    NOT_RELEVANT = "not_relevant", _("not relevant")
    NOT_ASKED = "not_asked", _("not asked")
    CONFIRMED = "confirmed", _("the figure of a database holds")


class Why(models.TextChoices):
    """How the answer came about, where the report gives no words for it."""

    STATED = "stated", pgettext_lazy("of an answer", "as stated")
    LEFT_BLANK = "left_blank", _("left blank in the form")
    GATE = "gate", _("an earlier answer closed the question")


class AvailabilityQuerySet(models.QuerySet["Availability"]):
    def public(self) -> "AvailabilityQuerySet":
        return self.filter(Q(submission__isnull=True) | published("submission__"), OF_PUBLIC_PARTS)

    def without_figure(self) -> "AvailabilityQuerySet":
        """Without those that confirm the figure of a database: there is one."""
        return self.exclude(answered=Answered.CONFIRMED)

    def real(self) -> "AvailabilityQuerySet":
        """Without records of an invented cycle."""
        return self.filter(IS_REAL)


class Availability(Period):
    """A reporter says of an indicator and a period that there is no figure, and why; or that the
    figure of a database, which it ``confirms``, holds. That figure stays where it is."""

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="availability", verbose_name=_("indicator")
    )
    reporter = models.ForeignKey(
        "reports.Reporter",
        models.PROTECT,
        related_name="availability",
        verbose_name=_("State"),
    )
    answered = models.CharField(_("answer"), max_length=12, choices=Answered)
    why = models.CharField(_("how it came about"), max_length=10, choices=Why, default=Why.STATED)
    reason = models.TextField(_("reason"), blank=True, validators=[validate_text])
    language = models.CharField(
        _("language of the reason"), max_length=2, choices=LANGUAGE_CHOICES, blank=True
    )
    submission = models.ForeignKey(
        Submission,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="availability",
        verbose_name=_("submission"),
    )
    answer = models.ForeignKey(
        Answer,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="availability",
        verbose_name=_("answer"),
    )
    confirms = models.ForeignKey(
        Observation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="confirmations",
        verbose_name=_("figure that it confirms"),
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    is_carried_over = models.BooleanField(
        _("carried over"),
        default=False,
        help_text=_("Taken from the report before and not confirmed yet; never submitted so."),
    )
    key = DigestField(_("key"))

    objects: Any = AvailabilityQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["key"])

    class Meta:
        verbose_name = _("answer without a figure")
        verbose_name_plural = _("answers without a figure")
        ordering = ["indicator", "reporter", "-ends_on", "pk"]
        constraints = [
            *constraints_of(Period),
            models.CheckConstraint(
                name="availability_is_of_a_report_or_a_source",
                condition=Q(submission__isnull=False, source="")
                | (Q(submission__isnull=True, answer__isnull=True) & ~Q(source="")),
                violation_error_message=_("Give a report or a source: one of them."),
                violation_error_code="origin_is_one",
            ),
            models.CheckConstraint(
                name="availability_confirms_one_figure",
                condition=Q(answered=Answered.CONFIRMED, confirms__isnull=False)
                | (~Q(answered=Answered.CONFIRMED) & Q(confirms__isnull=True)),
                violation_error_message=_("Name the figure that is confirmed, and none otherwise."),
                violation_error_code="confirms",
            ),
            models.CheckConstraint(
                name="availability_words_are_known",
                condition=Q(answered__in=Answered.values, why__in=Why.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} · {self.reporter}: {self.get_answered_display()}"

    def clean(self) -> None:
        super().clean()
        if self.indicator_id is not None and self.reporter_id is not None:
            require_told_once(self)

    @property
    def told_apart(self) -> tuple[Any, ...]:
        origin = self.submission.reference if self.submission else self.source
        return (self.indicator.key, self.reporter.code, self._period_told_apart, origin)

    @property
    def is_fictional(self) -> bool:
        return bool(self.submission and self.submission.cycle.is_fictional)
