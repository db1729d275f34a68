"""How complete each language is, in the records' texts and in the interface."""

import re
import struct
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, to_locale
from django.views.decorators.http import require_safe

from commitments.models import Commitment, Meeting, OutcomeDocument, Section, Theme
from common.charts.canvas import escaped
from common.database.made_once import made_once
from common.languages import direction_of, html_code, public_code
from common.multilingual import LANGUAGE_CODES, LANGUAGE_NAMES, localise
from participation.models import AgendaItem, Body, MeetingDocument
from questionnaires.models import Part, Question, ReportTemplate, Stage, TemplateSection
from questionnaires.templates import LABELLED
from reports.models import Group, Reporter, ReportingCycle, Response

TEXTS = ("title", "summary", "official_text")
# Lines of the last table: records, and the field that has their names.
NAMED: tuple[tuple[Any, Any, str], ...] = (
    (gettext_lazy("Names of States"), Reporter.objects.states(), "name"),
    (gettext_lazy("Names of organisations"), Reporter.objects.organisations(), "name"),
    (gettext_lazy("Groups"), Group.objects.all(), "name"),
    (gettext_lazy("Themes"), Theme.objects.all(), "name"),
    (gettext_lazy("Headings of documents"), Section.objects.all(), "heading"),
    (gettext_lazy("Documents"), OutcomeDocument.objects.all(), "title"),
    (gettext_lazy("Meetings"), Meeting.objects.all(), "name"),
    (gettext_lazy("Agenda items"), AgendaItem.objects.all(), "title"),
    (gettext_lazy("Documents of meetings"), MeetingDocument.objects.all(), "title"),
    (gettext_lazy("Other bodies at meetings"), Body.objects.all(), "name"),
    (
        gettext_lazy("Reporting cycles"),
        ReportingCycle.objects.filter(is_fictional=False),
        "name",
    ),
)


@dataclass(frozen=True)
class Line:
    """The number of texts in each language, out of ``total``, in the order of LANGUAGE_CODES."""

    name: str
    total: int
    counts: list[int]

    @property
    def row(self) -> SafeString:
        """The line in a table: each count with a sign for all, some or none."""
        cells = "".join(
            f'<td class="number"><span aria-hidden="true">{sign(count, self.total)}</span> '
            f"{count}</td>"
            for count in self.counts
        )
        return mark_safe(  # noqa: S308 (escaped)
            f'<tr>\n<th scope="row">{escaped(self.name)}</th>\n{cells}\n'
            f'<td class="number">{self.total}</td>\n</tr>\n'
        )


@dataclass(frozen=True)
class TranslationTable:
    """Lines under one heading; ``url`` leads to their record."""

    name: str
    url: str
    lines: list[Line]


def sign(count: int, total: int) -> str:
    if count == total:
        return "●"
    return "◐" if count else "○"


@require_safe
def translations(request: HttpRequest) -> HttpResponse:
    """Counts of texts by language. Constant queries."""
    counts, total = interface()
    context = {
        "interface": [Line(_("Texts of the interface"), total, counts)],
        "tables": [*documents(), *forms(), names()],
        "heads": heads(),
    }
    return render(request, "website/translations.html", context)


def heads() -> SafeString:
    """The languages above the columns of each table, each by its own name."""
    row = '<th scope="col" class="number"><span lang="{}" dir="{}">{}</span></th>'
    rows = ((html_code(c), direction_of(c), LANGUAGE_NAMES[c]) for c in LANGUAGE_CODES)
    return format_html_join("", row, rows)


def documents() -> list[TranslationTable]:
    """For each document with paragraphs, how many have a title, a summary and the official text
    in each language, out of all its paragraphs. Two queries."""
    counted = {document: (total, counts) for document, total, *counts in _paragraphs_counted()}
    return [
        TranslationTable(str(found), found.get_absolute_url(), _lines_of(*counted[found.pk]))
        for found in _documents(list(counted))
    ]


@made_once
def _paragraphs_counted() -> "QuerySet[Any, Any]":
    wanted = {f"{text}_{code}": has(text, code) for text in TEXTS for code in LANGUAGE_CODES}
    rows: QuerySet[Any] = Commitment.objects.order_by().values_list("document")
    return rows.annotate(total=Count("pk"), **wanted)


@made_once
def _documents(keys: Any) -> "QuerySet[OutcomeDocument]":
    found = OutcomeDocument.objects.filter(pk__in=keys).order_by("-adopted_on", "key")
    return found.only("key", "symbol")


def _lines_of(total: int, counts: list[int]) -> list[Line]:
    labels = (_("Titles"), _("Summaries"), _("Official texts"))
    size = len(LANGUAGE_CODES)
    return [Line(label, total, counts[place * size :][:size]) for place, label in enumerate(labels)]


