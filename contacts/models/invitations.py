"""Invitations of points of contact: an account is opened by one, and in no other way."""

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from common.multilingual import LANGUAGE_CHOICES, LANGUAGE_CODES
from contacts.models.officers import INVITED_TO, OfficerRole
from participation.models import Body
from reports.models import ContactRole, PointOfContact, Reporter

VALID_FOR = datetime.timedelta(days=14)


def in_two_weeks() -> datetime.datetime:
    return timezone.now() + VALID_FOR


class InvitationState(models.TextChoices):
    OPEN = "open", _("open")
    ACCEPTED = "accepted", pgettext_lazy("invitation", "accepted")
    EXPIRED = "expired", pgettext_lazy("invitation", "expired")
    REVOKED = "revoked", pgettext_lazy("invitation", "revoked")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        """Those by which an account can still be opened."""
        return self.not_accepted().filter(expires_at__gt=timezone.now())

    def not_accepted(self) -> "InvitationQuerySet":
        """Those that nobody has accepted, open or expired, and that were not taken back."""
        return self.filter(accepted_at=None, revoked_at=None)

    def by_states(self) -> "InvitationQuerySet":
        """Those that a State or organisation sent to people of its own."""
        return self.filter(invited_by__is_staff=False)


class Invitation(models.Model):
    """An invitation to an e-mail address to act for one or more reporters, or as an officer for
    assistance also for a body, in a role.

    The link in the mail holds a random token; here is only its SHA-256. Sending it again makes a
    new token, so that of all links the last alone opens, and only once.
    """

    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=200, blank=True)
    language = models.CharField(
        _("language of the mail"), max_length=2, choices=LANGUAGE_CHOICES, default="en"
    )
    reporters = models.ManyToManyField(
        Reporter, related_name="invitations", blank=True, verbose_name=_("reporters")
    )
    body = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("body"),
        help_text=_("Only for officers for assistance, in place of reporters."),
    )
    role = models.CharField(
        pgettext_lazy("contact", "role"),
        max_length=13,
        choices=INVITED_TO,
        default=ContactRole.SUBMITTER,
    )
    office = models.CharField(_("office"), max_length=200, blank=True)
    # Who hands over to whoever accepts; on record for good.
    succeeds = models.ForeignKey(
        PointOfContact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("in the place of"),
    )
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="invitations_sent",
        verbose_name=_("invited by"),
    )
    invited_at = models.DateTimeField(_("invited at"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires at"), default=in_two_weeks, editable=False)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="invitations_accepted",
        verbose_name=_("accepted by"),
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True, editable=False)

    objects: Any = models.Manager.from_queryset(InvitationQuerySet)()
    history = HistoricalRecords(excluded_fields=["token_digest"], m2m_fields=[reporters])

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="invitation_role_is_known",
                condition=Q(role__in=[each for each, _label in INVITED_TO]),
            ),
            models.CheckConstraint(
                name="invitation_of_a_body_is_for_officers",
                condition=Q(body=None) | Q(role__in=OfficerRole.values),
                violation_error_message=_("Only officers for assistance act for a body."),
                violation_error_code="body_is_for_officers",
            ),
            models.CheckConstraint(
                name="invitation_language_is_known", condition=Q(language__in=LANGUAGE_CODES)
            ),
            models.CheckConstraint(
                name="invitation_is_accepted_by_somebody",
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="accepted_invitation_is_not_revoked",
                condition=Q(accepted_at=None) | Q(revoked_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def state(self) -> InvitationState:
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.revoked_at:
            return InvitationState.REVOKED
        is_over = self.expires_at <= timezone.now()
        return InvitationState.EXPIRED if is_over else InvitationState.OPEN

    @property
    def is_for_an_officer(self) -> bool:
        """Whether it is to act for those who give assistance."""
        return self.role in OfficerRole.values

    @property
    def parties(self) -> list[Any]:
        """Everybody that it is to act for. One query, or two."""
        return [*self.reporters.all(), *([self.body] if self.body else [])]
