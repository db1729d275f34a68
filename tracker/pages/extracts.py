"""Showing where in a text a query was found."""

from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from commitments.searching import normalise

# Characters shown before the first place found, and in all.
LEAD = 60
LENGTH = 240


def extract(text: str, query: str) -> SafeString:
    """A stretch of ``text`` around the first word of ``query`` in it, with every word marked.

    The beginning of the text when no word is found there (the record was found by another of
    its texts).
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
    """Where the words of ``query`` stand in ``text``, in order, without overlaps."""
    bare, places = _bare_with_places(text)
    words = normalise(query).split()
    position = 0
    while position < len(bare):
        length = max((len(w) for w in words if bare.startswith(w, position)), default=0)
        if length:
            yield places[position], places[position + length - 1] + 1
        position += length or 1


def _word_start(text: str, wanted: int, latest: int) -> int:
    """The beginning of the first word from ``wanted`` on; ``wanted`` itself in a script without
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
    """``text`` as it is searched, and for each of its characters the place it came from."""
    bare, places = [], []
    for place, character in enumerate(text):
        for normal in normalise(character) or (" " if character.isspace() else ""):
            bare.append(normal)
            places.append(place)
    return "".join(bare), places


def _marked(text: str, spans: list[tuple[int, int]], start: int, end: int) -> SafeString:
    pieces = []
    for a, b in spans:
        pieces.append((text[start:a], text[a:b]))
        start = b
    marked = format_html_join("", "{}<mark>{}</mark>", pieces)
    return format_html("{}{}", marked, text[start:end])
