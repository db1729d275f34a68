"""Submissions: what a reporter sent in a cycle, in versions, and what it says."""

import datetime
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.lookups import IsNull
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.database.validating import ChecksAtOnce
from common.errors import field_error
from common.multilingual import LANGUAGE_CODES
from common.outside import PublicLinkField
from common.written import validate_text
from reports.models.children import children
from reports.models.columns import SUBMISSION, shown_as_they_are
from reports.models.cycles import ReportingCycle
from reports.models.reporters import Reporter
from reports.models.statuses import (
    BEING_WRITTEN,
    IN_PROGRESS,
    OVER,
    SubmissionStatus,
    being_written,
    published,
)


class Channel(models.TextChoices):
    ONLINE = "online", _("online")
    EMAIL = "email", _("e-mail")
    PAPER = "paper", _("paper")
    LISTED = "listed", _("listed in a meeting's report")


class Timeliness(models.TextChoices):
    ON_TIME = "on_time", _("on time")
    LATE = "late", _("late")
    UNKNOWN = "unknown", _("not known")


def timeliness_of(
    received_on: datetime.date | None,
    received_no_later_than: datetime.date | None,
    due_on: datetime.date | None,
) -> Timeliness:
    """Late or on time, by the day of receipt, or by a limit where only that is known: a limit
    after the due day leaves open whether the report was late."""
    received_by = received_on or received_no_later_than
    if due_on is None or received_by is None:
        return Timeliness.UNKNOWN
    if received_by <= due_on:
        return Timeliness.ON_TIME
    return Timeliness.LATE if received_on else Timeliness.UNKNOWN


def timeliness(received_on: str, received_no_later_than: str, due_on: str) -> Case:
    """``timeliness_of`` in the database, from the columns of these names."""
    is_in_time = Q(**{f"{received_on}__lte": F(due_on)}) | Q(
        **{received_on: None, f"{received_no_later_than}__lte": F(due_on)}
    )
    return Case(
        When(is_in_time, then=Value(Timeliness.ON_TIME.value)),
        When(**{f"{received_on}__gt": F(due_on)}, then=Value(Timeliness.LATE.value)),
        default=Value(Timeliness.UNKNOWN.value),
    )


def validate_languages(codes: Any) -> None:
    """Raise ValidationError unless ``codes`` is a list of official language codes."""
    if not isinstance(codes, list) or not set(map(str, codes)) <= set(LANGUAGE_CODES):
        raise ValidationError(
            _("Choose among the six official languages: %(known)s."),
            code="unknown_language",
            params={"known": ", ".join(LANGUAGE_CODES)},
        )


def late(of: str = "") -> Q:
    """The condition for *late*: received after the day on which reports of the cycle were due, and
    both days are known. ``of`` is the way to the submission (``timeliness_of`` says the same of one
    report)."""
    return Q(**{f"{of}received_on__gt": F(f"{of}cycle__due_on")})


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def current(self) -> "SubmissionQuerySet":
        """The published version of each reporter and cycle; all that the public sees."""
        return self.filter(published())

    def shown_withdrawn(self) -> "SubmissionQuerySet":
        """Withdrawn submissions that the public is told of, latest first: who sent them, their
        reference and their days. Only those who might read their content before publication may
        read it now."""
        return self.filter(is_shown_withdrawn=True).order_by("-withdrawn_at", "-pk")

    def told(self) -> "SubmissionQuerySet":
        """Submissions that the public knows of: the current ones, and those shown as withdrawn."""
        return self.filter(published() | Q(is_shown_withdrawn=True))

    def being_written(self) -> "SubmissionQuerySet":
        return self.filter(being_written())

    def being_written_by_secretariat(self) -> "SubmissionQuerySet":
        """Submissions whose content staff write down; points of contact write their own online."""
        return self.being_written().exclude(channel=Channel.ONLINE)

    def in_progress(self) -> "SubmissionQuerySet":
        return self.filter(status__in=IN_PROGRESS)

    def with_is_coded(self) -> "SubmissionQuerySet":
        """Adds ``is_coded``: whether anybody has recorded what the report says."""
        # Responses are defined after submissions, which they are part of.
        responses = cast(
            "type[models.Model]", self.model.responses.rel.related_model
        )._default_manager
        # PostgreSQL may answer ``Exists`` for all reports at once, off all responses there are; a
        # value that is looked up is looked up for the reports that are shown alone.
        first = responses.filter(submission=OuterRef("pk")).order_by().values("pk")[:1]
        return self.annotate(is_coded=IsNull(Subquery(first), False))  # noqa: FBT003

    def late(self) -> "SubmissionQuerySet":
        return self.filter(late())

    def matching(self, query: str) -> "SubmissionQuerySet":
        """By reference, from its beginning or from a hyphen; or by reporter: of the one that is
        called so, where one is. Two queries are asked at once."""
        # Reporters are few: they are found first, so that the database looks their reports up.
        named = list(Reporter.objects.matching(query).order_by().values_list("pk", flat=True))
        part = query.strip()
        of_reference = Q(reference__istartswith=part) | Q(reference__icontains=f"-{part}")
        return self.filter(Q(reporter__in=named) | of_reference)


