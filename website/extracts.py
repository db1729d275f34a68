"""Showing the place in a text where a query was found."""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from common.search import Word, normalise, words_of

# Characters shown before the first match, and in all.
LEAD = 60
LENGTH = 240


def extract(text: str, query: str) -> SafeString:
    """A stretch of ``text`` around the first word of ``query`` in it, with every word marked.

    The beginning of the text if it has no match (the record was found by another of its texts).
    """
    spans = list(found_spans(text, query))
    start = _word_start(text, spans[0][0] - LEAD, spans[0][0]) if spans else 0
    end = _word_end(text, start + LENGTH)
    inside = [(a, b) for a, b in spans if a >= start and b <= end]
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return format_html("{}{}{}", before, _marked(text, inside, start, end), after)


def highlight(text: str, query: str) -> SafeString:
    """All of ``text``, with every word of ``query`` marked."""
    return _marked(text, list(found_spans(text, query)), 0, len(text))


def found_spans(text: str, query: str) -> Iterator[tuple[int, int]]:
    """The places of the words of ``query`` in ``text``, in order, without overlaps.

    Each includes the vowel signs and accents after its last letter: highlighting must not separate
    them from their letter.
    """
    words = words_of(query)
    # A search by filters alone marks nothing.
    bare, places = _bare_with_places(text) if words else ("", [])
    end = 0
    for match in _any_of(words).finditer(bare):
        start, end = max(places[match.start()], end), places[match.end() - 1] + 1
        while end < len(text) and not _bare(text[end]):
            end += 1
        if start < end:
            yield start, end


def _any_of(words: list[Word]) -> re.Pattern[str]:
    """Matches any of the words and their other forms, as a search does; the longest, if several
    begin at one place. Without words it matches nothing."""
    parts = {text: re.escape(text) for word in words for text in (word.text, word.stem) if text}
    for word in words:
        parts |= {text: rf"(?<![^\W_]){re.escape(text)}(?![^\W_])" for text in word.others}
    longest_first = sorted(parts, key=len, reverse=True)
    return re.compile("|".join(parts[text] for text in longest_first) or r"(?!)")


def _word_start(text: str, wanted: int, latest: int) -> int:
    """The beginning of the first word after ``wanted``; ``wanted`` itself in a script without
    spaces."""
    if wanted <= 0:
        return 0
    space = text.find(" ", wanted, latest)
    return wanted if space < 0 else space + 1


def _word_end(text: str, wanted: int) -> int:
    if wanted >= len(text):
        return len(text)
    space = text.rfind(" ", wanted - LEAD, wanted)
    return wanted if space < 0 else space


def _bare_with_places(text: str) -> tuple[str, list[int]]:
    """``text`` in its normalised form, and for each of its characters the place in ``text``."""
    bare, places = [], []
    for place, character in enumerate(text):
        for normal in _bare(character):
            bare.append(normal)
            places.append(place)
    return "".join(bare), places


@lru_cache(maxsize=4096)
def _bare(character: str) -> str:
    """The normalised form of a character: nothing for a vowel sign, a space for a quotation mark,
    two letters for a ligature."""
    return normalise(f"|{character}|")[1:-1]


def _marked(text: str, spans: list[tuple[int, int]], start: int, end: int) -> SafeString:
    pieces = []
    for a, b in spans:
        pieces.append((text[start:a], text[a:b]))
        start = b
    marked = format_html_join("", "{}<mark>{}</mark>", pieces)
    return format_html("{}{}", marked, text[start:end])
