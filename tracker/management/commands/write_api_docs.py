"""Write docs/openapi.yaml and docs/data-dictionary.md from the program."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.test import Client
from django.utils import translation

from api.dictionary import dictionary, openapi
from api.reading.examples import FILE, collected


def pages() -> dict[Path, str]:
    """The English text of each file, by its path."""
    docs = Path(settings.BASE_DIR) / "docs"
    with translation.override("en"):
        return {docs / "openapi.yaml": openapi(), docs / "data-dictionary.md": dictionary()}


def write_examples() -> None:
    client = Client(headers={"host": "localhost"})
    found = collected(lambda path: client.get(f"/api/v1/{path}").json())
    FILE.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


class Command(BaseCommand):
    help = "Write the API's description and the data dictionary to docs/."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only name what is not current.")

        parser.add_argument(
            "--examples",
            action="store_true",
            help="First renew the examples, off a database that holds the starting facts alone.",
        )

    def handle(self, *args: Any, dry_run: bool, examples: bool, **options: Any) -> None:
        if examples:
            write_examples()
        for path, text in pages().items():
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            self.stdout.write(f"{path.name}: {'not current' if dry_run else 'written'}")
            if not dry_run:
                path.write_text(text, encoding="utf-8")
