"""What all records of the API have in common: links, texts in six languages, and empty values."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, ClassVar

from django.urls import reverse
from django.utils import translation
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import SkipField

from common.multilingual import LANGUAGE_CODES, LocalisedText, localise
from publications.records.reader import Reader
from reports.models.reporters import path_of

TEXTS_SCHEMA = {
    "type": "object",
    "properties": {code: {"type": "string"} for code in LANGUAGE_CODES},
    "additionalProperties": False,
}


@lru_cache(maxsize=64)
def list_path(resource: str) -> str:
    """The path of a resource's list; the same in every language."""
    return reverse(f"api:{resource}-list")


def attachment_path(reference: str, key: str) -> str:
    """The path of a document of a submission, in the language of the moment."""
    return f"{_attachments_path(translation.get_language())}{reference}/{key}/"


@lru_cache(maxsize=16)
def _attachments_path(_language: str) -> str:
    """How the paths of all documents begin: to ask the addresses for each takes a fifth of the
    time of a list."""
    return reverse("attachment", args=["reference", "key"]).removesuffix("reference/key/")


@lru_cache(maxsize=4096)
def reporter_path(language: str, kind: str, code: str) -> str:
    """The path of a reporter's page in the language (one of Django's)."""
    with translation.override(language):
        return path_of(kind, code)


class LocalisedField(serializers.CharField):
    """A text in the reader's language; ``fallbacks`` tells if it is in another one."""

    def to_representation(self, value: Any) -> LocalisedText:
        reader: Reader = self.context["reader"]
        return localise(value, reader.language)


class EmptyAsNull(serializers.ChoiceField):
    """A choice that may be absent: an empty column is null."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)

    def to_representation(self, value: Any) -> Any:
        return value or None


class KeyField(serializers.CharField):
    """The key of a record; ``make`` makes it if it is not a column. Null for none."""

    def __init__(self, make: Callable[[Any], str | None], source: str = "*", **kwargs: Any) -> None:
        self.make = make
        super().__init__(source=source, **kwargs)

    def to_representation(self, value: Any) -> Any:
        return self.make(value)


class KeysField(serializers.ListField):
    """The keys of related records, from a relation that was fetched with the record."""

    def __init__(self, *, key: str = "key", **kwargs: Any) -> None:
        self.key = key
        super().__init__(child=serializers.CharField(), **kwargs)

    def to_representation(self, value: Any) -> list[str]:
        return [getattr(record, self.key) for record in value.all()]


class UrlField(serializers.URLField):
    """The record's own address in the API; ``make`` as in KeyField."""

    def __init__(self, resource: str, source: str, make: Callable[[Any], str] = str) -> None:
        self.resource = resource
        self.make = make
        super().__init__(source=source, help_text="Address of this record in the API.")

    def to_representation(self, value: Any) -> str:
        reader: Reader = self.context["reader"]
        return f"{reader.origin}{list_path(self.resource)}{self.make(value)}/"


class PageField(serializers.URLField):
    """The address of the record's public page in the reader's language; ``make`` as in KeyField."""

    def __init__(self, source: str = "get_absolute_url", make: Callable[[Any], str] = str) -> None:
        self.make = make
        super().__init__(
            source=source, help_text="Address of the public page, in the language of the answer."
        )

    def to_representation(self, value: str) -> str:
        reader: Reader = self.context["reader"]
        return f"{reader.origin}{self.make(value)}"


@extend_schema_field(TEXTS_SCHEMA)
class TextsField(serializers.JSONField):
    """A text in all its languages, as an object by language code."""


class MarkField(serializers.Field[Any, Any, Any, Any]):
    """A field that RecordSerializer fills in after all others."""

    def get_attribute(self, instance: Any) -> Any:
        raise SkipField


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": {"type": "string", "enum": list(LANGUAGE_CODES)},
    }
)
class FallbacksField(MarkField):
    def __init__(self) -> None:
        super().__init__(
            help_text="Texts that are missing in the language of the answer: name of the field "
            "→ code of the language it is in instead."
        )


@extend_schema_field({"type": "object", "additionalProperties": TEXTS_SCHEMA})
class AllTextsField(MarkField):
    def __init__(self) -> None:
        super().__init__(
            required=False,
            help_text="Only with `lang=all`: name of the field → all its languages.",
        )


class PrivateFields(serializers.Serializer[Any]):
    """Leaves out ``private_fields`` unless the context says that the reader may see them. Without
    any context the serializer is being described: then it has all fields."""

    private_fields: ClassVar[tuple[str, ...]] = ()

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        if self.context and not self.context.get("private"):
            return {name: each for name, each in fields.items() if name not in self.private_fields}
        return fields


class RecordSerializer(PrivateFields):
    """A record with texts: adds ``fallbacks``, and ``texts`` where all languages are wanted."""

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        if any(isinstance(field, LocalisedField) for field in fields.values()):
            fields["fallbacks"] = FallbacksField()
            fields["texts"] = AllTextsField()
        return fields

    def to_representation(self, instance: Any) -> dict[str, Any]:
        found = super().to_representation(instance)
        if "fallbacks" in self.fields:
            found["fallbacks"] = {
                name: value.language
                for name, value in found.items()
                if isinstance(value, LocalisedText) and value.is_fallback
            }
        if self.context["reader"].wants_all and "texts" in self.fields:
            found["texts"] = {
                name: field.get_attribute(instance)
                for name, field in self.fields.items()
                if isinstance(field, LocalisedField)
            }
        return found
