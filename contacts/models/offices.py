"""Offices of States and organisations that work on small arms (BMS8, para. 61): never persons."""

import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.fields import MultilingualField
from common.multilingual import localise
from common.references import random_reference
from common.search import SearchTextField, matching
from common.written import validate_text
from reports.models import Reporter


class OfficeFunction(models.TextChoices):
    """What an office is for."""

    POINT_OF_CONTACT = "poa_point_of_contact", _("Programme of Action point of contact")
    COORDINATION = "national_coordination", _("national coordination body")
    TRACING = "iti_tracing", _("tracing under the International Tracing Instrument")
    UNROCA = "unroca", _("United Nations Register of Conventional Arms")
    ATT = "att", _("Arms Trade Treaty point of contact")
    WPS = "wps", _("women, peace and security focal point")
    OTHER = "other", _("other office")


class OfficeOrigin(models.TextChoices):
    """Who put an office on record."""

    OWNER = "owner", _("entered by the State or organisation")
    SECRETARIAT = "secretariat", _("entered by the secretariat")
    FORM = "form", _("taken over from a report")
    IMPORT = "import", _("imported from a table")


def new_reference() -> str:
    return random_reference("OFF")


# Offices that anybody may see; the same condition in SQL, for triggers.
PUBLIC = Q(is_public=True)
PUBLIC_SQL = "{row}.is_public"


class OfficeQuerySet(models.QuerySet["Office"]):
    def public(self) -> "OfficeQuerySet":
        return self.filter(PUBLIC)

    def on(self, day: datetime.date) -> "OfficeQuerySet":
        """The offices that exist on ``day``; ``until`` is the first day without the office."""
        begun = Q(since=None) | Q(since__lte=day)
        return self.filter(begun, Q(until=None) | Q(until__gt=day))

    def matching(self, query: str) -> "OfficeQuerySet":
        return self.filter(matching(query))


class Office(models.Model):
    """An office of one reporter, for one function.

    The reporter and the secretariat see it; everybody else only if the reporter publishes it
    (``is_public``). While it is not public, no write to it moves the public stamp.
    """

    # The condition by which triggers know rows whose writes the public may see.
    moves_the_stamp_where: ClassVar[str] = PUBLIC_SQL

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_reference, editable=False
    )
    reporter = models.ForeignKey(
        Reporter,
        models.PROTECT,
        related_name="small_arms_offices",
        verbose_name=_("State or organisation"),
    )
    function = models.CharField(_("function"), max_length=21, choices=OfficeFunction)
    name = MultilingualField(
        _("name of the office"),
        blank=False,
        help_text=_("The office, never a person; in any of the languages."),
    )
    address = models.TextField(_("address"), max_length=500, blank=True, validators=[validate_text])
    mailbox = models.EmailField(
        _("mailbox"), max_length=254, blank=True, help_text=_("Of the office, not of a person.")
    )
    telephone = models.CharField(_("telephone"), max_length=60, blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The first day on which it is not there.")
    )
    confirmed_on = models.DateField(
        _("confirmed on"),
        null=True,
        blank=True,
        help_text=_("When the State or organisation last said that all of this is right."),
    )
    is_public = models.BooleanField(
        _("public"),
        default=False,
        help_text=_("Anybody sees it. Only where the State or organisation says so."),
    )
    works_with = models.ManyToManyField(
        "self", blank=True, symmetrical=True, verbose_name=_("works with")
    )
    origin = models.CharField(
        _("entered"),
        max_length=11,
        choices=OfficeOrigin,
        default=OfficeOrigin.SECRETARIAT,
        editable=False,
    )
    source = models.CharField(
        _("source"),
        max_length=300,
        blank=True,
        help_text=_("Letter, list or report that says so. Never public."),
    )
    is_fictional = models.BooleanField(
        _("made up"), default=False, editable=False, help_text=_("Demonstration data.")
    )
    search_text = SearchTextField(sources=["name", "address", "mailbox"])

    objects: Any = OfficeQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[works_with], excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["reporter__sort_name", "function", "reference"]
        constraints = [
            models.CheckConstraint(
                name="office_function_is_known", condition=Q(function__in=OfficeFunction.values)
            ),
            models.CheckConstraint(
                name="office_origin_is_known", condition=Q(origin__in=OfficeOrigin.values)
            ),
            models.CheckConstraint(name="office_has_a_name", condition=~Q(name={})),
            models.CheckConstraint(
                name="office_begins_before_it_ends",
                condition=Q(since=None) | Q(until=None) | Q(since__lt=F("until")),
                violation_error_message=_("The last day comes after the first."),
                violation_error_code="dates_out_of_order",
            ),
            models.UniqueConstraint(
                fields=["reporter", "function", "mailbox"],
                condition=Q(until=None) & ~Q(mailbox=""),
                name="office_is_on_record_once",
                violation_error_message=_(
                    "An office with this function and this mailbox is on record."
                ),
                violation_error_code="office_twice",
            ),
        ]

    def __str__(self) -> str:
        return f"{localise(self.name)} · {self.get_function_display()}"

    def get_absolute_url(self) -> str:
        """Its place in the directory."""
        return f"{reverse('contacts')}?of={self.reporter.code}#{self.reference}"

    def clean(self) -> None:
        """Checks the rules of the database, with a message at the field."""
        self.mailbox = self.mailbox.strip().lower()
        if self.confirmed_on and self.confirmed_on > timezone.localdate():
            raise ValidationError(
                {
                    "confirmed_on": ValidationError(
                        _("The day has not come yet."), code="in_the_future"
                    )
                }
            )


# A tie is visible only if both of its offices are.
_BOTH_PUBLIC = (
    "(SELECT COUNT(*) FROM contacts_office office WHERE office.is_public"
    " AND office.id IN ({row}.from_office_id, {row}.to_office_id)) = 2"
)
Office.works_with.through.moves_the_stamp_where = _BOTH_PUBLIC  # type: ignore[attr-defined]
