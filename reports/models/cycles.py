"""Reporting cycles: the rounds of reports before the meetings."""

import datetime
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from commitments.models import Commitment, Meeting, OutcomeDocument
from common.addresses import address
from common.database.made_once import made_once
from common.database.years import year_is_plausible
from common.fields import MultilingualField
from common.multilingual import localise
from common.reading_once import once
from reports.models.reporters import ADDRESSEES_BY_KIND, ReporterKind
from reports.models.statuses import published


class ReporterList(models.TextChoices):
    """What the records know of who reported in a cycle."""

    COMPLETE = "complete", _("complete")
    PARTIAL = "partial", _("partial")
    UNKNOWN = "unknown", _("no list on record")


class ReportingCycleQuerySet(models.QuerySet["ReportingCycle"]):
    def real(self) -> "ReportingCycleQuerySet":
        """Without the fictional cycles of the demonstration data."""
        return self.filter(is_fictional=False)

    def latest_first(self) -> "ReportingCycleQuerySet":
        return self.order_by("-year", "-code")

    def with_reports(self) -> "ReportingCycleQuerySet":
        """Adds ``reports``: how many published reports there are of each."""
        return self.annotate(reports=Count("submissions", filter=published("submissions__")))


_CycleManager = models.Manager.from_queryset(ReportingCycleQuerySet)


class ReportingCycleManager(_CycleManager["ReportingCycle"]):
    def get_by_natural_key(self, code: str) -> "ReportingCycle":
        return self.get(code=code)

    def current(self) -> "ReportingCycle | None":
        """The cycle that stands at the head of pages and figures: the last completed one, which is
        the latest real cycle with a published report that is not open now; while there is none,
        the latest that has opened and is not without a list. Computed, never stored. One query."""
        found = [each for each in self._real() if each.may_lead]
        completed = (each for each in found if each.reports and not each.is_open_now)
        return next(completed, None) or next(iter(found), None)

    def open_now(self) -> "list[ReportingCycle]":
        """The real cycles to which reports are being sent, the one due first at the head, with
        ``reports``. One query."""
        found = [each for each in self._real() if each.is_open_now]
        return sorted(found, key=lambda each: each.due_on or datetime.date.max)

    def _real(self) -> "list[Any]":
        """The real cycles, latest first, with ``reports`` and their meetings. One query."""
        return once("real cycles", _real_cycles)

    def at_the_desk(self) -> "ReportingCycle | None":
        """The cycle that the secretariat works on: the open one that is due first, else the one at
        the head of the pages. Two queries at most."""
        open_now = self.open_now()
        return open_now[0] if open_now else self.current()

    def awaited(self) -> "ReportingCycle | None":
        """The next real cycle to which no report has come and whose due day, or whose year where no
        day is known, has not passed. One query."""
        today = timezone.localdate()
        silent = [
            each
            for each in self._real()
            if not each.reports
            and (each.due_on >= today if each.due_on else each.year >= today.year)
        ]
        return min(silent, key=lambda each: (each.year, each.code), default=None)


