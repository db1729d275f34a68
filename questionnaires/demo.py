"""The fictional cycle's reports of States, filled in as forms: invented, and marked so."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from questionnaires import answering, deriving, templates
from questionnaires.answering import Given
from questionnaires.form import DEVELOPING, NO, YES, Kind, Part, Privacy, Question
from questionnaires.models import ReportTemplate
from reports.demo import MARK, NARRATIVES
from reports.models import ReporterKind, ReportingCycle, ResponseStatus, Submission

WEIGHTS = {YES: 60, DEVELOPING: 20, NO: 20}
WORDS = {
    YES: ResponseStatus.IMPLEMENTED,
    DEVELOPING: ResponseStatus.IN_PROGRESS,
    NO: ResponseStatus.NOT_IMPLEMENTED,
}
# The share of texts, choices and numbers that are filled in, and that of rows of tables.
OFTEN, AT_TIMES = 0.6, 0.3


def begin(cycle: ReportingCycle) -> "FormFiller | None":
    """Has the newest form of States serve the fictional ``cycle``; None where there is none."""
    forms = ReportTemplate.objects.in_use().filter(kinds__icontains=f'"{ReporterKind.STATE}"')
    template = forms.order_by("-is_reconstructed", "-version").first()
    if template is None:
        return None
    template.cycles.add(cycle)
    return FormFiller(templates.load(template))


@dataclass(frozen=True)
class FormFiller:
    """Fills in one form for States."""

    loaded: templates.Loaded

    def takes(self, submission: Submission) -> bool:
        return submission.reporter.kind == ReporterKind.STATE

    def fill(self, submission: Submission, language: str, rng: random.Random, by: Any) -> None:
        thoroughness = rng.uniform(0.5, 1.0)
        given = [
            each
            for question in self.loaded.form.questions()
            if rng.random() < thoroughness
            for each in _answers(question, language, rng)
        ]
        answering.record(submission, self.loaded, given, by=by)
        self._confirm(submission, by)

    def correct(self, submission: Submission, by: Any) -> None:
        """Every third answer of a tick that said *developing* or *no* says *yes* now."""
        ticks = {
            key: answer
            for key, answer in answering.answers_of(submission, self.loaded).items()
            if answer.value in (DEVELOPING, NO)
        }
        given = [Given(*key[:2], YES) for key in sorted(ticks)[::3]]
        answering.record(submission, self.loaded, given, by=by)
        self._confirm(submission, by)

    def _confirm(self, submission: Submission, by: Any) -> None:
        """Confirm what the answers propose; where they contradict one another, what the first
        proposes."""
        decisions = [
            deriving.Decision(
                each.commitment.key,
                next(reason.proposes for reason in each.main if reason.proposes),
            )
            for each in deriving.proposals(submission, self.loaded)
            if each.is_open
        ]
        deriving.confirm(submission, self.loaded, decisions, by=by)


def _answers(question: Question, language: str, rng: random.Random) -> Iterator[Given]:
    tick = ""
    for part in question.parts:
        if part.privacy == Privacy.PRIVATE:
            continue
        if part.kind == Kind.TICK:
            weights = [WEIGHTS.get(answer, 1) for answer in part.answers]
            (tick,) = rng.choices(part.answers, weights)
            yield Given(question.key, part.key, tick)
        else:
            yield from _further(question, part, tick, language, rng)


def _further(
    question: Question, part: Part, tick: str, language: str, rng: random.Random
) -> Iterator[Given]:
    """What stands under a tick, by chance; never numbers or tables under a No."""
    if part.kind == Kind.TEXT and rng.random() < OFTEN:
        words = NARRATIVES[WORDS.get(tick, ResponseStatus.IMPLEMENTED)][language]
        yield Given(question.key, part.key, f"{MARK[language]} {words}", language=language)
    elif part.kind == Kind.CHOICES:
        chosen = [choice.key for choice in part.choices if rng.random() < OFTEN]
        yield Given(question.key, part.key, chosen)
    elif part.kind == Kind.NUMBER and tick != NO and rng.random() < OFTEN:
        yield Given(question.key, part.key, rng.randint(1, 400))
    elif part.kind == Kind.ROWS and part.rows and tick != NO:
        yield from _table(question, part, rng)


def _table(question: Question, part: Part, rng: random.Random) -> Iterator[Given]:
    numbers = [column.key for column in part.columns if column.kind == Kind.NUMBER]
    for row in part.rows:
        if numbers and rng.random() < AT_TIMES:
            cells = {key: rng.randint(0, 90) for key in numbers}
            yield Given(question.key, part.key, cells, row=row.key)
