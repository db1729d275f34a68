"""Fields that a body may leave out."""

from typing import Any

from django.db.models import Model

from api.shared.strict import Day, Key, Text, Whole, Word


def text(about: str, longest: Any = None) -> Text:
    return Text(required=False, allow_blank=True, max_length=longest, help_text=about)


def day(about: str) -> Day:
    return Day(required=False, allow_null=True, help_text=about)


def word(choices: Any, about: str, **kwargs: Any) -> Word:
    return Word(required=False, choices=choices, help_text=about, **kwargs)


def whole(least: int, most: int, about: str) -> Whole:
    return Whole(required=False, allow_null=True, min_value=least, max_value=most, help_text=about)


def key(model: type[Model], column: str, about: str) -> Key:
    return Key(model, column, required=False, allow_null=True, help_text=about)
