from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import get_supported_language_variant, override

from common.files.press.wire import Unavailable
from common.files.writing.blocks import Document
from common.files.writing.documents import CONTENT_TYPES, write
from common.multilingual import LANGUAGE_CODES
from common.turns import Busy
from publications.documents.trend_answers import chosen as chosen_questions
from publications.documents.trends import TrendReport
from website.trends import chosen


class Command(BaseCommand):
    help = (
        "Write the trend report on a set of cycles: tables, charts, lists and quotations with"
        " their sources, ready for an editor."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--cycles", nargs="+", default=[], metavar="CODE", help="Such as 2018 2022."
        )
        parser.add_argument(
            "--questions",
            nargs="+",
            default=[],
            metavar="KEY",
            help="Questions of the form, such as poa-national-report:1:national-targets (default:"
            " the first of each section).",
        )
        parser.add_argument("--language", choices=LANGUAGE_CODES, default="en")
        parser.add_argument("--format", choices=list(CONTENT_TYPES), default="docx")
        parser.add_argument(
            "--output", type=Path, help="File to write (default: a name of its own)."
        )
        parser.add_argument(
            "--address",
            default=default_address(),
            help="Where the tracker is, for the footnotes (default: %(default)s).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        codes, language, form = set(options["cycles"]), options["language"], options["format"]
        cycles = chosen(codes)
        known = {cycle.code for cycle in cycles}
        if codes - known or not cycles:
            raise CommandError(
                f"No such cycle: {', '.join(sorted(codes - known)) or 'none at all'}."
            )
        try:
            questions = chosen_questions(options["questions"])
        except LookupError:
            raise CommandError("No such question with boxes that anybody may read.") from None

        def make() -> Document:
            address = partial(urljoin, options["address"])
            return TrendReport(cycles, address, questions).document()

        with override(get_supported_language_variant(language)):
            try:
                content = write(make, form)
            except (Busy, Unavailable) as error:
                raise CommandError(str(error)) from error
        path = options["output"] or Path(f"trend-report-{language}.{form}")
        path.write_bytes(content)
        self.stdout.write(f"Wrote {path}.")


def default_address() -> str:
    """The first of the tracker's host names."""
    host = next((name for name in settings.ALLOWED_HOSTS if not name.startswith((".", "*"))), "")
    return f"https://{host}/" if host else "http://localhost:8000/"