def forms() -> list[TranslationTable]:
    """For each form in use, how many of its texts there are in each language. Four queries."""
    printed = printed_by_forms()
    return [
        TranslationTable(f"{localise(form.title)} · {form.version}", form.get_absolute_url(), lines)
        for form in _forms()
        if (lines := [counted(name, texts) for name, texts in printed[form.pk].items()])
    ]


def printed_by_forms() -> Mapping[int, Mapping[str, list[Mapping[str, str]]]]:
    """The printed texts of each form, by line of the table: headings, questions, and the labels
    under them."""
    found: dict[int, dict[str, list[Mapping[str, str]]]] = defaultdict(lambda: defaultdict(list))
    headings, questions = _("Headings"), _("Questions")
    parts = _("Parts, boxes, rows and columns")
    for form, title in _headings():
        found[form][headings].append(title)
    for form, text in _questions():
        found[form][questions].append(text)
    for form, label, options in _parts():
        boxes = [each["label"] for name in LABELLED for each in options.get(name, ())]
        found[form][parts] += filter(None, [label, *boxes])
    return found


@made_once
def _forms() -> "QuerySet[ReportTemplate]":
    found: QuerySet[ReportTemplate] = ReportTemplate.objects.in_use().order_by("key", "-version")
    return found


@made_once
def _headings() -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = TemplateSection.objects.filter(template__stage=Stage.IN_USE)
    return found.values_list("template", "title")


@made_once
def _questions() -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = Question.objects.filter(template__stage=Stage.IN_USE)
    return found.values_list("template", "text")


@made_once
def _parts() -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = Part.objects.filter(question__template__stage=Stage.IN_USE)
    return found.values_list("question__template", "label", "options")


def counted(name: str, texts: list[Mapping[str, str]]) -> Line:
    return Line(name, len(texts), [sum(code in each for each in texts) for code in LANGUAGE_CODES])


def names() -> TranslationTable:
    """Names of records, and narratives of reports of real cycles. One query."""
    labels = [*(label for label, *_records in NAMED), _("Responses")]
    lines = [
        Line(str(labels[place]), total, counts)
        for place, total, *counts in sorted(_names_counted())
    ]
    return TranslationTable(_("Other records"), "", [line for line in lines if line.total])


@made_once
def _names_counted() -> "QuerySet[Any, Any]":
    """The place of each line, its total and its counts."""
    first, *others = [
        _count(place, records, {code: has(field, code) for code in LANGUAGE_CODES})
        for place, (_label, records, field) in enumerate(NAMED)
    ]
    # In their own language or translated.
    spoken = {
        code: Count("pk", filter=Q(language=code) | Q(translations__has_key=code))
        for code in LANGUAGE_CODES
    }
    narrated = Response.objects.published().exclude(narrative="")
    real = narrated.filter(submission__cycle__is_fictional=False)
    return first.union(*others, _count(len(NAMED), real, spoken), all=True)


def _count(place: int, records: Any, wanted: dict[str, Count]) -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = records.order_by().annotate(line=Value(place)).values_list("line")
    return found.annotate(total=Count("pk"), **{f"in_{code}": wanted[code] for code in wanted})


def has(field: str, code: str) -> Count:
    """The number of records whose ``field`` has a text in the language. A missing text is absent,
    never empty."""
    return Count("pk", filter=Q(**{f"{field}__has_key": code}))


@cache
def interface() -> tuple[list[int], int]:
    """The number of the interface's texts in each language, and their total, from this release's
    catalogues; English is the source. Each process reads the files once."""
    found = {public_code(code): catalogue(code) for code, _name in settings.LANGUAGES}
    total = max(messages for messages, _translated in found.values())
    counts = [total if code == "en" else found[code][1] for code in LANGUAGE_CODES]
    return counts, total


def catalogue(django_code: str) -> tuple[int, int]:
    """The number of texts in a catalogue, and of translated ones; both 0 for English.

    Both files begin with an entry about the catalogue itself. The compiled file holds only
    translated texts; its third word is their number.
    """
    folder = Path(settings.LOCALE_PATHS[0]) / to_locale(django_code) / "LC_MESSAGES"
    source, compiled = folder / "django.po", folder / "django.mo"
    if not source.exists() or not compiled.exists():
        return 0, 0
    messages = len(re.findall(r"^msgid ", source.read_text(encoding="utf-8"), re.MULTILINE))
    (translated,) = struct.unpack("<I", compiled.read_bytes()[8:12])
    return messages - 1, translated - 1
