"""Figures that are on record for an indicator.

Nothing here is ever 0 because nothing was said: *no data*, *not relevant* and *not asked* are
records of their own (``availability``), and a State without either is simply not on record.
"""

import datetime
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from common import dates
from common.multilingual import LANGUAGE_CHOICES
from common.written import validate_text
from indicators.models.definitions import TOTAL, Indicator
from indicators.models.values import Amount, Place, Qualifier, constraints_of, plain_number
from questionnaires.models import Answer, PartPrivacy
from questionnaires.models.answers import PUBLIC_ROWS
from reports.models import Attachment, Submission
from reports.models.statuses import published


class Nature(models.TextChoices):
    """How a figure came about, in the letters of the public database of the Goals."""

    COUNTRY = "C", _("country data")
    ADJUSTED = "CA", _("country data, adjusted")
    ESTIMATED = "E", _("estimated")
    MODELLED = "M", _("modelled")
    MONITORING = "G", _("global monitoring data")
    NOT_RELEVANT = "N", _("not relevant")
    NOT_AVAILABLE = "NA", _("nature not available")


class ReportingType(models.TextChoices):
    """Whose figure it is; those of one year stand side by side."""

    NATIONAL = "N", pgettext_lazy("whose figure", "national")
    GLOBAL = "G", pgettext_lazy("whose figure", "global")
    REGIONAL = "R", pgettext_lazy("whose figure", "regional")


class Stage(models.TextChoices):
    """The stage of a figure that is no part of a report; a report's figure follows its report."""

    IN_REVIEW = "in_review", _("in review")
    PUBLISHED = "published", _("published")


class Rule(models.TextChoices):
    """Which arms the denominator of a proportion counts. Sources differ, so each figure says."""

    ALL_COLLECTED = "all_collected", _("all arms collected")
    TRACEABLE = "traceable", _("arms that can be traced")
    NOT_STATED = "not_stated", _("not stated")


class Made(models.TextChoices):
    """Whether a source states the figure, or it is the sum of what a report states by type."""

    STATED = "stated", pgettext_lazy("of a figure", "as stated")
    SUM_OF_ROWS = "sum_of_rows", _("sum of the types that the report gives")


def canonical(breakdown: Mapping[str, str]) -> str:
    """Codes by concept as one text, the same however they came: ``ARMS_TYPE=RIFLES;SEX=F``. Totals
    are left out, so that the figure over everything is the empty text."""
    stated = {name: code for name, code in breakdown.items() if code and code != TOTAL}
    return ";".join(f"{name}={stated[name]}" for name in sorted(stated))


@lru_cache(maxsize=1_000)
def codes_of(breakdown: str) -> Mapping[str, str]:
    """Codes by concept from the canonical text; for nobody to change, since a table of figures asks
    for the same again and again."""
    pairs = (each.partition("=") for each in breakdown.split(";") if each)
    return {name: code for name, _equals, code in pairs}


