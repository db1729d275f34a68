"""One question in one cycle: the answers by group and by reporter, and their words."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commitments.models import Commitment
from common.database.made_once import made_once
from common.database.prefetched_once import prefetched_once
from common.files.writing.tables import Column, csv_file
from common.multilingual import localise
from publications.answers import Piece, pieces_of
from publications.crosstabs import label_of, moves_of
from questionnaires import analysis, templates
from questionnaires import form as forms
from questionnaires.analysis import CrossTab, CrossTabRow
from questionnaires.form import Kind, Privacy
from questionnaires.models import (
    Answer,
    AnswerState,
    Certainty,
    Question,
    QuestionMapping,
    ReportTemplate,
    Stage,
)
from reports.coverage.rolls import NAMED
from reports.models import GroupKind, Reporter, ReportingCycle
from website.questionnaires import Paragraphs, cited, commitment_link, in_order, informed, serving
from website.subject import subject

# Answers by boxes hold no text that might be private.
BOXES = (Kind.TICK, Kind.CHOICES)


@dataclass(frozen=True)
class Voice:
    """One reporter's answers under the question; ``url`` is the place on its page."""

    reporter: Reporter
    url: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Heard:
    """The reporters that gave one answer, in UN order."""

    key: str
    label: str
    voices: list[Voice]


@dataclass(frozen=True)
class NumberLine:
    """The sum of one number over all reports and in each group, each with its number of reports;
    None if no report gives the number."""

    label: str
    total: tuple[str, int]
    by_group: list[tuple[str, int] | None]


def found_question(key: str, version: int, cycle: str, question: str) -> tuple[Question, Any]:
    """A question of a form in use and a cycle that the form serves; 404 without. Three
    queries."""
    found = subject(_questions(key, version, question))
    _put_parts_on([found])
    _put_cycles_on([found.template])
    for served in found.template.cycles.all():
        if served.code == cycle:
            return found, served
    raise Http404


@made_once
def _questions(key: Any, version: Any, question: Any) -> "QuerySet[Question]":
    found: QuerySet[Question] = Question.objects.filter(
        template__key=key, template__version=version, template__stage=Stage.IN_USE, key=question
    )
    return found.select_related("template", "section")


@prefetched_once(Question)
def _put_parts_on() -> list[Any]:
    return ["parts"]


@prefetched_once(ReportTemplate)
def _put_cycles_on() -> list[Any]:
    return ["cycles"]


def as_value(question: Question) -> forms.Question:
    parts = sorted(question.parts.all(), key=lambda each: each.position)
    return forms.Question(
        question.key, question.number, question.text, tuple(map(templates.as_part, parts))
    )


@require_safe
def question(
    request: HttpRequest, key: str, version: int, cycle: str, question: str
) -> HttpResponse:
    """The answers by groups of the requested kind, by default regional groups. 404 for an unknown
    kind. Constant queries, however many reports there are."""
    found, served = found_question(key, version, cycle, question)
    by = request.GET.get("by", GroupKind.REGIONAL_GROUP)
    if by not in GroupKind.values:
        raise Http404
    value = as_value(found)
    table = analysis.crosstab(found, served, by)
    context = {
        "question": found,
        "template": found.template,
        "cycle": served,
        "cycles": [(each, found.url_in(each)) for each in serving(found.template)],
        "certainty": Certainty(found.certainty).label if found.certainty else "",
        "cites": cited(citations(found)),
        "informs": informed(
            (commitment_link(each.commitment), each.role) for each in _mappings(found.pk)
        ),
        "is_public": value.main.privacy == Privacy.PUBLIC,
        "has_several": value.main.kind == Kind.CHOICES,
        "by": by,
        "kinds": GroupKind.choices,
        "table": table,
        "answers": [label_of(value.main, each) for each in table.answers],
        "numbers": number_lines(value, table),
        "moves": moves_of(value.main, table),
        "heard": heard(found, value, table),
    }
    return render(request, "website/question.html", context)


@made_once
def _mappings(question: Any) -> "QuerySet[QuestionMapping]":
    found = in_order(QuestionMapping.objects.filter(question=question))
    shown = (f"commitment__{name}" for name in Commitment.LINKED)
    return found.select_related("commitment").only("role", *shown)


def citations(question: Question) -> list[Any]:
    given = [forms.Cited(*each) for each in question.cites]
    return list(map(Paragraphs(given).citation, given))


def number_lines(question: forms.Question, table: CrossTab) -> list[NumberLine]:
    """The sums in the order of the form. No query."""
    return [
        NumberLine(
            label,
            _sum(table.total, name) or ("0", 0),
            [_sum(row, name) for row in table.rows],
        )
        for name, label in number_names(question)
        if name in table.total.numbers
    ]


def _sum(row: CrossTabRow, name: str) -> tuple[str, int] | None:
    if name not in row.numbers:
        return None
    total, reports = row.numbers[name]
    return format(total.normalize(), "f"), reports


def number_names(question: forms.Question) -> Iterator[tuple[str, str]]:
    """The numbers of a question as the analysis names them, with their labels."""
    for part in question.parts:
        if part.kind == Kind.NUMBER:
            yield part.key, str(localise(part.label)) or str(localise(question.text))
        for row in part.rows:
            for column in part.columns:
                if column.kind == Kind.NUMBER:
                    label = f"{localise(row.label)} · {localise(column.label)}"
                    yield f"{part.key}/{row.key}/{column.key}", label


