"""Invitations to a role: the only way to open an account for one."""

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
from contacts.models.observers import ObserverRole
from contacts.models.officers import INVITED_TO, OfficerRole
from participation.models import Body
from reports.models import ContactRole, Group, PointOfContact, Reporter

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
        """Invitations that can still be accepted."""
        return self.not_accepted().filter(expires_at__gt=timezone.now())

    def not_accepted(self) -> "InvitationQuerySet":
        """Invitations, open or expired, that were neither accepted nor taken back."""
        return self.filter(accepted_at=None, revoked_at=None)

    def by_states(self) -> "InvitationQuerySet":
        """Invitations that a State or organisation sent to its own people."""
        return self.filter(invited_by__is_staff=False)


class Invitation(models.Model):
    """An invitation to an e-mail address: to a role for one or more reporters or, as an officer for
    assistance, for a body; or to observe a group for an organisation.

    The link in the mail holds a random token; only its SHA-256 is stored. Sending it again makes a
    new token, so that only the last link works, and only once.
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
    group = models.ForeignKey(
        Group,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("group"),
        help_text=_("Only for observers: the States on which the organisation looks."),
    )
    role = models.CharField(
        pgettext_lazy("contact", "role"),
        max_length=13,
        choices=INVITED_TO,
        default=ContactRole.SUBMITTER,
    )
    office = models.CharField(_("office"), max_length=200, blank=True)
    # The role that is handed over to the person who accepts; it stays on record.
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
                name="invitation_of_an_observer_names_a_group",
                condition=Q(role=ObserverRole.OBSERVER, group__isnull=False)
                | (~Q(role=ObserverRole.OBSERVER) & Q(group=None)),
                violation_error_message=_("Choose a group for an observer, and for nobody else."),
                violation_error_code="group_is_for_observers",
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
        """Whether it is for an officer for assistance."""
        return self.role in OfficerRole.values

    @property
    def is_for_an_observer(self) -> bool:
        return self.role == ObserverRole.OBSERVER

    @property
    def parties(self) -> list[Any]:
        """All the parties to act for. One query, or two."""
        return [*self.reporters.all(), *([self.body] if self.body else [])]
