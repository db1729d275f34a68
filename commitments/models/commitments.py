"""The numbered commitments of outcome documents, their addressees and their links."""

from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from commitments import neutral
from commitments.models.addressees import ANSWERED_BY_REPORTS, Addressee, directed_to
from commitments.models.documents import OutcomeDocument, Section
from common.addresses import address
from common.database.keys import KeyedModel, validate_key
from common.errors import field_error
from common.fields import MultilingualField
from common.multilingual import LocalisedText, localise
from common.search import SearchTextField, matching

# Read once: Django makes ``values`` anew at each reading, with labels in the active language.
ADDRESSEES = tuple(Addressee.values)


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

    Preambular paragraphs are commitments too, but only operative ones can be addressed by a report.
    A paragraph is operative exactly when it has an addressee: the database alone writes
    ``is_operative``, from the addressees on record.
    """

    # The columns that a link to it shows, and from which its address follows.
    LINKED = ("key", "number", "title", "official_text")

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
        pgettext_lazy("paragraph", "number"),
        max_length=20,
        help_text=_("As printed, such as 25 or 9 bis."),
    )
    position = models.PositiveIntegerField(
        _("position"), help_text=_("Place in the document, for sorting.")
    )
    # Both follow from the addressees and are written by triggers of the database alone
    # (commitments.addressing): any other value that a program writes here is corrected at once.
    is_operative = models.BooleanField(_("operative"), default=False, editable=False)
    # Their kinds between commas, such as ",secretariat,states,", so that lists need no join.
    addressee_kinds = models.CharField(
        _("kinds of addressees"), max_length=400, blank=True, default="", editable=False
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
    explained_in = models.CharField(
        _("explained in"),
        max_length=80,
        blank=True,
        help_text=_(
            "The paragraphs of the document that explain it, such as 62 or 65–66. "
            "They are no part of its own text."
        ),
    )
    explanation = MultilingualField(
        _("explanation"),
        help_text=_(
            "The paragraphs that explain a recommendation, with their numbers, from the official "
            "document; no part of its own text."
        ),
    )
    footnotes = MultilingualField(
        _("footnotes"),
        help_text=_("A line for each; it begins with the mark that stands in the official text."),
    )
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="commitments", verbose_name=_("themes")
    )
    search_text = SearchTextField(
        sources=["key", "number", "title", "summary", "official_text", "explanation", "footnotes"]
    )

    objects: Any = CommitmentManager()
    history = HistoricalRecords(
        excluded_fields=["search_text", "is_operative", "addressee_kinds"], m2m_fields=[themes]
    )

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
        ]

    def __str__(self) -> str:
        return f"{self.key} · {localise(self.shown_title)}"

    @property
    def shown_title(self) -> dict[str, str]:
        """Its title, or the first words of its text until somebody has written one."""
        return neutral.shown_title(self.title, self.official_text or {}, self.number)

    def get_absolute_url(self) -> str:
        return address("commitment", self.document_key, self.slug)

    @property
    def slug(self) -> str:
        """The number as it stands in an address: ``25``, ``9-bis``."""
        return slug_of(self.number)

    @property
    def document_key(self) -> str:
        """The document's key, read off this commitment's key: a list of links needs no join."""
        return self.key.removesuffix(f"-{self.slug}")

    @property
    def addressees(self) -> list[str]:
        """The Addressee values this commitment is directed to; empty when preambular."""
        return list(_among(self.addressee_kinds))

    @property
    def is_answerable_by_reports(self) -> bool:
        """Whether it is operative and somebody who reports is asked. Where nobody is, the
        documents that answered it stand where coverage would."""
        kinds = _among(self.addressee_kinds)
        return any(kind in kinds for kind in ANSWERED_BY_REPORTS)

    @property
    def answers_instead(self) -> list[Any]:
        """The documents and decisions that answered it where no report can; empty where reports
        can."""
        return [] if self.is_answerable_by_reports else list(self.answers.all())

    @property
    def addressee_labels(self) -> list[str]:
        """The labels of its addressees in the active language."""
        return [str(Addressee(value).label) for value in self.addressees]

    @property
    def localised_title(self) -> LocalisedText:
        return localise(self.shown_title)

    def clean(self) -> None:
        if self.section and self.section.document_id != self.document_id:
            raise field_error(
                "section", _("The section must be in the same document."), "other_document"
            )
        if self.document_id and self.number:
            self.key = self.key or commitment_key(self.document.key, self.number)


def commitment_key(document_key: str, number: str) -> str:
    """The public key of paragraph ``number``: ``bms8-25``, ``bms8-9-bis``."""
    return f"{document_key}-{slug_of(number)}"


@lru_cache(maxsize=1_000)
def _among(addressee_kinds: str) -> tuple[str, ...]:
    kinds = addressee_kinds.split(",")
    return tuple(value for value in ADDRESSEES if value in kinds)


@lru_cache(maxsize=1_000)
def slug_of(number: str) -> str:
    """The number of a paragraph as it stands in addresses and keys."""
    return slugify(number)


class LinkKind(models.TextChoices):
    REPEATS = "repeats", _("repeats")
    STRENGTHENS = "strengthens", _("strengthens")
    REPLACES = "replaces", _("replaces")
    FOLLOWS_UP = "follows_up", _("follows up")


class LinkManager(models.Manager["CommitmentLink"]):
    def get_by_natural_key(self, commitment: str, earlier: str) -> "CommitmentLink":
        return self.get(commitment__key=commitment, earlier__key=earlier)


class CommitmentLink(models.Model):
    """How a later commitment relates to an earlier one: ``commitment`` *kind* ``earlier``."""

    # The starting facts leave the links of a paragraph alone once staff have changed one of them.
    kept_with = "commitment"

    # A link is about two paragraphs: it means nothing without either.
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

    objects: Any = LinkManager()
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

    def natural_key(self) -> tuple[str, str]:
        return self.commitment.key, self.earlier.key

    natural_key.dependencies = ["commitments.commitment"]  # type: ignore[attr-defined]

    def __str__(self) -> str:
        return f"{self.commitment.key} {self.get_kind_display()} {self.earlier.key}"
