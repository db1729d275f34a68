"""The difference between a proposal and the records, before anything is written."""

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError

from commitments.difference import Piece, difference
from commitments.importing.load.proposal import Heading, Proposal, Row
from commitments.importing.load.wording import neutral_heading
from commitments.importing.parse.model import Grade, Problem
from commitments.models import Addressee, Commitment, OutcomeDocument, Section, validate_key


class State(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left_out"


@dataclass
class PlannedCommitment:
    """A row and what becomes of it. ``old`` is the text on record, empty for none."""

    row: Row
    state: State
    record: Commitment | None = None
    old: str = ""

    @property
    def pieces(self) -> list[Piece]:
        """The difference word by word, for a text that replaces another."""
        return difference(self.old, self.row.text) if self.old else []

    @property
    def addressee_labels(self) -> list[str]:
        """Whom a new paragraph would be directed to, in the active language."""
        return [str(Addressee(value).label) for value in self.row.addressees]

    @property
    def words(self) -> str:
        """Its beginning, to recognise it by."""
        return self.row.text if len(self.row.text) <= 160 else f"{self.row.text[:160]}…"


@dataclass
class PlannedSection:
    heading: Heading
    state: State
    record: Section | None = None
    old_heading: str = ""
    old_chapeau: str = ""

    @property
    def pieces(self) -> list[Piece]:
        return difference(self.old_heading, self.heading.text) if self.old_heading else []

    @property
    def chapeau_pieces(self) -> list[Piece]:
        return difference(self.old_chapeau, self.heading.chapeau) if self.old_chapeau else []


@dataclass
class Plan:
    """All that an import would do. ``missing`` are records whose number the file does not have."""

    proposal: Proposal
    document: OutcomeDocument | None
    sections: list[PlannedSection] = field(default_factory=list)
    commitments: list[PlannedCommitment] = field(default_factory=list)
    missing: list[Commitment] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Records by what becomes of them: sections and commitments together, and apart."""
        states = Counter(one.state for one in self.sections)
        states.update(one.state for one in self.commitments)
        totals = {str(state): states[state] for state in State}
        return {
            **totals,
            "missing": len(self.missing),
            "sections": len(self.sections),
            "commitments": len(self.commitments),
        }

    @property
    def errors(self) -> list[Problem]:
        """What must be solved before the plan can be carried out."""
        return [problem for problem in self.problems if problem.grade == Grade.ERROR]

    @property
    def changes_anything(self) -> bool:
        counts = self.counts
        return bool(counts["created"] or counts["changed"])


def make_plan(proposal: Proposal) -> Plan:
    """Compare with the records; a handful of queries whatever the number of paragraphs."""
    choices = proposal.choices
    document = OutcomeDocument.objects.filter(key=choices.document).first()
    plan = Plan(proposal, document, problems=list(proposal.problems))
    _check_choices(plan)
    sections = list(document.sections.all()) if document else []
    records = list(document.commitments.select_related("section")) if document else []
    _plan_sections(plan, sections, records)
    _plan_commitments(plan, records)
    plan.problems.sort(key=lambda problem: list(Grade).index(problem.grade))
    return plan


def _check_choices(plan: Plan) -> None:
    choices = plan.proposal.choices
    if not choices.language:
        plan.problems.append(Problem("language_needed", Grade.ERROR))
    if plan.document is None and choices.new is None:
        plan.problems.append(Problem("document_needed", Grade.ERROR))
    elif plan.document is None and choices.new:
        _check_new(plan, choices.new.key, choices.new.symbol)


def _check_new(plan: Plan, key: str, symbol: str) -> None:
    try:
        validate_key(key)
    except ValidationError:
        plan.problems.append(Problem("key_needed", Grade.ERROR, params={"key": key}))
    if not symbol:
        plan.problems.append(Problem("symbol_needed", Grade.ERROR))
    taken = OutcomeDocument.objects.filter(symbol=symbol) | OutcomeDocument.objects.filter(key=key)
    for other in taken:
        params = {"key": other.key, "symbol": other.symbol}
        plan.problems.append(Problem("document_exists", Grade.ERROR, params=params))


def _plan_sections(plan: Plan, sections: list[Section], records: list[Commitment]) -> None:
    language = plan.proposal.choices.language
    by_code = {section.code: section for section in sections}
    used: set[str] = set()
    for heading in plan.proposal.headings:
        record = by_code.get(heading.code) or _same_span(plan, heading, records)
        if record is None or record.code in used:
            state = State.CREATED if _may_create(plan, records) else State.LEFT_OUT
            plan.sections.append(PlannedSection(heading, state))
            if sections:
                _note(plan, "section_not_on_record", heading, text=heading.text[:80])
            continue
        used.add(record.code)
        old, chapeau = record.heading.get(language, ""), record.chapeau.get(language, "")
        if old == neutral_heading(record.code):
            old = ""
        same = old == heading.text and chapeau == heading.chapeau
        state = State.UNCHANGED if same else State.CHANGED
        plan.sections.append(PlannedSection(heading, state, record, old, chapeau))
    for section in sections:
        if section.code not in used:
            params = {"text": section.label[:80]}
            plan.problems.append(Problem("section_missing", Grade.WARNING, params=params))


def _same_span(plan: Plan, heading: Heading, records: list[Commitment]) -> Section | None:
    """The section on record that holds the same paragraphs, when its code is another."""
    numbers = {row.number for row in plan.proposal.rows if row.section == heading.code}
    held = Counter(r.section for r in records if r.number in numbers and r.section)
    if not held:
        return None
    section, count = held.most_common(1)[0]
    total = sum(record.section_id == section.pk for record in records)
    return section if count == len(numbers) == total else None


def _may_create(plan: Plan, records: list[Commitment]) -> bool:
    """Whether what the document does not have yet is created (see Choices.create_missing)."""
    choices = plan.proposal.choices
    if choices.create_missing is not None:
        return choices.create_missing
    return not records or any(choices.language in record.official_text for record in records)


def _plan_commitments(plan: Plan, records: list[Commitment]) -> None:
    by_number = {record.number: record for record in records}
    may_create = _may_create(plan, records)
    seen: set[str] = set()
    for row in plan.proposal.rows:
        record = by_number.get(row.number)
        planned = _planned(plan, row, record, may_create=may_create)
        plan.commitments.append(planned)
        if planned.state != State.LEFT_OUT:
            seen.add(row.number)
        if record is None and records and row.left_out is not True:
            _note(plan, "number_extra" if may_create else "number_extra_left_out", row)
        if record is not None and planned.state != State.LEFT_OUT:
            _compare_section(plan, row, record)
    if not plan.proposal.rows:
        return
    plan.missing = [record for record in records if record.number not in seen]
    for record in plan.missing:
        params = {"number": record.number, "language": plan.proposal.choices.language}
        plan.problems.append(Problem("number_not_in_file", Grade.WARNING, params=params))


def _planned(
    plan: Plan, row: Row, record: Commitment | None, *, may_create: bool
) -> PlannedCommitment:
    left_out = row.left_out if row.left_out is not None else record is None and not may_create
    if left_out:
        return PlannedCommitment(row, State.LEFT_OUT, record)
    if record is None:
        return PlannedCommitment(row, State.CREATED)
    old = record.official_text.get(plan.proposal.choices.language, "")
    state = State.UNCHANGED if old == row.text else State.CHANGED
    return PlannedCommitment(row, state, record, old)


def _compare_section(plan: Plan, row: Row, record: Commitment) -> None:
    """Say where the file puts a paragraph under another heading than the records do."""
    found = next((one for one in plan.sections if one.heading.code == row.section), None)
    expected = found.record.code if found and found.record else row.section
    actual = record.section.code if record.section else ""
    if expected != actual:
        _note(plan, "section_differs", row, here=row.section or "–", there=actual or "–")


def _note(plan: Plan, code: str, place: Any, **params: str) -> None:
    number = getattr(place, "number", "")
    problem = Problem(code, Grade.WARNING, place.page, place.line, {"number": number, **params})
    plan.problems.append(replace(problem, part=plan.proposal.choices.part))
