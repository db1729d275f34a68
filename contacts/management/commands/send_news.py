"""Tell the secretariat what came in, each officer as often as chosen."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from contacts import news


class Command(BaseCommand):
    help = (
        "Tell officers by mail of reports that were handed in and of new messages, each once a day "
        "or once a week, as they have chosen. Run it once a day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only list who would be told.")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        if dry_run:
            due = [user for user in news.readers() if news.is_due_to(user, timezone.now())]
            for user in due:
                self.stdout.write(user.email)
            self.stdout.write(f"{len(due)} officers would be told, if anything came in.")
            return
        self.stdout.write(f"{len(news.send_due())} officers told.")
