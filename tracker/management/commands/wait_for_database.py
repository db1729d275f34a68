"""``manage.py wait_for_database``: returns once the database answers."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection

PAUSE_SECONDS = 0.5


class Command(BaseCommand):
    """For the start of a deployment, when the database may start after the tracker."""

    help = "Wait until the database answers; exit with 1 when it does not in time."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--timeout", type=float, default=60, help="seconds (default: 60)")

    def handle(self, *args: Any, **options: Any) -> None:
        deadline = time.monotonic() + options["timeout"]
        while (error := connection_error()) is not None:
            if time.monotonic() > deadline:
                raise CommandError(f"The database does not answer: {error}")
            time.sleep(PAUSE_SECONDS)


def connection_error() -> OperationalError | None:
    """Why no connection can be made; None if one was made."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        return error
    finally:
        connection.close()
    return None