class DigestField(models.CharField):
    """The public key of a record: a digest of what tells it apart (``told_apart``, in words that
    are the same in every database), kept by every save and bulk_create. It is unique, which a
    constraint over columns that may be null could not ensure, and it shows no gaps."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(max_length=20, editable=False, unique=True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for given in ("max_length", "editable", "unique"):
            kwargs.pop(given, None)
        return name, path, args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001
        value = digest_of(model_instance)
        setattr(model_instance, self.attname, value)
        return value


def digest_of(record: Any) -> str:
    said = "|".join(map(str, record.told_apart))
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def require_told_once(record: Any) -> None:
    """Raise ValidationError where the source of ``record``, which is no part of a report, has said
    the same before. One query."""
    others = type(record)._default_manager.exclude(pk=record.pk)
    if record.submission_id is None and others.filter(key=digest_of(record)).exists():
        message = _("What this source says of it is on record already: change that.")
        raise ValidationError(message, code="told_already")


class Period(models.Model):
    """From when to when; both empty where the source does not say, then in its own words."""

    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    period_text = models.CharField(_("period in the source's words"), max_length=120, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_period_is_in_order",
                condition=Q(starts_on__isnull=True, ends_on__isnull=True)
                | Q(
                    starts_on__isnull=False,
                    ends_on__isnull=False,
                    starts_on__lte=F("ends_on"),
                ),
                violation_error_message=_(
                    "Give both the first and the last day, in this order, or neither."
                ),
                violation_error_code="period_out_of_order",
            )
        ]

    @property
    def period(self) -> str:
        """As people read it: a year, years, days, the source's words; empty where nothing is
        known."""
        return period_words(self.starts_on, self.ends_on) or self.period_text

    @property
    def time_period(self) -> str:
        """The same in the notation of ISO 8601: ``2021`` or ``2020-01-01/2021-12-31``."""
        first, last = self.starts_on, self.ends_on
        if not (first and last):
            return ""
        if _is_whole_years(first, last) and first.year == last.year:
            return str(first.year)
        return f"{first.isoformat()}/{last.isoformat()}"

    @property
    def _period_told_apart(self) -> str:
        return self.time_period or self.period_text


def _is_whole_years(first: datetime.date, last: datetime.date) -> bool:
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)


def period_words(first: datetime.date | None, last: datetime.date | None) -> str:
    """``2021``, ``2020–2021``, or two days; empty for none."""
    if not (first and last):
        return ""
    if not _is_whole_years(first, last):
        return f"{dates.day(first)} – {dates.day(last)}"
    return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"


# A part that turns out to be private takes the figure or the answer from the public with it.
OF_PUBLIC_PARTS = Q(answer__isnull=True) | Q(answer__part__privacy=PartPrivacy.PUBLIC)
IS_REAL = Q(submission__isnull=True) | Q(submission__cycle__is_fictional=False)
IS_PUBLISHED = Q(submission__isnull=True, stage=Stage.PUBLISHED) | published("submission__")


class ObservationQuerySet(models.QuerySet["Observation"]):
    def public(self) -> "ObservationQuerySet":
        """What anybody may read now."""
        return self.filter(IS_PUBLISHED, OF_PUBLIC_PARTS)

    def public_or_sourced(self) -> "ObservationQuerySet":
        """For the secretariat: the public ones, and figures of no report in any stage of review."""
        return self.filter(Q(submission__isnull=True) | IS_PUBLISHED, OF_PUBLIC_PARTS)

    def real(self) -> "ObservationQuerySet":
        """Without records of an invented cycle."""
        return self.filter(IS_REAL)


class Observation(Place, Amount, Period):
    """One figure of one indicator: for a place and a period, over everything or for a breakdown.

    ``value`` is null where a source gives a word instead of a number; ``value_max`` and
    ``qualifier`` keep how exact it is. A figure of a report is part of its submission, is frozen
    with it and has that report's State as its place; any other has a ``source``. ``answer`` is the
    answer of a form that gives it, ``footnote`` the answer that explains it, shown only while
    anybody may read it. ``comment`` is a footnote of the source itself, always shown.
    """

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="observations", verbose_name=_("indicator")
    )
    breakdown = models.CharField(_("breakdown"), max_length=200, blank=True)
    made = models.CharField(_("made"), max_length=11, choices=Made, default=Made.STATED)
    nature = models.CharField(_("nature"), max_length=2, choices=Nature, default=Nature.COUNTRY)
    reporting_type = models.CharField(
        _("reporting type"), max_length=1, choices=ReportingType, default=ReportingType.NATIONAL
    )
    denominator_rule = models.CharField(
        _("denominator counts"),
        max_length=13,
        choices=Rule,
        blank=True,
        help_text=_("Of a proportion alone."),
    )
    comment = models.TextField(_("footnote"), blank=True, validators=[validate_text])
    language = models.CharField(
        _("language of the footnote"), max_length=2, choices=LANGUAGE_CHOICES, blank=True
    )
    submission = models.ForeignKey(
        Submission,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="observations",
        verbose_name=_("submission"),
    )
    answer = models.ForeignKey(
        Answer,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="observations",
        verbose_name=_("answer"),
    )
    footnote = models.ForeignKey(
        Answer,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="explains",
        verbose_name=_("answer that explains it"),
    )
    attachment = models.ForeignKey(
        Attachment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="observations",
        verbose_name=_("attachment"),
    )
    page = models.PositiveIntegerField(
        _("page"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_detail = models.CharField(
        _("source of the source"),
        max_length=200,
        blank=True,
        help_text=_("Such as the questionnaire that a database took it from."),
    )
    release = models.CharField(
        _("release"), max_length=60, blank=True, help_text=_("Of the database: 2026.Q2.G.02.")
    )
    stage = models.CharField(_("stage"), max_length=9, choices=Stage, default=Stage.PUBLISHED)
    is_carried_over = models.BooleanField(
        _("carried over"),
        default=False,
        help_text=_("Taken from the report before and not confirmed yet; never submitted so."),
    )
    key = DigestField(_("key"))

    objects: Any = ObservationQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["key"])

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ["indicator", "-ends_on", "breakdown", "pk"]
        indexes = [models.Index(fields=["indicator", "breakdown"], name="observation_of_indicator")]
        constraints = [
            *constraints_of(Place, Amount, Period),
            models.CheckConstraint(
                name="observation_is_of_a_report_or_a_source",
                condition=Q(submission__isnull=False, source="", place_reporter__isnull=False)
                | (Q(submission__isnull=True, answer__isnull=True) & ~Q(source="")),
                violation_error_message=_("Give a report or a source: one of them."),
                violation_error_code="origin_is_one",
            ),
            models.CheckConstraint(
                name="observation_is_not_negative",
                condition=Q(value__isnull=True) | Q(value__gte=0),
                violation_error_message=_("A figure is not negative."),
                violation_error_code="negative",
            ),
            models.CheckConstraint(
                name="observation_without_a_value_says_why",
                condition=Q(value__isnull=False) | ~Q(comment=""),
                violation_error_message=_("Say in the footnote why there is no value."),
                violation_error_code="no_value",
            ),
            models.CheckConstraint(
                name="observation_words_are_known",
                condition=Q(
                    nature__in=Nature.values,
                    reporting_type__in=ReportingType.values,
                    denominator_rule__in=["", *Rule.values],
                    made__in=Made.values,
                    stage__in=Stage.values,
                ),
            ),
            models.CheckConstraint(
                name="observation_page_counts_from_one",
                condition=Q(page__isnull=True) | Q(page__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, (str(self.indicator), self.place_name, self.period)))

    @property
    def told_apart(self) -> tuple[Any, ...]:
        """Indicator, place, period, breakdown and origin. National and global figures of one year
        have two origins, and so neither overwrites the other."""
        if self.place_reporter:
            place = self.place_reporter.code
        elif self.place_group:
            place = ":".join(self.place_group.natural_key())
        else:
            place = f":{self.territory}"
        origin = (
            self.submission.reference
            if self.submission
            else f"{self.source}:{self.source_detail}:{self.release}"
        )
        return (
            self.indicator.key,
            place,
            self._period_told_apart,
            self.breakdown,
            self.reporting_type,
            self.denominator_rule,
            origin,
        )

    def clean(self) -> None:
        """A breakdown names codes of the indicator's dimensions, in the canonical order; a figure
        that a State has confirmed stays (``rules``)."""
        super().clean()
        self._require_what_was_confirmed()
        codes = codes_of(self.breakdown)
        self.breakdown = canonical(codes)
        if not self.indicator_id:
            return
        require_told_once(self)
        if not codes:
            return
        known = set(
            self.indicator.dimensions.filter(codes__code__isnull=False).values_list(
                "concept", "codes__code"
            )
        )
        if unknown := [
            f"{name}={code}" for name, code in codes.items() if (name, code) not in known
        ]:
            raise ValidationError(
                {
                    "breakdown": ValidationError(
                        _("The indicator has no such breakdown: %(unknown)s."),
                        code="breakdown",
                        params={"unknown": ", ".join(unknown)},
                    )
                }
            )

    def _require_what_was_confirmed(self) -> None:
        confirmed = Observation.objects.filter(pk=self.pk, confirmations__isnull=False).first()
        said = (self.value, self.reporting_type)
        if confirmed is not None and said != (confirmed.value, confirmed.reporting_type):
            message = _(
                "A State has confirmed this figure: record the new one as of a new release."
            )
            raise ValidationError(message, code="confirmed")

    @property
    def is_fictional(self) -> bool:
        return bool(self.submission and self.submission.cycle.is_fictional)

    @property
    def number(self) -> str:
        """The value without zeros behind the point; empty where there is none."""
        return plain_number(self.value) if self.value is not None else ""

    @property
    def is_range(self) -> bool:
        return bool(self.qualifier == Qualifier.RANGE)


# The comment of a form may turn out to name a person: it is shown while anybody may read it.
PUBLIC_FOOTNOTES = PUBLIC_ROWS
