from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.base import DeserializationError

from reports import facts


class Command(BaseCommand):
    help = (
        "Load the starting facts (meetings, documents, commitments, States, cycles, who reported)"
        " from fixtures/. Safe to repeat: records edited here since are kept."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Count only, change nothing.")
        parser.add_argument(
            "--folder",
            type=Path,
            default=settings.BASE_DIR / "fixtures",
            help="Where they are.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        show = self.stdout.write if options["verbosity"] > 1 else str
        try:
            counts = facts.load(options["folder"], dry_run=options["dry_run"], progress=show)
        except (ValidationError, DeserializationError, KeyError) as error:
            raise CommandError(f"Nothing was loaded; correct the file: {error}") from error
        prefix = "Would load" if options["dry_run"] else "Facts"
        removed = f", {counts.removed} removed" if counts.removed else ""
        self.stdout.write(
            f"{prefix}: {counts.created} created, {counts.updated} updated{removed},"
            f" {counts.unchanged} unchanged, {counts.kept} kept as edited here."
        )
