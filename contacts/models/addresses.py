"""Addresses of reporters for whom nobody acts: usually a permanent mission."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.multilingual import LANGUAGE_CHOICES, LANGUAGE_CODES
from reports.models import Reporter


class ReporterAddress(models.Model):
    """An address of a reporter's own, used for reminders while it has no point of contact."""

    # An address is useless without its reporter.
    reporter = models.ForeignKey(
        Reporter, models.CASCADE, related_name="addresses", verbose_name=_("reporter")
    )
    email = models.EmailField(_("e-mail address"), max_length=254)
    office = models.CharField(
        _("office"), max_length=200, blank=True, help_text=_("Such as the permanent mission.")
    )
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGE_CHOICES, default="en")

    objects: Any = models.Manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("address of a reporter")
        verbose_name_plural = _("addresses of reporters")
        ordering = ["reporter__sort_name", "email"]
        constraints = [
            models.UniqueConstraint(
                fields=["reporter", "email"],
                name="reporter_has_an_address_once",
                violation_error_message=_("This reporter already has that address."),
                violation_error_code="address_twice",
            ),
            models.CheckConstraint(
                name="address_language_is_known", condition=Q(language__in=LANGUAGE_CODES)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office} <{self.email}>" if self.office else self.email
