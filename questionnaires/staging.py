"""The life of a form: what a draft lacks, put in use, taken back, and the next version of it."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from common.database.many import create_with_history
from common.multilingual import LANGUAGE_CODES, Texts
from questionnaires import templates
from questionnaires.form import Choice, Column, Form, Kind, Part
from questionnaires.models import (
    Answer,
    Continuation,
    Gate,
    Question,
    QuestionMapping,
    Reading,
    ReportTemplate,
    Stage,
    TemplateSection,
)
from questionnaires.models import Part as PartRecord


def texts_of(form: Form) -> Iterator[Texts]:
    """Every text that a form shows; a part whose label is in no language shows none."""
    yield form.title
    for section in form.sections:
        yield section.title
        for question in section.questions:
            yield question.text
            for part in question.parts:
                yield from _texts_of_part(part)


def _texts_of_part(part: Part) -> Iterator[Texts]:
    if part.label:
        yield part.label
    listed: tuple[Choice | Column, ...] = (*part.choices, *part.columns, *part.rows)
    for labelled in listed:
        yield labelled.label


def whole_languages(form: Form) -> list[str]:
    """The languages in which every text of a form is there."""
    texts = list(texts_of(form))
    return [code for code in LANGUAGE_CODES if all(text.get(code) for text in texts)]


def note_languages(template: ReportTemplate) -> None:
    """Keep on record in which languages a form is whole, after its texts changed."""
    found = whole_languages(templates.load(template).form)
    if set(found) != set(template.languages):
        template.languages = found
        template.save(update_fields=["languages"])


def missing(template: ReportTemplate) -> list[str]:
    """What keeps a draft from being put in use, in sentences; none for one that is ready."""
    form = templates.load(template).form
    found = []
    if not form.by_key:
        found.append(_("It has no question."))
    if not template.kinds:
        found.append(_("Say which kinds of reporter it is for."))
    if not template.cycles.exists():
        found.append(_("Say which cycles it serves."))
    if not whole_languages(form):
        found.append(_("It is whole in no language: texts are missing."))
    for question in form.questions():
        if not question.parts:
            found.append(_("Question %(number)s: nothing can be filled in.") % _named(question))
        elif any(_lacks_options(part) for part in question.parts):
            found.append(_("Question %(number)s: boxes or columns are missing.") % _named(question))
        for gate in question.gates:
            opener = form.by_key[gate.on]
            if not set(gate.values) <= set(_values(opener.parts[0] if opener.parts else None)):
                found.append(
                    _("Question %(number)s: its gate names an answer that does not exist.")
                    % _named(question)
                )
    return found


def _named(question: Any) -> dict[str, str]:
    return {"number": question.number}


def _lacks_options(part: Part) -> bool:
    needed = {Kind.TICK: part.answers, Kind.CHOICES: part.choices, Kind.ROWS: part.columns}
    return not needed.get(part.kind, True)


def _values(part: Part | None) -> list[str]:
    """The answers that a gate may name."""
    if part is None:
        return []
    return [*part.answers, *(choice.key for choice in part.choices)]


@transaction.atomic
def put_in_use(template: ReportTemplate) -> None:
    """Offer a draft to reporters. Raises ValidationError with what it lacks."""
    template = ReportTemplate.objects.select_for_update().get(pk=template.pk)
    if lacking := missing(template):
        raise ValidationError(lacking)
    template.stage = Stage.IN_USE
    template.save()


@transaction.atomic
def take_back(template: ReportTemplate) -> None:
    """Make a form in use a draft again. Raises ValidationError where reports answer it."""
    template = ReportTemplate.objects.select_for_update().get(pk=template.pk)
    if Answer.objects.filter(part__question__template=template).exists():
        raise ValidationError(_("Reports answer this form: it stays in use."))
    if Reading.objects.filter(template=template).exists():
        raise ValidationError(_("Files were read as this form: it stays in use."))
    template.stage = Stage.DRAFT
    template.save()


@transaction.atomic
def next_version(template: ReportTemplate, *, by: Any = None) -> ReportTemplate:
    """A draft with the same sections, questions and mapping, each question continuing the same
    question of this version; its cycles are still to be chosen. A constant number of queries."""
    same = ReportTemplate.objects.select_for_update().filter(key=template.key)
    version = max(each.version for each in same) + 1
    draft = ReportTemplate.objects.create(
        key=template.key,
        version=version,
        title=template.title,
        languages=template.languages,
        kinds=template.kinds,
        source=template.source,
        is_reconstructed=template.is_reconstructed,
    )
    sections = _copied(TemplateSection, template.sections.all(), by, template=draft)
    questions = _copied(
        Question,
        template.questions.all(),
        by,
        template=draft,
        moved={"section_id": {old: new.pk for old, new in sections.items()}},
    )
    ids = {old: new.pk for old, new in questions.items()}
    of_form = {"question__template": template}
    _copied(PartRecord, PartRecord.objects.filter(**of_form), by, moved={"question_id": ids})
    gates = Gate.objects.filter(**of_form)
    _copied(Gate, gates, by, moved={"question_id": ids, "on_id": ids})
    mapping = QuestionMapping.objects.filter(**of_form)
    _copied(QuestionMapping, mapping, by, moved={"question_id": ids})
    continued = [Continuation(question=new, earlier_id=old) for old, new in questions.items()]
    create_with_history(continued, Continuation, default_user=by)
    return draft


def _copied(
    model: Any, records: Any, by: Any, moved: dict[str, dict[int, int]] | None = None, **fields: Any
) -> dict[int, Any]:
    """Copies of records by the key of the original: ``moved`` says for a column which key stands in
    the place of which."""
    found = {}
    for record in records.order_by("pk"):
        values = {
            field.attname: getattr(record, field.attname)
            for field in model._meta.concrete_fields
            if not field.primary_key
        }
        for column, keys in (moved or {}).items():
            values[column] = keys[values[column]]
        found[record.pk] = model(**{**values, **_by_column(fields)})
    created = create_with_history(list(found.values()), model, default_user=by)
    return dict(zip(found, created, strict=True))


def _by_column(fields: dict[str, Any]) -> dict[str, Any]:
    return {f"{name}_id": record.pk for name, record in fields.items()}
