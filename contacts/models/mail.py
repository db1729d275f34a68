"""Every mail, sent or waiting: recipient, subject, time and text."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.multilingual import LANGUAGE_CHOICES, LANGUAGE_CODES
from reports.models import Reporter, ReportingCycle


class MailKind(models.TextChoices):
    """What a mail is about. Each has one template."""

    INVITATION = "invitation", _("invitation")
    REMINDER_BEFORE = "reminder_before", _("reminder before the due day")
    REMINDER_AFTER = "reminder_after", _("reminder after the due day")
    RETURNED = "returned", _("returned report")
    RECEIPT = "receipt", _("receipt")
    QUESTION = "question", _("question")
    OFFICER_INVITATION = "officer_invitation", _("invitation of an officer for assistance")
    OBSERVER_INVITATION = "observer_invitation", _("invitation of an observer of a group")
    ASSISTANCE = "assistance", _("news of assistance")
    NOTICE = "notice", _("notice of a project")
    UPDATE_DUE = "update_due", _("update on a project that is due")
    UPDATE_SENT = "update_sent", _("update on a project to agree to")
    NEWS = "news", _("news for the secretariat")


REMINDERS = (MailKind.REMINDER_BEFORE, MailKind.REMINDER_AFTER)


class MailState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed, tried again")
    GIVEN_UP = "given_up", _("failed")


class MailQuerySet(models.QuerySet["Mail"]):
    def waiting(self) -> "MailQuerySet":
        """Mail that has not reached the mail server and can be sent as it is stored."""
        return self.filter(sent_at=None, has_secret=False, attempts__lt=MOST_ATTEMPTS)


# If the command runs every few minutes, this covers half a day without the mail server.
MOST_ATTEMPTS = 100


class Mail(models.Model):
    """One mail to one address.

    ``body`` is the sent text without any link that opens an account, so that readers of the log
    cannot use it (``has_secret``). Such a mail is never sent again: a new one is made.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=MailKind)
    to = models.EmailField(pgettext_lazy("mail", "to"), max_length=254)
    # People and reporters in the log are never deleted.
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mail_received",
        verbose_name=_("person"),
    )
    reporter = models.ForeignKey(
        Reporter,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mail",
        verbose_name=_("reporter"),
    )
    cycle = models.ForeignKey(
        ReportingCycle,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mail",
        verbose_name=_("cycle"),
    )
    reminder_day = models.SmallIntegerField(
        _("day of the schedule"),
        null=True,
        blank=True,
        help_text=_("Days from the due day for which a scheduled reminder stands."),
    )
    # The due day of the reminder. If the cycle's due day moves, the same day of the schedule comes
    # again. Empty in reminders from before this column.
    reminder_due = models.DateField(_("due day of the reminder"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGE_CHOICES)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(pgettext_lazy("message", "text"))
    has_secret = models.BooleanField(_("holds a secret that is not kept"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mail_sent",
        verbose_name=_("sent by"),
    )
    queued_at = models.DateTimeField(_("written at"), default=timezone.now, db_index=True)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("error"), max_length=500, blank=True)

    objects: Any = models.Manager.from_queryset(MailQuerySet)()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("log of mail")
        ordering = ["-queued_at", "-pk"]
        permissions = [("send_mail", "Can write to reporters")]
        constraints = [
            # One reminder per address and day, however many processes send reminders at once.
            models.UniqueConstraint(
                fields=["cycle", "reporter", "to", "reminder_day"],
                condition=Q(reminder_day__isnull=False, reminder_due=None),
                name="scheduled_reminder_is_sent_once",
            ),
            models.UniqueConstraint(
                fields=["cycle", "reporter", "to", "reminder_day", "reminder_due"],
                condition=Q(reminder_day__isnull=False, reminder_due__isnull=False),
                name="scheduled_reminder_is_sent_once_for_a_due_day",
            ),
            models.CheckConstraint(
                name="mail_kind_is_known", condition=Q(kind__in=MailKind.values)
            ),
            models.CheckConstraint(
                name="mail_language_is_known", condition=Q(language__in=LANGUAGE_CODES)
            ),
            models.CheckConstraint(
                name="mail_is_sent_after_it_is_written",
                condition=Q(sent_at=None) | Q(sent_at__gte=F("queued_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.to}"

    @property
    def state(self) -> MailState:
        """Whether the mail server has taken it, else the state of the attempts."""
        if self.sent_at:
            return MailState.SENT
        if self.attempts and (self.has_secret or self.attempts >= MOST_ATTEMPTS):
            return MailState.GIVEN_UP
        return MailState.FAILED if self.error else MailState.WAITING
