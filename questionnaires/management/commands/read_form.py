"""Read a filled reporting form and print its answers: for people, or as JSON for programs."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from questionnaires import templates
from questionnaires.form import Form
from questionnaires.models import ReportTemplate
from questionnaires.reading import FilledForm, NotRead, ReadAnswer, known_forms, read


class Command(BaseCommand):
    help = "Read a filled reporting form (PDF, DOCX, HTML, XLSX, text) and print its answers"
    # Skipped: the command serves and writes nothing, and these checks take longer than a short
    # form.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--template", help="the key of the form, where it is known")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        forms = [form for form in forms_at_hand() if options["template"] in (None, form.key)]
        if not forms:
            raise CommandError("There is no form of this key.")
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.")
        try:
            filled = read(options["file"], forms)
        except NotRead as refusal:
            raise CommandError(refusal.problem.message) from refusal
        if options["as_json"]:
            self.stdout.write(json.dumps(for_programs(filled), ensure_ascii=False, indent=1))
        else:
            for line in for_people(filled):
                self.stdout.write(line)


def forms_at_hand() -> list[Form]:
    """The forms in use, and the shipped one where the database, if there is one, lacks it."""
    try:
        in_use = [templates.load(each).form for each in ReportTemplate.objects.in_use()]
    except DatabaseError:
        in_use = []
    there = {(form.key, form.version) for form in in_use}
    return [*in_use, *(form for form in known_forms() if (form.key, form.version) not in there)]


def for_programs(filled: FilledForm) -> dict[str, Any]:
    """One entry for each question: its tick, number, text, choices or rows as ``value``, the rest
    by key in ``parts``."""
    return {
        "template": filled.form.key,
        "answers": [_entry(filled, answer) for answer in filled.answers],
        "problems": [
            {
                "grade": problem.grade,
                "code": problem.code,
                "question": problem.question,
                "page": problem.place.page,
                "message": problem.message,
            }
            for problem in filled.problems
        ],
    }


def _entry(filled: FilledForm, answer: ReadAnswer) -> dict[str, Any]:
    main = filled.form.by_key[answer.question].main.key
    return {
        "number": answer.number,
        "question": answer.question,
        "value": answer.parts[main].value,
        "parts": {key: part.value for key, part in answer.parts.items() if key != main},
        "page": answer.place.page,
        "state": answer.state,
        "certainty": answer.certainty,
    }


def for_people(filled: FilledForm) -> list[str]:
    """A line for what was recognised, one for each question, one for each problem."""
    recognised = filled.recognised
    lines = [
        f"{filled.form.key}, version {filled.form.version}, {filled.language}:"
        f" {recognised.certainty} ({recognised.why})"
    ]
    for answer in filled.answers:
        entry = _entry(filled, answer)
        page = f"p. {answer.place.page}" if answer.place.page else ""
        doubt = "" if answer.certainty == "certain" else "?"
        shown = [_short(entry["value"]) or answer.state.value]
        shown += [f"{key}: {_short(value)}" for key, value in entry["parts"].items() if value]
        lines.append(f"{answer.number:8} {page:6} {doubt:1} {'; '.join(shown)}")
    lines += [f"! {problem.message}" for problem in filled.problems]
    return lines


def _short(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"
