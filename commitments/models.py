"""What was agreed: instruments, meetings, outcome documents and their numbered commitments."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from commitments.errors import field_error
from commitments.multilingual import LocalisedText, MultilingualField, localise
from commitments.searching import SearchTextField, matching

validate_key = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
    _("Use lower-case letters, digits and single hyphens."),
)


class KeyManager(models.Manager[Any]):
    """Finds records by their public key, which is also what fixtures refer to."""

    def get_by_natural_key(self, key: str) -> Any:
        return self.get(key=key)


class KeyedModel(models.Model):
    """A record known to the outside by a short stable key, never by a database id."""

    key = models.CharField(
        _("key"),
        max_length=80,
        unique=True,
        validators=[validate_key],
        help_text=_("Stands in addresses and in the API. Do not change it once published."),
    )

    objects: Any = KeyManager()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str]:
        return (self.key,)


class Instrument(KeyedModel):
    """What is being implemented: the Programme of Action, the International Tracing Instrument."""

    name = MultilingualField(_("name"), required=["en"])
    abbreviation = MultilingualField(_("abbreviation"), required=["en"])
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("year of adoption"))
    reference = models.CharField(
        _("reference"),
        max_length=80,
        help_text=_("Symbol or decision, such as A/CONF.192/15."),
    )
    search_text = SearchTextField(sources=["key", "name", "abbreviation", "reference"])

    history = HistoricalRecords(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering = ["year", "key"]

    def __str__(self) -> str:
        return localise(self.abbreviation)


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
    # A meeting or an instrument that a document belongs to is never deleted under it.
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
    # Deleting a heading must never take the headings under it along unseen.
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


class Theme(KeyedModel):
    """A subject that cuts across paragraphs and documents."""

    name = MultilingualField(_("name"), required=["en"])
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    search_text = SearchTextField(sources=["key", "name"])

    history = HistoricalRecords(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return localise(self.name)


class Addressee(models.TextChoices):
    """Whom a commitment asks to act. Each has its column on Commitment: ``directed_to_<value>``."""

    STATES = "states", _("States")
    STATES_IN_A_POSITION = (
        "states_in_a_position_to_do_so",
        _("States in a position to do so"),
    )
    REGIONAL_ORGANISATIONS = "regional_organisations", _("regional organisations")
    SECRETARIAT = "secretariat", _("the Secretariat")
    MEETING = "meeting", _("the meeting itself")


def directed_to(*addressees: str) -> Q:
    """The condition that a commitment is directed to one of ``addressees`` or more."""
    condition = Q()
    for addressee in addressees:
        condition |= Q(**{f"directed_to_{addressee}": True})
    return condition


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def operative(self) -> "CommitmentQuerySet":
        return self.filter(is_operative=True)

    def directed_to(self, *addressees: str) -> "CommitmentQuerySet":
        return self.filter(directed_to(*addressees))

    def matching(self, query: str) -> "CommitmentQuerySet":
        return self.filter(matching(query))

    def in_document_order(self) -> "CommitmentQuerySet":
        return self.order_by("document", "position")


class CommitmentManager(models.Manager.from_queryset(CommitmentQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, key: str) -> "Commitment":
        return self.get(key=key)


class Commitment(KeyedModel):
    """One numbered paragraph of an outcome document.

    Preambular paragraphs are commitments too, but only operative ones can be addressed by a
    report, and each of those is directed to somebody: the two are the same thing, and the
    database holds them so.
    """

    key = models.CharField(
        _("key"),
        max_length=80,
        unique=True,
        blank=True,
        validators=[validate_key],
        help_text=_("Made from the document and the number when left empty."),
    )
    document = models.ForeignKey(
        OutcomeDocument,
        models.PROTECT,
        related_name="commitments",
        verbose_name=_("document"),
    )
    # Empty for paragraphs that stand before the first heading.
    section = models.ForeignKey(
        Section,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name=_("section"),
    )
    number = models.CharField(
        _("number"), max_length=20, help_text=_("As printed, such as 25 or 9 bis.")
    )
    position = models.PositiveIntegerField(
        _("position"), help_text=_("Place in the document, for sorting.")
    )
    is_operative = models.BooleanField(
        _("operative"),
        help_text=_("Operative paragraphs can be addressed by a report."),
    )
    directed_to_states = models.BooleanField(_("directed to States"), default=False)
    directed_to_states_in_a_position_to_do_so = models.BooleanField(
        _("directed to States in a position to do so"), default=False
    )
    directed_to_regional_organisations = models.BooleanField(
        _("directed to regional organisations"), default=False
    )
    directed_to_secretariat = models.BooleanField(_("directed to the Secretariat"), default=False)
    directed_to_meeting = models.BooleanField(
        _("directed to the meeting itself"),
        default=False,
        help_text=_("A decision of the meeting, or a request to a later one."),
    )
    title = MultilingualField(
        _("title"),
        required=["en"],
        help_text=_("A few words of our own, not the official text."),
    )
    summary = MultilingualField(_("summary"), help_text=_("One or two sentences of our own."))
    official_text = MultilingualField(
        _("official text"),
        help_text=_("From the official document, once it has been imported."),
    )
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="commitments", verbose_name=_("themes")
    )
    search_text = SearchTextField(sources=["key", "number", "title", "summary", "official_text"])

    objects: Any = CommitmentManager()
    history = HistoricalRecords(excluded_fields=["search_text"], m2m_fields=[themes])

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["document", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"],
                name="commitment_number_is_unique_in_its_document",
                violation_error_message=_("This document already has a paragraph of that number."),
                violation_error_code="number_taken",
            ),
            models.UniqueConstraint(
                fields=["document", "position"],
                name="commitment_position_is_unique_in_its_document",
                violation_error_message=_("Another paragraph has this place in the document."),
                violation_error_code="position_taken",
            ),
            models.CheckConstraint(
                name="commitment_is_operative_exactly_when_directed_to_somebody",
                condition=(Q(is_operative=True) & directed_to(*Addressee.values))
                | (Q(is_operative=False) & ~directed_to(*Addressee.values)),
                violation_error_message=_(
                    "An operative paragraph is directed to somebody; a preambular one to nobody."
                ),
                violation_error_code="operative_and_addressee_disagree",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} · {localise(self.title)}"

    def get_absolute_url(self) -> str:
        return reverse("commitment", args=[self.document_key, self.slug])

    @property
    def slug(self) -> str:
        """The number as it stands in an address: ``25``, ``9-bis``."""
        return slugify(self.number)

    @property
    def document_key(self) -> str:
        """The document's key, read off this one's: a list of links needs no join."""
        return self.key.removesuffix(f"-{self.slug}")

    @property
    def addressees(self) -> list[str]:
        """The Addressee values this commitment is directed to; empty when preambular."""
        return [value for value in Addressee.values if getattr(self, f"directed_to_{value}")]

    @property
    def addressee_labels(self) -> list[str]:
        """The same in the active language."""
        return [str(Addressee(value).label) for value in self.addressees]

    @property
    def localised_title(self) -> LocalisedText:
        return localise(self.title)

    def clean(self) -> None:
        if self.section and self.section.document_id != self.document_id:
            raise field_error(
                "section", _("The section must be in the same document."), "other_document"
            )
        if self.document_id and self.number:
            self.key = self.key or commitment_key(self.document.key, self.number)


def commitment_key(document_key: str, number: str) -> str:
    """The public key of paragraph ``number``: ``bms8-25``, ``bms8-9-bis``."""
    return f"{document_key}-{slugify(number)}"


class LinkKind(models.TextChoices):
    REPEATS = "repeats", _("repeats")
    STRENGTHENS = "strengthens", _("strengthens")
    REPLACES = "replaces", _("replaces")
    FOLLOWS_UP = "follows_up", _("follows up")


class CommitmentLink(models.Model):
    """How a later commitment relates to an earlier one: ``commitment`` *kind* ``earlier``."""

    # A link says something about two paragraphs and nothing without either.
    commitment = models.ForeignKey(
        Commitment,
        models.CASCADE,
        related_name="links_back",
        verbose_name=_("commitment"),
    )
    earlier = models.ForeignKey(
        Commitment,
        models.CASCADE,
        related_name="links_forward",
        verbose_name=_("earlier commitment"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=LinkKind)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("link between commitments")
        verbose_name_plural = _("links between commitments")
        ordering = ["commitment", "earlier"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "earlier"],
                name="commitments_are_linked_once",
                violation_error_message=_("These two commitments are already linked."),
                violation_error_code="already_linked",
            ),
            models.CheckConstraint(
                name="link_kind_is_known", condition=Q(kind__in=LinkKind.values)
            ),
            models.CheckConstraint(
                name="commitment_is_not_linked_to_itself",
                condition=~Q(commitment=F("earlier")),
                violation_error_message=_("A commitment cannot be linked to itself."),
                violation_error_code="linked_to_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment.key} {self.get_kind_display()} {self.earlier.key}"


# Further models of this app, in files of their own.
from commitments.import_log import ImportKind, ImportLog  # noqa: E402, F401
from commitments.outcome_proposal import OutcomeProposal  # noqa: E402, F401
from commitments.rejected_links import RejectedLink  # noqa: E402, F401
