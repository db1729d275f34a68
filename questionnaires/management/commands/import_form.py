import json
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.files.reading import Refused
from common.files.reading.lines import MAX_BYTES
from common.multilingual import LANGUAGE_CODES
from common.progress import bar
from questionnaires.blank import loading, messages
from questionnaires.blank.model import Blank, to_json
from questionnaires.blank.planning import LANGUAGE, NEXT, Choices, Plan, plan_of
from questionnaires.blank.reading import likely_choices, read
from questionnaires.models import ReportTemplate
from reports.models import ReporterKind


class Command(BaseCommand):
    help = (
        "Import a blank reporting form (DOCX, PDF with text, HTML, XLSX) as a draft: a new form,"
        " the next version of one, or another language of one. Prints every question as it was read"
        " and every problem with its place; writes all of it or nothing. The administration has the"
        " same with everything to be corrected first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The blank form.")
        parser.add_argument("--language", choices=LANGUAGE_CODES, default="")
        target = parser.add_mutually_exclusive_group()
        target.add_argument("--key", default="", help="Of a new form, such as national-report.")
        target.add_argument("--next", default="", metavar="KEY", help="The next version of a form.")
        target.add_argument(
            "--translates",
            default="",
            metavar="KEY",
            help="Another language of its newest version.",
        )
        parser.add_argument("--title", default="", help="In the language of the file.")
        parser.add_argument(
            "--kind", action="append", choices=ReporterKind.values, default=[], dest="kinds"
        )
        parser.add_argument("--cycle", action="append", default=[], dest="cycles", metavar="CODE")
        parser.add_argument("--by", metavar="EMAIL", help="Whose import it is.")
        parser.add_argument("--dry-run", action="store_true", help="Show, change nothing.")
        parser.add_argument(
            "--json", action="store_true", help="With --dry-run: print what was read as JSON alone."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["json"] and not options["dry_run"]:
            raise CommandError("--json shows what --dry-run finds: give both.")
        by = self._user(options["by"])
        blank = self._read(options["file"], options["language"])
        plan = plan_of(blank, self._choices(blank, options))
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(plan), ensure_ascii=False, indent=2))
            return
        self._show(plan)
        if plan.errors:
            raise CommandError("Nothing was imported: solve the errors above.")
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was changed.")
            return
        try:
            template = loading.accept(plan, by=by)
        except ValidationError as error:
            raise CommandError(f"Nothing was imported: {' '.join(error.messages)}") from error
        except PermissionDenied as error:
            raise CommandError("Nothing was imported: this user may not write forms.") from error
        self.stdout.write(f"Imported: {template}, {template.get_stage_display()}.")

    def _read(self, path: Path, language: str) -> Blank:
        try:
            if path.stat().st_size > MAX_BYTES:
                raise Refused("too_large", MAX_BYTES // 1024**2)
            return read(path.read_bytes(), language, bar(self.stderr, "Reading "))
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error}") from error
        except Refused as refused:
            raise CommandError(messages.refusal(refused)) from refused

    def _choices(self, blank: Blank, options: dict[str, Any]) -> Choices:
        choices = likely_choices(blank, options["file"].name)
        choices.key = options["key"] or choices.key
        choices.title = options["title"] or choices.title
        choices.kinds, choices.cycles = options["kinds"], options["cycles"]
        if key := options["next"] or options["translates"]:
            choices.mode = NEXT if options["next"] else LANGUAGE
            newest = ReportTemplate.objects.filter(key=key).order_by("-version").first()
            if newest is None:
                raise CommandError(f"There is no form {key}.")
            choices.template = newest.pk
        return choices

    def _user(self, email: str | None) -> Any:
        if not email:
            return None
        user = get_user_model()._default_manager.filter(email=email.lower()).first()
        if user is None:
            raise CommandError(f"There is no user {email}.")
        return user

    def _show(self, plan: Plan) -> None:
        self.stdout.write(f"Language: {plan.blank.language or '?'}; {len(plan.taken)} questions")
        section = None
        for row in plan.rows:
            if row.section != section:
                section = row.section
                title = next(s.title for s in plan.blank.sections if s.number == section)
                self.stdout.write(f"§ {section}. {title}")
            question = row.question
            cites = ", ".join(" ".join(each) for each in question.cites)
            self.stdout.write(
                f"{question.number:8} {question.text}" + (f" [{cites}]" if cites else "")
            )
            for part in question.parts:
                listed = ", ".join(part.answers or part.choices or [c.label for c in part.columns])
                self.stdout.write(
                    f"{'':8} – {part.kind}, {part.privacy}: {part.label} {listed}".rstrip()
                )
            for gate in question.gates:
                self.stdout.write(f"{'':8} ← {gate.on}: {', '.join(gate.values)}")
            for earlier in row.continues:
                self.stdout.write(f"{'':8} continues {earlier}")
        for problem in plan.problems:
            self.stdout.write(messages.described(problem))


def _as_json(plan: Plan) -> dict[str, Any]:
    """What was read, with every problem in words and its place."""
    found = to_json(plan.blank)
    found["problems"] = [
        {
            "code": each.code,
            "grade": str(each.grade),
            "question": each.question,
            "page": each.page,
            "line": each.line,
            "message": messages.sentence(each),
        }
        for each in plan.problems
    ]
    return found
