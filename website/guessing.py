"""Suggestions for a query without results: words of the records that differ by one letter from
words of the query."""

from collections.abc import Iterable, Iterator
from itertools import islice

from commitments.models import Commitment, Theme
from common.process_cache import kept
from common.search import normalise, texts_of
from common.stamp import Stamp
from reports.models import Group, Reporter

# Shorter words have too many neighbours.
SHORTEST = 4
MOST_GUESSES = 5


def guesses(query: str, stamp: Stamp | None) -> list[str]:
    """Queries with one word of ``query`` replaced by a known one. Four queries, or none while the
    public data has the same ``stamp`` as before."""
    known = kept(stamp, "words of names", known_words)
    return list(islice(dict.fromkeys(_replaced(normalise(query).split(), known)), MOST_GUESSES))


def known_words() -> set[str]:
    """The words of the names of States, organisations, groups and themes, and of the titles of
    commitments, in all languages."""
    plain = (normalise(text).replace("(", " ").replace(")", " ") for text in _texts())
    return {word.strip(".,;:") for text in plain for word in text.split()}


def _texts() -> Iterator[str]:
    yield from Reporter.objects.values_list("search_text", flat=True)
    for records, column in ((Group, "name"), (Theme, "name"), (Commitment, "title")):
        for texts in records.objects.values_list(column, flat=True):
            yield from texts_of(texts)


def _replaced(words: list[str], known: Iterable[str]) -> Iterator[str]:
    for place, word in enumerate(words):
        if len(word) < SHORTEST or word in known:
            continue
        near = [other for other in known if len(other) >= SHORTEST and is_one_apart(word, other)]
        for other in sorted(near, key=lambda other: (-len(other), other)):
            yield " ".join([*words[:place], other, *words[place + 1 :]])


def is_one_apart(one: str, other: str) -> bool:
    """Whether they differ by one letter (added, missing or changed), or by two neighbours
    swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = _same(one, other)
    end = _same(one[start:][::-1], other[start:][::-1])
    one, other = one[start : len(one) - end], other[start : len(other) - end]
    return max(len(one), len(other)) == 1 or (len(one) == 2 and one == other[::-1])


def _same(one: str, other: str) -> int:
    """The number of letters that two words share at their beginning."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
