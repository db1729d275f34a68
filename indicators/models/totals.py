"""What publications say of instruments and of small arms: totals, milestones, figures."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from commitments.models import Instrument
from common.database.keys import KeyedModel
from common.fields import MultilingualField
from common.multilingual import localise
from indicators.models.sources import Cited
from indicators.models.values import Amount, When, constraints_of
from reports.models import Reporter


class Counted(models.TextChoices):
    """Whom a published total counts."""

    PARTIES = "parties", _("parties")
    SIGNATORIES = "signatories", _("signatories")
    REPORTED = "reported", _("reported")
    ENDORSED = "endorsed", _("endorsed")
    USED = "used", _("use it")


class AdherenceTotal(KeyedModel, Amount, When, Cited):
    """How many a publication says there were: a fact of its own, beside what the ledger counts. A
    difference is shown, never resolved.

    It stood so on a day within ``earliest_on`` and ``latest_on``. ``counted_from`` is the first day
    of the time over which it counts (the first of January where the source names the year), empty
    for all time. ``includes_small_arms`` narrows it to reports that include small arms.
    """

    instrument = models.ForeignKey(
        Instrument, models.PROTECT, related_name="totals", verbose_name=_("instrument")
    )
    counts = models.CharField(pgettext_lazy("total", "counts"), max_length=11, choices=Counted)
    includes_small_arms = models.BooleanField(
        _("only reports that include small arms"), null=True, blank=True
    )
    counted_from = models.DateField(_("counted from"), null=True, blank=True)
    note = MultilingualField(_("note"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("published total of adherence")
        verbose_name_plural = _("published totals of adherence")
        ordering = ["instrument", "latest_on", "key"]
        constraints = [
            *constraints_of(Amount, When, Cited),
            models.CheckConstraint(
                name="adherence_total_counts_what_is_known",
                condition=Q(counts__in=Counted.values),
            ),
            models.CheckConstraint(
                name="adherence_total_says_how_many",
                condition=Q(value__isnull=False) & ~Q(unit=""),
                violation_error_message=_("Give the number and what it counts."),
                violation_error_code="no_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} · {self.get_counts_display()} · {self.value} ({self.source})"

    def get_absolute_url(self) -> str:
        return f"{self.instrument.get_absolute_url()}#totals"


class MilestoneKind(models.TextChoices):
    PREPARED = "prepared", _("prepared")
    ADOPTED = "adopted", _("adopted")
    SET_UP = "set_up", _("set up or taken into use")
    OPENED = "opened", _("opened for signature")
    IN_FORCE = "in_force", _("entry into force")
    EXTENDED = "extended", _("extended")
    PROVIDES = "provides", _("provides")
    ENCOURAGED = "encouraged", _("encouraged by others")
    TAKEN_UP = "taken_up", _("taken up by others")


class Milestone(KeyedModel, When, Cited):
    """What happened to an instrument, as one source tells it. Where two sources differ, as on the
    year in which the Register was set up, both stand."""

    instrument = models.ForeignKey(
        Instrument, models.PROTECT, related_name="milestones", verbose_name=_("instrument")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=MilestoneKind)
    note = MultilingualField(_("what happened"), required=["en"])

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("milestone of an instrument")
        verbose_name_plural = _("milestones of instruments")
        ordering = ["instrument", "earliest_on", "key"]
        constraints = [
            *constraints_of(When, Cited),
            models.CheckConstraint(
                name="milestone_kind_is_known", condition=Q(kind__in=MilestoneKind.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} · {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return f"{self.instrument.get_absolute_url()}#milestones"


class PublishedFigure(KeyedModel, Amount, When, Cited):
    """A figure that a source gives, of no reporting round and no instrument's list: how many arms
    there are, how many stores exploded. Kept with its qualifier; nothing is computed from it."""

    title = MultilingualField(_("what is counted"), required=["en"])
    counted_by = models.CharField(
        _("counted by"),
        max_length=120,
        blank=True,
        help_text=_("Where the source names somebody, such as Small Arms Survey, 2004."),
    )
    instrument = models.ForeignKey(
        Instrument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="figures",
        verbose_name=_("instrument"),
    )
    reporter = models.ForeignKey(
        Reporter,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="published_figures",
        verbose_name=_("State"),
        help_text=_("Empty for the world."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("published figure")
        verbose_name_plural = _("published figures")
        ordering = ["document", "key"]
        constraints = [
            *constraints_of(Amount, When, Cited),
            models.CheckConstraint(
                name="published_figure_says_how_many",
                condition=Q(value__isnull=False) & ~Q(unit=""),
                violation_error_message=_("Give the number and what it counts."),
                violation_error_code="no_number",
            ),
        ]

    def __str__(self) -> str:
        return localise(self.title)

    def get_absolute_url(self) -> str:
        return self.source_url
