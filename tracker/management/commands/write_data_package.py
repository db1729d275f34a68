"""Write the open-data package to a folder or a ZIP file."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from publications.package.archive import archive, files


class Command(BaseCommand):
    help = "Write everything public as CSV files with a datapackage.json (Frictionless)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="A folder, or a file that ends in .zip.")
        parser.add_argument("--dry-run", action="store_true", help="Only name the files.")

    def handle(self, *args: Any, path: Path, dry_run: bool, **options: Any) -> None:
        try:
            if dry_run or path.suffix != ".zip":
                self.write_folder(path, dry_run=dry_run)
            else:
                self.write(path, archive())
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error

    def write_folder(self, folder: Path, *, dry_run: bool) -> None:
        for name, pieces in files():
            if dry_run:
                for _piece in pieces:
                    pass
                self.stdout.write(name)
            else:
                self.write(folder / name, pieces)

    def write(self, path: Path, pieces: Iterable[bytes]) -> None:
        """Write the whole file or none: it gets its name when it is complete."""
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}.part")
        with unfinished.open("wb") as file:
            file.writelines(pieces)
        unfinished.replace(path)
        self.stdout.write(f"{path}: written")
