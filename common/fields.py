"""Columns of texts in six languages."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.forms import MultilingualFormField
from common.multilingual import validate_texts
from common.words import language_names


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
