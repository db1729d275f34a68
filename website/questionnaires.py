"""The reporting forms: the list, and one form with all its questions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from commitments.models import Commitment, OutcomeDocument
from common.charts.canvas import linked
from common.database.made_once import made_once
from common.multilingual import localise
from common.templatetags.texts import colon, latin
from common.words import remarked
from questionnaires import form as forms
from questionnaires import templates
from questionnaires.models import Certainty, QuestionMapping, ReportTemplate, Role
from questionnaires.models.templates import question_address
from reports.models import ReporterKind, ReportingCycle


@dataclass(frozen=True)
class Citation:
    """A paragraph that the form prints beside a question; ``url`` is empty if its document is not
    on record."""

    document: str
    paragraph: str
    url: str

    @property
    def words(self) -> str:
        return f"{self.document} {self.paragraph}"


@dataclass(frozen=True)
class QuestionRow:
    """One question as the page of its form shows it. ``answers`` are links to its answers in each
    cycle that the form serves."""

    question: forms.Question
    certainty: str
    cites: SafeString
    informs: SafeString
    answers: SafeString


@dataclass(frozen=True)
class SectionRows:
    section: forms.Section
    rows: list[QuestionRow]


@require_safe
def questionnaires(request: HttpRequest) -> HttpResponse:
    """Every form that is in use, with the cycles that it serves. Three queries."""
    found = (
        ReportTemplate.objects.in_use()
        .prefetch_related("cycles", "questions")
        .order_by("key", "-version")
    )
    rows = [(each, serving(each), kinds_of(each)) for each in found]
    return render(request, "website/questionnaires.html", {"rows": rows})


def kinds_of(template: ReportTemplate) -> list[str]:
    return [str(ReporterKind(kind).label) for kind in template.kinds]


def serving(template: ReportTemplate) -> list[ReportingCycle]:
    """The cycles of a form, latest first, fictional ones last. Reads ``cycles``."""
    cycles = sorted(template.cycles.all(), key=lambda each: (each.year, each.code), reverse=True)
    return sorted(cycles, key=lambda each: each.is_fictional)


@require_safe
def questionnaire(request: HttpRequest, key: str, version: int) -> HttpResponse:
    """One form with its questions. Ten queries, however many there are."""
    template = get_object_or_404(ReportTemplate.objects.in_use(), key=key, version=version)
    versions = ReportTemplate.objects.in_use().filter(key=key).order_by("-version")
    cycles = serving(template)
    context = {
        "template": template,
        "kinds": kinds_of(template),
        "versions": [each for each in versions if each.pk != template.pk],
        "cycles": cycles,
        "sections": section_rows(template, cycles),
    }
    return render(request, "website/questionnaire.html", context)


def section_rows(template: ReportTemplate, cycles: list[ReportingCycle]) -> list[SectionRows]:
    """Seven queries."""
    loaded = templates.load(template)
    informs: dict[int, list[QuestionMapping]] = defaultdict(list)
    for mapping in _mappings(template.pk):
        informs[mapping.question_id].append(mapping)
    paragraphs = Paragraphs(each for q in loaded.form.questions() for each in q.cites)
    return [
        SectionRows(
            section,
            [
                QuestionRow(
                    question,
                    str(Certainty(question.certainty).label) if question.certainty else "",
                    cited(map(paragraphs.citation, question.cites)),
                    informed(informs[loaded.question_ids[question.key]]),
                    answers_in(cycles, template, question.key),
                )
                for question in section.questions
            ],
        )
        for section in loaded.form.sections
    ]


def answers_in(cycles: list[ReportingCycle], template: ReportTemplate, question: str) -> SafeString:
    """Links to the answers to a question in each of the cycles."""
    hidden = colon(_("Answers"))
    links = (
        (question_address(template, cycle, question), hidden, latin(cycle.code)) for cycle in cycles
    )
    link = ' <a class="button button-quiet" href="{}"><span class="visually-hidden">{}</span>{}</a>'
    return format_html_join("", link, links)


@made_once
def _mappings(template: Any) -> "QuerySet[QuestionMapping]":
    return in_order(QuestionMapping.objects.filter(question__template=template))


def in_order(mappings: "QuerySet[QuestionMapping]") -> "QuerySet[QuestionMapping]":
    """Mappings with what ``informed`` shows of their commitments."""
    shown = mappings.select_related("commitment").only(
        "question_id", "role", *(f"commitment__{name}" for name in SHOWN)
    )
    return shown.order_by("role", "commitment__document__key", "commitment__position")


# Columns of a commitment that its link shows.
SHOWN = ("key", "number", "title", "official_text")


def informed(mappings: Iterable[QuestionMapping]) -> SafeString:
    """Links to the commitments that a question informs, with the roles of their answers."""
    supporting = remarked("", pgettext("answer", "supporting"))
    note = format_html('<span class="meta">{}</span>', supporting)
    links = (
        (
            each.commitment.get_absolute_url(),
            localise(each.commitment.shown_title),
            latin(each.commitment.key.upper()),
            note if each.role == Role.SUPPORTING else "",
        )
        for each in mappings
    )
    return format_html_join(" · ", '<a href="{}" title="{}">{}</a>{}', links)


def cited(citations: Iterable[Citation]) -> SafeString:
    """The paragraphs that a form prints beside a question, as links where they are on record."""
    words = ((latin(each.words), each.url) for each in citations)
    return format_html_join(
        " · ", "{}", ((linked(each, url) if url else each,) for each, url in words)
    )


class Paragraphs:
    """Addresses of cited paragraphs: the page of the paragraph if it is on record, else the page of
    its document. Two queries."""

    def __init__(self, cited: Iterable[forms.Cited]) -> None:
        keys = {each.document.casefold() for each in cited}
        self.documents = {each.key: each for each in OutcomeDocument.objects.filter(key__in=keys)}
        self.commitments: dict[tuple[str, str], set[str]] = defaultdict(set)
        for commitment in _commitments_of([each.pk for each in self.documents.values()]):
            for name in _names(commitment):
                place = (commitment.document_key, name)
                self.commitments[place].add(commitment.get_absolute_url())

    def citation(self, cited: forms.Cited) -> Citation:
        key = cited.document.casefold()
        url = self.documents[key].get_absolute_url() if key in self.documents else ""
        # ``8 (a)`` is a part of 8.
        whole = cited.paragraph.partition("(")[0]
        for paragraph in (cited.paragraph, whole):
            found = self.commitments.get((key, _bare(paragraph)), set())
            if len(found) == 1:
                url = next(iter(found))
                break
        return Citation(cited.document, cited.paragraph, url)


@made_once
def _commitments_of(documents: Any) -> "QuerySet[Commitment]":
    found: QuerySet[Commitment] = Commitment.objects.filter(document__in=documents)
    return found.select_related("section").only("key", "number", "section__code")


def _names(commitment: Commitment) -> set[str]:
    """The names by which a form may cite a paragraph: its number, with the numerals of the sections
    above."""
    number = _bare(commitment.number)
    numerals = commitment.section.code.split("-") if commitment.section else []
    above = [".".join([*numerals[:depth], number]) for depth in range(1, len(numerals) + 1)]
    return {number, *map(_bare, above)}


def _bare(paragraph: str) -> str:
    return "".join(paragraph.split()).casefold()
