"""``manage.py migrate_gently``: migrates while others read and write."""

import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection

# Whoever comes while a migration waits for a table waits behind it, so it gives up soon.
LOCK_TIMEOUT = "200ms"
PAUSE_SECONDS = 0.5
# Of PostgreSQL: lock_not_available, deadlock_detected.
LOCKED = ("55P03", "40P01")


class Command(BaseCommand):
    """For the start of a deployment, while the release before may still be serving."""

    help = "Migrate; where a table is in use, give up at once and try again a moment later."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--timeout", type=float, default=300, help="seconds (default: 300)")

    def handle(self, *args: Any, **options: Any) -> None:
        deadline = time.monotonic() + options["timeout"]
        while (error := self.locked()) is not None:
            if time.monotonic() > deadline:
                raise CommandError(f"Somebody keeps a table for too long: {error}")
            self.stderr.write(f"A table is in use; trying again: {error}".strip())
            time.sleep(PAUSE_SECONDS)

    def locked(self) -> OperationalError | None:
        """Why a migration could not go on; None when all are applied. Each is applied whole or not
        at all, and what follows them may be repeated."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
        try:
            call_command("migrate", interactive=False, skip_checks=False)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) not in LOCKED:
                raise
            return error
        return None
