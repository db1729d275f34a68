"""Columns of texts in six languages."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.forms import MultilingualFormField
from common.multilingual import validate_texts
from common.words import language_names

# How many decoded texts a process keeps, and the longest one kept: a name or a title in six
# languages, not a page. Some megabytes in all.
KEPT_TEXTS, LONGEST_KEPT = 4_000, 2_000


def _decode(written: str) -> Any:
    """What a JSON text says. What is no JSON is itself: SQLite gives one language's text so."""
    try:
        return orjson.loads(written)
    except orjson.JSONDecodeError:
        return written


# For nobody to change: the same names are read for page after page.
decoded = lru_cache(maxsize=KEPT_TEXTS)(_decode)


class MultilingualField(models.JSONField):
    """One text in up to six languages.

    ``required`` names the languages that must be there for the record to be valid
    (``("en",)`` for names and titles: every fallback ends in English).
    """

    default_validators = [validate_texts]

    def __init__(self, *args: Any, required: Collection[str] = (), **kwargs: Any) -> None:
        self.required = tuple(required)
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", not self.required)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """A dictionary of the reader's own, decoded once in a process where it is short."""
        if not isinstance(value, str):
            return super().from_db_value(value, expression, connection)
        texts = decoded(value) if len(value) <= LONGEST_KEPT else _decode(value)
        return dict(texts) if isinstance(texts, dict) else texts

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.required:
            kwargs["required"] = self.required
        return name, path, args, kwargs

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        missing = [code for code in self.required if not (value or {}).get(code)]
        if missing:
            raise ValidationError(
                _("Enter the text in %(languages)s."),
                code="language_missing",
                params={"languages": language_names(missing)},
            )

    def formfield(self, **kwargs: Any) -> Any:  # type: ignore[override]
        return super().formfield(
            **{
                "form_class": MultilingualFormField,
                "required_languages": self.required,
                "required": bool(self.required),
                **kwargs,
            }
        )
