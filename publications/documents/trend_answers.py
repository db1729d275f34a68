"""Answers in forms, for the trend report: question by question, by group."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from common.files.writing.blocks import Block, Bullets, Heading, Inline, Paragraph, Table, Text
from common.multilingual import localise
from common.words import percent
from publications.crosstabs import label_of
from publications.words import cycle_name
from questionnaires import analysis
from questionnaires.analysis import Cell, CrossTab, CrossTabRow
from questionnaires.form import Part
from questionnaires.models import (
    Certainty,
    PartKind,
    Question,
    ReportTemplate,
    Stage,
    TemplateSection,
)
from questionnaires.templates import as_part
from reports.models import ReportingCycle, Submission

# Questions in one report: each takes nine queries.
QUESTIONS = 12
# Questions answered by boxes are counted answer by answer.
BOXES = (PartKind.TICK, PartKind.CHOICES)
# Makes the address of a page from its path.
Address = Callable[[str], str]


@dataclass(frozen=True)
class Offered:
    """A section of a form with those of its questions that a report can include."""

    section: TemplateSection
    questions: list[Question]


def key_of(question: Question) -> str:
    """The key of a question as in the API: form, version and question. Reads the form."""
    return f"{question.template.key}:{question.template.version}:{question.key}"


def offered(cycles: Iterable[ReportingCycle] | None = None) -> list[Offered]:
    """The questions with public boxes, of the newest version of each form in use that serves one of
    ``cycles`` (any cycle, without ``cycles``). Three queries."""
    of_cycles: Any = {"cycles__isnull": False} if cycles is None else {"cycles__in": cycles}
    forms = ReportTemplate.objects.in_use().filter(**of_cycles).order_by("key", "version")
    newest = {form.key: form for form in forms}
    sections: dict[TemplateSection, list[Question]] = defaultdict(list)
    for question in _questions().filter(template__in=newest.values()):
        if _is_offered(question):
            sections[question.section].append(question)
    return [Offered(section, questions) for section, questions in sections.items()]


def chosen(keys: Iterable[str]) -> list[Question]:
    """The questions of these keys, in the order of their forms. Raises LookupError if one is not
    offered. Two queries."""
    wanted = set(keys)
    if "\x00" in "".join(wanted):
        raise LookupError
    names = {key.rpartition(":")[2] for key in wanted}
    questions = _questions().filter(template__stage=Stage.IN_USE, key__in=names)
    found = [each for each in questions if key_of(each) in wanted and _is_offered(each)]
    if len(found) < len(wanted):
        raise LookupError
    return found


def by_default(cycles: Iterable[ReportingCycle]) -> list[Question]:
    """The first question of each section, of the newest form that serves one of the cycles."""
    return [each.questions[0] for each in offered(cycles)]


def _questions() -> "QuerySet[Question]":
    """Questions with form, section and parts: two queries."""
    found = Question.objects.select_related("template", "section").prefetch_related("parts")
    ordered: QuerySet[Question] = found.order_by("template__key", "-template__version", "position")
    return ordered


def _is_offered(question: Question) -> bool:
    return analysis.is_public(question) and analysis.main_part(question).kind in BOXES


class FormAnswers:
    """The section on ``questions``, each in the latest of ``cycles`` with a report that answers its
    form. ``at`` makes addresses of pages."""

    def __init__(
        self, questions: Sequence[Question], cycles: Sequence[ReportingCycle], at: Address
    ) -> None:
        self.questions = questions[:QUESTIONS]
        self.cycles = cycles
        self.at = at

    def blocks(self) -> list[Block]:
        """The blocks of the section; none if no form serves the cycles."""
        if not self.questions:
            return []
        cycles = self.latest_cycles()
        tables = [
            (question, analysis.crosstab(question, cycles[question.template_id]))
            for question in self.questions
            if question.template_id in cycles
        ]
        return [
            Heading(_("Answers in the reporting form"), 2),
            *self.opening(is_answered=bool(tables)),
            *(block for question, table in tables for block in self.about(question, table)),
        ]

    def latest_cycles(self) -> dict[int, ReportingCycle]:
        """For each form, the latest cycle with a published report that answers it. One query."""
        forms = {question.template_id for question in self.questions}
        answered: Any = Submission.objects.current().filter(
            cycle__in=self.cycles, answers__part__question__template__in=forms
        )
        of_forms = answered.values_list("answers__part__question__template", "cycle").distinct()
        pairs = set(of_forms.order_by())
        return {form: cycle for cycle in self.cycles for form in forms if (form, cycle.pk) in pairs}

    def opening(self, *, is_answered: bool) -> Iterator[Block]:
        if not is_answered:
            none = _("No published report of these cycles answers a reporting form.")
            yield Paragraph([none, " ", _("That says nothing about any State.")])
            return
        yield Paragraph(
            [
                _(
                    "Asked: published reports that answer the form, without those in which an"
                    " earlier answer closed the question. Answered: those of the asked with an"
                    " answer."
                ),
                " ",
                _("↓ share of the answered in this column; → share of all that gave this answer."),
                " ",
                _("A State in no group of this kind is in the last column alone."),
            ],
            "note",
        )
        if any(question.template.is_reconstructed for question in self.questions):
            yield Paragraph(
                [
                    _(
                        "This form was put together from published reports, in this project’s own"
                        " words. It is not the official form; each question says how certain it is"
                        " that the form asks it. An official form comes as the next version."
                    )
                ],
                "note",
            )

    def about(self, question: Question, table: CrossTab) -> Iterator[Block]:
        """One question: its text, its denominators, the table and what changed."""
        part = as_part(analysis.main_part(question))
        yield Heading(f"{question.number} {localise(question.text)}", 3)
        yield Paragraph([Text(self.asked(table), note=self.at(question.url_in(table.cycle)))])
        yield Table(*self.group_columns(part, table))
        if part.choices:
            words = _(
                "A report may tick several boxes, so the shares of a column may add up to more"
                " than the whole."
            )
            yield Paragraph([words], "note")
        else:
            yield from self.change(part, table)

    def asked(self, table: CrossTab) -> str:
        certainty = table.question.certainty
        words = ngettext(
            "%(cycle)s: %(answered)s of the %(count)s report that was asked answers it.",
            "%(cycle)s: %(answered)s of the %(count)s reports that were asked answer it.",
            table.total.asked,
        ) % {
            "cycle": cycle_name(table.cycle),
            "answered": table.total.answered,
            "count": table.total.asked,
        }
        name = _("Certainty")
        return f"{words} {name}: {Certainty(certainty).label}." if certainty else words

    def group_columns(self, part: Part, table: CrossTab) -> tuple[list[str], list[list[Inline]]]:
        """A column for each group: a question may have many answers, and a page is narrow."""
        columns = [*table.rows, table.total]
        header = ["", *(str(row.group) for row in table.rows), _("All reports")]
        counts: list[list[Inline]] = [
            [[pgettext("reports", "Asked")], *([str(row.asked)] for row in columns)],
            [[pgettext("reports", "Answered")], *([str(row.answered)] for row in columns)],
        ]
        answers: list[list[Inline]] = [
            [[label_of(part, answer)], *([shares(row, row.cells[place])] for row in columns)]
            for place, answer in enumerate(table.answers)
        ]
        return header, [*counts, *answers]

    def change(self, part: Part, table: CrossTab) -> Iterator[Block]:
        """The change since the cycle before, among reporters that answered in both."""
        found = table.change
        if found is None:
            words = _(
                "Nothing can be compared: no report of the cycle before answers the same question."
            )
            yield Paragraph([words])
            return
        words = ngettext(
            "%(compared)s State answered it now and in %(before)s; %(unchanged)s gave the same"
            " answer.",
            "%(compared)s States answered it now and in %(before)s; %(unchanged)s gave the same"
            " answer.",
            found.compared,
        ) % {
            "compared": found.compared,
            "before": cycle_name(found.cycle),
            "unchanged": found.unchanged,
        }
        note = self.at(f"{table.question.url_in(table.cycle)}#change")
        yield Paragraph([Text(words, note=note)])
        if moved := list(moves(part, table)):
            yield Bullets(moved)


def shares(row: CrossTabRow, cell: Cell) -> str:
    """Counts with their shares; the last column is the total."""
    found = str(cell.count)
    if row.answered:
        found += f" ↓\u00a0{percent(cell.of_row.share)}"
    if row.group is not None and cell.of_answer.total:
        found += f" →\u00a0{percent(cell.of_answer.share)}"
    return found


def moves(part: Part, table: CrossTab) -> Iterator[Inline]:
    """How many reporters changed their answer, in the order of the form."""
    counted = table.change.moves if table.change else {}
    then = dict.fromkeys([*table.answers, *sorted({before for before, _now in counted})])
    for before in then:
        for now in table.answers:
            if before != now and (before, now) in counted:
                words = _("%(before)s before, %(now)s now: %(count)s") % {
                    "before": label_of(part, before),
                    "now": label_of(part, now),
                    "count": counted[before, now],
                }
                yield [words]
