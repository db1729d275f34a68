"""Who is bound by an instrument, endorses it, uses it or reports to it: a ledger of acts."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from commitments.models import Instrument, InstrumentKind
from common.database.keys import KeyedModel
from indicators.models.sources import Cited
from indicators.models.values import When, constraints_of
from reports.models import Reporter


class Act(models.TextChoices):
    """What somebody did about an instrument; words of depositaries."""

    SIGNATURE = "signature", _("signature")
    RATIFICATION = "ratification", _("ratification")
    ACCEPTANCE = "acceptance", _("acceptance")
    APPROVAL = "approval", _("approval")
    ACCESSION = "accession", _("accession")
    SUCCESSION = "succession", _("succession")
    PROVISIONAL = "provisional_application", _("provisional application")
    WITHDRAWAL = "withdrawal", _("withdrawal")
    ENDORSEMENT = "endorsement", _("endorsement")
    REPORT = "report", _("report")
    USE = "use", _("use")


# Each of them makes a State a party.
CONSENT = (Act.RATIFICATION, Act.ACCEPTANCE, Act.APPROVAL, Act.ACCESSION, Act.SUCCESSION)
ACTS_OF_KIND: dict[str, tuple[Act, ...]] = {
    InstrumentKind.TREATY: (
        Act.SIGNATURE,
        *CONSENT,
        Act.PROVISIONAL,
        Act.WITHDRAWAL,
        Act.REPORT,
    ),
    InstrumentKind.POLITICAL: (Act.ENDORSEMENT, Act.WITHDRAWAL),
    InstrumentKind.REGISTER: (Act.REPORT,),
    InstrumentKind.DECLARATION: (Act.ENDORSEMENT, Act.WITHDRAWAL),
    InstrumentKind.STANDARD: (Act.ENDORSEMENT, Act.USE, Act.WITHDRAWAL),
}
NO_DAY = datetime.date(1, 1, 1)


def acts_of(instrument: Instrument) -> tuple[Act, ...]:
    """What can be done about it; anything while its kind is not known."""
    return ACTS_OF_KIND.get(instrument.kind, tuple(Act))


class Adherence(KeyedModel, When, Cited):
    """One act of one State or organisation about one instrument, as one source tells it.

    The status on a day follows from the acts (``indicators.adherence``) and is never stored. Two
    sources that give different days are two records. ``year`` is the year that a report is about;
    its day, where known, is the day on which it came.
    """

    key = models.CharField(_("key"), max_length=80, unique=True, editable=False)
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, related_name="adherences", verbose_name=_("instrument")
    )
    reporter = models.ForeignKey(
        Reporter,
        models.PROTECT,
        related_name="adherences",
        verbose_name=_("State or organisation"),
    )
    act = models.CharField(_("act"), max_length=23, choices=Act)
    year = models.PositiveSmallIntegerField(
        _("year of the report"), null=True, blank=True, help_text=_("Only for a report.")
    )
    includes_small_arms = models.BooleanField(
        _("includes small arms"),
        null=True,
        blank=True,
        help_text=_("Only for a report; unknown where the source does not say."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("act of adherence")
        verbose_name_plural = _("acts of adherence")
        ordering = ["instrument", "reporter", "latest_on", "year", "key"]
        constraints = [
            *constraints_of(When, Cited),
            models.CheckConstraint(name="adherence_act_is_known", condition=Q(act__in=Act.values)),
            models.CheckConstraint(
                name="adherence_report_has_a_year",
                condition=Q(act=Act.REPORT, year__isnull=False, year__range=(1945, 2200))
                | (~Q(act=Act.REPORT) & Q(year=None)),
                violation_error_message=_("A report is on a year; no other act is."),
                violation_error_code="year_of_report",
            ),
            models.CheckConstraint(
                name="adherence_only_report_includes_small_arms",
                condition=Q(act=Act.REPORT) | Q(includes_small_arms=None),
                violation_error_message=_("Only a report includes small arms or leaves them out."),
                violation_error_code="no_report",
            ),
            models.UniqueConstraint(
                F("instrument"),
                F("reporter"),
                F("act"),
                Coalesce("year", Value(0)),
                Coalesce("earliest_on", Value(NO_DAY)),
                Coalesce("document", Value(0)),
                F("other_source"),
                name="adherence_is_told_once_by_a_source",
                violation_error_message=_("This source's act is on record."),
                violation_error_code="told_twice",
            ),
        ]

    def __str__(self) -> str:
        year = f" {self.year}" if self.year else ""
        return f"{self.instrument} · {self.reporter} · {self.get_act_display()}{year}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = self.key or self._free_key()
        super().save(*args, **kwargs)

    def _free_key(self) -> str:
        """Instrument, code and act (and year), with a number where that is taken."""
        words = (self.instrument.key, self.reporter.code.lower(), self.act, self.year)
        wanted = "-".join(str(word).replace("_", "-") for word in words if word)
        alike = Adherence.objects.filter(key__startswith=wanted)
        taken = set(alike.values_list("key", flat=True))
        number = 1
        while (key := wanted if number == 1 else f"{wanted}-{number}") in taken:
            number += 1
        return key

    def get_absolute_url(self) -> str:
        return f"{self.instrument.get_absolute_url()}#{self.reporter.code}"

    @property
    def day(self) -> datetime.date | None:
        """The day on which it was done; None where the source leaves that open."""
        return self.earliest_on if self.earliest_on == self.latest_on else None

    def clean(self) -> None:
        """The rules of the database, in words beside the field."""
        errors = {}
        if self.instrument_id and self.act and self.act not in acts_of(self.instrument):
            errors["act"] = ValidationError(
                _("This cannot be done about such an instrument."), code="act_does_not_fit"
            )
        if self.earliest_on and self.earliest_on > timezone.now().date():
            errors["earliest_on"] = ValidationError(
                _("The day has not come yet."), code="in_the_future"
            )
        if errors:
            raise ValidationError(errors)
