"""The bodies of requests that write answers of forms: what each may say, field by field."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.shared.strict import (
    LARGEST_NUMBER,
    MOST_RESPONSES,
    Body,
    LanguageOrNull,
    Text,
    Truth,
    Whole,
    Word,
)
from api.writing.bodies import once_each
from questionnaires.values import TEXT_LENGTH
from reports.models import ResponseStatus

# A form of 780 questions with a few parts each.
MOST_ANSWERS = 5000
MOST_CELLS = 100


def is_plain(value: Any) -> bool:
    """Whether it is a number, or a text that a database can store."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return False
    text = str(value)
    is_sendable = not any(
        character == "\0" or "\ud800" <= character <= "\udfff" for character in text
    )
    return is_sendable and len(text) <= TEXT_LENGTH


PLAIN = [{"type": "string", "maxLength": TEXT_LENGTH}, {"type": "number"}]


@extend_schema_field(
    {
        "anyOf": [
            *PLAIN,
            {"type": "array", "items": {"type": "string"}, "maxItems": MOST_CELLS},
            {"type": "object", "additionalProperties": {"anyOf": [*PLAIN, {"type": "null"}]}},
            {"type": "null"},
        ]
    }
)
class Value(serializers.JSONField):
    """The value of an answer; the part of the question decides its kind."""

    def to_internal_value(self, data: Any) -> Any:
        found = data
        if isinstance(data, list):
            inside: list[Any] = [each if isinstance(each, str) else [] for each in data]
        elif isinstance(data, dict):
            inside = [*data, *(each for each in data.values() if each is not None)]
        else:
            inside = [data]
        if len(inside) > 2 * MOST_CELLS or not all(map(is_plain, inside)):
            raise serializers.ValidationError(
                _("Send a text, a number, a list of choices, or cells by column.")
            )
        return found


class GivenAnswer(Body):
    """What a report answers under one part, whole: what is left out is empty."""

    question = Text(max_length=130, help_text="Key of the question, with its form.")
    part = Text(
        default=None,
        allow_null=True,
        max_length=60,
        help_text="Key of the part; the first of the question without it.",
    )
    row = Text(
        default=None,
        allow_null=True,
        max_length=60,
        help_text="Of a table, key of the row, or its number from 1.",
    )
    value = Value(
        default=None,
        allow_null=True,
        help_text="The answer, as the kind of the part has it; null for one that is left blank.",
    )
    language = LanguageOrNull(default=None, help_text="Code of the language of a text.")
    attachment_key = Text(
        default=None,
        allow_null=True,
        max_length=100,
        help_text="`key` of the submission's document that it stands in.",
    )
    page = Whole(
        default=None,
        allow_null=True,
        min_value=1,
        max_value=LARGEST_NUMBER,
        help_text="Page of that document, from 1.",
    )
    contains_contact_data = Truth(
        default=None,
        allow_null=True,
        help_text="Whether a text names a person or how to reach one; null where nobody has "
        "looked. It is published only with false.",
    )
    is_confirmed = Truth(
        default=True,
        help_text="Whether the caller has confirmed it. A report is submitted once all are.",
    )


class SomeAnswers(Body):
    """Some answers of one submission, each part and row once; none changes nothing."""

    answers = GivenAnswer(many=True, required=False, max_length=MOST_ANSWERS)  # type: ignore[call-arg]

    def validate_answers(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        again = _("This part stands here twice.")
        return once_each(value, again, "question", "part", "row")


class ListedDecision(Body):
    """How somebody confirms the proposal on a commitment."""

    commitment = Text(max_length=120, help_text="Key of the commitment, such as `bms8-25`.")
    status = Word(
        choices=ResponseStatus.choices,
        default=None,
        allow_null=True,
        help_text="What is decided; null takes what is proposed.",
    )
    keeps = Truth(
        default=False, help_text="Leave the response on record as somebody has amended it."
    )


class DecisionList(Body):
    """Decisions on what the form of one submission proposes, each commitment once."""

    decisions = ListedDecision(many=True, max_length=MOST_RESPONSES)  # type: ignore[call-arg]

    def validate_decisions(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return once_each(value, _("This commitment stands here twice."), "commitment")
