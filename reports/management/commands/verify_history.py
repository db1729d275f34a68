import hashlib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.submissions import sealing, verifying


class Command(BaseCommand):
    help = (
        "Check that no step of any submission was edited, removed or reordered, that reports say"
        " what was handed in, that their records are as their histories have them, and that the"
        " stored files are those that were stored. Exit status 1 where one is not. Prints a seal:"
        " kept elsewhere and given as --seal to a later run on the same data, it also tells whether"
        " the newest steps were cut off. A list of rows (--write-rows) kept elsewhere names every"
        " step, message and history entry that was changed or removed since (--rows)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seal", default="", help="The seal of a run that nothing followed.")
        parser.add_argument("--without-files", action="store_true", help="Do not read the files.")
        parser.add_argument("--write-rows", default="", help="Write the list of rows to this file.")
        parser.add_argument("--rows", default="", help="Compare with the list in this file.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = verifying.verify(with_files=not options["without_files"])
        problems = list(found.problems)
        if options["seal"] and options["seal"] != found.seal:
            problems.append(f"The seal is {found.seal}, not {options['seal']}")
        if options["rows"]:
            with Path(options["rows"]).open(encoding="ascii") as kept:
                problems += sealing.problems(kept)
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write(
            f"{found.steps} steps of {found.submissions} submissions follow from one another."
        )
        self.stdout.write(
            f"{found.receipts} receipts, {found.records} records and {found.files} files agree."
        )
        if options["write_rows"]:
            self._write_rows(Path(options["write_rows"]), found.seal)
        self.stdout.write(f"Seal: {found.seal}")

    def _write_rows(self, path: Path, seal: str) -> None:
        digest = hashlib.sha256()
        with path.open("w", encoding="ascii", newline="\n") as file:
            for line in sealing.lines(seal):
                file.write(f"{line}\n")
                digest.update(f"{line}\n".encode())
        self.stdout.write(f"Rows: {digest.hexdigest()} {path}")
