"""The reporting forms: the list, and one form with all its questions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from commitments.models import Commitment, OutcomeDocument
from commitments.models.commitments import slug_of
from common.addresses import address
from common.charts.canvas import escaped, label, linked
from common.database.made_once import made_once
from common.multilingual import localise
from common.templatetags.texts import colon, latin, text
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
class SectionRows:
    """A section with its questions, each as an article of the page."""

    section: templates.Heading
    articles: SafeString


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
    """One form with its questions. Nine queries, however many there are."""
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
    """Six queries."""
    sections = templates.headings(template.pk)
    articles = _Articles(template, cycles, [q for each in sections for q in each.questions])
    return [SectionRows(each, articles.of(each.questions)) for each in sections]


class _Articles:
    """Questions as the page of their form shows them, with links to the answers in each cycle that
    it serves. (Nodes of a template take several times as long.)"""

    def __init__(
        self,
        template: ReportTemplate,
        cycles: list[ReportingCycle],
        questions: list[templates.Printed],
    ) -> None:
        self.template = template
        hidden = f'<span class="visually-hidden">{escaped(colon(_("Answers")))}</span>'
        self.cycles = [(each, f"{hidden}{latin(each.code)}") for each in cycles]
        self.paragraphs = Paragraphs(forms.Cited(*pair) for q in questions for pair in q.cites)
        self.informs = _informs(template.pk)
        self.certainties = {each.value: escaped(str(each.label)) for each in Certainty}
        self.answers_label = label(_("Answers"))
        self.cites_label = label(pgettext("a form, a paragraph", "Cites"))
        self.informs_label = label(pgettext("a question, a commitment", "Informs"))
        self.certainty_label = label(_("Certainty"))

    def of(self, questions: Iterable[templates.Printed]) -> SafeString:
        return mark_safe("\n".join(map(self._article, questions)))  # noqa: S308 (escaped)

    def _article(self, question: templates.Printed) -> str:
        key = escaped(question.key)
        return (
            f'<article class="paragraph" id="question-{key}" aria-labelledby="text-{key}">\n'
            f'<p class="paragraph-number">{latin(question.number)}</p>\n<div>\n'
            f'<p class="paragraph-title" id="text-{key}">{text(question.text)}</p>\n'
            f"{''.join(self._facts(question))}</div>\n</article>"
        )

    def _facts(self, question: templates.Printed) -> Iterator[str]:
        if self.cycles:
            answers = "".join([self._answers(question, *each) for each in self.cycles])
            yield f'<p class="filter-buttons">{self.answers_label}{answers}</p>\n'
        if question.cites:
            given = [self.paragraphs.citation(forms.Cited(*each)) for each in question.cites]
            yield f'<p class="meta">{self.cites_label} {cited(given)}</p>\n'
        if question.pk in self.informs:
            links = informed(self.informs[question.pk])
            yield f'<p class="meta">{self.informs_label} {links}</p>\n'
        if question.certainty:
            certainty = self.certainties[question.certainty]
            yield f'<p class="meta">{self.certainty_label} {certainty}</p>\n'

    def _answers(self, question: templates.Printed, cycle: ReportingCycle, words: str) -> str:
        url = escaped(question_address(self.template, cycle, question.key))
        return f' <a class="button button-quiet" href="{url}">{words}</a>'


# A commitment as a link, and the role of the answers for it.
Informed = tuple[SafeString, str]


def _informs(template: int) -> dict[int, list[Informed]]:
    """What each question of a form informs. Two queries."""
    mappings = _mappings(template)
    of_them = {commitment for _question, commitment, _role in mappings}
    links = {each.pk: commitment_link(each) for each in _commitments(list(of_them))}
    found: dict[int, list[Informed]] = defaultdict(list)
    for question, commitment, role in mappings:
        found[question].append((links[commitment], role))
    return found


@made_once
def _mappings(template: Any) -> "QuerySet[Any, Any]":
    found = in_order(QuestionMapping.objects.filter(question__template=template))
    return found.values_list("question_id", "commitment_id", "role")


@made_once
def _commitments(keys: Any) -> "QuerySet[Commitment]":
    return Commitment.objects.filter(pk__in=keys).only(*Commitment.LINKED)


def in_order(mappings: "QuerySet[QuestionMapping]") -> "QuerySet[QuestionMapping]":
    return mappings.order_by("role", "commitment__document__key", "commitment__position")


def commitment_link(commitment: Commitment) -> SafeString:
    url, title = commitment.get_absolute_url(), localise(commitment.shown_title)
    key = latin(commitment.key.upper())
    return format_html('<a href="{}" title="{}">{}</a>', url, title, key)


def informed(commitments: Iterable[Informed]) -> SafeString:
    """Links to the commitments that a question informs, with the roles of their answers."""
    supporting = escaped(remarked("", pgettext("answer", "supporting")))
    note = f'<span class="meta">{supporting}</span>'
    links = [f"{link}{note if role == Role.SUPPORTING else ''}" for link, role in commitments]
    return mark_safe(" · ".join(links))  # noqa: S308 (escaped)


def cited(citations: Iterable[Citation]) -> SafeString:
    """The paragraphs that a form prints beside a question, as links where they are on record."""
    words = ((latin(each.words), each.url) for each in citations)
    links = [linked(each, url) if url else each for each, url in words]
    return mark_safe(" · ".join(links))  # noqa: S308 (escaped)


class Paragraphs:
    """Addresses of cited paragraphs: the page of the paragraph if it is on record, else the page of
    its document. Two queries."""

    def __init__(self, cited: Iterable[forms.Cited]) -> None:
        keys = {each.document.casefold() for each in cited}
        self.documents = {key: pk for pk, key in _documents(list(keys))}
        self.commitments: dict[tuple[str, str], set[str]] = defaultdict(set)
        for document, number, section in _commitments_of(list(self.documents.values())):
            for name in _names(number, section):
                self.commitments[document, name].add(number)

    def citation(self, cited: forms.Cited) -> Citation:
        key = cited.document.casefold()
        url = address("document", key) if key in self.documents else ""
        # ``8 (a)`` is a part of 8.
        whole = cited.paragraph.partition("(")[0]
        for paragraph in (cited.paragraph, whole):
            found = self.commitments.get((key, _bare(paragraph)), set())
            if len(found) == 1:
                url = address("commitment", key, slug_of(next(iter(found))))
                break
        return Citation(cited.document, cited.paragraph, url)


@made_once
def _documents(keys: Any) -> "QuerySet[Any, Any]":
    return OutcomeDocument.objects.filter(key__in=keys).order_by().values_list("pk", "key")


@made_once
def _commitments_of(documents: Any) -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = Commitment.objects.filter(document__in=documents).order_by()
    return found.values_list("document__key", "number", "section__code")


def _names(number: str, section: str | None) -> set[str]:
    """The names by which a form may cite a paragraph: its number, with the numerals of the sections
    above."""
    bare = _bare(number)
    numerals = section.split("-") if section else []
    above = [".".join([*numerals[:depth], bare]) for depth in range(1, len(numerals) + 1)]
    return {bare, *map(_bare, above)}


def _bare(paragraph: str) -> str:
    return "".join(paragraph.split()).casefold()
