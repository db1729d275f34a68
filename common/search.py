"""Finding a text whatever its accents, case, script variant or vowel signs.

Every searchable record carries ``search_text``: its texts, normalised. A query is
normalised in the same way and looked for inside it, so École, ecole and ÉCOLE meet, and so
do Arabic words with and without vowels. Works alike on SQLite and PostgreSQL, and on
Chinese, which has no word boundaries for a full-text configuration to find.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q

from common.bounding import normalised

ARABIC_TATWEEL = "\u0640"
QUOTES = dict.fromkeys(map(ord, "'’‘ʼ`´\"“”«»"), " ")
SPACES = re.compile(r"\s+")


def normalise(text: str) -> str:
    """``text`` without case, diacritics, vowel signs, quotation marks or repeated spaces."""
    # Compatibility forms first (𝑨 → A), which have a case of their own.
    decomposed = normalised("NFKD", normalised("NFKD", text).casefold())
    bare = "".join(
        character
        for character in decomposed
        if not unicodedata.combining(character) and character != ARABIC_TATWEEL
    )
    return SPACES.sub(" ", bare.translate(QUOTES)).strip()


def texts_of(value: Any) -> Iterable[str]:
    """All strings inside a field's value: itself, or those of a list or an object."""
    if isinstance(value, dict):
        value = value.values()
    elif isinstance(value, str) or value is None:
        value = [value or ""]
    elif not isinstance(value, Iterable):
        value = [str(value)]
    return [text for text in value if text]


def matching(query: str, column: str = "search_text") -> Q:
    """The condition that every word of ``query`` occurs in ``column``; all rows if it is empty."""
    condition = Q()
    for word in normalise(query).split():
        condition &= Q(**{f"{column}__contains": word})
    return condition


class SearchTextField(models.TextField):
    """The normalised texts of the ``sources`` fields, kept by every save and bulk_create."""

    def __init__(self, *args: Any, sources: Iterable[str] = (), **kwargs: Any) -> None:
        self.sources = tuple(sources)
        kwargs.update(editable=False, blank=True, default="")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs["sources"] = self.sources
        return name, path, args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001
        found = [
            text for source in self.sources for text in texts_of(getattr(model_instance, source))
        ]
        value = "\n".join(map(normalise, found))
        setattr(model_instance, self.attname, value)
        return value
