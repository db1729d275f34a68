"""An outcome document laid out for reading: its headings in order, each with its paragraphs."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.models import Commitment, OutcomeDocument, Section, Theme
from common.charts.canvas import escaped, label, together
from common.database.made_once import made_once
from common.multilingual import localise
from common.templatetags.texts import bar, latin, text
from common.words import listing
from reports import coverage
from reports.coverage import CommitmentCoverage
from reports.models import ReportingCycle

# A heading of the first rank is an h2; ranks deeper than h4 would not help readers.
DEEPEST_HEADING = 4
ANSWERS = "website/includes/answers.html"


@dataclass(frozen=True)
class Part:
    """A heading and the paragraphs that stand directly under it, as the page shows them."""

    section: Section
    paragraphs: list[SafeString] = field(default_factory=list)

    @property
    def heading_level(self) -> int:
        """2 for a top heading, 3 under it …"""
        return min(self.section.depth + 1, DEEPEST_HEADING)


@dataclass(frozen=True)
class Outline:
    """``preamble`` holds the paragraphs before the first heading."""

    preamble: list[SafeString]
    parts: list[Part]
    count: int
    operative_count: int


def outline(document: OutcomeDocument, cycle: ReportingCycle | None) -> Outline:
    """The document's headings and paragraphs, with their themes and answers, in order, and with
    what the coded reports of ``cycle`` address. At most six queries."""
    parts = {section.pk: Part(section) for section in _sections(document.pk)}
    for part in parts.values():
        part.section.document = document
    preamble: list[SafeString] = []
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
    operative = sum(each.is_operative for each in commitments)
    return Outline(preamble, list(parts.values()), len(commitments), operative)


def _paragraphs(
    document: OutcomeDocument, commitments: list[Commitment], cycle: ReportingCycle | None
) -> Iterator[SafeString]:
    """Each commitment as the page shows it. A document has a hundred, which take a template three
    times as long."""
    themes = _themes(document)
    operative = [each for each in commitments if each.is_operative]
    coverage.put_answers_on([each for each in operative if not each.is_answerable_by_reports])
    rows = coverage.of_each(operative, cycle) if cycle else []
    covered = {row.commitment.pk: row for row in rows if row.due}
    paragraph, directed_to = _("Paragraph %(number)s"), label(_("Directed to"))
    for each in commitments:
        slug, url = escaped(each.slug), escaped(each.get_absolute_url())
        named = escaped(paragraph % {"number": each.number})
        parts = [
            f'<article class="paragraph" id="p{slug}" aria-labelledby="t{slug}">\n'
            f'<a class="paragraph-number" href="{url}" aria-label="{named}">{latin(each.number)}'
            f'</a>\n<div>\n<p class="paragraph-title" id="t{slug}"><a href="{url}">'
            f"{text(each.shown_title)}</a></p>\n"
        ]
        if each.summary:
            parts.append(f"{text(each.summary, 'p')}\n")
        if each.is_operative:
            parts.append(
                f'<p class="meta">\n{directed_to} '
                f"{escaped(listing(each.addressee_labels))}\n{together(themes[each.pk])}\n</p>\n"
            )
            if not each.is_answerable_by_reports:
                parts.append(render_to_string(ANSWERS, {"answers": each.answers_instead}))
            if row := covered.get(each.pk):
                parts.append(f'<p class="coverage-line">{_told(row)}</p>\n')
        yield mark_safe("".join([*parts, "</div>\n</article>\n"]))  # noqa: S308 (escaped)


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
