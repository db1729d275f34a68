"""A form as one value from its records, and its records from such a value."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import QuerySet

from commitments.models import Commitment
from common.database.made_once import made_once
from common.reading_once import once
from questionnaires import form as forms
from questionnaires.form import Form
from questionnaires.models import (
    Gate,
    Part,
    Question,
    QuestionMapping,
    ReportTemplate,
    Stage,
    TemplateSection,
)


@dataclass(frozen=True)
class Loaded:
    """A form and the keys of its records: of questions by key, of parts by question and key."""

    template: ReportTemplate
    form: Form
    question_ids: Mapping[str, int]
    part_ids: Mapping[tuple[str, str], int]


def load(template: ReportTemplate) -> Loaded:
    """The form of a template. Four queries, however many questions it has."""
    return once((load, template.pk), lambda: _load(template))


# The forms that this process keeps, each with the state of the public data before it was read.
_kept: dict[int, tuple[Hashable, Loaded]] = {}
MOST_KEPT = 16


def load_as_of(template_id: int, stamp: Hashable) -> Loaded:
    """The form of that template, as of a ``stamp`` that was read before. It is kept as long as the
    stamp is the same: every write to a form moves it. Only for requests that have written
    nothing; what they read nobody takes back. No query where it is kept, else five."""
    held = _kept.get(template_id)
    if held and held[0] == stamp:
        return held[1]
    loaded = _load(ReportTemplate.objects.get(pk=template_id))
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[template_id] = (stamp, loaded)
    return loaded


def forget() -> None:
    """Keep no form any more."""
    _kept.clear()


def _load(template: ReportTemplate) -> Loaded:
    """Columns are read, not records, of which a form has hundreds: each request of a page of
    answers reads them all."""
    parts: dict[int, dict[int, forms.Part]] = defaultdict(dict)
    for pk, question, *columns in _parts(template.pk):
        parts[question][pk] = _part(columns)
    gates: dict[int, list[forms.Gate]] = defaultdict(list)
    for question, on, opened_by in _gates(template.pk):
        gates[question].append(forms.Gate(on, tuple(opened_by)))
    sections = headings(template.pk)
    pks = {each.key: each.pk for section in sections for each in section.questions}
    return Loaded(
        template,
        Form(
            key=template.key,
            version=template.version,
            title=template.title,
            languages=tuple(template.languages),
            sections=tuple(
                forms.Section(
                    key=section.key,
                    number=section.number,
                    title=section.title,
                    questions=tuple(
                        _question(each, parts[each.pk], gates[each.pk])
                        for each in section.questions
                    ),
                )
                for section in sections
            ),
        ),
        pks,
        {(key, part.key): pk for key, own in pks.items() for pk, part in parts[own].items()},
    )


@dataclass(frozen=True)
class Printed:
    """A question without what is filled in under it: columns of its record."""

    pk: int
    key: str
    number: str
    text: forms.Texts
    cites: list[list[str]]
    certainty: str


@dataclass(frozen=True)
class Heading:
    """A section with its questions."""

    key: str
    number: str
    title: forms.Texts
    questions: list[Printed]


def headings(template: int) -> list[Heading]:
    """The sections of a template with their questions. Two queries."""
    questions: dict[int, list[Printed]] = defaultdict(list)
    for section, *columns in _questions(template):
        questions[section].append(Printed(*columns))
    return [
        Heading(key, number, title, questions[pk]) for pk, key, number, title in _sections(template)
    ]


_OF_PART = ("key", "kind", "label", "privacy", "measures", "options")


@made_once
def _questions(template: Any) -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = Question.objects.filter(template=template).order_by("position")
    return found.values_list("section_id", *(each.name for each in fields(Printed)))


@made_once
def _parts(template: Any) -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = Part.objects.filter(question__template=template).order_by("position")
    return found.values_list("pk", "question_id", *_OF_PART)


@made_once
def _gates(template: Any) -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = Gate.objects.filter(question__template=template).order_by("pk")
    return found.values_list("question_id", "on__key", "opened_by")


@made_once
def _sections(template: Any) -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = TemplateSection.objects.filter(template=template).order_by("position")
    return found.values_list("pk", "key", "number", "title")


def _question(
    printed: Printed, parts: Mapping[int, forms.Part], gates: list[forms.Gate]
) -> forms.Question:
    return forms.Question(
        key=printed.key,
        number=printed.number,
        text=printed.text,
        parts=tuple(parts.values()),
        gates=tuple(gates),
        cites=tuple(forms.Cited(*each) for each in printed.cites),
        certainty=printed.certainty,
    )


def as_part(part: Part) -> forms.Part:
    """A part as the value that everything else works with."""
    return _part([getattr(part, name) for name in _OF_PART])


def _part(columns: Sequence[Any]) -> forms.Part:
    found = dict(zip(_OF_PART, columns, strict=True))
    return forms.part_from_json({**found, **found.pop("options")})


# The options of a part whose entries have labels.
LABELLED = ("choices", "columns", "rows")
OPTIONS = ("answers", *LABELLED)


def write(template: ReportTemplate, sections: Sequence[Mapping[str, Any]]) -> dict[str, Question]:
    """Write sections, questions, parts and gates of a draft, in the shape of ``form.from_json``,
    and return the questions by key. Fixed number of queries for each section and question."""
    written: dict[str, Question] = {}
    for place, section in enumerate(sections, 1):
        heading = TemplateSection.objects.create(
            template=template,
            key=section["key"],
            number=section["number"],
            title=section["title"],
            position=place,
        )
        for question in section["questions"]:
            written[question["key"]] = _write_question(
                template, heading, question, len(written) + 1, written
            )
    return written


def _write_question(
    template: ReportTemplate,
    section: TemplateSection,
    data: Mapping[str, Any],
    position: int,
    earlier: Mapping[str, Question],
) -> Question:
    question: Question = Question.objects.create(
        template=template,
        section=section,
        key=data["key"],
        number=data["number"],
        text=data["text"],
        position=position,
        cites=data.get("cites", []),
        certainty=data.get("certainty", ""),
    )
    for place, part in enumerate(data["parts"], 1):
        Part.objects.create(
            question=question,
            key=part["key"],
            kind=part["kind"],
            label=part.get("label", {}),
            position=place,
            privacy=part.get("privacy", "public"),
            options={name: part[name] for name in OPTIONS if name in part},
            measures=part.get("measures", ""),
        )
    for gate in data.get("gates", ()):
        Gate.objects.create(question=question, on=earlier[gate["on"]], opened_by=gate["values"])
    return question


def write_mapping(questions: Mapping[str, Question], rows: list[Mapping[str, Any]]) -> None:
    """Write what the questions inform. Raises KeyError where a question or a commitment is not
    there."""
    keys = {row["commitment"] for row in rows}
    commitments = {each.key: each for each in Commitment.objects.filter(key__in=keys)}
    for row in rows:
        QuestionMapping.objects.create(
            question=questions[row["question"]],
            commitment=commitments[row["commitment"]],
            role=row["role"],
            proposes=row.get("proposes", {}),
        )


def texts() -> list[str]:
    """Every text that a form in use prints, in every language: of questions, parts, boxes, columns
    and rows. Two queries."""
    of_forms = {"template__stage": Stage.IN_USE}
    found = list(Question.objects.filter(**of_forms).values_list("text", flat=True))
    parts = Part.objects.filter(question__template__stage=Stage.IN_USE)
    for label, options in parts.values_list("label", "options"):
        found.append(label)
        for name in LABELLED:
            found += [each["label"] for each in options.get(name, ())]
    return [text for each in found for text in each.values()]
