"""Responses as the answers of the form propose them, and confirming them.

A proposal is made anew from the confirmed answers each time and counts for nothing. Confirming one
records a response and, as its sources, the answers that stand behind it. Main answers that propose
different statuses contradict each other: the report waits until somebody decides.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment
from common.database.many import create_with_history
from common.reading_once import once
from questionnaires import answering
from questionnaires.form import Kind, Privacy, Question
from questionnaires.models import (
    ANSWERED,
    Answer,
    AnswerState,
    QuestionMapping,
    ResponseSource,
    Role,
)
from questionnaires.templates import Loaded
from reports import access
from reports.coding import recording
from reports.locking import locked
from reports.models import Response, Submission


@dataclass(frozen=True)
class Reason:
    """An answer that speaks of a commitment: ``proposes`` is a status, empty for none."""

    question: Question
    answer: Answer
    role: str
    proposes: str


@dataclass(frozen=True)
class Proposal:
    """What the answers propose for one commitment, beside the response that is there.

    ``status`` is empty where the main answers propose none, or contradict each other. ``is_kept``:
    a person has amended the response since it was derived, or made it without the form: nothing
    here overwrites it without a decision.
    """

    commitment: Commitment
    status: str
    narrative: str
    language: str
    reasons: tuple[Reason, ...]
    is_contradictory: bool
    response: Response | None
    is_kept: bool
    is_outdated: bool

    @property
    def main(self) -> list[Reason]:
        return [reason for reason in self.reasons if reason.role == Role.MAIN]

    @property
    def is_confirmed(self) -> bool:
        """Whether the present response rests on the answers as they are now."""
        if self.response is None or self.is_outdated:
            return False
        behind = {source.answer_id for source in self.response.sources.all()}
        return {reason.answer.pk for reason in self.main} <= behind

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to decide: it proposes a status, or contradicts itself, and no
        response says so yet; or the answers that its response rested on are gone."""
        speaks = bool(self.status) or self.is_contradictory or self.is_outdated
        return not self.is_confirmed and speaks

    @property
    def is_plain(self) -> bool:
        """Whether it may be confirmed with others: it proposes one status, and nobody has amended
        the response."""
        return self.is_open and bool(self.status) and not self.is_kept

    @property
    def seen(self) -> str:
        """A short digest of all of it, to tell whether it is as somebody was shown it."""
        reasons = [
            [each.question.key, answering.fingerprint(each.answer), each.role, each.proposes]
            for each in self.reasons
        ]
        said = [self.status, self.narrative, self.language, reasons, self.is_outdated]
        text = json.dumps([*said, recording.fingerprint(self.response)])
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def proposals(submission: Submission, loaded: Loaded) -> list[Proposal]:
    """What the confirmed answers of a report propose, in document order: one for each commitment
    that a main question among these informs, and for each whose response rests on answers that
    changed since. Four queries, however many answers."""
    return once((proposals, submission.pk), lambda: _proposals(submission, loaded))


def _proposals(submission: Submission, loaded: Loaded) -> list[Proposal]:
    answers = answering.answers_of(submission, loaded)
    by_commitment = _reasons(loaded, answers, set(_scope(submission)))
    found = Response.objects.filter(submission=submission).prefetch_related("sources")
    found = found.select_related("commitment__document")
    responses = {response.commitment_id: response for response in found}
    waiting = {
        response.commitment
        for response in responses.values()
        if any(source.is_outdated for source in response.sources.all())
    }
    by_commitment |= {each: [] for each in waiting if each not in by_commitment}
    made = [
        _proposal(commitment, reasons, answers, responses.get(commitment.pk))
        for commitment, reasons in by_commitment.items()
        if commitment in waiting or any(reason.role == Role.MAIN for reason in reasons)
    ]
    return sorted(made, key=lambda each: (each.commitment.document_id, each.commitment.position))


def _scope(submission: Submission) -> Iterable[int]:
    return submission.cycle.scope().values_list("pk", flat=True)


def _reasons(
    loaded: Loaded, answers: Mapping[answering.Key, Answer], scope: set[int]
) -> dict[Commitment, list[Reason]]:
    """The reasons by commitment, in the order of the form. Answers that nobody has confirmed, and
    those of questions that were not asked, say nothing."""
    found: dict[Commitment, list[Reason]] = defaultdict(list)
    mappings: dict[int, list[QuestionMapping]] = defaultdict(list)
    of_form = QuestionMapping.objects.filter(question__template=loaded.template)
    for mapping in of_form.select_related("commitment__document"):
        mappings[mapping.question_id].append(mapping)
    for question in loaded.form.questions():
        answer = _main_answer(question, answers)
        if answer is None:
            continue
        for mapping in mappings[loaded.question_ids[question.key]]:
            if mapping.commitment_id in scope:
                proposes = proposed_by(
                    mapping.role, mapping.proposes, question.main.kind, answer.value
                )
                found[mapping.commitment].append(Reason(question, answer, mapping.role, proposes))
    return found


def proposed_by(role: str, proposes: Mapping[str, str], kind: str, value: Any) -> str:
    """The status that an answer proposes by a mapping; empty for none. A supporting one proposes
    none: it corroborates."""
    if role != Role.MAIN:
        return ""
    return proposes.get(value if kind == Kind.TICK else ANSWERED, "")


def settled(statuses: set[str]) -> tuple[str, bool]:
    """The result of main answers that propose ``statuses``: the one status, empty for none or
    several; and whether they contradict each other."""
    return (next(iter(statuses)) if len(statuses) == 1 else ""), len(statuses) > 1


def _main_answer(question: Question, answers: Mapping[answering.Key, Answer]) -> Answer | None:
    """The confirmed answer that is the question's value; of a table its first row."""
    rows = (
        answer
        for (key, part, _row), answer in answers.items()
        if (key, part) == (question.key, question.main.key)
    )
    return next((answer for answer in rows if _counts(answer)), None)


