"""Officers of those who give assistance: who reads and answers requests for a donor or a fund."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from contacts.models.observers import ObserverRole
from participation.models import Body
from reports.models import ContactRole, Reporter
from reports.models.contacts import HeldRoles


class OfficerRole(models.TextChoices):
    """What an officer acts for."""

    DONOR = "donor_officer", _("donor officer")
    FUND = "fund_officer", _("fund officer")


# All roles of invitations.
INVITED_TO = [*ContactRole.choices, *OfficerRole.choices, *ObserverRole.choices]


class AssistanceOfficer(models.Model):
    """A person's role, with its beginning and end: to act for a State, an organisation or a body in
    the assistance that it gives. As with points of contact, an ended role stays on record."""

    # Accounts, reporters and bodies with such roles are never deleted.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="assistance_roles",
        verbose_name=_("person"),
    )
    reporter = models.ForeignKey(
        Reporter,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assistance_officers",
        verbose_name=_("State or organisation"),
    )
    body = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assistance_officers",
        verbose_name=_("body"),
    )
    role = models.CharField(pgettext_lazy("contact", "role"), max_length=13, choices=OfficerRole)
    office = models.CharField(_("office"), max_length=200, blank=True)
    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(
        _("until"), null=True, blank=True, help_text=_("Set when the person hands over.")
    )

    is_never_public: ClassVar[bool] = True

    objects: Any = models.Manager.from_queryset(HeldRoles)()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("officer for assistance")
        verbose_name_plural = _("officers for assistance")
        ordering = ["-since", "pk"]
        constraints = [
            models.CheckConstraint(
                name="assistance_officer_acts_for_one",
                condition=Q(reporter__isnull=False, body__isnull=True)
                | Q(reporter__isnull=True, body__isnull=False),
            ),
            models.CheckConstraint(
                name="assistance_officer_role_is_known",
                condition=Q(role__in=OfficerRole.values),
            ),
            models.CheckConstraint(
                name="assistance_officer_ends_after_beginning",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
            models.UniqueConstraint(
                fields=["user", "reporter"],
                condition=Q(until=None, reporter__isnull=False),
                name="officer_acts_once_for_a_reporter",
            ),
            models.UniqueConstraint(
                fields=["user", "body"],
                condition=Q(until=None, body__isnull=False),
                name="officer_acts_once_for_a_body",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.party}"

    @property
    def party(self) -> Any:
        """The State, organisation or body that the person acts for."""
        return self.reporter or self.body
