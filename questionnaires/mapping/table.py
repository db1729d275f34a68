"""The table question × commitment of one form: as it stands, as somebody would have it, saved.

All lines of the questions that were shown are saved, or none. Where somebody else changed the
mapping meanwhile, the save is refused and the change shown.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commitments.models import Commitment
from common.database.many import create_with_history, update_with_history
from questionnaires import templates
from questionnaires.form import Kind, Part, Question
from questionnaires.models import ANSWERED, QuestionMapping, ReportTemplate, Role
from questionnaires.templates import Loaded
from reports.models import ResponseStatus
from reports.models.reporters import ADDRESSEES_BY_KIND

CHANGE = "questionnaires.change_questionmapping"


@dataclass(frozen=True)
class Entry:
    """A question informs a commitment: the role, and the status by answer, without those that
    propose none."""

    question: str
    commitment: str
    role: str
    proposes: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        return (self.question, self.commitment)

    @property
    def said(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """What two entries of one key differ in."""
        return (self.role, tuple(sorted(self.proposes.items())))


Entries = dict[tuple[str, str], Entry]


@dataclass(frozen=True)
class Change:
    """One line that changed: ``before`` is None for a new one, ``after`` for one that is taken
    away."""

    question: Question
    commitment: Commitment
    before: Entry | None
    after: Entry | None


@dataclass
class MappingTable:
    """A form with its mapping. ``scope`` are the commitments that it may inform: those of its
    cycles which are directed to its kinds of reporters; ``others`` are in the mapping but outside
    the scope (for example, because a cycle was taken away)."""

    loaded: Loaded
    entries: Entries
    scope: list[Commitment]
    others: list[Commitment]

    @property
    def template(self) -> ReportTemplate:
        return self.loaded.template

    @property
    def commitments(self) -> dict[str, Commitment]:
        return {each.key: each for each in (*self.scope, *self.others)}

    def of(self, question: str) -> list[Entry]:
        """The lines of a question: main ones first, then in document order."""
        places = {key: place for place, key in enumerate(self.commitments)}
        own = [entry for entry in self.entries.values() if entry.question == question]
        return sorted(own, key=lambda e: (e.role != Role.MAIN, places.get(e.commitment, 0)))


def answers_of(main: Part) -> tuple[str, ...]:
    """The answers of a question that may propose a status: its boxes, else ``answered``."""
    return main.answers if main.kind == Kind.TICK else (ANSWERED,)


def scope_of(template: ReportTemplate) -> list[Commitment]:
    """The commitments that a form may inform, in document order. Two queries."""
    addressees = {each for kind in template.kinds for each in ADDRESSEES_BY_KIND[kind]}
    if not addressees:
        return []
    found = (
        Commitment.objects.operative()
        .filter(document__cycles__in=template.cycles.all())
        .directed_to(*sorted(addressees))
    )
    return list(
        found.distinct().select_related("document", "section").order_by("document_id", "position")
    )


def table_of(template: ReportTemplate) -> MappingTable:
    """The mapping of a form. Seven queries, however many questions it has."""
    loaded = templates.load(template)
    stored = list(_stored(template))
    scope = scope_of(template)
    known = {each.pk for each in scope}
    others = {m.commitment_id: m.commitment for m in stored if m.commitment_id not in known}
    entries = [_entry(mapping) for mapping in stored]
    return MappingTable(loaded, {e.key: e for e in entries}, scope, list(others.values()))


def _stored(template: ReportTemplate) -> Iterable[QuestionMapping]:
    found: Iterable[QuestionMapping] = QuestionMapping.objects.filter(
        question__template=template
    ).select_related("question", "commitment__document", "commitment__section")
    return found


def _entry(mapping: QuestionMapping) -> Entry:
    return cleaned(
        Entry(mapping.question.key, mapping.commitment.key, mapping.role, mapping.proposes)
    )


def cleaned(entry: Entry) -> Entry:
    """Without answers that propose none; a supporting question proposes nothing at all."""
    proposes = {} if entry.role == Role.SUPPORTING else entry.proposes
    return Entry(
        entry.question,
        entry.commitment,
        entry.role,
        {answer: status for answer, status in proposes.items() if status},
    )


def fingerprint(table: MappingTable) -> str:
    """A digest of the mapping as it stands, to tell whether somebody else has changed it."""
    said = sorted([*e.key, *map(str, e.said)] for e in table.entries.values())
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def changes(table: MappingTable, wanted: Entries, shown: Iterable[str]) -> list[Change]:
    """What differs for the questions that were shown, in the order of the form."""
    found = []
    named = table.commitments
    of_shown = set(shown)
    for question in table.loaded.form.questions():
        if question.key not in of_shown:
            continue
        keys = dict.fromkeys(k for k in (*table.entries, *wanted) if k[0] == question.key)
        for key in keys:
            before, after = table.entries.get(key), wanted.get(key)
            if (before and before.said) != (after and after.said):
                found.append(Change(question, named[key[1]], before, after))
    return found


def problems(table: MappingTable, wanted: Entries) -> list[str]:
    """Why a mapping cannot be saved, in sentences: a line that is new must be in the scope, and
    name answers of its question and known statuses."""
    found = []
    in_scope = {each.key for each in table.scope}
    for entry in wanted.values():
        question = table.loaded.form.by_key.get(entry.question)
        named = {"number": question.number if question else "", "commitment": entry.commitment}
        if question is None:
            found.append(_("The form has no such question."))
        elif entry.commitment not in in_scope and entry.key not in table.entries:
            found.append(
                _("%(number)s: %(commitment)s is no commitment that this form may inform.") % named
            )
        elif not set(entry.proposes) <= set(answers_of(question.main)):
            found.append(_("%(number)s: it has no such answer.") % named)
        elif not set(entry.proposes.values()) <= set(ResponseStatus.values):
            found.append(_("%(number)s: choose a status, or none.") % named)
        elif entry.role not in Role.values:
            found.append(_("%(number)s: choose main or supporting.") % named)
    return found


@transaction.atomic
def save(
    template: ReportTemplate, wanted: Entries, shown: Iterable[str], *, seen: str, by: Any
) -> list[Change]:
    """Write ``wanted`` for the questions that were shown, and return what was changed. Reports that
    were derived by the earlier mapping keep what they say.

    Raises PermissionDenied, or ValidationError (code ``changed`` where somebody else has changed
    the mapping since it was shown).
    """
    if not by.has_perm(CHANGE):
        raise PermissionDenied
    ReportTemplate.objects.select_for_update().get(pk=template.pk)
    table = table_of(template)
    if seen != fingerprint(table):
        message = _("Somebody else has changed this mapping since you opened it: look at it again.")
        raise ValidationError(message, code="changed")
    wanted = {key: cleaned(entry) for key, entry in wanted.items()}
    if wrong := problems(table, wanted):
        raise ValidationError(wrong)
    found = changes(table, wanted, shown)
    _write(table, found, by)
    return found


def _write(table: MappingTable, found: list[Change], by: Any) -> None:
    """Three writes and their history. Each line taken away leaves its own entry there."""
    ids = table.loaded.question_ids
    stored = {(m.question.key, m.commitment.key): m for m in _stored(table.template)}
    new: list[QuestionMapping] = []
    other: list[QuestionMapping] = []
    for change in found:
        key = (change.question.key, change.commitment.key)
        if change.after is None:
            stored[key].delete()
            continue
        mapping = stored.get(key) or QuestionMapping(
            question_id=ids[change.question.key], commitment=change.commitment
        )
        mapping.role, mapping.proposes = change.after.role, dict(change.after.proposes)
        (other if key in stored else new).append(mapping)
    create_with_history(new, QuestionMapping, default_user=by)
    update_with_history(other, QuestionMapping, ["role", "proposes"], default_user=by)


@dataclass(frozen=True)
class Completeness:
    """What is open: commitments that no main question decides (``supported`` of them have a
    supporting one), questions that inform nothing, main lines of which no answer proposes."""

    unasked: list[Commitment]
    supported: list[Commitment]
    unmapped: list[Question]
    silent: list[tuple[Question, Commitment]]


def completeness(table: MappingTable) -> Completeness:
    main = {e.commitment for e in table.entries.values() if e.role == Role.MAIN}
    supporting = {e.commitment for e in table.entries.values()} - main
    mapped = {e.question for e in table.entries.values()}
    named, form = table.commitments, table.loaded.form
    return Completeness(
        [c for c in table.scope if c.key not in main | supporting],
        [c for c in table.scope if c.key in supporting],
        [question for question in form.questions() if question.key not in mapped],
        [
            (form.by_key[e.question], named[e.commitment])
            for e in table.entries.values()
            if e.role == Role.MAIN and not e.proposes
        ],
    )


def by_question(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.question].append(entry)
    return found