@made_once
def _real_cycles() -> "models.QuerySet[Any]":
    cycles: Any = ReportingCycle.objects
    found: models.QuerySet[Any] = cycles.real().with_reports().latest_first()
    return found.select_related("meeting")


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
    reporter_list = models.CharField(
        _("list of reporters"),
        max_length=10,
        choices=ReporterList,
        default=ReporterList.UNKNOWN,
        db_default=ReporterList.UNKNOWN,
        help_text=_(
            "Whether the records name everybody that reported. Nobody is said not to have reported "
            "unless the list is complete; reports that all come in here make it so."
        ),
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
        # Lists that begin with the latest cycle then read that cycle and no other.
        indexes = [models.Index(fields=["year"], name="cycle_by_year")]
        constraints = [
            year_is_plausible("cycle_year_is_plausible"),
            models.CheckConstraint(
                name="cycle_reporter_list_is_known",
                condition=Q(reporter_list__in=ReporterList.values),
            ),
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
        return address("cycle", self.code)

    def is_open(self, day: datetime.date | None = None) -> bool:
        """Whether a report that arrives on ``day`` (today by default) is accepted."""
        day = day or timezone.localdate()
        has_opened = self.opens_on is None or self.opens_on <= day
        return has_opened and (self.closes_on is None or day <= self.closes_on)

    @property
    def has_opened(self) -> bool:
        return self.opens_on is None or self.opens_on <= timezone.localdate()

    @property
    def deadline(self) -> datetime.datetime | None:
        """The last second of the day on which reports are due, by the tracker's clock (UTC)."""
        if self.due_on is None:
            return None
        last = datetime.time(23, 59, 59)
        return datetime.datetime.combine(self.due_on, last, timezone.get_current_timezone())

    @property
    def is_open_now(self) -> bool:
        """Whether its reports are awaited: it has opened, and its last day, which is known, has not
        passed. (A past cycle of which no day is known takes reports for ever.)"""
        last = self.closes_on or self.due_on
        return self.has_opened and last is not None and timezone.localdate() <= last

    @property
    def may_lead(self) -> bool:
        """Whether anything can be said of who reported in it."""
        return self.has_opened and self.reporter_list != ReporterList.UNKNOWN

    @property
    def is_list_complete(self) -> bool:
        """Whether a reporter without a report here is one that has not reported."""
        return self.reporter_list == ReporterList.COMPLETE

    @property
    def reference_day(self) -> datetime.date:
        """The day on which group memberships are read for this cycle's figures: the last of
        its meeting, else its due day, else the end of its year."""
        meeting_end = self.meeting.ends_on if self.meeting else None
        return meeting_end or self.due_on or datetime.date(self.year, 12, 31)

    def scope(self, kind: str | None = None) -> Any:
        """Operative commitments of the cycle's documents, in document order; with ``kind``,
        only those directed to that kind of reporter (the denominator of its coverage)."""
        commitments = scope_of(self)
        return commitments.directed_to(*ADDRESSEES_BY_KIND[kind]) if kind else commitments


def scope_of(cycle: Any) -> Any:
    """``ReportingCycle.scope``, also for a cycle whose key is not known yet."""
    return Commitment.objects.operative().filter(document__cycles=cycle).in_document_order()


class PublishedTotalManager(models.Manager["PublishedTotal"]):
    def get_by_natural_key(
        self,
        cycle: str | None,
        reporter_kind: str,
        source: str,
        counted_from: datetime.date | None = None,
        counted_to: datetime.date | None = None,
    ) -> "PublishedTotal":
        return self.get(
            cycle__code=cycle,
            reporter_kind=reporter_kind,
            source=source,
            counted_from=counted_from,
            counted_to=counted_to,
        )

    def of_periods(self) -> models.QuerySet["PublishedTotal"]:
        """Totals that stand without a cycle, the earliest and shortest period first."""
        return self.filter(cycle=None).order_by("counted_to", "-counted_from", "source")


class PublishedTotal(models.Model):
    """How many reports a publication says there were: a fact of its own, beside what the
    records count. A difference is shown, never hidden.

    It counts the reports of one cycle, or those who reported at least once in a period
    (``counted_from`` to ``counted_to``, both days included; years are whole where the source names
    years). ``out_of`` is the denominator that the source gives, none where it gives none.
    """

    cycle = models.ForeignKey(
        ReportingCycle,
        models.CASCADE,
        null=True,
        blank=True,
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
    out_of = models.PositiveSmallIntegerField(
        _("out of"),
        null=True,
        blank=True,
        help_text=_("How many there were in all, where the source says so."),
    )
    counted_from = models.DateField(
        _("counted from"),
        null=True,
        blank=True,
        help_text=_("For a total without a cycle: the first day of the period."),
    )
    counted_to = models.DateField(_("counted to"), null=True, blank=True)
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
            models.UniqueConstraint(
                fields=["counted_from", "counted_to", "reporter_kind", "source"],
                condition=Q(cycle=None),
                name="published_total_of_a_period_is_given_once",
                violation_error_message=_("This source's total of the period is on record."),
                violation_error_code="given_twice",
            ),
            models.CheckConstraint(
                name="published_total_has_a_cycle_or_a_period",
                condition=Q(cycle__isnull=False, counted_from=None, counted_to=None)
                | Q(
                    cycle=None,
                    counted_from__isnull=False,
                    counted_to__isnull=False,
                    counted_from__lte=F("counted_to"),
                ),
                violation_error_message=_("Give a cycle, or a period from one day to a later one."),
                violation_error_code="cycle_or_period",
            ),
            models.CheckConstraint(
                name="published_total_is_at_most_all",
                condition=Q(out_of=None) | Q(count__lte=F("out_of")),
                violation_error_message=_("More reports than there are reporters in all."),
                violation_error_code="more_than_all",
            ),
            models.CheckConstraint(
                name="published_total_kind_is_known",
                condition=Q(reporter_kind__in=ReporterKind.values),
            ),
            models.CheckConstraint(name="published_total_has_a_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.count} ({self.source})"

    def natural_key(self) -> tuple[Any, ...]:
        key = (self.cycle.code if self.cycle else None, self.reporter_kind, self.source)
        return key if self.cycle else (*key, self.counted_from, self.counted_to)

    @property
    def years(self) -> str:
        """The years of its period, such as 2002–2005; empty for the total of a cycle."""
        if self.counted_from is None or self.counted_to is None:
            return ""
        first, last = self.counted_from.year, self.counted_to.year
        return str(first) if first == last else f"{first}–{last}"
