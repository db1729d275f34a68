"""Points of contact: which officials may write and hand in whose reports."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from reports.models.reporters import Reporter


class ContactRole(models.TextChoices):
    """What a point of contact may do; each may do all that those before it may."""

    READER = "reader", _("reader")
    EDITOR = "editor", _("editor")
    SUBMITTER = "submitter", _("submitter")


class HeldRoles(models.QuerySet[Any]):
    """Points of contact, or others whose roles begin and end in the same way."""

    def active(self) -> "HeldRoles":
        """Those who hold the role today, with an account that is open."""
        return self.filter(until=None, user__is_active=True)


class PointOfContact(models.Model):
    """The record that a person acts for a reporter: in which role, since when and until when.

    A person who leaves hands over: the record gets its end and stays, and so does what the
    person did; the successor has a record of their own.
    """

    is_never_public: ClassVar[bool] = True

    # Accounts and reporters that ever had a point of contact are not deleted.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="points_of_contact",
        verbose_name=_("person"),
    )
    reporter = models.ForeignKey(
        Reporter,
        models.PROTECT,
        related_name="points_of_contact",
        verbose_name=_("reporter"),
    )
    role = models.CharField(
        pgettext_lazy("contact", "role"),
        max_length=10,
        choices=ContactRole,
        default=ContactRole.EDITOR,
    )
    office = models.CharField(
        _("office"),
        max_length=200,
        blank=True,
        help_text=_("The ministry or mission that the person works for."),
    )
    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(
        _("until"), null=True, blank=True, help_text=_("Set when the person hands over.")
    )

    objects: Any = models.Manager.from_queryset(HeldRoles)()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("point of contact")
        verbose_name_plural = _("points of contact")
        ordering = ["reporter__sort_name", "-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "reporter"],
                condition=Q(until=None),
                name="person_has_one_role_for_a_reporter",
                violation_error_message=_("This person already acts for this reporter."),
                violation_error_code="already_a_contact",
            ),
            models.CheckConstraint(
                name="contact_role_is_known", condition=Q(role__in=ContactRole.values)
            ),
            models.CheckConstraint(
                name="contact_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message=_("The end lies before the beginning."),
                violation_error_code="ends_before_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.reporter}"
