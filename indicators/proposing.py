"""What the answers of a form say of plans and targets: a start for whoever sets them out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from indicators.models import Plan, PlanKind, PlanStage, Target
from indicators.models.announcements import TARGET
from questionnaires import answering, checks, templates
from questionnaires.models import Answer, AnswerState
from reports.models import Submission

# The questions that tell: the kind of record, and the part that says it in words.
TELLING = {
    "national-action-plan": (PlanKind.NATIONAL_ACTION_PLAN.value, "plan"),
    "national-targets": (TARGET, "details"),
}
SAYS_SO = {"yes": PlanStage.ADOPTED.value, "developing": PlanStage.IN_PREPARATION.value}
MAIN = "answer"


@dataclass(frozen=True)
class Proposal:
    """What one answer tells: of which question, what kind of record, and its words."""

    question: str
    kind: str
    stage: str
    text: str
    language: str


def proposals(submission: Submission) -> list[Proposal]:
    """What confirmed answers tell and neither the report nor the register holds yet. A query for a
    report without a form; nine for one with."""
    template = checks.template_of(submission) if submission.reporter.is_state else None
    if template is None or submission.is_nil_return:
        return []
    loaded = templates.load(template)
    found = list(_told(answering.answers_of(submission, loaded)))
    if not found:
        return []
    there = set(submission.announcements.values_list("kind", flat=True))
    for model, kind in ((Plan, PlanKind.NATIONAL_ACTION_PLAN.value), (Target, TARGET)):
        own = model.objects.public().filter(reporter=submission.reporter)
        own = own.filter(is_fictional=submission.cycle.is_fictional)
        if (own.filter(kind=kind) if model is Plan else own).exists():
            there.add(kind)
    return [each for each in found if each.kind not in there]


def _told(answers: Mapping[answering.Key, Answer]) -> Iterator[Proposal]:
    for question, (kind, words) in TELLING.items():
        main, said = answers.get((question, MAIN, "")), answers.get((question, words, ""))
        if main is None or not main.is_confirmed or main.value not in SAYS_SO:
            continue
        has_words = said is not None and said.is_confirmed and said.state == AnswerState.ANSWERED
        yield Proposal(
            question,
            kind,
            "" if kind == TARGET else SAYS_SO[main.value],
            str(said.value) if said is not None and has_words else "",
            said.language if said is not None and has_words else "",
        )
