from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from commitments.models import OutcomeDocument
from reports import demo


class Command(BaseCommand):
    help = (
        "Fill a FICTIONAL cycle with invented coded reports, for trying the product out. It is"
        " marked as fictional on every page and in every export, and cannot be removed again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--yes",
            action="store_true",
            help="Needed outside a local trial: the fictional records stay in the database.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEBUG or options["yes"]):
            raise CommandError("This database is not a local trial; add --yes if you mean it.")
        if not OutcomeDocument.objects.filter(key="bms8").exists():
            raise CommandError("Load the starting facts first: manage.py load_facts")
        cycle = demo.load()
        if cycle is None:
            self.stdout.write("The fictional cycle is already there.")
            return
        number = cycle.submissions.count()
        self.stdout.write(f"Made a fictional cycle with {number} invented reports: /cycles/demo/")
