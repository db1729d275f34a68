"""Questions and answers between the secretariat and a reporter's points of contact."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.models import Commitment
from common.written import validate_text
from reports.models.submissions import Submission


class Message(models.Model):
    """A question or an answer on a submission, or on one commitment in it. Append-only, and never
    public: it is for the secretariat and for those who act for the reporter."""

    is_never_public: ClassVar[bool] = True

    # What was asked stays with the report, and so does who asked it.
    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="messages", verbose_name=_("submission")
    )
    commitment = models.ForeignKey(
        Commitment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("commitment"),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    from_secretariat = models.BooleanField(_("from the secretariat"))
    text = models.TextField(
        pgettext_lazy("message", "text"), max_length=10_000, validators=[validate_text]
    )
    at = models.DateTimeField(_("when"), default=timezone.now)

    objects: Any = models.Manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["submission", "pk"]
        constraints = [models.CheckConstraint(name="message_says_something", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"{self.submission} · {self.pk}"


class Comment(models.Model):
    """What one of a reporter's people says of its report to the others. Append-only, and for them
    alone: neither the public nor the secretariat is shown it."""

    is_never_public: ClassVar[bool] = True

    # What was said stays with the report, and so does who said it.
    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="comments", verbose_name=_("submission")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    text = models.TextField(
        pgettext_lazy("message", "text"), max_length=10_000, validators=[validate_text]
    )
    at = models.DateTimeField(_("when"), default=timezone.now)

    objects: Any = models.Manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["submission", "pk"]
        constraints = [models.CheckConstraint(name="comment_says_something", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"{self.submission} · {self.pk}"


class Reading(models.Model):
    """Up to which message of a submission somebody has read."""

    is_never_public: ClassVar[bool] = True

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="+", verbose_name=_("submission")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    last = models.ForeignKey(
        Message, models.PROTECT, related_name="+", verbose_name=_("last message read")
    )

    objects: Any = models.Manager()

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "user"], name="person_has_one_place_in_the_messages"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.last}"
