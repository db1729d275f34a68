"""The steps of submissions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.written import validate_text
from reports.models.submissions import Submission


class Action(models.TextChoices):
    """The steps of a submission's life, as they stand in its events."""

    REGISTER = "register", _("registered")
    SUBMIT = "submit", _("submitted")
    START_REVIEW = "start_review", _("review started")
    RETURN = "return", _("returned")
    PUBLISH = "publish", _("published")
    WITHDRAW = "withdraw", _("withdrawn")
    SUPERSEDE = "supersede", _("superseded")
    RESTORE = "restore", _("restored")


class SubmissionEvent(models.Model):
    """One step of a submission: what, from, to, when, who, why. Append-only.

    Each event holds the digest of the one before it in the same submission, so that an edit, a
    removal or a reordering shows (``reports.submissions.events``).
    """

    # A submission is withdrawn, never deleted: its steps stay.
    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="events", verbose_name=_("submission")
    )
    sequence = models.PositiveIntegerField(_("sequence"))
    action = models.CharField(_("action"), max_length=12, choices=Action)
    from_status = models.CharField(_("from"), max_length=12, blank=True)
    to_status = models.CharField(_("to"), max_length=12)
    at = models.DateTimeField(_("when"))
    # Accounts that did something here are deactivated, not deleted. Empty for the system's own
    # steps.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    actor_name = models.CharField(pgettext_lazy("person", "name"), max_length=200, blank=True)
    reason = models.TextField(_("reason"), blank=True, validators=[validate_text])
    # The digest of what was handed in (``reports.submissions.receipts``), on the step that hands it
    # in.
    content_digest = models.CharField(
        _("digest of the content"), max_length=64, blank=True, default="", db_default=""
    )
    # What that digest was made with: the number of the canonical form, and a salt for content that
    # is not public.
    content_form = models.PositiveSmallIntegerField(
        _("form of the content"), default=1, db_default=1
    )
    content_salt = models.CharField(max_length=32, blank=True, default="", db_default="")
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["submission", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "sequence"],
                name="event_has_its_own_place_in_the_chain",
            ),
            models.CheckConstraint(
                name="event_action_is_known", condition=Q(action__in=Action.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} · {self.sequence} · {self.get_action_display()}"
