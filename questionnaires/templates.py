"""A form as one value from its records, and its records from such a value."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commitments.models import Commitment
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


def _load(template: ReportTemplate) -> Loaded:
    questions: dict[int, list[Question]] = defaultdict(list)
    for question in template.questions.order_by("position"):
        questions[question.section_id].append(question)
    parts: dict[int, list[Part]] = defaultdict(list)
    for part in Part.objects.filter(question__template=template).order_by("position"):
        parts[part.question_id].append(part)
    gates: dict[int, list[forms.Gate]] = defaultdict(list)
    of_template = Gate.objects.filter(question__template=template).order_by("pk")
    for question, on, opened_by in of_template.values_list("question_id", "on__key", "opened_by"):
        gates[question].append(forms.Gate(on, tuple(opened_by)))
    sections = tuple(
        forms.Section(
            key=section.key,
            number=section.number,
            title=section.title,
            questions=tuple(
                _question(each, parts[each.pk], gates[each.pk]) for each in questions[section.pk]
            ),
        )
        for section in template.sections.order_by("position")
    )
    asked = [each for found in questions.values() for each in found]
    return Loaded(
        template,
        Form(
            key=template.key,
            version=template.version,
            title=template.title,
            languages=tuple(template.languages),
            sections=sections,
        ),
        {each.key: each.pk for each in asked},
        {(each.key, part.key): part.pk for each in asked for part in parts[each.pk]},
    )


def _question(question: Question, parts: list[Part], gates: list[forms.Gate]) -> forms.Question:
    return forms.Question(
        key=question.key,
        number=question.number,
        text=question.text,
        parts=tuple(as_part(part) for part in parts),
        gates=tuple(gates),
        cites=tuple(forms.Cited(*each) for each in question.cites),
        certainty=question.certainty,
    )


def as_part(part: Part) -> forms.Part:
    """A part as the value that everything else works with."""
    return forms.part_from_json(
        {
            "key": part.key,
            "kind": part.kind,
            "label": part.label,
            "privacy": part.privacy,
            "measures": part.measures,
            **part.options,
        }
    )


# What the options of a part name with a label of its own.
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
