"""Reporting forms, their questions, what these inform, and what reports answer."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from api.reading import asked
from api.resources import ResourceView
from api.shared.authentication import CALLERS
from api.shared.sight import sight_of
from publications.records import answered, forms
from publications.records.answered import Sight


class Questionnaires(ResourceView):
    """Reporting forms, version by version."""

    resource = "questionnaires"
    serializer_class = answered.QuestionnaireSerializer
    key_columns = ("api_key",)
    filterset_class = asked.Questionnaires
    records = forms.questionnaires


class Questions(ResourceView):
    """The questions of the forms, with what is filled in under each."""

    resource = "questions"
    serializer_class = answered.QuestionSerializer
    key_columns = ("api_key",)
    filterset_class = asked.Questions
    records = forms.questions


class Mappings(ResourceView):
    """Which commitments the questions inform, and what each answer proposes."""

    resource = "mappings"
    serializer_class = answered.MappingSerializer
    key_columns = ("api_key",)
    filterset_class = asked.Mappings
    records = forms.mappings


class Answers(ResourceView):
    """What published reports answer in their forms. Staff and the reporter's points of contact
    also see, one by one, what is not public."""

    resource = "answers"
    serializer_class = answered.AnswerSerializer
    filterset_class = asked.Answers
    authentication_classes = CALLERS

    def get_queryset(self) -> "QuerySet[Any]":
        return forms.all_answers() if self.is_private else forms.answers()

    def lookup(self, key: str) -> dict[str, Any]:
        return forms.by_answer_key(key)

    @cached_property
    def sight(self) -> Sight | None:
        """How much the caller sees of the answer that is asked for."""
        if self.request is None or self.action != "retrieve":
            return None
        reference = str(self.kwargs.get("key", "")).partition(":")[0]
        return sight_of(self.request, reference)

    @cached_property
    def is_private(self) -> bool:
        return self.sight is not None

    def version_of(self, record: Any) -> None:
        """None of its own: it changes with its report."""

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "sight": self.sight}

    def expanding_context(self) -> dict[str, Any]:
        """What is internal of related records is for staff alone."""
        return {**self.get_serializer_context(), "private": self.sight == Sight.STAFF}
