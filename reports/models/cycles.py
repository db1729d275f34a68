"""Reporting cycles: the rounds of reports before the meetings."""

import datetime
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from commitments.models import Commitment, Meeting, OutcomeDocument
from commitments.models.years import year_is_plausible
from commitments.multilingual import MultilingualField, localise
from reports.models.reporters import ADDRESSEES_BY_KIND, ReporterKind


class ReportingCycleQuerySet(models.QuerySet["ReportingCycle"]):
    def real(self) -> "ReportingCycleQuerySet":
        """Without the fictional cycles of the demonstration data."""
        return self.filter(is_fictional=False)

    def latest_first(self) -> "ReportingCycleQuerySet":
        return self.order_by("-year", "-code")


_CycleManager = models.Manager.from_queryset(ReportingCycleQuerySet)


class ReportingCycleManager(_CycleManager["ReportingCycle"]):
    def get_by_natural_key(self, code: str) -> "ReportingCycle":
        return self.get(code=code)

    def current(self) -> "ReportingCycle | None":
        """The latest real cycle; computed, never stored."""
        return ReportingCycleQuerySet(self.model, using=self._db).real().latest_first().first()


class ReportingCycle(models.Model):
    """The round of reports before one meeting.

    *Due* and *closes* are different days: a report after the due day is late, and accepted
    until the cycle closes. Days are empty where no source gives them: a cycle that has no
    closing day is open.
    """

    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z")],
        help_text=_("Usually the year, such as 2022. Stands in addresses and references."),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    name = MultilingualField(_("name"), required=["en"])
    # Reports were made for this meeting; it cannot go while they are here.
    meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cycles",
        verbose_name=_("meeting"),
    )
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    closes_on = models.DateField(
        _("closes on"),
        null=True,
        blank=True,
        help_text=_("The last day a report is accepted."),
    )
    documents = models.ManyToManyField(
        OutcomeDocument,
        blank=True,
        related_name="cycles",
        verbose_name=_("outcome documents"),
        help_text=_("Their operative commitments are what reports of this cycle can address."),
    )
    is_fictional = models.BooleanField(
        _("fictional"),
        default=False,
        help_text=_("Invented data for trying the product out; marked so everywhere."),
    )

    needs_second_pair_of_eyes = models.BooleanField(
        _("needs a second pair of eyes"),
        default=False,
        db_default=False,
        help_text=_("No report is published before somebody other than its coder checked it."),
    )

    objects: Any = ReportingCycleManager()
    history = HistoricalRecords(m2m_fields=[documents])

    class Meta:
        verbose_name = _("reporting cycle")
        verbose_name_plural = _("reporting cycles")
        ordering = ["-year", "-code"]
        constraints = [
            year_is_plausible("cycle_year_is_plausible"),
            models.CheckConstraint(
                name="cycle_opens_before_it_is_due",
                condition=Q(opens_on__isnull=True)
                | Q(due_on__isnull=True)
                | Q(opens_on__lte=F("due_on")),
                violation_error_message=_("A cycle cannot be due before it opens."),
                violation_error_code="dates_out_of_order",
            ),
            models.CheckConstraint(
                name="cycle_is_due_before_it_closes",
                condition=Q(due_on__isnull=True)
                | Q(closes_on__isnull=True)
                | Q(due_on__lte=F("closes_on")),
                violation_error_message=_("A cycle cannot close before reports are due."),
                violation_error_code="dates_out_of_order",
            ),
            models.CheckConstraint(
                name="cycle_opens_before_it_closes",
                condition=Q(opens_on__isnull=True)
                | Q(closes_on__isnull=True)
                | Q(opens_on__lte=F("closes_on")),
                violation_error_message=_("A cycle cannot close before it opens."),
                violation_error_code="dates_out_of_order",
            ),
        ]

    def __str__(self) -> str:
        return localise(self.name)

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    def get_absolute_url(self) -> str:
        return reverse("cycle", args=[self.code])

    def is_open(self, day: datetime.date | None = None) -> bool:
        """Whether a report that arrives on ``day`` (today by default) is accepted."""
        day = day or timezone.localdate()
        has_opened = self.opens_on is None or self.opens_on <= day
        return has_opened and (self.closes_on is None or day <= self.closes_on)

    @property
    def reference_day(self) -> datetime.date:
        """The day on which group memberships are read for this cycle's figures: the last of
        its meeting, else its due day, else the end of its year."""
        meeting_end = self.meeting.ends_on if self.meeting else None
        return meeting_end or self.due_on or datetime.date(self.year, 12, 31)

    def scope(self, kind: str | None = None) -> Any:
        """Operative commitments of the cycle's documents, in document order; with ``kind``,
        only those directed to that kind of reporter (the denominator of its coverage)."""
        commitments = Commitment.objects.operative().filter(document__cycles=self)
        if kind is not None:
            commitments = commitments.directed_to(*ADDRESSEES_BY_KIND[kind])
        return commitments.in_document_order()


class PublishedTotalManager(models.Manager["PublishedTotal"]):
    def get_by_natural_key(self, cycle: str, reporter_kind: str, source: str) -> "PublishedTotal":
        return self.get(cycle__code=cycle, reporter_kind=reporter_kind, source=source)


class PublishedTotal(models.Model):
    """How many reports a publication says there were: a fact of its own, beside what the
    records count. A difference is shown, never hidden."""

    cycle = models.ForeignKey(
        ReportingCycle,
        models.CASCADE,
        related_name="published_totals",
        verbose_name=_("cycle"),
    )
    reporter_kind = models.CharField(
        _("kind of reporter"),
        max_length=12,
        choices=ReporterKind,
        default=ReporterKind.STATE,
    )
    count = models.PositiveSmallIntegerField(_("number of reports"))
    source = models.CharField(_("source"), max_length=300)

    objects = PublishedTotalManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("published total")
        verbose_name_plural = _("published totals")
        ordering = ["cycle", "-reporter_kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "reporter_kind", "source"],
                name="published_total_is_given_once_by_a_source",
            ),
            models.CheckConstraint(
                name="published_total_kind_is_known",
                condition=Q(reporter_kind__in=ReporterKind.values),
            ),
            models.CheckConstraint(name="published_total_has_a_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.count} ({self.source})"

    def natural_key(self) -> tuple[str, str, str]:
        return (self.cycle.code, self.reporter_kind, self.source)
