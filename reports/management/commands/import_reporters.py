import datetime
import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from commitments.models.import_log import digest
from common.progress import bar
from reports.attachments.documents import document_text
from reports.importing import loading, rolls
from reports.importing.loading import State
from reports.importing.problems import Problem, Unreadable
from reports.importing.reading import Reading
from reports.models import Channel, ReporterKind, ReportingCycle


class Command(BaseCommand):
    help = (
        "Record who reported, from a meeting's report, a list of names or a table (CSV, XLSX)."
        " All or nothing: every problem is listed with its place, and nothing is saved until"
        " there is none."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="The file; - for standard input (text).")
        parser.add_argument("--cycle", help="Reporting cycle, such as 2022.")
        parser.add_argument(
            "--kind", choices=ReporterKind.values, default="", help="Refuse any other kind."
        )
        parser.add_argument(
            "--received-no-later-than",
            type=datetime.date.fromisoformat,
            metavar="DATE",
            help="For reports without a date of their own: the day by which they had come"
            " (default: the last day of the cycle's meeting).",
        )
        parser.add_argument("--source", default="", help="The document that lists them.")
        parser.add_argument("--channel", choices=Channel.values, default=Channel.EMAIL)
        parser.add_argument("--by", metavar="EMAIL", help="Whose import it is.")
        parser.add_argument(
            "--dates", choices=["dmy", "mdy"], default="", help="What 3/6/2022 begins with."
        )
        parser.add_argument("--dry-run", action="store_true", help="Show, change nothing.")
        parser.add_argument(
            "--json", action="store_true", help="With --dry-run: print what it shows as JSON."
        )
        parser.add_argument(
            "--publish",
            action="store_true",
            help="Publish reports with dates of their own at once, as received on those days.",
        )
        parser.add_argument(
            "--answer",
            action="append",
            default=[],
            metavar="KEY=ANSWER",
            help="Answer a question that an earlier run asked, by the key it printed.",
        )
        parser.add_argument(
            "--accept-suggestions",
            action="store_true",
            help="Take clear suggestions as they are; what is not clear stays a question.",
        )
        parser.add_argument(
            "--undo", action="store_true", help="Take the last import back; needs --by."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by = self._user(options["by"])
        if options["undo"]:
            self._undo(by)
            return
        if not options["file"] or not options["cycle"]:
            raise CommandError("Name the file to import, and its reporting cycle with --cycle.")
        if options["json"] and not options["dry_run"]:
            raise CommandError("--json shows a dry run: add --dry-run.")
        data, name = self._data(options["file"])
        request = self._request(options, by)
        try:
            reading = self._read(data, name, request, options)
        except Unreadable as error:
            if options["json"]:
                shown = loading.problems_as_json([error.problem])
                self._print_json({"rows": [], "would_record": 0, "problems": shown})
                return
            raise CommandError(str(error.problem)) from error
        plan = loading.make_plan(reading, request)
        if options["json"]:
            problems = plan.problems if plan.in_the_way else plan.problems + loading.check(plan)
            self._print_json(loading.as_json(plan, problems))
            return
        self._show(plan, reading)
        self._load(plan, name, data, dry_run=options["dry_run"])

    def _print_json(self, shown: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2))

    def _read(
        self, data: bytes, name: str, request: loading.Request, options: dict[str, Any]
    ) -> Reading:
        answers = dict(answer.rpartition("=")[::2] for answer in options["answer"])
        return rolls.read(
            data,
            name,
            loading.name_book(),
            cycle=request.cycle.code,
            meeting=loading.meeting_key(request.cycle),
            order=options["dates"],
            answers=answers,
            extract=document_text,
        )

    def _data(self, file: str) -> tuple[bytes, str]:
        if file == "-":
            return sys.stdin.buffer.read(), ""
        path = Path(file)
        try:
            if path.stat().st_size > settings.MAX_UPLOAD_BYTES:
                raise CommandError("The file is too large.")
            return path.read_bytes(), path.name
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error}") from error

    def _user(self, email: str | None) -> User | None:
        by = User.objects.filter(email__iexact=email).first() if email else None
        if email and by is None:
            raise CommandError(f"There is no user {email}.")
        return by

    def _undo(self, by: User | None) -> None:
        """Withdrawing takes a person: it is a step in the history of each report."""
        if by is None:
            raise CommandError("Say who takes the import back: --by EMAIL.")
        log = loading.last_import()
        if log is None:
            raise CommandError("There is no import to undo.")
        try:
            count = loading.undo(log, by=by)
        except (loading.CannotUndo, PermissionDenied) as error:
            raise CommandError(f"Nothing was undone: {error}") from error
        self.stdout.write(f"Undone: {log.file_name}, {count} reports withdrawn.")

    def _request(self, options: dict[str, Any], by: User | None) -> loading.Request:
        cycle = ReportingCycle.objects.filter(code=options["cycle"]).first()
        if cycle is None:
            known = ", ".join(ReportingCycle.objects.values_list("code", flat=True))
            raise CommandError(f"There is no cycle {options['cycle']}; there are: {known}.")
        meeting_end = cycle.meeting.ends_on if cycle.meeting else None
        return loading.Request(
            cycle,
            by=by,
            kind=options["kind"],
            received_no_later_than=options["received_no_later_than"] or meeting_end,
            source=options["source"],
            channel=options["channel"],
            accepts_suggestions=options["accept_suggestions"],
            publishes_dated=options["publish"],
        )

    def _show(self, plan: loading.Plan, reading: Reading) -> None:
        for lead in reading.leads:
            self.stdout.write(f"List: {lead}")
        for line in plan.in_order:
            if line.row.match.how != "exact" or line.was_suggested or line.state != State.NEW:
                to = f" → {line.reporter}" if line.reporter else ""
                how = line.row.match.how.value
                self.stdout.write(f"{line.row.place}: {line.row.text}{to} ({how}, {line.state})")
        for question in reading.questions:
            if not question.answer:
                self.stdout.write(f"Question: {question.message} (--answer '{question.key}=yes')")
        for problem in plan.problems:
            if not problem.blocks:
                self.stdout.write(f"Warning: {problem}")
        left = {"other cycles": reading.other_cycles, "without a report": reading.without_report}
        for what, count in left.items():
            if count:
                self.stdout.write(f"Rows left out, {what}: {count}")
        counts = ", ".join(f"{count} {name}" for name, count in plan.counts.items() if count)
        self.stdout.write(f"{len(plan.lines)} rows: {counts or 'nothing'}.")

    def _load(self, plan: loading.Plan, name: str, data: bytes, *, dry_run: bool) -> None:
        if dry_run:
            self._refuse(plan.in_the_way or loading.check(plan))
            self.stdout.write(f"Would record {len(plan.of(State.NEW))} reports.")
            return
        try:
            log = loading.load(plan, file_name=name, sha256=digest(data), progress=bar(self.stderr))
        except loading.NotLoaded as error:
            self._refuse(error.problems)
            return
        except PermissionDenied as error:
            raise CommandError(f"Nothing was recorded: {error}") from error
        already = log.counts["already"]
        self.stdout.write(f"Recorded {log.counts['created']} reports, {already} were on record.")

    def _refuse(self, problems: list[Problem]) -> None:
        """Stop with every problem in its place; go on when there is none."""
        if problems:
            listed = "\n".join(f"  {problem}" for problem in problems)
            raise CommandError(f"Nothing was recorded. Problems: {len(problems)}\n{listed}")
