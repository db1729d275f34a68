"""The numbered commitments of outcome documents, whom they are directed to, and their links."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from commitments.errors import field_error
from commitments.models.documents import OutcomeDocument, Section
from commitments.models.keys import KeyedModel, validate_key
from commitments.multilingual import LocalisedText, MultilingualField, localise
from commitments.searching import SearchTextField, matching


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
