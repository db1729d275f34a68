import json
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser

from commitments.models import DocumentKind
from commitments.models.import_log import digest
from commitments.outcomes import messages
from commitments.outcomes.as_json import structure
from commitments.outcomes.load import apply
from commitments.outcomes.load.plan import Plan, plan_of
from commitments.outcomes.load.proposal import (
    EXPLANATIONS,
    Choices,
    Edit,
    NewDocument,
    likely_choices,
)
from commitments.outcomes.parse.model import Outcome
from commitments.outcomes.reading import read
from common.difference import as_plain_text
from common.files.reading import Refused
from common.files.reading.lines import MAX_BYTES
from common.multilingual import LANGUAGE_CODES
from common.progress import bar


class Command(BaseCommand):
    help = (
        "Import the official text of an outcome document (PDF with text, DOCX, HTML, Markdown or"
        " plain text) in one language. Prints what would change, paragraph by paragraph, and every"
        " problem; writes all of it or nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="The official file.")
        parser.add_argument("--document", default="", help="Key of the document, such as bms8.")
        parser.add_argument("--language", choices=LANGUAGE_CODES, default="")
        parser.add_argument("--part", type=int, help="Which part of the file, from 1.")
        parser.add_argument("--symbol", default="", help="Of a document not on record yet.")
        parser.add_argument("--kind", choices=DocumentKind.values, default="", help="Likewise.")
        parser.add_argument("--title", default="", help="Likewise, in the language of the file.")
        parser.add_argument("--meeting", default="", help="Likewise: the meeting's key.")
        parser.add_argument(
            "--leave-out", default="", metavar="NUMBERS", help="Paragraphs to skip: 3,9 bis"
        )
        parser.add_argument(
            "--create-missing",
            action="store_true",
            default=None,
            help="Create paragraphs that the document lacks, also from a second language.",
        )
        parser.add_argument(
            "--replace-headings",
            action="store_true",
            help="Confirm that headings on record are replaced by other ones.",
        )
        parser.add_argument(
            "--explanations",
            choices=EXPLANATIONS,
            default="",
            help="Which paragraphs explain each recommendation, where the text does not show it.",
        )
        parser.add_argument("--by", metavar="EMAIL", help="Whose import it is.")
        parser.add_argument("--dry-run", action="store_true", help="Show, change nothing.")
        parser.add_argument(
            "--json",
            action="store_true",
            help="With --dry-run: print the structure of the main part as JSON and nothing else.",
        )
        parser.add_argument("--undo", action="store_true", help="Take the last import back.")

    def handle(self, *args: Any, **options: Any) -> None:
        by = self._user(options["by"])
        if options["undo"]:
            self._undo(by)
            return
        path = options["file"]
        if path is None:
            raise CommandError("Name the file to import.")
        if options["json"] and not options["dry_run"]:
            raise CommandError("--json shows what --dry-run finds: give both.")
        data = self._data(path)
        outcome = self._read(data, path.name, options["language"])
        plan = plan_of(outcome, self._choices(outcome, options))
        if options["json"]:
            found = structure(outcome, plan)
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        self._show(outcome, plan)
        if plan.errors:
            raise CommandError("Nothing was imported: solve the errors above.")
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was changed.")
            return
        self._load(plan, path.name, data, by)

    def _data(self, path: Path) -> bytes:
        try:
            if path.stat().st_size > MAX_BYTES:
                raise CommandError(messages.refusal(Refused("too_large", MAX_BYTES // 1024**2)))
            return path.read_bytes()
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error}") from error

    def _read(self, data: bytes, name: str, language: str) -> Outcome:
        try:
            return read(data, name, language, bar(self.stderr, "Reading "))
        except Refused as refused:
            raise CommandError(messages.refusal(refused)) from refused

    def _choices(self, outcome: Outcome, options: dict[str, Any]) -> Choices:
        likely = likely_choices(outcome, document=options["document"])
        part = likely.part if options["part"] is None else options["part"] - 1
        numbers = {number.strip() for number in options["leave_out"].split(",")}
        paragraphs = outcome.parts[part].paragraphs if 0 <= part < len(outcome.parts) else []
        edits = {
            index: Edit(left_out=True)
            for index, paragraph in enumerate(paragraphs)
            if paragraph.number in numbers
        }
        return Choices(
            options["language"] or likely.language,
            part,
            likely.document,
            self._new(likely.new, options),
            options["create_missing"],
            edits,
            options["replace_headings"],
            options["explanations"],
        )

    @staticmethod
    def _new(likely: NewDocument | None, options: dict[str, Any]) -> NewDocument | None:
        if likely is None:
            return None
        return NewDocument(
            likely.key,
            options["symbol"] or likely.symbol,
            options["kind"] or likely.kind,
            options["title"] or likely.title,
            options["meeting"] or likely.meeting,
        )

    def _user(self, email: str | None) -> Any:
        if not email:
            return None
        user = get_user_model()._default_manager.filter(email=email.lower()).first()
        if user is None:
            raise CommandError(f"There is no user {email}.")
        return user

    def _show(self, outcome: Outcome, plan: Plan) -> None:
        choices = plan.proposal.choices
        new = choices.new
        target = choices.document or (f"{new.key} (new, {new.symbol})" if new else "?")
        self.stdout.write(f"Document: {target}; language: {choices.language or '?'}")
        for index, part in enumerate(outcome.parts):
            mark = "→" if index == choices.part else " "
            name = part.label or part.title[:60]
            self.stdout.write(
                f"{mark} part {index + 1}: {part.kind}, {len(part.paragraphs)} paragraphs: {name}"
            )
        self._show_sections(plan)
        self._show_commitments(plan)
        for problem in plan.problems:
            self.stdout.write(messages.described(problem))
        for left in outcome.left:
            where = messages.place(left.page, left.line)
            self.stdout.write(
                f"left out ({where}), {messages.REASONS[left.reason]}: {left.text[:80]}"
            )
        self.stdout.write(", ".join(f"{count} {name}" for name, count in plan.counts.items()))

    def _show_sections(self, plan: Plan) -> None:
        for planned in plan.sections:
            heading = planned.heading
            self.stdout.write(f"{planned.state:10} § {heading.code} {heading.heading}")
            for pieces in planned.pieces.values():
                if any(piece.kind != "same" for piece in pieces):
                    self.stdout.write(f"{'':13}{as_plain_text(pieces)}")

    def _show_commitments(self, plan: Plan) -> None:
        for planned in plan.commitments:
            row = planned.row
            directed = ", ".join(row.addressees) or "preambular"
            about = "" if planned.record else f" [{row.section or '–'}; {directed}]"
            self.stdout.write(f"{planned.state:10} {row.number}.{about} {planned.words}")
            pieces = planned.pieces.get("official_text", [])
            if any(piece.kind != "same" for piece in pieces):
                self.stdout.write(f"{'':13}{as_plain_text(pieces)}")
            if row.explained_in:
                self.stdout.write(f"{'':13}explained in {row.explained_in}")

    def _load(self, plan: Plan, name: str, data: bytes, by: Any) -> None:
        try:
            show = bar(self.stderr, "Writing ")
            log = apply.load(plan, file_name=name, sha256=digest(data), by=by, progress=show)
        except apply.NotLoaded as error:
            lines = "\n".join(map(messages.described, error.problems))
            raise CommandError(f"Nothing was imported:\n{lines}") from error
        except PermissionDenied as error:
            raise CommandError(str(error)) from error
        counts = log.counts
        self.stdout.write(
            f"Imported: {counts['created']} created, {counts['changed']} changed,"
            f" {counts['unchanged']} unchanged."
        )

    def _undo(self, by: Any) -> None:
        log = apply.last_import()
        if log is None:
            raise CommandError("There is no import to undo.")
        try:
            count = apply.undo(log, by=by)
        except (apply.CannotUndo, PermissionDenied) as error:
            raise CommandError(f"Nothing was undone: {error}") from error
        self.stdout.write(f"Undone: {log.file_name}, {count} records.")
