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
from django.db.models import Case, Q, Value, When

from common.bounding import LONGEST, normalised

ARABIC_TATWEEL = "\u0640"
# Quotation marks, of which nothing is left; hyphens and dashes, which are one; letters that no
# form of Unicode takes apart; letters of Persian keyboards for those of Arabic.
LETTERS = {
    "œ": "oe",
    "æ": "ae",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ı": "i",
    "ی": "ي",
    "ى": "ي",
    "ک": "ك",
}
ALIKE: dict[int, str] = {
    **dict.fromkeys(map(ord, "'’‘ʼ`´\"“”«»"), " "),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-"),
    **{ord(letter): plain for letter, plain in LETTERS.items()},
}
SPACES = re.compile(r"\s+")


def normalise(text: str) -> str:
    """``text`` without case, diacritics, vowel signs, quotation marks, repeated spaces or what
    nobody sees (marks of direction, soft hyphens, spaces without width)."""
    if text.isascii():
        return SPACES.sub(" ", text[:LONGEST].casefold().translate(ALIKE)).strip()
    # Compatibility forms first (𝑨 → A), which have a case of their own.
    decomposed = normalised("NFKD", normalised("NFKD", text).casefold())
    bare = "".join(
        character
        for character in decomposed
        if not unicodedata.combining(character)
        and character != ARABIC_TATWEEL
        and unicodedata.category(character) != "Cf"
    )
    return SPACES.sub(" ", bare.translate(ALIKE)).strip()


# What an earlier ``normalise`` left in search texts.
LEFT_BEFORE = "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
LEFT_BEFORE += "\u2010-\u2015\u2212\ufe58\ufe63\uff0dœæøłđıیىک]"


def renew(model: Any) -> None:
    """Normalise search texts again that were written before ``normalise`` left out what nobody
    sees: for migrations. Costs one update for each such record."""
    old = model.objects.filter(search_text__regex=LEFT_BEFORE)
    for pk, text in list(old.values_list("pk", "search_text")):
        renewed = "\n".join(map(normalise, text.split("\n")))
        model.objects.filter(pk=pk).update(search_text=renewed)


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


def nearness(query: str, column: str = "search_text") -> Case:
    """How near a record is to the whole of ``query``, to order by: 0 where one of its texts is the
    query (a code, a name), 1 where one begins with it, 2 otherwise."""
    whole = normalise(query)
    begins = Q(**{f"{column}__startswith": whole}) | Q(**{f"{column}__contains": f"\n{whole}"})
    same = (
        Q(**{column: whole})
        | Q(**{f"{column}__startswith": f"{whole}\n"})
        | Q(**{f"{column}__contains": f"\n{whole}\n"})
        | Q(**{f"{column}__endswith": f"\n{whole}"})
    )
    near = [When(same, then=Value(0)), When(begins, then=Value(1))] if whole else []
    return Case(*near, default=Value(2), output_field=models.SmallIntegerField())


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