def _counts(answer: Answer) -> bool:
    return answer.is_confirmed and answer.state == AnswerState.ANSWERED


def _proposal(
    commitment: Commitment,
    reasons: list[Reason],
    answers: Mapping[answering.Key, Answer],
    response: Response | None,
) -> Proposal:
    statuses = {each.proposes for each in reasons if each.role == Role.MAIN and each.proposes}
    status, is_contradictory = settled(statuses)
    narrative, language = _narrative(reasons, answers)
    sources = list(response.sources.all()) if response else []
    return Proposal(
        commitment,
        status,
        narrative,
        language,
        tuple(reasons),
        is_contradictory,
        response,
        is_kept=response is not None and _is_kept(response, sources),
        is_outdated=any(source.is_outdated for source in sources),
    )


def _is_kept(response: Response, sources: list[ResponseSource]) -> bool:
    derived = {source.derived_as for source in sources if source.answer_id}
    return recording.fingerprint(response) not in derived


def _narrative(reasons: list[Reason], answers: Mapping[answering.Key, Answer]) -> tuple[str, str]:
    """The report's own words under the main questions, in one language: texts that anybody may
    read, in the order of the form, with the language of the first."""
    texts = [
        answer
        for reason in reasons
        if reason.role == Role.MAIN
        for part in reason.question.parts
        if part.kind == Kind.TEXT and part.privacy == Privacy.PUBLIC
        if (answer := answers.get((reason.question.key, part.key, ""))) is not None
        and _counts(answer)
        and answer.contains_contact_data is False
    ]
    language = texts[0].language if texts else ""
    return "\n\n".join(str(each.value) for each in texts if each.language == language), language


@dataclass(frozen=True)
class Decision:
    """How somebody confirms the proposal for a commitment: with ``status`` where it decides,
    empty to take the proposed one. ``keeps`` leaves the response as a person amended it. ``seen``
    is the digest of the proposal that the person was shown; None decides on whatever it is now."""

    commitment: str
    status: str = ""
    keeps: bool = False
    seen: str | None = None


@transaction.atomic
def confirm(
    submission: Submission, loaded: Loaded, decisions: Iterable[Decision], *, by: Any
) -> recording.Outcome:
    """Record what the proposals say, as somebody decided, with the answers behind them as sources.

    Raises PermissionDenied, ContentFrozen, or ValidationError with messages by commitment key:
    where the answers do not speak of the commitment, are contradictory and undecided, or would
    overwrite an amended response without a decision.
    """
    submission = locked(submission)
    access.require(by, access.WRITE, submission)
    made = {each.commitment.key: each for each in proposals(submission, loaded)}
    decisions = list(decisions)
    problems: dict[str, list[ValidationError]] = {}
    for decision in decisions:
        if error := _refusal(made.get(decision.commitment), decision):
            problems[decision.commitment] = [error]
    if problems:
        raise ValidationError(problems)
    outcome = recording.record(
        submission,
        [_answer(made[each.commitment], each) for each in decisions if not each.keeps],
        by=by,
    )
    kept = {each.commitment for each in decisions if each.keeps}
    _write_sources(submission, [made[each.commitment] for each in decisions], kept, by)
    return outcome


def _refusal(proposal: Proposal | None, decision: Decision) -> ValidationError | None:
    """The first reason why a decision cannot be carried out."""
    if proposal is None:
        return ValidationError(_("No answer speaks of this commitment."), code="commitment")
    has_changed = decision.seen is not None and decision.seen != proposal.seen
    status = decision.status or proposal.status
    reasons: list[tuple[bool, Any, str]] = [
        (
            has_changed,
            _("The answers or the response have changed since you opened this: look again."),
            "changed",
        ),
        (
            decision.keeps and proposal.response is None,
            _("There is no response to keep."),
            "keeps",
        ),
        (
            not decision.keeps and not status,
            _("The answers do not say which status this is: choose one."),
            "status",
        ),
        (
            not decision.keeps and proposal.is_kept and not decision.status,
            _("Somebody has amended this response: keep it, or choose a status."),
            "kept",
        ),
    ]
    return next((ValidationError(text, code=code) for holds, text, code in reasons if holds), None)


def _answer(proposal: Proposal, decision: Decision) -> recording.Answer:
    first = next((each.answer for each in proposal.main if each.answer.attachment_id), None)
    response = proposal.response
    return recording.Answer(
        proposal.commitment.key,
        decision.status or proposal.status,
        narrative=proposal.narrative,
        language=proposal.language,
        attachment_id=first.attachment_id if first else None,
        page=first.page if first else None,
        evidence_url=response.evidence_url if response else "",
        note=response.note if response else "",
    )


def _write_sources(
    submission: Submission, confirmed: list[Proposal], kept: set[str], by: Any
) -> None:
    """The answers behind each response as they are now; passages of files stay. A response that a
    person amended (``kept``, by the commitment's key) stays marked as not derived."""
    commitments = [each.commitment for each in confirmed]
    responses = {
        response.commitment_id: response
        for response in Response.objects.filter(submission=submission, commitment__in=commitments)
    }
    ResponseSource.objects.filter(response__in=responses.values(), answer__isnull=False).delete()
    new = [
        ResponseSource(
            response=responses[proposal.commitment.pk],
            answer=reason.answer,
            role=reason.role,
            proposed_status=reason.proposes,
            derived_as=""
            if proposal.commitment.key in kept
            else recording.fingerprint(responses[proposal.commitment.pk]),
        )
        for proposal in confirmed
        for reason in proposal.reasons
    ]
    create_with_history(new, ResponseSource, default_user=by)
