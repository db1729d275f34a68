"""Reporting forms, their questions, what these inform, and what reports answer."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from api.reading import asked
from api.reading.base import ResourceView
from api.reading.participating import KeyedByQuery
from api.shared.authentication import ApiKeyAuthentication, StaffSession
from api.shared.sight import sight_of
from publications.records import answered, forms
from publications.records.answered import Sight


class Questionnaires(KeyedByQuery):
    """Reporting forms, version by version."""

    resource = "questionnaires"
    serializer_class = answered.QuestionnaireSerializer
    filterset_class = asked.Questionnaires

    def get_queryset(self) -> "QuerySet[Any]":
        return forms.questionnaires()


class Questions(KeyedByQuery):
    """The questions of the forms, with what is filled in under each."""

    resource = "questions"
    serializer_class = answered.QuestionSerializer
    filterset_class = asked.Questions

    def get_queryset(self) -> "QuerySet[Any]":
        return forms.questions()


class Mappings(KeyedByQuery):
    """Which commitments the questions inform, and what each answer proposes."""

    resource = "mappings"
    serializer_class = answered.MappingSerializer
    filterset_class = asked.Mappings

    def get_queryset(self) -> "QuerySet[Any]":
        return forms.mappings()


class Answers(ResourceView):
    """What published reports answer in their forms. Staff and the reporter's points of contact
    also see, one by one, what is not public."""

    resource = "answers"
    serializer_class = answered.AnswerSerializer
    lookup_url_kwarg = "key"
    filterset_class = asked.Answers
    authentication_classes = (ApiKeyAuthentication, StaffSession)

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

    @property
    def is_private(self) -> bool:
        return self.sight is not None

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "sight": self.sight}

    def expanding_context(self) -> dict[str, Any]:
        """What is internal of related records is for staff alone."""
        return {**self.get_serializer_context(), "private": self.sight == Sight.STAFF}
