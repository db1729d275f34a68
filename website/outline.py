"""An outcome document laid out for reading: its headings in order, each with its paragraphs."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.models import Commitment, CommitmentAnswer, OutcomeDocument, Section, Theme
from common.charts.canvas import escaped, together
from common.database.made_once import made_once
from common.multilingual import localise
from common.templatetags.texts import bar, latin, text
from common.words import listing
from reports import coverage
from reports.coverage import CommitmentCoverage
from reports.models import ReportingCycle

# A heading of the first rank is an h2; ranks deeper than h4 would not help readers.
DEEPEST_HEADING = 4
NOTHING = SafeString()


class Paragraph(TypedDict):
    """A commitment as the page shows it: ``label`` names it, ``themes`` are links,
    ``coverage`` is its sentence and bar. A document has a hundred, so all is made once here, and
    the template only puts it down (of a dictionary it has a value at once)."""

    slug: SafeString
    number: SafeString
    label: SafeString
    url: SafeString
    title: SafeString
    summary: SafeString
    is_operative: bool
    directed_to: str
    themes: SafeString
    is_answerable: bool
    answers: Sequence[CommitmentAnswer]
    coverage: SafeString


@dataclass(frozen=True)
class Part:
    """A heading and the paragraphs that stand directly under it."""

    section: Section
    paragraphs: list[Paragraph] = field(default_factory=list)

    @property
    def heading_level(self) -> int:
        """2 for a top heading, 3 under it …"""
        return min(self.section.depth + 1, DEEPEST_HEADING)


@dataclass(frozen=True)
class Outline:
    """``preamble`` holds the paragraphs before the first heading."""

    preamble: list[Paragraph]
    parts: list[Part]

    @property
    def count(self) -> int:
        return len(self.preamble) + sum(len(part.paragraphs) for part in self.parts)

    @property
    def operative_count(self) -> int:
        paragraphs = [*self.preamble, *(p for part in self.parts for p in part.paragraphs)]
        return sum(paragraph["is_operative"] for paragraph in paragraphs)


def outline(document: OutcomeDocument, cycle: ReportingCycle | None) -> Outline:
    """The document's headings and paragraphs, with their themes and answers, in order, and with
    what the coded reports of ``cycle`` address. At most six queries."""
    parts = {section.pk: Part(section) for section in _sections(document.pk)}
    for part in parts.values():
        part.section.document = document
    preamble: list[Paragraph] = []
    commitments = _commitments(document.pk)
    for each in commitments:
        each.document = document
    for commitment, paragraph in zip(
        commitments, _paragraphs(document, commitments, cycle), strict=True
    ):
        if commitment.section_id is None:
            preamble.append(paragraph)
        else:
            parts[commitment.section_id].paragraphs.append(paragraph)
    return Outline(preamble, list(parts.values()))


def _paragraphs(
    document: OutcomeDocument, commitments: list[Commitment], cycle: ReportingCycle | None
) -> Iterator[Paragraph]:
    themes = _themes(document)
    operative = [each for each in commitments if each.is_operative]
    coverage.put_answers_on([each for each in operative if not each.is_answerable_by_reports])
    rows = coverage.of_each(operative, cycle) if cycle else []
    covered = {row.commitment.pk: row for row in rows if row.due}
    label = _("Paragraph %(number)s")
    for commitment in commitments:
        row = covered.get(commitment.pk)
        yield Paragraph(
            slug=_written(commitment.slug),
            number=latin(commitment.number),
            label=_written(label % {"number": commitment.number}),
            url=_written(commitment.get_absolute_url()),
            title=text(commitment.shown_title),
            summary=text(commitment.summary, "p") if commitment.summary else NOTHING,
            is_operative=commitment.is_operative,
            directed_to=listing(commitment.addressee_labels),
            themes=together(themes[commitment.pk]),
            is_answerable=commitment.is_answerable_by_reports,
            answers=commitment.answers_instead if commitment.is_operative else [],
            coverage=_told(row) if row else NOTHING,
        )


def _written(text: str) -> SafeString:
    """``text`` as the template puts it down, in several places without a look at each."""
    return SafeString(escaped(text))


def _themes(document: OutcomeDocument) -> dict[int, list[SafeString]]:
    """The themes of each of the document's paragraphs, as links. One query."""
    found: dict[int, list[SafeString]] = defaultdict(list)
    links: dict[str, SafeString] = {}
    link = '<a class="theme" href="{}?theme={}&amp;kind=commitments">{}</a>'
    search = reverse("search")
    for commitment, key, name in _theme_rows(document.pk):
        if key not in links:
            links[key] = format_html(link, search, key, localise(name))
        found[commitment].append(links[key])
    return found


@made_once
def _sections(document: Any) -> "QuerySet[Section]":
    return Section.objects.filter(document=document).order_by("position")


@made_once
def _commitments(document: Any) -> "QuerySet[Commitment]":
    """Without the text for searching, which is half of what is on record of them."""
    found: QuerySet[Commitment] = Commitment.objects.filter(document=document)
    return found.order_by("position").defer("search_text", "explanation", "footnotes")


@made_once
def _theme_rows(document: Any) -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = Theme.objects.filter(commitments__document=document)
    return found.order_by("position", "key").values_list("commitments", "key", "name")


def _told(row: CommitmentCoverage) -> SafeString:
    words = ngettext(
        "Addressed by %(addressed)s of %(due)s coded report.",
        "Addressed by %(addressed)s of %(due)s coded reports.",
        row.due,
    )
    told = words % {"addressed": row.addressed, "due": row.due}
    return format_html("{} {}", told, bar(row.addressed, row.due))