class SubmissionManager(models.Manager.from_queryset(SubmissionQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, reference: str) -> "Submission":
        return self.get(reference=reference)


class Submission(ChecksAtOnce):
    """The record of a national (or organisation's) report: reporter × cycle × version.

    ``received_on`` is the day it came; where only a limit is known (a list in a meeting's report),
    ``received_no_later_than`` holds that and ``source`` says who says so. The other timestamps are
    this tracker's own: when the record took that step here. Changes of status go through
    ``workflow`` alone (the fields are editable only because the history compares no other fields).
    """

    reference = models.CharField(_("reference"), max_length=100, unique=True)
    # Reporters and cycles with reports stay.
    reporter = models.ForeignKey(
        Reporter, models.PROTECT, related_name="submissions", verbose_name=_("reporter")
    )
    cycle = models.ForeignKey(
        ReportingCycle,
        models.PROTECT,
        related_name="submissions",
        verbose_name=_("cycle"),
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=SubmissionStatus,
        default=SubmissionStatus.DRAFT,
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    languages = models.JSONField(
        _("languages"), default=list, blank=True, validators=[validate_languages]
    )
    received_on = models.DateField(_("received on"), null=True, blank=True)
    received_no_later_than = models.DateField(
        _("received no later than"),
        null=True,
        blank=True,
        help_text=_("Where the exact day is not known; name the source."),
    )
    source = models.CharField(
        _("source"),
        max_length=300,
        blank=True,
        help_text=_("Who says that the report came."),
    )
    is_completion = models.BooleanField(
        _("completed by the secretariat"),
        default=False,
        db_default=False,
        editable=False,
        help_text=_(
            "The version adds the content of a report that was on record by a list alone; it is no"
            " correction by the reporter."
        ),
    )
    is_nil_return = models.BooleanField(
        _("nil return"),
        default=False,
        help_text=_("The report says that there is nothing to report; it has no responses."),
    )
    reporter_remarks = models.TextField(
        _("remarks of the reporter"), blank=True, validators=[validate_text]
    )
    publication_url = PublicLinkField(
        _("published by the reporter at"),
        max_length=500,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "Link to the report where its author has published it, beside a file or instead of one;"
            " begins with https://. Shown to everybody once the report is published."
        ),
    )
    secretariat_remarks = models.TextField(
        _("remarks of the secretariat"),
        blank=True,
        validators=[validate_text],
        help_text=_("Internal; never published."),
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    is_shown_withdrawn = models.BooleanField(
        _("shown as withdrawn"),
        default=False,
        db_default=False,
        help_text=_("The public is told that it was withdrawn; nothing of its content."),
    )
    # Moved by the database with every write to the submission or its parts (revisions.py).
    revision = models.PositiveIntegerField(_("revision"), default=1, db_default=1, editable=False)

    objects: Any = SubmissionManager()
    history = HistoricalRecords(excluded_fields=["revision"])

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-cycle__year", "reporter__sort_name", "-version"]
        indexes = [models.Index(fields=["cycle", "status", "reporter"], name="submission_roll")]
        permissions = [
            ("register_submission", _("Can register, code and submit reports")),
            ("review_submission", _("Can review, return and publish reports")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["reporter", "cycle", "version"],
                name="submission_version_is_unique",
            ),
            models.UniqueConstraint(
                fields=["reporter", "cycle"],
                condition=published(),
                name="one_published_version_per_reporter_and_cycle",
                violation_error_message=_("Another version of this report is published."),
                violation_error_code="already_published",
            ),
            models.UniqueConstraint(
                fields=["reporter", "cycle"],
                condition=Q(status__in=IN_PROGRESS),
                name="one_version_in_progress_per_reporter_and_cycle",
                violation_error_message=_(
                    "A version of this report is already being worked on; go on with that one."
                ),
                violation_error_code="already_in_progress",
            ),
            models.CheckConstraint(
                name="submission_version_counts_from_one", condition=Q(version__gte=1)
            ),
            models.CheckConstraint(
                name="submission_channel_is_known",
                condition=Q(channel__in=Channel.values),
            ),
            models.CheckConstraint(
                name="submission_status_agrees_with_its_timestamps",
                condition=Q(
                    status=SubmissionStatus.DRAFT,
                    submitted_at=None,
                    published_at=None,
                    withdrawn_at=None,
                )
                | Q(
                    status__in=[
                        SubmissionStatus.SUBMITTED,
                        SubmissionStatus.UNDER_REVIEW,
                        SubmissionStatus.RETURNED,
                    ],
                    submitted_at__isnull=False,
                    published_at=None,
                    withdrawn_at=None,
                )
                | Q(
                    status__in=[
                        SubmissionStatus.PUBLISHED,
                        SubmissionStatus.SUPERSEDED,
                    ],
                    submitted_at__isnull=False,
                    published_at__isnull=False,
                    withdrawn_at=None,
                )
                | Q(status=SubmissionStatus.WITHDRAWN, withdrawn_at__isnull=False),
                violation_error_message=_("The status does not agree with its timestamps."),
                violation_error_code="status_disagrees",
            ),
            models.CheckConstraint(
                name="submission_is_submitted_before_it_is_published",
                condition=Q(submitted_at__isnull=True)
                | Q(published_at__isnull=True)
                | Q(submitted_at__lte=F("published_at")),
            ),
            models.CheckConstraint(
                name="submission_gives_one_day_of_receipt",
                condition=Q(received_on=None) | Q(received_no_later_than=None),
                violation_error_message=_(
                    "Give the day it was received or the day it was received by, not both."
                ),
                violation_error_code="two_days_of_receipt",
            ),
            models.CheckConstraint(
                name="submitted_report_has_a_day_of_receipt",
                condition=Q(status__in=[SubmissionStatus.DRAFT, SubmissionStatus.WITHDRAWN])
                | Q(received_on__isnull=False)
                | Q(received_no_later_than__isnull=False),
                violation_error_message=_("Say when the report was received."),
                violation_error_code="no_day_of_receipt",
            ),
            models.CheckConstraint(
                name="receipt_by_a_day_has_a_source",
                condition=Q(received_no_later_than=None) | ~Q(source=""),
                violation_error_message=_("Name the source that says it was received by then."),
                violation_error_code="no_source",
            ),
            models.CheckConstraint(
                name="only_what_was_public_is_shown_as_withdrawn",
                condition=Q(is_shown_withdrawn=False)
                | Q(status=SubmissionStatus.WITHDRAWN, published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def natural_key(self) -> tuple[str]:
        return (self.reference,)

    def get_absolute_url(self) -> str:
        """Its place on the reporter's public status page."""
        return f"{self.reporter.get_absolute_url()}#{self.reference}"

    def get_versions_url(self) -> str:
        """The public page of what changed between the versions of this report."""
        name = "state-versions" if self.reporter.is_state else "organisation-versions"
        return reverse(name, args=[self.reporter.code, self.cycle.code])

    @property
    def only_language(self) -> str:
        """The language that goes without saying: the report's, where it has one; else empty."""
        return str(self.languages[0]) if len(self.languages) == 1 else ""

    def get_coding_url(self) -> str:
        return reverse("admin:reports_submission_coding", args=[self.pk])

    @property
    def plain_texts(self) -> list[tuple[str, str, bool]]:
        """The public texts that are shown just as they are, those that say something, with their
        labels and whether each is a link."""
        meta: Any = self._meta
        fields = [meta.get_field(name) for name in shown_as_they_are(SUBMISSION)]
        return [
            (str(capfirst(field.verbose_name)), text, isinstance(field, models.URLField))
            for field in fields
            if (text := getattr(self, field.name))
        ]

    @property
    def is_published(self) -> bool:
        """Whether it is the version that the public sees."""
        return self.status == SubmissionStatus.PUBLISHED

    @property
    def is_over(self) -> bool:
        """Whether it was withdrawn or superseded."""
        return self.status in OVER

    @property
    def is_being_written(self) -> bool:
        return self.status in BEING_WRITTEN

    @property
    def received_by(self) -> datetime.date | None:
        """The day by which the report had certainly come; the exact day where it is known."""
        return self.received_on or self.received_no_later_than

    @property
    def timeliness(self) -> Timeliness:
        """Late or on time against the cycle's due day; computed, never stored."""
        return timeliness_of(self.received_on, self.received_no_later_than, self.cycle.due_on)

    def clean(self) -> None:
        """Refuse receipt in the future, and a nil return that has responses."""
        if self.received_on and self.received_on > timezone.localdate():
            raise field_error("received_on", _("That day is still to come."), "in_the_future")
        if (
            self.is_nil_return
            and self.pk
            and any(child.refuses_nil_return and child.has_rows(self) for child in children())
        ):
            raise field_error(
                "is_nil_return",
                _("This report has responses. Remove them before making it a nil return."),
                "has_responses",
            )
