"""Requests for assistance that begin as an answer in a State's form, with its page."""

from typing import Any

from django.db.models import QuerySet

from commitments.models import Theme
from common.multilingual import LANGUAGE_CODES
from cooperation.models import Request
from questionnaires.models import Answer, PartPrivacy, QuestionMapping
from reports import access

LONGEST_TITLE = 200


def asking(user: Any) -> "QuerySet[Answer]":
    """The answers of a State's own reports that ask for assistance and are no request yet, of the
    States that ``user`` acts for."""
    own = access.own(user) & access.readable(user)
    found: QuerySet[Answer] = (
        Answer.objects.answered()
        .filter(
            submission__in=own.values("pk"),
            part__privacy=PartPrivacy.REQUEST,
            requests__isnull=True,
        )
        .exclude(value=None)
        .exclude(value="")
    )
    return found.select_related(
        "submission__reporter", "submission__cycle", "part__question__section"
    ).order_by("-submission__cycle__year", "submission", "part__question__position", "row")


def begun(answer: Answer) -> Request:
    """A request, not saved yet, that says what the answer does: of the report's State, with the
    page, headed by the section of the form."""
    submission = answer.submission
    language = answer.language or (submission.languages or ["en"])[0]
    if language not in LANGUAGE_CODES:
        language = "en"
    section = answer.part.question.section.title
    return Request(
        reporter=submission.reporter,
        submission=submission,
        page=answer.page,
        answer=answer,
        title={code: text[:LONGEST_TITLE] for code, text in section.items() if text},
        description={language: said(answer)},
        is_fictional=submission.cycle.is_fictional,
    )


def said(answer: Answer) -> str:
    """The words of an answer: a text, or the cells of a row one below the other."""
    value = answer.value
    if not isinstance(value, dict):
        return str(value)
    return "\n".join(str(cell) for cell in value.values() if cell)


def commitments_of(answer: Answer) -> list[Any]:
    """The paragraphs that its question stands for."""
    mappings = QuestionMapping.objects.filter(question=answer.part.question_id)
    return [each.commitment for each in mappings.select_related("commitment")]


def themes_of(answer: Answer) -> "QuerySet[Theme]":
    """The themes of those paragraphs."""
    keys = [commitment.pk for commitment in commitments_of(answer)]
    return Theme.objects.filter(commitments__in=keys).distinct()
