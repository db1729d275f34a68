"""``manage.py advance_assistance``: what days bring about; to be run once a day."""

from typing import Any

from django.core.management.base import BaseCommand

from cooperation import notifying, updating


class Command(BaseCommand):
    help = (
        "Start the clocks of notices whose mail was sent, publish what silence publishes after"
        " four weeks, and remind of updates that are due."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        published = notifying.advance()
        reminded = updating.remind()
        self.stdout.write(f"{len(published)} projects published, {len(reminded)} updates recalled.")
