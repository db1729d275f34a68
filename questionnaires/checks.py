"""Inconsistencies in the answers of a report, and what keeps it from being sent."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.reading_once import once
from questionnaires import deriving, templates
from questionnaires.models import Answer, AnswerState, ReportTemplate, ResponseSource
from reports.models import Submission
from reports.models.findings import Finding, Grade


def template_of(submission: Submission) -> ReportTemplate | None:
    """The form that a report answers; None where it answers none. One query."""
    answered = ReportTemplate.objects.filter(questions__parts__answers__submission=submission)
    return once((template_of, submission.pk), answered.first)


def findings(submission: Submission) -> Iterator[Finding]:
    """A query for a report without answers; eleven for one with."""
    template = template_of(submission)
    if template is None:
        return
    yield from _of_answers(submission)
    yield from _of_responses(submission, template)


def waiting() -> Q:
    """Answers that somebody has yet to confirm; those behind a closed gate are not asked."""
    return Q(confirmed_at=None) & ~Q(state=AnswerState.NOT_ASKED)


def _of_answers(submission: Submission) -> Iterator[Finding]:
    is_unlooked = Q(contains_contact_data=None, state=AnswerState.ANSWERED)
    # By question, as the page where they are confirmed counts: a question may have many answers.
    counted = Answer.objects.filter(submission=submission).aggregate(
        waiting=Count("part__question", filter=waiting(), distinct=True),
        unlooked=Count("pk", filter=is_unlooked),
    )
    if number := counted["waiting"]:
        message = ngettext(
            "The answers to %(number)d question of the form are not confirmed.",
            "The answers to %(number)d questions of the form are not confirmed.",
            number,
        )
        yield Finding(Grade.ERROR, "answers_not_confirmed", message % {"number": number})
    if number := counted["unlooked"]:
        message = ngettext(
            "Say of %(number)d text whether it contains contact data.",
            "Say of %(number)d texts whether they contain contact data.",
            number,
        )
        yield Finding(Grade.ERROR, "contact_data_not_looked_at", message % {"number": number})


def _of_responses(submission: Submission, template: ReportTemplate) -> Iterator[Finding]:
    outdated = ResponseSource.objects.filter(response__submission=submission, is_outdated=True)
    for source in outdated.select_related("response__commitment__document").order_by(
        "response__commitment__position"
    ):
        message = _("An answer behind it has changed: confirm it again.")
        yield Finding(Grade.ERROR, "answer_changed", message, source.response.commitment)
    for proposal in deriving.proposals(submission, templates.load(template)):
        if not proposal.is_open:
            continue
        if proposal.is_contradictory:
            message = _("Answers of the form contradict each other here: decide what it says.")
            yield Finding(Grade.ERROR, "answers_contradict", message, proposal.commitment)
        elif not proposal.is_outdated:
            message = _("The form speaks of it, and nobody has confirmed what follows.")
            yield Finding(Grade.WARNING, "not_derived", message, proposal.commitment)
