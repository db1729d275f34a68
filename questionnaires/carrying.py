"""Answers of the report before as a start for the next one, marked until somebody confirms them."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from questionnaires import answering
from questionnaires.answering import Given
from questionnaires.form import Question
from questionnaires.models import Answer, AnswerState, Continuation
from questionnaires.templates import Loaded
from reports.models import Submission
from reports.models.statuses import published


def before(submission: Submission) -> Submission | None:
    """The reporter's published report of the latest earlier cycle that answers a form."""
    earlier = Submission.objects.filter(
        published(),
        reporter=submission.reporter_id,
        cycle__year__lt=submission.cycle.year,
        cycle__is_fictional=submission.cycle.is_fictional,
    )
    found: Submission | None = (
        earlier.filter(answers__isnull=False).order_by("-cycle__year").distinct().first()
    )
    return found


@transaction.atomic
def carry_over(submission: Submission, loaded: Loaded, *, by: Any) -> answering.Outcome:
    """Fill in what the report before answered and this one does not yet. What the form asked under
    another number or in other words is found by ``Continuation``, with its answers mapped to those
    of now; a question that continues several takes none of them. Raises as ``answering.record``
    does."""
    source = before(submission)
    if source is None:
        return answering.Outcome()
    there = answering.answers_of(submission, loaded)
    taken = {key[0] for key, answer in there.items() if answer.state != AnswerState.NOT_ASKED}
    given = [each for each in _carried(source, loaded) if each.question not in taken]
    return answering.record(submission, loaded, given, by=by)


def _carried(source: Submission, loaded: Loaded) -> Iterator[Given]:
    answers: dict[tuple[str, int, str], list[Answer]] = defaultdict(list)
    stated = Answer.objects.filter(submission=source, state=AnswerState.ANSWERED)
    for answer in stated.select_related("part__question__template"):
        stored = answer.part.question
        template = stored.template
        answers[template.key, template.version, stored.key].append(answer)
    same = (loaded.form.key, loaded.form.version)
    earlier = _continued(loaded)
    for question in loaded.form.questions():
        found = answers.get((*same, question.key))
        value_map: dict[str, str] = {}
        if found is None and len(earlier.get(question.key, ())) == 1:
            (continuation,) = earlier[question.key]
            asked = continuation.earlier
            found = answers.get((asked.template.key, asked.template.version, asked.key))
            value_map = continuation.value_map
        for answer in found or ():
            if each := _given(question, answer, value_map):
                yield each


def _continued(loaded: Loaded) -> dict[str, list[Continuation]]:
    found: dict[str, list[Continuation]] = defaultdict(list)
    of_form = Continuation.objects.filter(question__template=loaded.template)
    for each in of_form.select_related("question", "earlier__template"):
        found[each.question.key].append(each)
    return found


def _given(question: Question, answer: Answer, value_map: dict[str, str]) -> Given | None:
    """None where this version has no such part, or not this answer."""
    part = next((each for each in question.parts if each.key == answer.part.key), None)
    if part is None or part.kind != answer.part.kind:
        return None
    value = value_map.get(answer.value, answer.value) if part.answers else answer.value
    if part.answers and value not in part.answers:
        return None
    return Given(
        question.key,
        part.key,
        value,
        row=answer.row,
        language=answer.language,
        origin=answer.origin,
        contains_contact_data=answer.contains_contact_data,
        is_carried_over=True,
        is_confirmed=False,
    )
