"""Writing an accepted blank form: all of it in one transaction, or nothing."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from common.database.many import create_with_history
from common.search import normalise
from questionnaires import staging, templates
from questionnaires.blank import alike
from questionnaires.blank.keys import key_of
from questionnaires.blank.model import BlankPart
from questionnaires.blank.planning import LANGUAGE, NEXT, Plan, PlannedQuestion
from questionnaires.form import Part as FormPart
from questionnaires.form import Question as FormQuestion
from questionnaires.models import (
    Continuation,
    Part,
    Question,
    QuestionMapping,
    ReportTemplate,
    TemplateSection,
)
from reports.models import ReportingCycle

IMPORT = "questionnaires.add_reporttemplate"


def may_import(user: Any) -> bool:
    """Whether a user may import blank forms: to do so is to write forms."""
    return bool(user.has_perm(IMPORT))


class NotAccepted(Exception):
    """The plan has errors: nothing was written."""


@transaction.atomic
def accept(plan: Plan, *, by: Any = None) -> ReportTemplate:
    """Write the form as a draft, or its texts into the form on record. Raises NotAccepted, and
    PermissionDenied."""
    if by is not None and not may_import(by):
        raise PermissionDenied
    if plan.errors:
        raise NotAccepted
    if plan.choices.mode == LANGUAGE and plan.template is not None:
        return _add_language(plan, plan.template)
    template = _new_template(plan)
    writer = _Writer(plan)
    questions = templates.write(template, writer.sections())
    if plan.choices.mode == NEXT:
        _write_continuations(plan, writer.keys, questions, by)
        _copy_mapping(plan, writer.keys, questions, by)
    staging.note_languages(template)
    return template


def _new_template(plan: Plan) -> ReportTemplate:
    choices, language = plan.choices, plan.blank.language
    version, key, title = 1, choices.key, {language: choices.title}
    kinds = choices.kinds
    if plan.template is not None:
        key = plan.template.key
        # Two people who accept at once get two versions, not one error.
        locked = ReportTemplate.objects.select_for_update().filter(key=key)
        version = max(each.version for each in locked) + 1
        title = {**plan.template.title, **({language: choices.title} if choices.title else {})}
        kinds = kinds or plan.template.kinds
    template = ReportTemplate(
        key=key, version=version, title=title, kinds=kinds, source=choices.source
    )
    template.full_clean(exclude=["kinds"] if not kinds else [])
    template.save()
    template.cycles.set(ReportingCycle.objects.filter(code__in=choices.cycles))
    return template


class _Writer:
    """The sections of a plan in the shape of ``form.from_json``, with keys for everything."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.blank = plan, plan.blank
        self.language = plan.blank.language
        self.keys: dict[int, str] = {}
        kept = {row.place: self._kept(row) for row in plan.taken}
        # A key means the same question in every version: no other question may take it.
        taken = _keys_of_all_versions(plan.template)
        for row in plan.taken:
            key = kept[row.place]
            if not key:
                text = row.question.text if self.language == "en" else ""
                number = row.question.number.replace(".", "-").lower()
                key = key_of(text, f"q-{number}", taken)
                taken.add(key)
            self.keys[row.place] = key
        self.numbers = {row.question.number: self.keys[row.place] for row in plan.taken}

    def _kept(self, row: PlannedQuestion) -> str:
        """The key of the earlier question that this one rewords; empty unless it continues just
        one, which no other question continues."""
        if len(row.continues) != 1:
            return ""
        (earlier,) = row.continues
        rivals = [each for each in self.plan.taken if earlier in each.continues]
        return earlier if len(rivals) == 1 else ""

    def sections(self) -> list[Mapping[str, Any]]:
        rows = iter(self.plan.rows)
        found: list[Mapping[str, Any]] = []
        taken: set[str] = set()
        for section in self.blank.sections:
            own = [next(rows) for _each in section.questions]
            questions = [self._question(row) for row in own if not row.question.left_out]
            if not questions:
                continue
            text = section.title if self.language == "en" else ""
            key = key_of(text, f"section-{len(found) + 1}", taken)
            taken.add(key)
            title = {self.language: section.title}
            found.append(
                {"key": key, "number": section.number[:10], "title": title, "questions": questions}
            )
        return found

    def _question(self, row: PlannedQuestion) -> dict[str, Any]:
        question = row.question
        record = self._record(row)
        same = alike.same_parts(question.parts, record, self.language) if record else {}
        taken = set(same.values())
        parts = []
        for place, part in enumerate(question.parts):
            earlier = record.part(same[place]) if record and place in same else None
            key = same.get(place) or self._part_key(part, taken)
            taken.add(key)
            parts.append(self._part(part, key, earlier))
        return {
            "key": self.keys[row.place],
            "number": question.number,
            "text": {self.language: question.text},
            "cites": question.cites,
            "gates": [{"on": self.numbers[g.on], "values": g.values} for g in question.gates],
            "parts": parts,
        }

    def _record(self, row: PlannedQuestion) -> FormQuestion | None:
        if self.plan.loaded is None or len(row.continues) != 1:
            return None
        return self.plan.loaded.form.by_key.get(next(iter(row.continues)))

    def _part_key(self, part: BlankPart, taken: set[str]) -> str:
        text = part.label if self.language == "en" else ""
        plain = "answer" if part.kind == "tick" else str(part.kind)
        return key_of(text if part.kind != "tick" else "", plain, taken)

    def _part(self, part: BlankPart, key: str, earlier: FormPart | None) -> dict[str, Any]:
        found: dict[str, Any] = {
            "key": key,
            "kind": str(part.kind),
            "label": {self.language: part.label} if part.label else {},
            "privacy": str(part.privacy),
            "measures": part.measures,
        }
        if part.kind == "tick":
            found["answers"] = part.answers
        elif part.kind == "choices":
            found["choices"] = self._labelled(part.choices, earlier.choices if earlier else ())
        elif part.kind == "rows":
            columns = [each.label for each in part.columns]
            listed = self._labelled(columns, earlier.columns if earlier else ())
            for each, column in zip(listed, part.columns, strict=True):
                each |= {"kind": str(column.kind), "measures": column.measures}
            found["columns"] = listed
            found["rows"] = self._labelled(part.rows, earlier.rows if earlier else ())
        return found

    def _labelled(self, labels: list[str], earlier: Any) -> list[dict[str, Any]]:
        """Keys for labels: those that the same labels had, new ones for others."""
        known = {normalise(each.label.get(self.language, "")): each.key for each in earlier}
        taken = set(known.values())
        found = []
        for place, label in enumerate(labels, 1):
            key = known.pop(normalise(label), "")
            key = key or key_of(label if self.language == "en" else "", f"item-{place}", taken)
            taken.add(key)
            found.append({"key": key, "label": {self.language: label}})
        return found


