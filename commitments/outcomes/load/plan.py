"""The difference between a proposal and the records, before anything is written."""

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from commitments.models import Addressee, Commitment, OutcomeDocument, Section, validate_key
from commitments.outcomes.load import numbers
from commitments.outcomes.load.headings import matched, replaces
from commitments.outcomes.load.neutral_titles import neutral_heading
from commitments.outcomes.load.proposal import Choices, Heading, Proposal, ProposedRow, propose
from commitments.outcomes.parse.model import Grade, Outcome, Problem
from common.difference import Piece, difference


class State(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left_out"


@dataclass(kw_only=True)
class _Planned:
    """What becomes of a heading or a row. ``old`` and ``new`` are texts on record, by column."""

    state: State
    old: dict[str, str] = field(default_factory=dict)
    new: dict[str, str] = field(default_factory=dict)

    @cached_property
    def pieces(self) -> dict[str, list[Piece]]:
        """The difference word by word for each text that replaces another, by column."""
        return {name: difference(old, self.new[name]) for name, old in self.old.items() if old}


@dataclass
class PlannedCommitment(_Planned):
    row: ProposedRow
    record: Commitment | None = None

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
class PlannedSection(_Planned):
    heading: Heading
    record: Section | None = None


@dataclass
class Plan:
    """All that an import would do.

    ``records`` are the commitments of the document, ``missing`` those whose number the file lacks.
    """

    proposal: Proposal
    document: OutcomeDocument | None
    records: list[Commitment]
    sections: list[PlannedSection] = field(default_factory=list)
    commitments: list[PlannedCommitment] = field(default_factory=list)
    missing: list[Commitment] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def may_create(self) -> bool:
        """Whether what the document does not have yet is created (see Choices.create_missing)."""
        asked_for = self.proposal.choices.create_missing
        if asked_for is not None:
            return asked_for
        return not self.records or self.is_official

    @cached_property
    def is_official(self) -> bool:
        """Whether any official text in the language of the file is on record."""
        language = self.proposal.choices.language
        return any(language in record.official_text for record in self.records)

    @cached_property
    def is_without_headings(self) -> bool:
        """Whether the document was recorded without headings, and nobody asks for them now: its
        paragraphs stand under none, and an import never moves them."""
        if not self.records or self.proposal.choices.create_missing:
            return False
        return all(record.section is None for record in self.records)

    def note(
        self, code: str, at: Any = None, *, grade: Grade = Grade.WARNING, **params: str
    ) -> None:
        """Note a problem, with the place in the file of the row or heading that it concerns."""
        page, line = getattr(at, "page", 0), getattr(at, "line", 0)
        params = {"number": getattr(at, "number", ""), **params}
        part = -1 if at is None else self.proposal.choices.part
        self.problems.append(Problem(code, grade, page, line, params, part))

    @property
    def counts(self) -> dict[str, int]:
        """Records by what becomes of them: sections and commitments together, and apart."""
        states = Counter(one.state for one in [*self.sections, *self.commitments])
        return {
            **{str(state): states[state] for state in State},
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
        return bool(self.counts["created"] or self.counts["changed"])


def plan_of(outcome: Outcome, choices: Choices) -> Plan:
    """What importing ``outcome`` in this way would do to the records as they stand."""
    return make_plan(propose(outcome, choices))


def make_plan(proposal: Proposal) -> Plan:
    """Compare with the records; a handful of queries whatever the number of paragraphs."""
    document = OutcomeDocument.objects.filter(key=proposal.choices.document).first()
    records = list(document.commitments.select_related("section")) if document else []
    plan = Plan(proposal, document, records, problems=list(proposal.problems))
    _check_choices(plan)
    _plan_sections(plan, list(document.sections.all()) if document else [])
    _plan_commitments(plan)
    plan.problems.sort(key=lambda problem: list(Grade).index(problem.grade))
    return plan


def _check_choices(plan: Plan) -> None:
    choices = plan.proposal.choices
    if not choices.language:
        plan.note("language_needed", grade=Grade.ERROR)
    if plan.document is not None:
        return
    if choices.new is None:
        plan.note("document_needed", grade=Grade.ERROR)
        return
    key, symbol = choices.new.key, choices.new.symbol
    try:
        validate_key(key)
    except ValidationError:
        plan.note("key_needed", grade=Grade.ERROR, key=key)
    if not symbol:
        plan.note("symbol_needed", grade=Grade.ERROR)
    for other in OutcomeDocument.objects.filter(Q(symbol=symbol) | Q(key=key)):
        plan.note("document_exists", grade=Grade.ERROR, key=other.key, symbol=other.symbol)


def _plan_sections(plan: Plan, sections: list[Section]) -> None:
    found = matched(plan.proposal, sections, plan.records)
    for heading in plan.proposal.headings:
        record = found.get(heading.code)
        if record is not None:
            plan.sections.append(_planned_section(plan, heading, record))
            continue
        may_create = plan.may_create and not plan.is_without_headings
        state = State.CREATED if may_create else State.LEFT_OUT
        plan.sections.append(PlannedSection(heading, state=state))
        if sections:
            plan.note("section_not_on_record", heading, text=heading.heading[:80])
    used = {section.pk for section in found.values()}
    for section in sections:
        if section.pk not in used:
            plan.note("section_missing", text=section.label[:80])


def _planned_section(plan: Plan, heading: Heading, record: Section) -> PlannedSection:
    """What becomes of a heading on record.

    To put another in the place of one from an official text must be confirmed. Before a first
    official text, headings are words of our own, which it replaces.
    """
    choices, texts = plan.proposal.choices, heading.texts
    old = {name: getattr(record, name).get(choices.language, "") for name in texts}
    if old["heading"] == neutral_heading(record.code):
        old["heading"] = ""
    state = State.UNCHANGED if old == texts else State.CHANGED
    if plan.is_official and replaces(old["heading"], heading.heading, record.code):
        if not choices.replace_headings:
            state = State.LEFT_OUT
        shown = {"old": old["heading"][:80], "new": heading.heading[:80]}
        plan.note("heading_replaced", heading, **shown)
    return PlannedSection(heading, record, state=state, old=old, new=texts)


def _plan_commitments(plan: Plan) -> None:
    by_number = {numbers.same(record.number): record for record in plan.records}
    written = [record.number for record in plan.records]
    seen: set[str] = set()
    for proposed in plan.proposal.rows:
        record = by_number.get(numbers.same(proposed.number))
        number = proposed.number if record else numbers.as_in(written, proposed.number)
        row = replace(proposed, number=number)
        planned = _planned(plan, row, record)
        plan.commitments.append(planned)
        if planned.state != State.LEFT_OUT:
            seen.add(numbers.same(row.number))
        if record is None and plan.records and row.left_out is not True:
            plan.note("number_extra" if plan.may_create else "number_extra_left_out", row)
        if record is not None and planned.state != State.LEFT_OUT:
            _compare(plan, row, record)
    if plan.proposal.rows:
        plan.missing = [one for one in plan.records if numbers.same(one.number) not in seen]
    for record in plan.missing:
        language = plan.proposal.choices.language
        plan.note("number_not_in_file", number=record.number, language=language)


def _planned(plan: Plan, row: ProposedRow, record: Commitment | None) -> PlannedCommitment:
    is_extra = record is None and not plan.may_create
    left_out = is_extra if row.left_out is None else row.left_out
    if left_out:
        return PlannedCommitment(row, record, state=State.LEFT_OUT)
    if record is None:
        return PlannedCommitment(row, state=State.CREATED)
    language = plan.proposal.choices.language
    old = {name: getattr(record, name).get(language, "") for name in row.texts}
    state = State.UNCHANGED if old == row.texts else State.CHANGED
    return PlannedCommitment(row, record, state=state, old=old, new=row.texts)


def _compare(plan: Plan, row: ProposedRow, record: Commitment) -> None:
    """Say where the file puts a paragraph under another heading than the records do, or explains a
    recommendation in other paragraphs."""
    found = next((one for one in plan.sections if one.heading.code == row.section), None)
    expected = found.record.code if found and found.record else row.section
    actual = record.section.code if record.section else ""
    if expected != actual and not plan.is_without_headings:
        plan.note("section_differs", row, here=row.section or "–", there=actual or "–")
    if row.explained_in and record.explained_in not in ("", row.explained_in):
        plan.note("explanation_differs", row, here=row.explained_in, there=record.explained_in)
