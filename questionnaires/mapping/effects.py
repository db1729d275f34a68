"""What a change of the mapping would change: it would propose other statuses in drafts. Reports
that are sent or published keep what they say, with the mapping that they were derived by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from commitments.models import OutcomeDocument
from questionnaires.deriving import proposed_by, settled
from questionnaires.mapping.table import Change, Entries, MappingTable
from questionnaires.models import Answer, AnswerState, Role
from reports.models import Submission
from reports.models.statuses import being_written

CONTRADICTORY = "contradictory"


@dataclass(frozen=True)
class Effect:
    """What one report's answers propose for one commitment, before and after: a status,
    ``contradictory``, or empty for nothing."""

    submission: Submission
    commitment: str
    before: str
    after: str


@dataclass
class Effects:
    """Reports in ``drafts`` would get other proposals; those in ``kept`` have been sent or
    published, and nothing of them is rewritten."""

    drafts: list[Effect] = field(default_factory=list)
    kept: list[Effect] = field(default_factory=list)

    @property
    def kept_reports(self) -> int:
        return len({each.submission.pk for each in self.kept})


def effects(table: MappingTable, wanted: Entries, changed: Iterable[Change]) -> Effects:
    """What ``wanted`` would make of the answers on record. Three queries, however many reports."""
    touched = {change.commitment.key for change in changed}
    before, after = _main(table.entries, touched), _main(wanted, touched)
    questions = {
        entry[0] for entries in (before, after) for each in entries.values() for entry in each
    }
    answers = _answers(table, questions)
    drafts = set(
        Submission.objects.filter(being_written(), pk__in=answers).values_list("pk", flat=True)
    )
    in_scope = _scopes(table)
    found = Effects()
    for submission, values in answers.values():
        for key in sorted(touched):
            if (table.commitments[key].document_id, submission.cycle_id) not in in_scope:
                continue
            old = _proposed(table, before.get(key, ()), values)
            new = _proposed(table, after.get(key, ()), values)
            if old != new:
                listed = found.drafts if submission.pk in drafts else found.kept
                listed.append(Effect(submission, key, old, new))
    return found


Lines = list[tuple[str, Mapping[str, str]]]


def _main(entries: Entries, touched: set[str]) -> dict[str, Lines]:
    """The main questions by commitment, with what they propose."""
    found: dict[str, Lines] = {}
    for entry in entries.values():
        if entry.role == Role.MAIN and entry.commitment in touched:
            found.setdefault(entry.commitment, []).append((entry.question, entry.proposes))
    return found


def _answers(
    table: MappingTable, questions: set[str]
) -> dict[int, tuple[Submission, dict[str, Any]]]:
    """By report: the confirmed value of each question; of a table that of its first row."""
    form, ids = table.loaded.form, table.loaded.part_ids
    parts = {ids[key, form.by_key[key].main.key]: key for key in questions}
    found: dict[int, tuple[Submission, dict[str, Any]]] = {}
    answers = Answer.objects.filter(
        part_id__in=parts, state=AnswerState.ANSWERED, confirmed_at__isnull=False
    )
    for answer in answers.select_related("submission__reporter").order_by("submission_id", "pk"):
        _submission, values = found.setdefault(answer.submission_id, (answer.submission, {}))
        values.setdefault(parts[answer.part_id], answer.value)
    return found


def _scopes(table: MappingTable) -> set[tuple[int, int]]:
    """Pairs of a document and a cycle that has it in its scope."""
    documents = {each.document_id for each in table.commitments.values()}
    return set(
        OutcomeDocument.objects.filter(pk__in=documents, cycles__isnull=False).values_list(
            "pk", "cycles"
        )
    )


def _proposed(table: MappingTable, lines: Iterable[tuple[str, Any]], values: dict[str, Any]) -> str:
    form = table.loaded.form
    proposed = {
        proposed_by(Role.MAIN, proposes, form.by_key[key].main.kind, values[key])
        for key, proposes in lines
        if key in values
    }
    status, is_contradictory = settled(proposed - {""})
    return CONTRADICTORY if is_contradictory else status
