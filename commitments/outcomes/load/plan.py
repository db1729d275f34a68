"""The difference between a proposal and the records, before anything is written."""

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError

from commitments.models import Addressee, Commitment, OutcomeDocument, Section, validate_key
from commitments.outcomes.load import numbers
from commitments.outcomes.load.headings import matched, replaces
from commitments.outcomes.load.neutral_titles import neutral_heading
from commitments.outcomes.load.proposal import Heading, Proposal, ProposedRow
from commitments.outcomes.parse.model import Grade, Problem
from common.difference import Piece, difference


class State(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left_out"


@dataclass
class PlannedCommitment:
    """A row and what becomes of it. ``old`` is the text on record, empty for none."""

    row: ProposedRow
    state: State
    record: Commitment | None = None
    old: str = ""
    old_explanation: str = ""
    old_footnotes: str = ""

    @property
    def pieces(self) -> list[Piece]:
        """The difference word by word, for a text that replaces another."""
        return difference(self.old, self.row.text) if self.old else []

    @property
    def explanation_pieces(self) -> list[Piece]:
        old, new = self.old_explanation, self.row.explanation
        return difference(old, new) if old and new is not None else []

    @property
    def footnote_pieces(self) -> list[Piece]:
        old = self.old_footnotes
        return difference(old, self.row.footnotes) if old else []

    @property
    def asked(self) -> list[tuple[str, str]]:
        """The addressees of a new paragraph, in the active language, each with the words of the
        text that it rests on."""
        return [
            (each.name or str(Addressee(each.kind).label), each.words) for each in self.row.asked
        ]

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
    old_footnotes: str = ""

    @property
    def pieces(self) -> list[Piece]:
        return difference(self.old_heading, self.heading.text) if self.old_heading else []

    @property
    def chapeau_pieces(self) -> list[Piece]:
        return difference(self.old_chapeau, self.heading.chapeau) if self.old_chapeau else []

    @property
    def footnote_pieces(self) -> list[Piece]:
        old = self.old_footnotes
        return difference(old, self.heading.footnotes) if old else []


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
    found = matched(plan.proposal, sections, records)
    # Before a first official text, headings are words of our own, which it replaces.
    is_official = any(plan.proposal.choices.language in r.official_text for r in records)
    for heading in plan.proposal.headings:
        record = found.get(heading.code)
        if record is None:
            may_create = _may_create(plan, records) and not _is_without_headings(plan, records)
            state = State.CREATED if may_create else State.LEFT_OUT
            plan.sections.append(PlannedSection(heading, state))
            if sections:
                _note(plan, "section_not_on_record", heading, text=heading.text[:80])
        else:
            plan.sections.append(_planned_section(plan, heading, record, is_official=is_official))
    used = {section.pk for section in found.values()}
    for section in sections:
        if section.pk not in used:
            params = {"text": section.label[:80]}
            plan.problems.append(Problem("section_missing", Grade.WARNING, params=params))


def _is_without_headings(plan: Plan, records: list[Commitment]) -> bool:
    """Whether the document was recorded without headings, and nobody asks for them now: its
    paragraphs stand under none, and an import never moves them."""
    asked_for = plan.proposal.choices.create_missing
    return bool(records) and not asked_for and all(record.section is None for record in records)


def _planned_section(
    plan: Plan, heading: Heading, record: Section, *, is_official: bool
) -> PlannedSection:
    """What becomes of a heading on record.

    To put another in the place of one from an official text must be confirmed.
    """
    choices = plan.proposal.choices
    old = record.heading.get(choices.language, "")
    chapeau = record.chapeau.get(choices.language, "")
    if old == neutral_heading(record.code):
        old = ""
    footnotes = record.footnotes.get(choices.language, "")
    same = (old, chapeau, footnotes) == (heading.text, heading.chapeau, heading.footnotes)
    state = State.UNCHANGED if same else State.CHANGED
    if is_official and replaces(old, heading.text, record.code):
        if not choices.replace_headings:
            state = State.LEFT_OUT
        _note(plan, "heading_replaced", heading, old=old[:80], new=heading.text[:80])
    return PlannedSection(heading, state, record, old, chapeau, footnotes)


def _may_create(plan: Plan, records: list[Commitment]) -> bool:
    """Whether what the document does not have yet is created (see Choices.create_missing)."""
    choices = plan.proposal.choices
    if choices.create_missing is not None:
        return choices.create_missing
    return not records or any(choices.language in record.official_text for record in records)


def _plan_commitments(plan: Plan, records: list[Commitment]) -> None:
    by_number = {numbers.same(record.number): record for record in records}
    may_create = _may_create(plan, records)
    seen: set[str] = set()
    for proposed in plan.proposal.rows:
        record = by_number.get(numbers.same(proposed.number))
        row = proposed if record else _numbered_as_in(records, proposed)
        planned = _planned(plan, row, record, may_create=may_create)
        plan.commitments.append(planned)
        if planned.state != State.LEFT_OUT:
            seen.add(numbers.same(row.number))
        if record is None and records and row.left_out is not True:
            _note(plan, "number_extra" if may_create else "number_extra_left_out", row)
        if record is not None and planned.state != State.LEFT_OUT:
            if not _is_without_headings(plan, records):
                _compare_section(plan, row, record)
            _compare_explanation(plan, row, record)
    if not plan.proposal.rows:
        return
    plan.missing = [record for record in records if numbers.same(record.number) not in seen]
    for record in plan.missing:
        params = {"number": record.number, "language": plan.proposal.choices.language}
        plan.problems.append(Problem("number_not_in_file", Grade.WARNING, params=params))


def _numbered_as_in(records: list[Commitment], row: ProposedRow) -> ProposedRow:
    return replace(row, number=numbers.as_in([record.number for record in records], row.number))


def _planned(
    plan: Plan, row: ProposedRow, record: Commitment | None, *, may_create: bool
) -> PlannedCommitment:
    left_out = row.left_out if row.left_out is not None else record is None and not may_create
    if left_out:
        return PlannedCommitment(row, State.LEFT_OUT, record)
    if record is None:
        return PlannedCommitment(row, State.CREATED)
    old = [
        texts.get(plan.proposal.choices.language, "")
        for texts in (record.official_text, record.explanation, record.footnotes)
    ]
    new = [row.text, old[1] if row.explanation is None else row.explanation, row.footnotes]
    state = State.UNCHANGED if old == new else State.CHANGED
    return PlannedCommitment(row, state, record, *old)


def _compare_explanation(plan: Plan, row: ProposedRow, record: Commitment) -> None:
    """Say where the file explains a recommendation in other paragraphs than the records name."""
    if row.explained_in and record.explained_in not in ("", row.explained_in):
        here, there = row.explained_in, record.explained_in
        _note(plan, "explanation_differs", row, here=here, there=there)


def _compare_section(plan: Plan, row: ProposedRow, record: Commitment) -> None:
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
