from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from reports.renumbering import CannotRenumber, renumber


class Command(BaseCommand):
    help = (
        "Carry a database over that was made before the first release, when the migrations were"
        " others. Rewrites only which migrations Django takes as applied; no other row and no table"
        " is touched. Once, before `migrate`, after a backup."
    )
    # Checks may ask the database, which is not migrated yet.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Say what it would do.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            lost, gained = renumber(connection, dry_run=options["dry_run"])
        except CannotRenumber as error:
            raise CommandError(str(error)) from error
        for sign, names in (("-", lost), ("+", gained)):
            for app, name in sorted(names):
                self.stdout.write(f"{sign} {app}.{name}")
        if options["dry_run"]:
            self.stdout.write("It can be carried over. Nothing was written.")
        else:
            self.stdout.write("Carried over. Run `manage.py migrate` next.")
