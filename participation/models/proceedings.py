"""How a meeting is organised: its officers, agenda, sittings and documents."""

import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from commitments.models import Meeting, OutcomeDocument
from common.errors import field_error
from common.fields import MultilingualField
from common.multilingual import localise
from participation.models.finding import FoundBy
from participation.models.sources import source_field
from reports.models import Reporter, ReporterKind


class Sitting(models.Model):
    """One of the numbered sittings of a meeting, which UN documents call its 1st meeting, its 2nd
    meeting …

    It was held on one day, somewhere from ``earliest_on`` to ``latest_on``: the same day where
    that is known, and both empty where nothing is.
    """

    # A meeting cannot be deleted while records of what was said and done there exist.
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="sittings", verbose_name=_("meeting")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    earliest_on = models.DateField(_("not before"), null=True, blank=True)
    latest_on = models.DateField(
        _("not after"),
        null=True,
        blank=True,
        help_text=_("The same day twice where the source gives the day of this sitting."),
    )
    source = source_field()

    objects: Any = FoundBy("meeting__key", "number")
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="sitting_number_is_unique_in_its_meeting",
                violation_error_message=_("This meeting already has a sitting of that number."),
                violation_error_code="number_taken",
            ),
            models.CheckConstraint(
                name="sitting_is_numbered_from_1",
                condition=Q(number__gte=1),
                violation_error_message=_("Sittings are numbered from 1."),
                violation_error_code="not_a_number",
            ),
            models.CheckConstraint(
                name="sitting_days_are_in_order",
                condition=Q(earliest_on__isnull=True, latest_on__isnull=True)
                | Q(
                    # A comparison with NULL is not false, so the database would let it pass.
                    earliest_on__isnull=False,
                    latest_on__isnull=False,
                    earliest_on__lte=F("latest_on"),
                ),
                violation_error_message=_(
                    "Give both the earliest and the latest day, in this order, or neither."
                ),
                violation_error_code="dates_out_of_order",
            ),
        ]

    def __str__(self) -> str:
        return _("%(meeting)s, sitting %(number)s") % {
            "meeting": self.meeting,
            "number": self.number,
        }

    def natural_key(self) -> tuple[str, int]:
        return (self.meeting.key, self.number)

    natural_key.dependencies = ["commitments.meeting"]  # type: ignore[attr-defined]

    def get_absolute_url(self) -> str:
        return f"{self.meeting.get_absolute_url()}#sitting-{self.number}"

    @property
    def held_on(self) -> datetime.date | None:
        """The day it was held; None where the source leaves that open."""
        return self.earliest_on if self.earliest_on == self.latest_on else None


class OfficerRole(models.TextChoices):
    CHAIR = "chair", _("Chair")
    VICE_CHAIR = "vice_chair", _("Vice-Chair")


class Officer(models.Model):
    """Somebody whom a meeting elected: a person, where the source names one, of a State."""

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="officers", verbose_name=_("meeting")
    )
    role = models.CharField(pgettext_lazy("officer", "role"), max_length=10, choices=OfficerRole)
    reporter = models.ForeignKey(
        Reporter,
        models.PROTECT,
        limit_choices_to={"kind": ReporterKind.STATE},
        related_name="offices",
        verbose_name=_("State"),
    )
    person = models.CharField(
        _("person"), max_length=120, blank=True, help_text=_("Empty where only the State is named.")
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Place in the list of its source.")
    )
    elected_at = models.ManyToManyField(
        Sitting,
        blank=True,
        related_name="elections",
        verbose_name=_("elected at"),
        help_text=_("Several where the source does not say at which of them."),
    )
    source = source_field()

    objects: Any = FoundBy("meeting__key", "role", "reporter__code")
    history = HistoricalRecords(m2m_fields=[elected_at])

    class Meta:
        verbose_name = _("officer")
        verbose_name_plural = _("officers")
        ordering = ["meeting", "role", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "role", "reporter"],
                name="officer_holds_a_role_once",
                violation_error_message=_("This State already holds that office."),
                violation_error_code="office_taken",
            ),
            models.CheckConstraint(
                name="officer_role_is_known", condition=Q(role__in=OfficerRole.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.reporter}"

    def natural_key(self) -> tuple[str, str, str]:
        return (self.meeting.key, self.role, self.reporter.code)

    def clean(self) -> None:
        if self.reporter_id and not self.reporter.is_state:
            raise field_error("reporter", _("Officers are of States."), "not_a_state")


class AgendaItem(models.Model):
    """One numbered item of a meeting's agenda; the title is a translation of the tracker's own."""

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="agenda_items", verbose_name=_("meeting")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title = MultilingualField(_("title"), required=["en"])
    source = source_field()

    objects: Any = FoundBy("meeting__key", "number")
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="agenda_item_number_is_unique_in_its_meeting",
                violation_error_message=_("The agenda already has an item of that number."),
                violation_error_code="number_taken",
            ),
            models.CheckConstraint(
                name="agenda_item_is_numbered_from_1",
                condition=Q(number__gte=1),
                violation_error_message=_("Agenda items are numbered from 1."),
                violation_error_code="not_a_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {localise(self.title)}"

    def natural_key(self) -> tuple[str, int]:
        return (self.meeting.key, self.number)

    natural_key.dependencies = ["commitments.meeting"]  # type: ignore[attr-defined]


class MeetingDocumentKind(models.TextChoices):
    AGENDA = "agenda", _("provisional agenda")
    PROGRAMME = "programme", _("programme of work")
    RULES = "rules", _("rules of procedure")
    CIVIL_SOCIETY = "civil_society", _("participation of civil society")
    LIST = "list", _("list of documents")
    DRAFT_REPORT = "draft_report", _("draft report")
    REPORT = "report", _("report")
    OTHER = "other", _("other document")


class MeetingDocument(models.Model):
    """A document that a meeting had before it or issued, by its symbol. Where its text is on record
    here, ``outcome`` is that record."""

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="papers", verbose_name=_("meeting")
    )
    symbol = models.CharField(_("symbol"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=13, choices=MeetingDocumentKind)
    title = MultilingualField(_("title"), required=["en"])
    sitting = models.ForeignKey(
        Sitting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="papers",
        verbose_name=_("sitting"),
        help_text=_("At which the meeting decided on it."),
    )
    outcome = models.OneToOneField(
        OutcomeDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="paper",
        verbose_name=_("outcome document"),
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Place in the list of the meeting's documents.")
    )
    source = source_field()

    objects: Any = FoundBy("symbol")
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("document of a meeting")
        verbose_name_plural = _("documents of meetings")
        ordering = ["meeting", "position", "symbol"]
        constraints = [
            models.CheckConstraint(
                name="meeting_document_kind_is_known",
                condition=Q(kind__in=MeetingDocumentKind.values),
            ),
        ]

    def __str__(self) -> str:
        return self.symbol

    def natural_key(self) -> tuple[str]:
        return (self.symbol,)

    def clean(self) -> None:
        if self.sitting and self.sitting.meeting_id != self.meeting_id:
            raise field_error("sitting", _("It is a sitting of another meeting."), "other_meeting")
