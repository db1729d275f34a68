from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.submissions import events


class Command(BaseCommand):
    help = (
        "Check that no step in the history of any submission was edited, removed or reordered."
        " Exit status 1 where one was. Prints a seal: kept elsewhere and given as --seal to a"
        " later run on the same data, it also tells whether the newest steps were cut off."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seal", default="", help="The seal of a run that nothing followed.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = events.verify()
        problems = list(found.problems)
        if options["seal"] and options["seal"] != found.seal:
            problems.append(f"The seal is {found.seal}, not {options['seal']}")
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write(
            f"{found.events} steps of {found.submissions} submissions follow from one another."
        )
        self.stdout.write(f"Seal: {found.seal}")
