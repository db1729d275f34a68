"""Those who take part in meetings without being reporters."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.database.keys import KeyedModel
from common.fields import MultilingualField
from common.multilingual import localise, with_abbreviation
from common.search import SearchTextField
from participation.models.sources import source_field


class BodyKind(models.TextChoices):
    GROUP = "group", _("group of States")
    ORGANISATION = "organisation", _("international or regional organisation")
    CIVIL_SOCIETY = "civil_society", _("civil-society organisation")


class Body(KeyedModel):
    """Whoever speaks, or is spoken for, and is no reporter: a group of States such as the Arab
    Group, an organisation that sends no reports, a non-governmental organisation."""

    kind = models.CharField(_("kind"), max_length=13, choices=BodyKind)
    name = MultilingualField(_("name"), required=["en"])
    abbreviation = models.CharField(_("abbreviation"), max_length=30, blank=True)
    # Where the body is named.
    source = source_field(default="", db_default="")
    search_text = SearchTextField(sources=["key", "name", "abbreviation"])

    history = HistoricalRecords(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ["kind", "key"]
        constraints = [
            models.CheckConstraint(
                name="body_kind_is_known", condition=Q(kind__in=BodyKind.values)
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name in the active language, in English with the abbreviation, if any."""
        return with_abbreviation(localise(self.name), self.abbreviation)
