"""The documents that say what is recorded here, and where in them it stands."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from simple_history.models import HistoricalRecords

from common.database.keys import KeyedModel
from common.fields import MultilingualField
from common.multilingual import localise

LONGEST_PARAGRAPH = 40


class SourceDocument(KeyedModel):
    """A document from which records were taken, paragraph by paragraph."""

    title = MultilingualField(gettext_lazy("title"), required=["en"])
    symbol = models.CharField(
        gettext_lazy("symbol"),
        max_length=60,
        blank=True,
        help_text=gettext_lazy("Empty where the text at hand does not print it."),
    )
    year = models.PositiveSmallIntegerField(gettext_lazy("year"))
    period_from = models.DateField(gettext_lazy("reports on the time from"), null=True, blank=True)
    period_to = models.DateField(pgettext_lazy("day", "to"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = gettext_lazy("source")
        verbose_name_plural = gettext_lazy("sources")
        ordering = ["year", "key"]
        constraints = [
            models.CheckConstraint(
                name="source_period_has_both_ends",
                condition=Q(period_from=None, period_to=None)
                | Q(
                    period_from__isnull=False,
                    period_to__isnull=False,
                    period_from__lte=models.F("period_to"),
                ),
                violation_error_message=gettext_lazy(
                    "Give both the first and the last day, in this order, or neither."
                ),
                violation_error_code="dates_out_of_order",
            ),
        ]

    def __str__(self) -> str:
        return self.symbol or localise(self.title)

    def get_absolute_url(self) -> str:
        return reverse("source", args=[self.key])


class Cited(models.Model):
    """What a record rests on: a paragraph of a source, or, in words, another document (such as a
    depositary's list and its day)."""

    document = models.ForeignKey(
        SourceDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=gettext_lazy("source"),
    )
    paragraph = models.CharField(
        gettext_lazy("paragraph"),
        max_length=LONGEST_PARAGRAPH,
        blank=True,
        help_text=gettext_lazy("As printed, such as 13 or 33 (e)."),
    )
    other_source = models.CharField(
        gettext_lazy("other source"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("For what no source here says, such as a depositary's list."),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_says_where_it_stands",
                condition=(Q(document__isnull=False, other_source="") & ~Q(paragraph=""))
                | (Q(document__isnull=True, paragraph="") & ~Q(other_source="")),
                violation_error_message=gettext_lazy(
                    "Give a source and its paragraph, or another source in words."
                ),
                violation_error_code="no_source",
            )
        ]

    @property
    def source(self) -> str:
        """Document and paragraph, or the other source, in the active language."""
        if self.document is None:
            return self.other_source
        return _("%(document)s, para. %(paragraph)s") % {
            "document": self.document,
            "paragraph": self.paragraph,
        }

    @property
    def source_url(self) -> str:
        """The page of the source, at the paragraph; empty for another source."""
        if self.document is None:
            return ""
        return f"{self.document.get_absolute_url()}#{anchor(self.paragraph)}"


def anchor(paragraph: str) -> str:
    """The place of a paragraph on the page of its source: letters, digits and hyphens."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in paragraph)
    return "-".join(["para", *words.split()])
