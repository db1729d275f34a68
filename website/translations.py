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
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import to_locale
from django.views.decorators.http import require_safe

from commitments.models import Commitment, Meeting, OutcomeDocument, Section, Theme
from common.languages import public_code
from common.multilingual import LANGUAGE_CODES, localise
from participation.models import AgendaItem, Body, MeetingDocument
from questionnaires.models import Part, Question, ReportTemplate, Stage, TemplateSection
from questionnaires.templates import LABELLED
from reports.models import Group, Reporter, ReportingCycle, Response

TEXTS = ("title", "summary", "official_text")


@dataclass(frozen=True)
class Line:
    """The number of texts in each language, out of ``total``, in the order of LANGUAGE_CODES."""

    name: str
    total: int
    counts: list[int]

    @property
    def cells(self) -> list[tuple[int, str]]:
        """Each count with a sign for all, some or none."""
        return [(count, sign(count, self.total)) for count in self.counts]


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
    }
    return render(request, "website/translations.html", context)


def documents() -> list[TranslationTable]:
    """For each document with paragraphs, how many have a title, a summary and the official text
    in each language, out of all its paragraphs. Two queries."""
    wanted = {f"{text}_{code}": has(text, code) for text in TEXTS for code in LANGUAGE_CODES}
    rows = Commitment.objects.order_by().values("document").annotate(total=Count("pk"), **wanted)
    counted = {row["document"]: row for row in rows}
    found = OutcomeDocument.objects.filter(pk__in=counted).order_by("-adopted_on", "key")
    return [paragraphs_of(document, counted[document.pk]) for document in found]


def paragraphs_of(document: OutcomeDocument, row: dict[str, int]) -> TranslationTable:
    labels = (_("Titles"), _("Summaries"), _("Official texts"))
    lines = [
        Line(label, row["total"], [row[f"{text}_{code}"] for code in LANGUAGE_CODES])
        for label, text in zip(labels, TEXTS, strict=True)
    ]
    return TranslationTable(str(document), document.get_absolute_url(), lines)


def forms() -> list[TranslationTable]:
    """For each form in use, how many of its texts there are in each language. Four queries."""
    found = ReportTemplate.objects.in_use().order_by("key", "-version")
    printed = printed_by_forms()
    return [
        TranslationTable(f"{localise(form.title)} · {form.version}", form.get_absolute_url(), lines)
        for form in found
        if (lines := [counted(name, texts) for name, texts in printed[form.pk].items()])
    ]


def printed_by_forms() -> Mapping[int, Mapping[str, list[Mapping[str, str]]]]:
    """The printed texts of each form, by line of the table: headings, questions, and the labels
    under them."""
    found: dict[int, dict[str, list[Mapping[str, str]]]] = defaultdict(lambda: defaultdict(list))
    in_use = {"template__stage": Stage.IN_USE}
    for form, title in TemplateSection.objects.filter(**in_use).values_list("template", "title"):
        found[form][_("Headings")].append(title)
    for form, text in Question.objects.filter(**in_use).values_list("template", "text"):
        found[form][_("Questions")].append(text)
    parts = Part.objects.filter(question__template__stage=Stage.IN_USE)
    for form, label, options in parts.values_list("question__template", "label", "options"):
        boxes = [each["label"] for name in LABELLED for each in options.get(name, ())]
        found[form][_("Parts, boxes, rows and columns")] += filter(None, [label, *boxes])
    return found


def counted(name: str, texts: list[Mapping[str, str]]) -> Line:
    return Line(name, len(texts), [sum(code in each for each in texts) for code in LANGUAGE_CODES])


def names() -> TranslationTable:
    """Names of records, and narratives of reports of real cycles. One query for each line."""
    lines = [
        count(_("Names of States"), Reporter.objects.states(), "name"),
        count(_("Names of organisations"), Reporter.objects.organisations(), "name"),
        count(_("Groups"), Group.objects.all(), "name"),
        count(_("Themes"), Theme.objects.all(), "name"),
        count(_("Headings of documents"), Section.objects.all(), "heading"),
        count(_("Documents"), OutcomeDocument.objects.all(), "title"),
        count(_("Meetings"), Meeting.objects.all(), "name"),
        count(_("Agenda items"), AgendaItem.objects.all(), "title"),
        count(_("Documents of meetings"), MeetingDocument.objects.all(), "title"),
        count(_("Other bodies at meetings"), Body.objects.all(), "name"),
        count(_("Reporting cycles"), ReportingCycle.objects.filter(is_fictional=False), "name"),
        responses(),
    ]
    return TranslationTable(_("Other records"), "", [line for line in lines if line.total])


def count(name: str, records: QuerySet[Model], field: str) -> Line:
    wanted = {code: has(field, code) for code in LANGUAGE_CODES}
    return line(name, records.order_by().aggregate(total=Count("pk"), **wanted))


def responses() -> Line:
    """Narratives of reports, in their own language or translated."""
    spoken = (
        Response.objects.published()
        .filter(submission__cycle__is_fictional=False)
        .exclude(narrative="")
        .order_by()
    )
    wanted = {
        code: Count("pk", filter=Q(language=code) | Q(translations__has_key=code))
        for code in LANGUAGE_CODES
    }
    return line(_("Responses"), spoken.aggregate(total=Count("pk"), **wanted))


def line(name: str, row: dict[str, Any]) -> Line:
    return Line(name, row["total"], [row[code] for code in LANGUAGE_CODES])


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
