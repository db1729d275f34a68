"""Observers: people of a regional organisation who follow the reporting of its group."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from reports.models import Group, Reporter, ReporterKind
from reports.models.contacts import HeldRoles


class ObserverRole(models.TextChoices):
    OBSERVER = "observer", _("observer of a group")


class GroupObserver(models.Model):
    """A person's role, with its beginning and end: to see, for an organisation, which States of a
    group have reported and which are due.

    It is no point of contact, and shows nothing that is not public. An ended role stays on record.
    """

    is_never_public: ClassVar[bool] = True

    # Accounts, organisations and groups with such roles are never deleted.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="observes",
        verbose_name=_("person"),
    )
    organisation = models.ForeignKey(
        Reporter,
        models.PROTECT,
        related_name="observers",
        limit_choices_to=~Q(kind=ReporterKind.STATE),
        verbose_name=_("organisation"),
    )
    group = models.ForeignKey(
        Group, models.PROTECT, related_name="observers", verbose_name=_("group")
    )
    office = models.CharField(_("office"), max_length=200, blank=True)
    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(
        _("until"), null=True, blank=True, help_text=_("Set when the person hands over.")
    )

    objects: Any = models.Manager.from_queryset(HeldRoles)()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("observer of a group")
        verbose_name_plural = _("observers of groups")
        ordering = ["-since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "group"],
                condition=Q(until=None),
                name="observer_observes_a_group_once",
            ),
            models.CheckConstraint(
                name="group_observer_ends_after_beginning",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message=_("The end lies before the beginning."),
                violation_error_code="ends_before_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {self.group}"
