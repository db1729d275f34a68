from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commitments import linking
from commitments.models import OutcomeDocument
from common.multilingual import localise


class Command(BaseCommand):
    help = (
        "List earlier commitments that those of DOCUMENT may follow from, the likeliest first."
        " Changes nothing: they are accepted or rejected in the administration."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("document", help="The document's key, such as bms8.")
        parser.add_argument("--limit", type=int, default=linking.PER_COMMITMENT)

    def handle(self, *args: Any, **options: Any) -> None:
        document = OutcomeDocument.objects.filter(key=options["document"]).first()
        if document is None:
            known = ", ".join(OutcomeDocument.objects.values_list("key", flat=True))
            raise CommandError(f"There is no document {options['document']}; there are: {known}.")
        suggestions = linking.suggest(document, limit=options["limit"])
        for suggestion in suggestions:
            self.stdout.write(
                f"{suggestion.commitment.key} ← {suggestion.earlier.key}"
                f"  {suggestion.score:.2f} ({suggestion.language})"
                f"  {localise(suggestion.earlier.shown_title)}"
            )
        earlier = len(linking.earlier_documents(document))
        self.stdout.write(f"{len(suggestions)} suggestions from {earlier} earlier documents.")
