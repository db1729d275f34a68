"""Reporting forms and what reports answer in them: the records behind each resource.

The query makes the keys of forms, questions and mappings from other keys, as ``api_key``. Only
forms in use are shown, never drafts.
"""

from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from publications.records.meetings import joined
from questionnaires.models import (
    Answer,
    AnswerState,
    Continuation,
    Gate,
    PartPrivacy,
    Question,
    QuestionMapping,
    ReportTemplate,
    ResponseSource,
    Stage,
)
from questionnaires.models.answers import PUBLIC_ROWS
from reports.models.statuses import published

FORM = ("template__key", "template__version")

# The public rows of a published report: public answers, and public parts that were not asked
# (without a value that was typed before the gate closed).
SHOWN_ROWS = PUBLIC_ROWS | Q(part__privacy=PartPrivacy.PUBLIC, state=AnswerState.NOT_ASKED)


def questionnaires() -> "QuerySet[ReportTemplate]":
    """Forms with sections and cycles: two queries more."""
    found = ReportTemplate.objects.in_use().annotate(
        api_key=joined("key", "version"), question_count=Count("questions", distinct=True)
    )
    found = found.prefetch_related("sections", "cycles")
    ordered: QuerySet[ReportTemplate] = found.order_by("key", "-version")
    return ordered


def questions() -> "QuerySet[Question]":
    """Questions with parts, gates and the earlier questions that they continue: three queries
    more."""
    earlier = Continuation.objects.filter(earlier__template__stage=Stage.IN_USE)
    found = (
        Question.objects.filter(template__stage=Stage.IN_USE)
        .annotate(api_key=joined(*FORM, "key"), form_key=joined(*FORM))
        .select_related("section", "template")
        .prefetch_related(
            "parts",
            Prefetch("gates", Gate.objects.select_related("on").order_by("on__position")),
            Prefetch("continues", earlier.select_related("earlier__template").order_by("pk")),
        )
    )
    ordered: QuerySet[Question] = found.order_by("template__key", "-template__version", "position")
    return ordered


def mappings() -> "QuerySet[QuestionMapping]":
    form = [f"question__{name}" for name in FORM]
    found = QuestionMapping.objects.filter(question__template__stage=Stage.IN_USE).annotate(
        api_key=joined(*form, "question__key", "commitment__key"),
        question_key=joined(*form, "question__key"),
        form_key=joined(*form),
    )
    ordered: QuerySet[QuestionMapping] = found.select_related("question", "commitment").order_by(
        *form, "question__position", "commitment__position"
    )
    return ordered


def form_key(template: ReportTemplate) -> str:
    """The public key of a form: its own key and its version."""
    return f"{template.key}:{template.version}"


def question_key(question: Question) -> str:
    """The public key of a question; reads its form."""
    return f"{form_key(question.template)}:{question.key}"


def answer_key(answer: Answer) -> str:
    """The public key of an answer: the keys of its report, question and part, and of its row if it
    has one."""
    question = question_key(answer.part.question)
    key = f"{answer.submission.reference}:{question}:{answer.part.key}"
    return f"{key}:{answer.row}" if answer.row else key


# The parts of an answer's key, in their order.
ANSWER_KEY = (
    "submission__reference",
    "part__question__template__key",
    "part__question__template__version",
    "part__question__key",
    "part__key",
    "row",
)


def by_answer_key(key: str) -> dict[str, Any]:
    """The condition that an answer has ``key``; a malformed key matches none."""
    values = key.split(":")
    if len(values) == len(ANSWER_KEY) - 1:
        values.append("")
    elif len(values) != len(ANSWER_KEY) or not values[-1]:
        return {"pk__in": []}
    version = values[2]
    if not (version.isascii() and version.isdecimal() and len(version) <= 5):
        return {"pk__in": []}
    return dict(zip(ANSWER_KEY, values, strict=True))


def all_answers() -> "QuerySet[Answer]":
    """The answers of every report, with everything in their records: for those who may read
    everything."""
    found: QuerySet[Answer] = _answers().select_related("attachment", "confirmed_by")
    return found


def answers() -> "QuerySet[Answer]":
    """Public answers, in one query. The person who confirmed an answer is only for staff: changes
    of accounts do not move the stamp of public data, so no public page may depend on them."""
    return _answers().filter(SHOWN_ROWS, published("submission__"))


def _answers() -> "QuerySet[Answer]":
    """Answers, with the relations that every reader sees."""
    found: QuerySet[Answer] = Answer.objects.select_related(
        "submission__reporter", "submission__cycle", "part__question__template"
    )
    return found


IN_ORDER = ("part__question__position", "part__position", "row", "pk")


def all_sources() -> "QuerySet[ResponseSource]":
    """Answers behind responses, main ones first, then in the order of the form."""
    found = ResponseSource.objects.filter(answer__isnull=False).select_related(
        "response__submission",
        "response__commitment",
        "answer__submission",
        "answer__part__question__template",
    )
    ordered: QuerySet[ResponseSource] = found.order_by(
        "response", "role", "answer__part__question__position", "pk"
    )
    return ordered


def sources() -> "QuerySet[ResponseSource]":
    """The public answers behind published responses."""
    shown = Answer.objects.public().values("pk")
    return all_sources().filter(published("response__submission__"), answer__in=shown)
