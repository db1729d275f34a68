"""Funds that pay for projects, and what publications say of them as a whole."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from common.database.keys import KeyedModel
from common.fields import MultilingualField
from common.multilingual import localise
from cooperation.models.money import OptionalAmount
from indicators.models.sources import Cited
from indicators.models.values import Amount, Party, When, constraints_of
from participation.models import Body


class Fund(KeyedModel, When, Cited):
    """A fund with the body under whose name it takes part in projects; When is its beginning."""

    body = models.OneToOneField(Body, models.PROTECT, related_name="fund", verbose_name=_("body"))
    summary = MultilingualField(_("summary"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("fund")
        verbose_name_plural = _("funds")
        ordering = ["key"]
        constraints = constraints_of(When, Cited)

    def __str__(self) -> str:
        return self.body.display_name

    def get_absolute_url(self) -> str:
        return reverse("fund", args=[self.key])


class FundCount(models.TextChoices):
    """What a published total counts."""

    PROJECTS = "projects", _("projects funded")
    BUDGET = "budget", _("budget of the projects funded")


class FundTotal(KeyedModel, Amount, When, Cited):
    """How much a publication says a fund did, over the time from ``earliest_on`` to ``latest_on``:
    a fact of its own, beside the projects on record. Totals of times that overlap are not
    summed."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="totals", verbose_name=_("fund"))
    counts = models.CharField(pgettext_lazy("total", "counts"), max_length=8, choices=FundCount)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("published total of a fund")
        verbose_name_plural = _("published totals of funds")
        ordering = ["fund", "document", "pk"]
        constraints = [
            *constraints_of(Amount, When, Cited),
            models.CheckConstraint(
                name="fund_total_counts_what_is_known",
                condition=Q(counts__in=FundCount.values),
            ),
            models.CheckConstraint(
                name="fund_total_says_how_much",
                condition=Q(value__isnull=False) & ~Q(unit=""),
                violation_error_message=_("Give the number and its unit."),
                violation_error_code="total_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        return f"{self.fund.get_absolute_url()}#{self.key}"


class FundStatement(KeyedModel, Cited):
    """What a source says of a fund without a number: its purpose, what it pays for."""

    fund = models.ForeignKey(
        Fund, models.CASCADE, related_name="statements", verbose_name=_("fund")
    )
    text = MultilingualField(_("text"), required=["en"])

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("statement on a fund")
        verbose_name_plural = _("statements on funds")
        ordering = ["fund", "key"]
        constraints = constraints_of(Cited)

    def __str__(self) -> str:
        return localise(self.text)

    def get_absolute_url(self) -> str:
        return f"{self.fund.get_absolute_url()}#{self.key}"


class FundCall(KeyedModel, OptionalAmount, Cited):
    """A call of a fund for proposals. ``amount`` is its ceiling for one project; months are how
    long a project may last. What no source says stays empty."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="calls", verbose_name=_("fund"))
    year = models.PositiveSmallIntegerField(_("year"))
    opens_on = models.DateField(pgettext_lazy("call", "opens on"), null=True, blank=True)
    closes_on = models.DateField(pgettext_lazy("call", "closes on"), null=True, blank=True)
    priorities = MultilingualField(_("priorities"))
    shortest_months = models.PositiveSmallIntegerField(_("months at least"), null=True, blank=True)
    longest_months = models.PositiveSmallIntegerField(_("months at most"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("call for proposals")
        verbose_name_plural = _("calls for proposals")
        ordering = ["fund", "-year", "key"]
        constraints = [
            *constraints_of(OptionalAmount, Cited),
            models.CheckConstraint(
                name="call_year_is_one", condition=Q(year__gte=1945, year__lte=2200)
            ),
            models.CheckConstraint(
                name="call_opens_before_it_closes",
                condition=Q(opens_on=None) | Q(closes_on=None) | Q(opens_on__lte=F("closes_on")),
                violation_error_message=_("The last day comes after the first."),
                violation_error_code="dates_out_of_order",
            ),
            models.CheckConstraint(
                name="call_months_are_in_order",
                condition=Q(shortest_months=None)
                | Q(longest_months=None)
                | Q(shortest_months__lte=F("longest_months")),
                violation_error_message=_("Give the lower number of months first."),
                violation_error_code="months_out_of_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund} · {self.year}"

    def get_absolute_url(self) -> str:
        return f"{self.fund.get_absolute_url()}#{self.key}"


class Contribution(KeyedModel, OptionalAmount, Party, Cited):
    """What the party paid into a fund in a year. Without an amount: a source says that it did, and
    not how much. Beside the totals, and never summed over currencies."""

    fund = models.ForeignKey(
        Fund, models.PROTECT, related_name="contributions", verbose_name=_("fund")
    )
    year = models.PositiveSmallIntegerField(_("year"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("contribution to a fund")
        verbose_name_plural = _("contributions to funds")
        ordering = ["fund", "-year", "key"]
        constraints = [
            *constraints_of(OptionalAmount, Party, Cited),
            models.CheckConstraint(
                name="contribution_year_is_one", condition=Q(year__gte=1945, year__lte=2200)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund} · {self.year} · {self.party_name}"

    def get_absolute_url(self) -> str:
        return f"{self.fund.get_absolute_url()}#{self.key}"
