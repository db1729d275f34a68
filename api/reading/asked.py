"""The filters of the lists of forms, questions, mappings and answers."""

from typing import Any

from django.db.models import Q, QuerySet

from api.reading.filters import OfCycle, OfSubmissionFilters
from api.reading.naming import keys, searching
from api.shared.parameters import (
    AnyOf,
    Flag,
    ListParameters,
    OneOf,
    Ordering,
    Words,
    shown,
)
from common.multilingual import LANGUAGE_CODES
from questionnaires.models import AnswerState, PartKind, ResponseSource, Role
from reports.models import GroupKind, ReporterKind


def for_kinds(queryset: "QuerySet[Any]", name: str, value: list[str]) -> "QuerySet[Any]":
    """Forms for any of the kinds. The column holds a short list, which every database compares as
    text."""
    condition = Q()
    for kind in value:
        condition |= Q(kinds__icontains=f'"{kind}"')
    return queryset.filter(condition)


class Questionnaires(ListParameters):
    search = Words("Words in name or title.", method=searching("key", "title"))
    cycle = keys("cycles", "Codes of cycles that it serves.", field_name="cycles", distinct=True)
    reporter_type = AnyOf(
        "Kinds of reporter that fill it in.", ReporterKind.values, method=for_kinds
    )
    reconstructed = Flag(
        "Forms put together from reports, or official ones.", field_name="is_reconstructed"
    )
    ordering = Ordering("key", "-version", "pk", name="key", version="version")


class Questions(ListParameters):
    search = Words("Words in number or text.", method=searching("number", "text"))
    questionnaire = keys("questionnaires", "Keys of forms.", field_name="template")
    commitment = keys(
        "commitments",
        "Keys of commitments that they inform.",
        field_name="mappings__commitment",
        distinct=True,
    )
    ordering = Ordering(
        "template__key", "-template__version", "position", "pk", position="position"
    )


class Mappings(ListParameters):
    search = Words(
        "Words in the question's number or text.",
        method=searching("question__number", "question__text"),
    )
    questionnaire = keys("questionnaires", "Keys of forms.", field_name="question__template")
    question = keys("questions", "Keys of questions.", field_name="question")
    commitment = keys("commitments", "Keys of commitments.")
    document = keys("documents", "Keys of documents.", field_name="commitment__document")
    role = AnyOf("What the question does for the commitment.", Role.values)
    ordering = Ordering(
        "question__template__key",
        "-question__template__version",
        "question__position",
        "commitment__document__key",
        "commitment__position",
        "pk",
        question="question__position",
        commitment="commitment__position",
    )


def behind(queryset: "QuerySet[Any]", name: str, value: list[Any]) -> "QuerySet[Any]":
    """Answers behind a response on any of the commitments."""
    sources = ResponseSource.objects.filter(response__commitment__in=value, answer__isnull=False)
    return queryset.filter(pk__in=sources.values("answer"))


def answering(queryset: Any, name: str, value: str) -> "QuerySet[Any]":
    """Answers whose own words contain every word. An answer that a closed gate left out is not
    shown, and so is not found."""
    return queryset.matching(value).exclude(state=AnswerState.NOT_ASKED)


class Answers(OfSubmissionFilters, ListParameters):
    search = Words("Words in the report's own words.", method=answering)
    submission = keys("submissions", "References of submissions.")
    questionnaire = keys("questionnaires", "Keys of forms.", field_name="part__question__template")
    question = keys("questions", "Keys of questions.", field_name="part__question")
    part = Words("Key of a part of a question, such as `tick`.", field_name="part__key")
    kind = AnyOf("How the part is answered.", PartKind.values, field_name="part__kind")
    status = AnyOf("What was found there.", AnswerState.values, field_name="state")
    commitment = keys(
        "commitments",
        "Keys of commitments: answers behind what the report says on them.",
        method=behind,
    )
    language = AnyOf("Languages of the texts.", LANGUAGE_CODES)
    # In the order of an index, so that the first page and the next cost the same at any size.
    ordering = Ordering(
        "-submission_id",
        "part__question__position",
        "part__position",
        "row",
        "pk",
        reporter="submission__reporter__sort_name",
        cycle="submission__cycle__year",
        question="part__question__position",
    )


class CrossTab(OfCycle):
    """The parameters of a count of the answers to one question."""

    by = OneOf(
        "Kind of group.", GroupKind.values, default=GroupKind.REGIONAL_GROUP.value, method=shown
    )
    reporter_type = OneOf("Count only reports of this kind.", ReporterKind.values, method=shown)
