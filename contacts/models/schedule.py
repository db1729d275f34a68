"""When reminders of a cycle's due day are sent."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.models import HistoricalRecords

from reports.models import ReportingCycle

FURTHEST = 366


class ReminderDay(models.Model):
    """A day of a cycle's schedule on which reporters without a report are reminded.

    ``days`` counts from the due day: negative before it, 0 on it, positive after it.
    """

    # Part of the cycle's settings; the log of mail has the sent reminders.
    cycle = models.ForeignKey(
        ReportingCycle, models.CASCADE, related_name="reminder_days", verbose_name=_("cycle")
    )
    days = models.SmallIntegerField(
        _("days from the due day"),
        help_text=_("Before the due day negative: -30 is thirty days before it."),
    )

    objects: Any = models.Manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("day of reminders")
        verbose_name_plural = _("days of reminders")
        ordering = ["cycle", "days"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "days"],
                name="cycle_reminds_once_on_a_day",
                violation_error_message=_("Reminders are already sent on that day."),
                violation_error_code="day_twice",
            ),
            models.CheckConstraint(
                name="reminder_day_is_near_the_due_day",
                condition=Q(days__gte=-FURTHEST, days__lte=FURTHEST),
                violation_error_message=_("Choose a day within a year of the due day."),
                violation_error_code="day_too_far",
            ),
        ]

    def __str__(self) -> str:
        number = abs(self.days)
        if self.days < 0:
            text = ngettext("%(number)s day before", "%(number)s days before", number)
        else:
            text = ngettext("%(number)s day after", "%(number)s days after", number)
        return text % {"number": number}
