"""Finding a text whatever its accents, case, script variant or vowel signs.

Every searchable record carries ``search_text``: its texts, normalised. A query is normalised in the
same way and searched in that text. So École, ecole and ÉCOLE match, as do Arabic words with and
without vowels. It works the same on SQLite and PostgreSQL, and for Chinese, which has no word
boundaries for full-text search.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Case, Q, Value, When

from common import stems
from common.letters import normalise
from common.reading_once import once

__all__ = [
    "SearchTextField",
    "Word",
    "has_names",
    "matching",
    "names_in",
    "nearness",
    "normalise",
    "renew",
    "texts_of",
    "words_of",
]

# For normalised texts; both databases read the pattern alike.
NO_LETTER = "[^a-zа-я0-9]"
# Characters that an earlier ``normalise`` left in search texts.
LEFT_BEFORE = "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
LEFT_BEFORE += "\u2010-\u2015\u2212\ufe58\ufe63\uff0dœæøłđıیىک]"


def renew(model: Any) -> None:
    """Normalise old search texts again, from before ``normalise`` removed invisible characters. For
    migrations. One update for each such record."""
    old = model.objects.filter(search_text__regex=LEFT_BEFORE)
    for pk, text in list(old.values_list("pk", "search_text")):
        renewed = "\n".join(map(normalise, text.split("\n")))
        model.objects.filter(pk=pk).update(search_text=renewed)


def texts_of(value: Any) -> Iterable[str]:
    """All strings inside a field's value: the value itself, or the items of a list or an object."""
    if isinstance(value, dict):
        value = value.values()
    elif isinstance(value, str) or value is None:
        value = [value or ""]
    elif not isinstance(value, Iterable):
        value = [str(value)]
    return [text for text in value if text]


# Records whose codes and names are whole words of a query (``has_names``).
_NAMED: list[Callable[[], Any]] = []
# Longer words are names of records only as the whole of a query.
LONGEST_CODE = 5
MOST_CODES = 8


def has_names(records: Callable[[], Any]) -> None:
    """Have searches find the codes and names of ``records``, which have search texts, as whole
    words: USA not in causa, Mali not in Somalia. For an app's ``ready``."""
    _NAMED.append(records)


def matching(query: str, *columns: str) -> Q:
    """The condition that one of the ``columns`` (by default ``search_text``) has every word of
    ``query``, or another form of the word; the code or name of a record (``has_names``) as a whole
    word. An empty query matches all rows. ``names_in`` is asked at once: a condition that holds the
    question itself keeps PostgreSQL from its best ways."""
    words, names = words_of(query), sorted(names_in(query))
    return reduce(or_, (_in_column(words, names, each) for each in columns or ("search_text",)))


def _in_column(words: "list[Word]", names: list[str], column: str) -> Q:
    condition = Q()
    for word in words:
        condition &= _condition(word, column)
    for name in names:
        condition &= has_words(name, column)
    return condition


def _possible_names(query: str) -> list[str]:
    """What may be a name in a query: the whole of it, and its short words."""
    whole = normalise(query)
    short = [word for word in whole.split() if len(word) <= LONGEST_CODE]
    return list(dict.fromkeys([whole, *short[:MOST_CODES]])) if whole else []


def names_in(query: str) -> set[str]:
    """The words of a query that are the code or name of a record. A query for each model, and only
    once within ``reading_once``."""
    words = _possible_names(query)
    return once(("names", *words), lambda: _names_among(words)) if words else set()


def _names_among(words: list[str]) -> set[str]:
    one = reduce(or_, map(is_called, words))
    found = [records().filter(one).values_list("search_text", flat=True) for records in _NAMED]
    return set(words) & {line for texts in found for text in texts for line in text.split("\n")}


@dataclass(frozen=True)
class Word:
    """A normalised word of a query. The word, or its stem if it has one, is searched as part of a
    word; its other forms as whole words."""

    text: str
    stem: str
    others: tuple[str, ...]


def words_of(query: str) -> list[Word]:
    """The words of a query, in order."""
    found = []
    for typed in query.split():
        words = normalise(typed).split()
        # Only stems treat the Russian й as a letter of its own. If normalising split the typed
        # word, the normalised parts are used.
        found += [_word(word, typed if len(words) == 1 else word) for word in words]
    return found


def _word(word: str, typed: str) -> Word:
    stem = normalise(stems.arabic_stem(typed))
    forms = {normalise(form) for form in stems.forms(typed)}
    others = sorted(form for form in forms if word not in form)
    return Word(word, stem if stem in word else "", tuple(others))


def _condition(word: Word, column: str) -> Q:
    if word.stem:
        return Q(**{f"{column}__contains": word.stem})
    whole = Q(**{f"{column}__contains": word.text})
    if not word.others:
        return whole
    # The common beginning is searched first: that is cheap, and few texts have it.
    begin = stems.beginning([word.text, *word.others])
    either = "|".join(map(re.escape, word.others))
    other = Q(**{f"{column}__regex": f"(^|{NO_LETTER})({either})($|{NO_LETTER})"})
    return Q(**{f"{column}__contains": begin}) & (whole | other)


def nearness(query: str, column: str = "search_text") -> Case:
    """How near a record is to the whole of ``query``, to order by: 0 where one of its texts is the
    query (a code, a name), 1 where one begins with it, 2 otherwise."""
    whole = normalise(query)
    begins = Q(**{f"{column}__startswith": whole}) | Q(**{f"{column}__contains": f"\n{whole}"})
    near = [When(is_called(query, column), then=Value(0)), When(begins, then=Value(1))]
    return Case(*(near if whole else ()), default=Value(2), output_field=models.SmallIntegerField())


def is_called(query: str, column: str = "search_text") -> Q:
    """The condition that one of the texts in ``column`` is the query."""
    whole = normalise(query)
    return (
        Q(**{column: whole})
        | Q(**{f"{column}__startswith": f"{whole}\n"})
        | Q(**{f"{column}__contains": f"\n{whole}\n"})
        | Q(**{f"{column}__endswith": f"\n{whole}"})
    )


def has_words(query: str, column: str = "search_text") -> Q:
    """The condition that the query stands in ``column`` between whole words."""
    whole = re.escape(normalise(query))
    return Q(**{f"{column}__regex": f"(^|{NO_LETTER}){whole}($|{NO_LETTER})"})


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