def _keys_of_all_versions(template: ReportTemplate | None) -> set[str]:
    key = template.key if template else ""
    return set(Question.objects.filter(template__key=key).values_list("key", flat=True))


def _write_continuations(
    plan: Plan, keys: Mapping[int, str], questions: Mapping[str, Question], by: Any
) -> None:
    ids = plan.loaded.question_ids if plan.loaded else {}
    new = [
        Continuation(
            question=questions[keys[row.place]], earlier_id=ids[earlier], value_map=value_map
        )
        for row in plan.taken
        for earlier, value_map in row.continues.items()
    ]
    create_with_history(new, Continuation, default_user=by)


def _copy_mapping(
    plan: Plan, keys: Mapping[int, str], questions: Mapping[str, Question], by: Any
) -> None:
    """A question that continues one earlier question and has the same answers informs the same
    commitments."""
    form = plan.loaded.form if plan.loaded else None
    if form is None:
        return
    by_earlier: dict[str, list[Question]] = defaultdict(list)
    for row in plan.taken:
        if len(row.continues) != 1 or not row.question.parts:
            continue
        (earlier,) = row.continues
        if tuple(row.question.parts[0].answers) == form.by_key[earlier].main.answers:
            by_earlier[earlier].append(questions[keys[row.place]])
    old = QuestionMapping.objects.filter(question__template=plan.template).select_related(
        "question"
    )
    new = [
        QuestionMapping(
            question=question,
            commitment_id=each.commitment_id,
            role=each.role,
            proposes=each.proposes,
        )
        for each in old
        for question in by_earlier[each.question.key]
    ]
    create_with_history(new, QuestionMapping, default_user=by)


# Another language


def _add_language(plan: Plan, template: ReportTemplate) -> ReportTemplate:
    """Put the texts of the file into the form on record; whatever else it says stays."""
    template = ReportTemplate.objects.select_for_update().get(pk=template.pk)
    language = plan.blank.language
    if plan.choices.title:
        template.title = {**template.title, language: plan.choices.title}
    records = {q.key: q for q in template.questions.select_related("section")}
    titles = {each.number: each.title for each in plan.blank.sections}
    sections: dict[int, TemplateSection] = {}
    for row in plan.taken:
        record = records.get(row.joins)
        if record is None:
            continue
        record.text = {**record.text, language: row.question.text}
        record.full_clean()
        record.save()
        if title := titles.get(row.section):
            record.section.title = {**record.section.title, language: title}
            sections[record.section_id] = record.section
        _translate_parts(record, row, plan, language)
    for section in sections.values():
        section.save()
    template.save()
    staging.note_languages(template)
    return template


def _translate_parts(record: Question, row: PlannedQuestion, plan: Plan, language: str) -> None:
    """Labels of parts, where these stand in the same order with the same kinds."""
    if plan.loaded is None:
        return
    form = plan.loaded.form.by_key[record.key]
    if alike.shape(form) != alike.shape(row.question):
        return
    stored = list(Part.objects.filter(question=record).order_by("position"))
    for part, read in zip(stored, row.question.parts, strict=True):
        label = {**part.label, language: read.label} if read.label else part.label
        options = _translated(part.options, read, language)
        if (label, options) != (part.label, part.options):
            part.label, part.options = label, options
            part.full_clean()
            part.save()


def _translated(options: Mapping[str, Any], read: BlankPart, language: str) -> dict[str, Any]:
    texts = {
        "choices": read.choices,
        "columns": [column.label for column in read.columns],
        "rows": read.rows,
    }
    found = dict(options)
    for name, labels in texts.items():
        listed = options.get(name, [])
        if labels and len(listed) == len(labels):
            found[name] = [
                {**each, "label": {**each["label"], language: label}}
                for each, label in zip(listed, labels, strict=True)
            ]
    return found
