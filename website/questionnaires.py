"""The reporting forms: the list, and one form with all its questions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from commitments.models import Commitment, OutcomeDocument
from questionnaires import form as forms
from questionnaires import templates
from questionnaires.models import Certainty, QuestionMapping, ReportTemplate
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
    """One question as the page of its form shows it. ``cycles`` has the address of its answers in
    each cycle that the form serves."""

    question: forms.Question
    certainty: str
    cites: list[Citation]
    informs: list[QuestionMapping]
    cycles: list[tuple[ReportingCycle, str]]


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
    mappings = QuestionMapping.objects.filter(question__template=template)
    for mapping in mappings.select_related("commitment__document").order_by(
        "role", "commitment__document__key", "commitment__position"
    ):
        informs[mapping.question_id].append(mapping)
    paragraphs = Paragraphs(each for q in loaded.form.questions() for each in q.cites)
    records = {each.key: each for each in template.questions.all()}
    for record in records.values():
        record.template = template
    return [
        SectionRows(
            section,
            [
                QuestionRow(
                    question,
                    str(Certainty(question.certainty).label) if question.certainty else "",
                    [paragraphs.citation(each) for each in question.cites],
                    informs[loaded.question_ids[question.key]],
                    [(cycle, records[question.key].url_in(cycle)) for cycle in cycles],
                )
                for question in section.questions
            ],
        )
        for section in loaded.form.sections
    ]


class Paragraphs:
    """Addresses of cited paragraphs: the page of the paragraph if it is on record, else the page of
    its document. Two queries."""

    def __init__(self, cited: Iterable[forms.Cited]) -> None:
        keys = {each.document.casefold() for each in cited}
        self.documents = {each.key: each for each in OutcomeDocument.objects.filter(key__in=keys)}
        self.commitments: dict[tuple[str, str], set[str]] = defaultdict(set)
        found = Commitment.objects.filter(document__in=self.documents.values())
        for commitment in found.select_related("document", "section"):
            for name in _names(commitment):
                place = (commitment.document.key, name)
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


def _names(commitment: Commitment) -> set[str]:
    """The names by which a form may cite a paragraph: its number, with the numerals of the sections
    above."""
    number = _bare(commitment.number)
    numerals = commitment.section.code.split("-") if commitment.section else []
    above = [".".join([*numerals[:depth], number]) for depth in range(1, len(numerals) + 1)]
    return {number, *map(_bare, above)}


def _bare(paragraph: str) -> str:
    return "".join(paragraph.split()).casefold()
