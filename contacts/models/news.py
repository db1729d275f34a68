"""How often each officer gets mail about new reports and messages."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class HowOften(models.TextChoices):
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")
    NEVER = "never", _("never")


class NewsChoice(models.Model):
    """The choice of one officer; without a choice, mail comes once a day.

    Everything up to ``told_until`` has been told, or was not wanted.
    """

    # A setting of the account.
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="news_choice",
        verbose_name=_("person"),
    )
    how_often = models.CharField(
        _("how often"), max_length=10, choices=HowOften, default=HowOften.DAILY
    )
    told_until = models.DateTimeField(_("told until"), default=timezone.now)

    objects: Any = models.Manager()

    class Meta:
        verbose_name = _("choice of news")
        verbose_name_plural = _("choices of news")
        constraints = [
            models.CheckConstraint(
                name="news_come_at_a_known_rhythm", condition=Q(how_often__in=HowOften.values)
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_how_often_display()}"
