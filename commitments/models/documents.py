"""Instruments, meetings, and the outcome documents with their sections."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.database.keys import KeyedModel, validate_key
from common.database.years import year_is_plausible
from common.errors import field_error
from common.fields import MultilingualField
from common.multilingual import localise
from common.search import SearchTextField


class InstrumentKind(models.TextChoices):
    TREATY = "treaty", _("treaty")
    POLITICAL = "political", _("politically binding instrument")
    REGISTER = "register", _("register")
    DECLARATION = "declaration", _("declaration")
    STANDARD = "standard", _("standard")


class Instrument(KeyedModel):
    """What is being implemented (the Programme of Action, the International Tracing Instrument),
    and the treaties, registers, declarations and standards beside them."""

    kind = models.CharField(
        _("kind"),
        max_length=11,
        choices=InstrumentKind,
        blank=True,
        help_text=_("What States can do about it follows from this."),
    )
    name = MultilingualField(_("name"), required=["en"])
    abbreviation = MultilingualField(_("abbreviation"), required=["en"])
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    opened_on = models.DateField(
        _("opened for signature on"),
        null=True,
        blank=True,
        help_text=_("Only for a treaty; empty where no source gives it."),
    )
    in_force_on = models.DateField(
        _("in force since"),
        null=True,
        blank=True,
        help_text=_("Only for a treaty; empty where no source gives it."),
    )
    year = models.PositiveSmallIntegerField(_("year of adoption"))
    reference = models.CharField(
        _("reference"),
        max_length=80,
        blank=True,
        help_text=_("Symbol or decision, such as A/CONF.192/15."),
    )
    depositary_reference = models.CharField(
        _("depositary's reference"),
        max_length=80,
        blank=True,
        help_text=_("Where the depositary lists it, such as a chapter of its collection."),
    )
    search_text = SearchTextField(sources=["key", "name", "abbreviation", "reference"])

    history = HistoricalRecords(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering = ["year", "key"]
        constraints = [
            year_is_plausible("instrument_year_is_plausible"),
            models.CheckConstraint(
                name="instrument_kind_is_known",
                condition=Q(kind__in=["", *InstrumentKind.values]),
            ),
            models.CheckConstraint(
                name="instrument_only_treaty_is_opened_and_enters_into_force",
                condition=Q(kind__in=["", InstrumentKind.TREATY])
                | Q(opened_on=None, in_force_on=None),
                violation_error_message=_(
                    "Only a treaty is opened for signature and enters into force."
                ),
                violation_error_code="not_a_treaty",
            ),
        ]

    def __str__(self) -> str:
        return localise(self.abbreviation)

    def get_absolute_url(self) -> str:
        return reverse("instrument", args=[self.key])


class MeetingKind(models.TextChoices):
    CONFERENCE = "conference", _("United Nations conference")
    BIENNIAL = "bms", _("Biennial Meeting of States")
    REVIEW = "revcon", _("Review Conference")
    EXPERTS = "mge", _("Meeting of Governmental Experts")
    PREPARATORY = "prepcom", _("Preparatory committee")


class Meeting(KeyedModel):
    """A conference of the process. Dates are empty where the sources give only the year."""

    kind = models.CharField(_("kind"), max_length=12, choices=MeetingKind)
    name = MultilingualField(_("name"), required=["en"])
    abbreviation = models.CharField(_("abbreviation"), max_length=20, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    place = MultilingualField(_("place"))
    chair = models.CharField(_("chair"), max_length=120, blank=True)
    chair_state = models.CharField(
        _("State of the chair"),
        max_length=3,
        blank=True,
        help_text=_("Three-letter code, such as PHL."),
    )
    note = MultilingualField(_("note"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    search_text = SearchTextField(sources=["key", "name", "abbreviation", "chair", "place"])

    history = HistoricalRecords(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-year", "-starts_on", "key"]
        constraints = [
            year_is_plausible("meeting_year_is_plausible"),
            models.CheckConstraint(
                name="meeting_kind_is_known", condition=Q(kind__in=MeetingKind.values)
            ),
            models.CheckConstraint(
                name="meeting_starts_before_it_ends",
                condition=Q(starts_on__isnull=True, ends_on__isnull=True)
                | Q(
                    # A comparison with NULL is not false, so the database would let it pass.
                    starts_on__isnull=False,
                    ends_on__isnull=False,
                    starts_on__lte=F("ends_on"),
                ),
                violation_error_message=_(
                    "Give both the first and the last day, in this order, or neither."
                ),
                violation_error_code="dates_out_of_order",
            ),
        ]

    def __str__(self) -> str:
        return self.abbreviation or localise(self.name)

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.key])


class DocumentKind(models.TextChoices):
    INSTRUMENT = "instrument", _("founding instrument")
    OUTCOME = "outcome", _("outcome of a meeting")
    RECOMMENDATIONS = "recommendations", _("recommendations of the Secretary-General")


class OutcomeDocument(KeyedModel):
    """An adopted text, known by its United Nations symbol, whose paragraphs are commitments."""

    symbol = models.CharField(_("symbol"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=DocumentKind)
    title = MultilingualField(_("title"), required=["en"])
    # A meeting or an instrument that has documents is never deleted.
    meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("meeting"),
    )
    instruments = models.ManyToManyField(
        Instrument, blank=True, related_name="documents", verbose_name=_("instruments")
    )
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    by_consensus = models.BooleanField(
        _("adopted by consensus"),
        null=True,
        blank=True,
        help_text=_("Unknown where no source says so."),
    )
    completeness = MultilingualField(
        _("how complete it is here"),
        help_text=_("Which of its paragraphs are on record, where not all are."),
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    search_text = SearchTextField(sources=["key", "symbol", "title"])

    history = HistoricalRecords(excluded_fields=["search_text"], m2m_fields=[instruments])

    class Meta:
        verbose_name = _("outcome document")
        verbose_name_plural = _("outcome documents")
        ordering = ["-adopted_on", "key"]
        constraints = [
            models.CheckConstraint(
                name="document_kind_is_known", condition=Q(kind__in=DocumentKind.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key.upper()} ({self.symbol})"

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.key])


class Level(models.TextChoices):
    NATIONAL = "national", _("national level")
    REGIONAL = "regional", _("regional level")
    GLOBAL = "global", _("global level")


class SectionManager(models.Manager["Section"]):
    def get_by_natural_key(self, document_key: str, code: str) -> "Section":
        return self.get(document__key=document_key, code=code)


class Section(models.Model):
    """A heading of an outcome document; headings nest.

    ``code`` is the path of numerals from the top, lower-case (``i-3-1``); a heading without a
    numeral counts among its siblings, so that the code is the same in every language.
    """

    document = models.ForeignKey(
        OutcomeDocument,
        models.PROTECT,
        related_name="sections",
        verbose_name=_("document"),
    )
    # Deleting a heading must never delete the headings under it unseen.
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="subsections",
        verbose_name=_("part of"),
    )
    code = models.CharField(_("code"), max_length=40, validators=[validate_key])
    numeral = models.CharField(
        _("numeral"),
        max_length=12,
        blank=True,
        help_text=_("As printed, such as I or 3."),
    )
    heading = MultilingualField(_("heading"), required=["en"])
    chapeau = MultilingualField(
        _("chapeau"),
        help_text=_("Official words between the heading and its first paragraph, once imported."),
    )
    footnotes = MultilingualField(
        _("footnotes"),
        help_text=_("A line for each; it begins with the mark that stands in the official text."),
    )
    level = models.CharField(_("level"), max_length=10, choices=Level, blank=True)
    position = models.PositiveSmallIntegerField(_("position"))

    objects = SectionManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["document", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "code"],
                name="section_code_is_unique_in_its_document",
            ),
            models.UniqueConstraint(
                fields=["document", "position"],
                name="section_position_is_unique_in_its_document",
            ),
            models.CheckConstraint(
                name="section_level_is_known",
                condition=Q(level__in=["", *Level.values]),
            ),
            models.CheckConstraint(
                name="section_is_not_part_of_itself",
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                violation_error_message=_("A section cannot be part of itself."),
                violation_error_code="part_of_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def natural_key(self) -> tuple[str, str]:
        return (self.document.key, self.code)

    natural_key.dependencies = ["commitments.outcomedocument"]  # type: ignore[attr-defined]

    @property
    def label(self) -> str:
        """Numeral and heading in the active language."""
        heading = localise(self.heading)
        return f"{self.numeral}. {heading}" if self.numeral else heading

    @property
    def depth(self) -> int:
        """1 for a top heading, 2 under it, and so on; read off the code, without a query."""
        return self.code.count("-") + 1

    def clean(self) -> None:
        if self.parent and self.parent.document_id != self.document_id:
            raise field_error(
                "parent", _("The section above must be in the same document."), "other_document"
            )
