"""Hand over the mail that waits in the log."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from contacts.mail import deliver
from contacts.models import Mail


class Command(BaseCommand):
    help = "Send the mail that a mail server did not take yet. Run it every few minutes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only count it.")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        waiting = list(Mail.objects.waiting().order_by("pk").values_list("pk", flat=True))
        if dry_run:
            self.stdout.write(f"{len(waiting)} mails wait.")
            return
        sent = deliver(waiting)
        self.stdout.write(f"{sent} of {len(waiting)} waiting mails sent.")
        if sent < len(waiting) and Mail.objects.waiting().exclude(error="").exists():
            raise CommandError("Some mail was refused; see the log of mail in the administration.")
