"""Ask States to confirm their requests for assistance, and let those lapse that nobody confirms."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cooperation import requesting


class Command(BaseCommand):
    help = (
        "Remind States of open requests for assistance that lapse soon, and let those lapse that "
        "were not confirmed in time. Run it once a day: each request is reminded of once."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        lapsed = requesting.lapse(today)
        reminded = requesting.remind(today)
        self.stdout.write(f"{len(reminded)} requests reminded of, {len(lapsed)} lapsed.")
