"""What handing a report in does with the responses that its form proposes.

Nobody has to confirm by hand what is plain: a status that all main answers propose, where no person
has said anything else, is recorded as the report is handed in, and a derived response whose answers
no longer say anything is removed. Somebody must first decide where answers contradict each other
and where a person has amended a response.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from questionnaires import answering, deriving
from questionnaires.answering import Given
from questionnaires.deriving import Decision, Proposal
from questionnaires.form import Kind, asked
from questionnaires.models import AnswerOrigin, ResponseSource
from questionnaires.templates import Loaded
from reports.coding import recording
from reports.models import Response, Submission
from reports.models.findings import Finding
from reports.submissions import checks

# Decisions beside the statuses of a response.
KEEP, REMOVE = "keep", "remove"


@dataclass(frozen=True)
class Left:
    """A response whose answers have changed and propose nothing any more."""

    response: Response
    is_amended: bool


@dataclass(frozen=True)
class Settlement:
    """What the form proposes, and the responses that it no longer proposes."""

    proposals: list[Proposal]
    left: list[Left]

    @property
    def plain(self) -> list[Decision]:
        """What is recorded without a decision of anybody."""
        return [found for each in self.proposals if (found := _plain(each))]

    @property
    def undecided(self) -> list[Proposal]:
        """What somebody has to decide first."""
        return [each for each in self.proposals if each.is_open and not _plain(each)]

    @property
    def to_remove(self) -> list[Left]:
        """Derived responses that are removed without a decision of anybody."""
        return [each for each in self.left if not each.is_amended]

    @property
    def to_decide(self) -> list[Left]:
        return [each for each in self.left if each.is_amended]

    @property
    def open_count(self) -> int:
        """The number of decisions that somebody has to take."""
        return len(self.undecided) + len(self.to_decide)


def _plain(proposal: Proposal) -> Decision | None:
    """How a proposal is confirmed where nobody has to decide; None where somebody has to, or where
    it is confirmed already."""
    if not proposal.is_open or proposal.is_contradictory:
        return None
    key, response = proposal.commitment.key, proposal.response
    if not proposal.is_kept:
        return Decision(key)
    is_same = response is not None and response.status == proposal.status
    return Decision(key, keeps=True) if is_same and not _is_carried(response) else None


def _is_carried(response: Response | None) -> bool:
    return response is not None and bool(response.is_carried_over)


def of(submission: Submission, loaded: Loaded) -> Settlement:
    """Six queries, however many answers."""
    # Responses that lost their answers, or that nothing proposes any more, are apart: see ``Left``.
    proposals = [
        each
        for each in deriving.proposals(submission, loaded)
        if each.status or each.is_contradictory or not each.is_outdated
    ]
    open_now = {each.commitment.pk for each in proposals if each.is_open}
    outdated = Response.objects.filter(submission=submission, sources__is_outdated=True)
    left = [
        Left(response, _is_amended(response))
        for response in outdated.distinct()
        .select_related("commitment__document")
        .prefetch_related("sources")
        .order_by("commitment__document", "commitment__position")
        if response.commitment_id not in open_now
    ]
    return Settlement(proposals, left)


def _is_amended(response: Response) -> bool:
    derived = {source.derived_as for source in response.sources.all() if source.answer_id}
    return recording.fingerprint(response) not in derived


@transaction.atomic
def settle(
    submission: Submission, loaded: Loaded, decided: Mapping[str, str], *, by: Any
) -> Settlement:
    """Record what is plain, and what somebody decided: a status, ``KEEP`` or ``REMOVE`` by the key
    of the commitment. What nobody decided stays open.

    Raises PermissionDenied, ContentFrozen, or ValidationError with messages by commitment key.
    """
    found = of(submission, loaded)
    choices = list(_choices(found.undecided, decided))
    confirmed = [*found.plain, *choices]
    if confirmed:
        deriving.confirm(submission, loaded, confirmed, by=by)
    gone = [each for each in found.to_remove if decided.get(_key(each)) != KEEP]
    gone += [each for each in found.to_decide if decided.get(_key(each)) == REMOVE]
    if gone:
        answers = [recording.Answer(_key(each), "") for each in gone]
        recording.record(submission, answers, by=by)
    _release([each.response for each in found.left if decided.get(_key(each)) == KEEP])
    return of(submission, loaded)


@transaction.atomic
def close(submission: Submission, loaded: Loaded, *, by: Any) -> Settlement:
    """What handing in also records: questions that were asked and not answered, as left blank; and
    what is plain. Raises as ``settle``."""
    answers = answering.answers_of(submission, loaded)
    open_now = asked(loaded.form, answering.values_of(loaded, answers))
    blank = [
        Given(question.key, question.main.key, None, origin=AnswerOrigin.FORM)
        for question in loaded.form.questions()
        if open_now[question.key]
        and question.main.kind != Kind.ROWS
        and (question.key, question.main.key, "") not in answers
    ]
    answering.record(submission, loaded, blank, by=by)
    return settle(submission, loaded, {}, by=by)


def _key(left: Left) -> str:
    return str(left.response.commitment.key)


def _choices(undecided: Iterable[Proposal], decided: Mapping[str, str]) -> Iterator[Decision]:
    for proposal in undecided:
        key = proposal.commitment.key
        if choice := decided.get(key, ""):
            keeps = choice == KEEP
            yield Decision(key, status="" if keeps else choice, keeps=keeps)


def _release(responses: list[Response]) -> None:
    """Detach responses that stay from the answers that they rested on and that changed."""
    if responses:
        ResponseSource.objects.filter(response__in=responses, is_outdated=True).delete()


def as_handed_in(
    submission: Submission, loaded: Loaded, *, by: Any
) -> tuple[list[Finding], list[str]]:
    """The findings of the checks as if everything plain were recorded, and the reasons why
    recording it would be refused. Nothing is recorded."""
    try:
        with transaction.atomic():
            settle(submission, loaded, {}, by=by)
            found = checks.findings(submission)
            transaction.set_rollback(True)
    except ValidationError as error:
        return checks.findings(submission), error.messages
    return found, []


# Findings that handing in may settle by itself.
_SETTLED = {"not_derived", "answer_changed"}


def without_settled(findings: Iterable[Finding], settlement: Settlement) -> list[Finding]:
    """The findings without those that handing the report in settles by itself."""
    keys = {each.commitment for each in settlement.plain}
    keys |= {_key(each) for each in settlement.to_remove}
    return [
        each
        for each in findings
        if each.rule not in _SETTLED or each.commitment is None or each.commitment.key not in keys
    ]