def heard(record: Question, question: forms.Question, table: CrossTab) -> list[Heard]:
    """The reporters by their answer, with their other public answers under the question. If the
    value is not public: the reporters with an answer in the public parts. Two queries."""
    given = public_answers(record, table.cycle)
    is_counted = bool(table.answers)
    words: dict[int, list[str]] = {}
    for said in table.said:
        is_blank = said.value is None
        words[said.reporter_id] = [""] if is_blank else said.words if is_counted else ["*"]
    if question.main.privacy != Privacy.PUBLIC:
        words = {reporter: ["*"] for reporter in given}
    by_word: dict[str, list[Voice]] = defaultdict(list)
    for reporter in _reporters(list(words)):
        pieces = pieces_of(question, given.get(reporter.pk, []))
        if is_counted and pieces and question.main.privacy == Privacy.PUBLIC:
            # The value stands above; a text may have no label of its own.
            pieces = [each for each in pieces if each.label or each.is_text]
        voice = Voice(reporter, place_of(reporter, table.cycle, record), pieces)
        for word in words[reporter.pk]:
            by_word[word].append(voice)
    return [
        Heard(key, label, by_word[key])
        for key, label in (
            *((each, label_of(question.main, each)) for each in table.answers),
            ("*", _("Answered")),
            ("", no_answer(question)),
        )
        if by_word[key] or key in table.answers
    ]


@made_once
def _reporters(keys: Any) -> "QuerySet[Reporter]":
    found: QuerySet[Reporter] = Reporter.objects.filter(pk__in=keys).in_un_order()
    return found.only(*NAMED)


def no_answer(question: forms.Question) -> str:
    """The label for reporters without a public answer. A text may hold contact data: then it is not
    public, but was not left blank."""
    is_box = question.main.kind in BOXES
    return _("Left blank") if is_box else _("No public answer")


def place_of(reporter: Reporter, cycle: ReportingCycle, question: Question) -> str:
    """The address of the answer on the reporter's page, with its section unfolded."""
    query = f"cycle={cycle.code}&answers={question.section.key}"
    return f"{reporter.get_absolute_url()}?{query}#question-{question.key}"


def public_answers(
    question: Question, cycle: ReportingCycle
) -> dict[int, list[tuple[str, Answer]]]:
    """The public answers by reporter, each with the key of its part. One query."""
    keys = {part.pk: part.key for part in question.parts.all()}
    found: dict[int, list[tuple[str, Answer]]] = defaultdict(list)
    for answer in _public_answers(cycle.pk, list(keys)):
        found[answer.submission.reporter_id].append((keys[answer.part_id], answer))
    return found


@made_once
def _public_answers(cycle: Any, parts: Any) -> "QuerySet[Answer]":
    answers = Answer.objects.public().filter(part__in=parts, submission__cycle=cycle)
    shown = answers.only("part", "row", "state", "value", "language", "submission__reporter")
    return shown.select_related("submission").order_by("submission", "pk")


# The question over all reports, as a table.

FIXED = ("reporter", "name", "cycle", "form", "version", "question", "number", "state")


@require_safe
def question_csv(
    request: HttpRequest, key: str, version: int, cycle: str, question: str
) -> StreamingHttpResponse:
    """A line for each report that was asked; a column for each public part. 404 if the value of the
    question is not public."""
    found, served = found_question(key, version, cycle, question)
    value = as_value(found)
    if value.main.privacy != Privacy.PUBLIC:
        raise Http404
    parts = [part for part in value.parts if part.privacy == Privacy.PUBLIC]
    columns = [Column(name) for name in FIXED]
    columns += [Column(part.key, kind_of(part)) for part in parts]
    lines = csv_lines(found, value, served, parts)
    response = StreamingHttpResponse(
        csv_file(columns, lines, bom=True), content_type="text/csv; charset=utf-8"
    )
    name = f"{key}-{version}-{served.code}-{found.key}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def kind_of(part: forms.Part) -> str:
    return "number" if part.kind == Kind.NUMBER else "text"


def csv_lines(
    record: Question, question: forms.Question, cycle: ReportingCycle, parts: list[forms.Part]
) -> Iterator[list[Any]]:
    """In UN order. Twelve queries, however many reports."""
    said = {each.reporter_id: each for each in analysis.crosstab(record, cycle).said}
    given = public_answers(record, cycle)
    template = record.template
    about = [cycle.code, template.key, template.version, record.key, record.number]
    for reporter in _reporters(list(said)):
        state = csv_state(question, is_answered=said[reporter.pk].value is not None)
        answers: dict[str, list[Answer]] = defaultdict(list)
        for part, answer in given.get(reporter.pk, []):
            answers[part].append(answer)
        cells = [csv_cell(part, answers[part.key]) for part in parts]
        name = str(localise(reporter.name, "en"))
        yield [reporter.code, name, *about, state, *cells]


def csv_state(question: forms.Question, *, is_answered: bool) -> str:
    if is_answered:
        return str(AnswerState.ANSWERED.value)
    is_box = question.main.kind in BOXES
    return str(AnswerState.BLANK.value) if is_box else "no_public_answer"


def csv_cell(part: forms.Part, answers: list[Answer]) -> Any:
    """A value as recorded; a table as a list of its rows, without private columns."""
    values = [(each.row, each.value) for each in answers if each.value is not None]
    if not values:
        return None
    if part.kind == Kind.ROWS:
        columns = {c.key for c in part.columns if c.privacy == Privacy.PUBLIC}
        rows = [
            {"row": row} | {k: v for k, v in cells.items() if k in columns} for row, cells in values
        ]
        return json.dumps(rows, ensure_ascii=False)
    value = values[0][1]
    return number(value) if part.kind == Kind.NUMBER else value


def number(digits: str) -> int | float:
    """Digits as a number, so that a spreadsheet program takes them for one."""
    found = Decimal(digits)
    return int(found) if found == found.to_integral_value() else float(found)
