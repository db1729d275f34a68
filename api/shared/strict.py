"""Bodies of requests, read strictly.

A name that is unknown or a value of the wrong type is refused, never dropped or converted. All
faults are told at once, by paths such as ``responses.3.page``.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ParseError
from rest_framework.parsers import JSONParser
from rest_framework.settings import api_settings

from common.multilingual import LANGUAGE_CHOICES
from common.written import all_as_typed

DEEPEST = 20
LARGEST_NUMBER = 2**31 - 1
LONGEST_NAME = 80
MOST_RESPONSES = 2000
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
UNKNOWN = "unknown_field"
SAME = api_settings.NON_FIELD_ERRORS_KEY


# JSON


class StrictJson(JSONParser):
    """JSON in UTF-8: no NaN, no name twice in an object, no deeper nesting than our records have;
    texts pass ``as_typed``."""

    def parse(self, stream: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            text = stream.read().decode("utf-8")
            data = json.loads(text, parse_constant=refuse_constant, object_pairs_hook=named_once)
        except (ValueError, RecursionError):
            raise ParseError(_("The body is not JSON.")) from None
        if is_deeper(data, DEEPEST):
            raise ParseError(_("The body is not JSON."))
        return all_as_typed(data)


def refuse_constant(name: str) -> None:
    raise ValueError(name)


def named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def is_deeper(data: Any, levels: int) -> bool:
    """Whether lists and objects are nested deeper. Uses no recursion, whose depth is limited."""
    level = [data]
    for _number in range(levels):
        level = [child for each in level for child in children(each)]
    return bool(level)


def children(data: Any) -> list[Any]:
    if isinstance(data, dict):
        return list(data.values())
    return data if isinstance(data, list) else []


# Fields


class Text(serializers.CharField):
    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Truth(serializers.BooleanField):
    """``true`` or ``false``, and no other value."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input="")
        return data


class Whole(serializers.IntegerField):
    def to_internal_value(self, data: Any) -> int:
        is_whole = isinstance(data, int) and not isinstance(data, bool)
        if not is_whole and not (isinstance(data, float) and data.is_integer()):
            self.fail("invalid")
        return int(data)


class Day(serializers.DateField):
    default_error_messages = {
        "invalid": gettext_lazy("Write the day as YYYY-MM-DD, such as 2022-07-01.")
    }

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str) or not DAY.fullmatch(value):
            self.fail("invalid")
        return super().to_internal_value(value)


class Word(serializers.ChoiceField):
    default_error_messages = {"invalid_choice": gettext_lazy("Unknown value.")}


class LanguageOrNull(Word):
    """A language, or null for none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=LANGUAGE_CHOICES, allow_null=True, **kwargs)


class Key(Text):
    """The key of a record of ``model``; the value is that record, or None where it may be null."""

    default_error_messages = {"unknown": gettext_lazy("Nothing here has this key.")}

    def __init__(self, model: type[Model], column: str, **kwargs: Any) -> None:
        self.model, self.column = model, column
        super().__init__(max_length=120, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        key = super().run_validation(data)
        if key is None:
            return None
        found = self.model._default_manager.filter(**{self.column: key}).first()
        if found is None:
            self.fail("unknown")
        return found


class Body(serializers.Serializer[Any]):
    """An object without unknown names."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = set(data) - set(self.fields) if isinstance(data, Mapping) else set()
        message = ErrorDetail(_("Unknown field."), code=UNKNOWN)
        errors = {name: [message] for name in sorted(unknown)}
        try:
            found = super().to_internal_value(data)
        except serializers.ValidationError as error:
            details: Any = error.detail
            raise serializers.ValidationError({**details, **errors}) from None
        if errors:
            raise serializers.ValidationError(errors)
        return found
