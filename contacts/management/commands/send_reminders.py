"""Remind the reporters whose report is missing, by the schedule of each cycle."""

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from contacts import reminders
from contacts.mail import deliver
from contacts.models.schedule import FURTHEST
from reports.models import ReportingCycle


class Command(BaseCommand):
    help = (
        "Remind reporters of the due day of each open cycle. Run it once a day: each address is "
        "written to once for each day of the schedule, however often this runs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--days-before", nargs="+", type=int, default=[], help="Instead of the schedules kept."
        )
        parser.add_argument(
            "--days-after", nargs="+", type=int, default=[], help="Instead of the schedules kept."
        )
        parser.add_argument("--dry-run", action="store_true", help="Only list them.")

    def handle(
        self,
        *args: Any,
        days_before: list[int],
        days_after: list[int],
        dry_run: bool,
        **options: Any,
    ) -> None:
        if any(not 0 <= day <= FURTHEST for day in (*days_before, *days_after)):
            raise CommandError(f"Days are whole numbers from 0 to {FURTHEST}.")
        given = [-day for day in days_before] + days_after
        today = timezone.localdate()
        cycles = (
            ReportingCycle.objects.real().exclude(due_on=None).prefetch_related("reminder_days")
        )
        for cycle in cycles:
            kept = [day.days for day in cycle.reminder_days.all()]
            self.remind(cycle, given or kept, today, dry_run=dry_run)

    def remind(
        self, cycle: ReportingCycle, days: list[int], today: datetime.date, *, dry_run: bool
    ) -> None:
        """The reminders of one cycle, listed or sent."""
        if dry_run:
            found = list(reminders.scheduled(cycle, days, today))
            for each in found:
                self.stdout.write(f"{cycle.code} {each.reporter} {each.to} {each.language}")
            self.stdout.write(f"{cycle.code}: {len(found)} reminders would be sent.")
            return
        queued = reminders.send_scheduled(cycle, days, today=today)
        sent = deliver([each.pk for each in queued])
        self.stdout.write(f"{cycle.code}: {len(queued)} reminders written, {sent} sent.")
