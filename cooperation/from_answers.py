"""Requests for assistance that begin as an answer in a State's form, with its page."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from commitments.models import Theme
from common.multilingual import LANGUAGE_CODES, localise
from cooperation.models import Request
from questionnaires import sources
from questionnaires.form import NO, Kind, Privacy
from questionnaires.models import Answer, PartPrivacy, QuestionMapping
from questionnaires.templates import as_part
from reports import access

LONGEST_TITLE = 200
_BLANK_OR_TICK = Q(part__kind=Kind.TICK) | Q(value=None) | Q(value="")


def asking(user: Any) -> "QuerySet[Answer]":
    """The answers of a State's own reports that ask for assistance and are no request yet, of the
    States that ``user`` acts for. A question answered *no* gives none, and a mere *yes* counts only
    where nothing else is said."""
    own = access.own(user) & access.readable(user)
    beside = Answer.objects.answered().filter(
        submission=OuterRef("submission"), part__question=OuterRef("part__question")
    )
    says_no = Exists(beside.filter(part__kind=Kind.TICK, value=NO))
    says_more = Exists(beside.filter(part__privacy=PartPrivacy.REQUEST).exclude(_BLANK_OR_TICK))
    found: QuerySet[Answer] = (
        Answer.objects.answered()
        .filter(
            submission__in=own.values("pk"),
            part__privacy=PartPrivacy.REQUEST,
            requests__isnull=True,
        )
        .exclude(value=None)
        .exclude(value="")
        .exclude(says_no)
        .exclude(Q(part__kind=Kind.TICK) & says_more)
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
        description={language: words} if (words := said(answer, language)) else {},
        is_fictional=submission.cycle.is_fictional,
    )


def said(answer: Answer, language: str) -> str:
    """The words of an answer: a text, or the cells of a row one below the other under the heads of
    their columns, without what is private; empty for a mere *yes*."""
    part = as_part(answer.part)
    if part.kind == Kind.TICK:
        return ""
    if part.kind != Kind.ROWS:
        return sources.said(part, answer)
    open_columns = (each for each in part.columns if each.privacy != Privacy.PRIVATE)
    cells = ((localise(each.label, language), answer.value.get(each.key)) for each in open_columns)
    return "\n".join(f"{head}: {cell}" for head, cell in cells if cell)


def commitments_of(answer: Answer) -> list[Any]:
    """The paragraphs that its question stands for."""
    mappings = QuestionMapping.objects.filter(question=answer.part.question_id)
    return [each.commitment for each in mappings.select_related("commitment")]


def themes_of(answer: Answer) -> "QuerySet[Theme]":
    """The themes of those paragraphs."""
    keys = [commitment.pk for commitment in commitments_of(answer)]
    return Theme.objects.filter(commitments__in=keys).distinct()
