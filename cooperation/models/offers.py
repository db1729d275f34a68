"""Offers: assistance that States, organisations and funds are ready to give (BMS8, para. 88)."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from commitments.models import Theme
from common.database.keys import KeyManager
from common.fields import MultilingualField
from common.multilingual import localise
from common.references import random_reference
from cooperation.models.money import OptionalAmount
from cooperation.models.projects import Aid
from cooperation.models.visibility import public_child_sql
from indicators.models.values import Party, Place, constraints_of

TABLE = "cooperation_offer"


def new_reference() -> str:
    return random_reference("OFR")


class OfferStatus(models.TextChoices):
    """How far an offer has come: anybody reads it from the day it is opened."""

    DRAFT = "draft", pgettext_lazy("offer of assistance", "draft")
    SUBMITTED = "submitted", pgettext_lazy("offer of assistance", "submitted")
    OPEN = "open", pgettext_lazy("offer of assistance", "open")
    CLOSED = "closed", pgettext_lazy("offer of assistance", "closed")


PUBLIC = Q(status__in=[OfferStatus.OPEN, OfferStatus.CLOSED])
PUBLIC_SQL = f"({{row}}.status IN ('{OfferStatus.OPEN}', '{OfferStatus.CLOSED}'))"
OF_A_PUBLIC_OFFER = public_child_sql(TABLE, "offer_id", PUBLIC_SQL)


class OfferQuerySet(models.QuerySet["Offer"]):
    def public(self) -> "OfferQuerySet":
        return self.filter(PUBLIC)

    def open(self) -> "OfferQuerySet":
        return self.filter(status=OfferStatus.OPEN)


class OfferManager(KeyManager.from_queryset(OfferQuerySet)):  # type: ignore[misc]
    """Offers are known to the outside by their reference."""

    def get_by_natural_key(self, reference: str) -> Any:
        return self.get(reference=reference)


class Offer(OptionalAmount, Party):
    """Assistance that its provider (the party) is ready to give. ``amount`` is its ceiling for one
    project; an offer without places is for any State."""

    moves_the_stamp_where: ClassVar[str] = PUBLIC_SQL

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_reference, editable=False
    )
    status = models.CharField(
        _("status"), max_length=9, choices=OfferStatus, default=OfferStatus.DRAFT
    )
    title = MultilingualField(_("title"), blank=False, help_text=_("In any of the languages."))
    conditions = MultilingualField(_("conditions"))
    aid = models.CharField(_("kind of aid"), max_length=19, choices=Aid, blank=True)
    valid_from = models.DateField(pgettext_lazy("day", "from"), null=True, blank=True)
    valid_until = models.DateField(pgettext_lazy("day", "to"), null=True, blank=True)
    contact_mailbox = models.EmailField(
        _("mailbox"),
        max_length=254,
        blank=True,
        help_text=_("Of the office, not of a person. Anybody sees it."),
    )
    opened_on = models.DateField(_("opened on"), null=True, blank=True, editable=False)
    is_fictional = models.BooleanField(
        _("made up"), default=False, editable=False, help_text=_("Demonstration data.")
    )
    themes: Any = models.ManyToManyField(
        Theme, through="OfferTheme", related_name="offers", blank=True, verbose_name=_("themes")
    )

    objects: Any = OfferManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("offer of assistance")
        verbose_name_plural = _("offers of assistance")
        ordering = ["reference"]
        constraints = [
            *constraints_of(OptionalAmount, Party),
            models.CheckConstraint(
                name="offer_status_is_known", condition=Q(status__in=OfferStatus.values)
            ),
            models.CheckConstraint(
                name="offer_aid_is_known", condition=Q(aid__in=["", *Aid.values])
            ),
            models.CheckConstraint(name="offer_has_a_title", condition=~Q(title={})),
            models.CheckConstraint(
                name="offer_begins_before_it_ends",
                condition=Q(valid_from=None)
                | Q(valid_until=None)
                | Q(valid_from__lte=F("valid_until")),
                violation_error_message=_("The last day comes after the first."),
                violation_error_code="dates_out_of_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} · {localise(self.title)}"

    def natural_key(self) -> tuple[str]:
        return (self.reference,)

    @property
    def is_public(self) -> bool:
        return self.status in (OfferStatus.OPEN, OfferStatus.CLOSED)

    def get_absolute_url(self) -> str:
        return reverse("offer", args=[self.reference])


class OfferTheme(models.Model):
    """A theme that an offer is about: as public as the offer."""

    moves_the_stamp_where: ClassVar[str] = OF_A_PUBLIC_OFFER

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="theme_links")
    theme = models.ForeignKey(
        Theme, models.PROTECT, related_name="offer_links", verbose_name=_("theme")
    )

    objects: Any = models.Manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("theme of an offer")
        verbose_name_plural = _("themes of an offer")
        ordering = ["offer", "theme"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "theme"], name="theme_of_offer_once")
        ]

    def __str__(self) -> str:
        return str(self.theme)


class OfferPlace(Place):
    """A place that an offer is for: as public as the offer."""

    moves_the_stamp_where: ClassVar[str] = OF_A_PUBLIC_OFFER

    offer = models.ForeignKey(
        Offer, models.CASCADE, related_name="places", verbose_name=_("offer of assistance")
    )

    objects: Any = models.Manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("place of an offer")
        verbose_name_plural = _("places of an offer")
        ordering = ["offer", "pk"]
        constraints = constraints_of(Place)

    def __str__(self) -> str:
        return self.place_name
