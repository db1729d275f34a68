"""Texts that cost no more than they say: what anything that normalises a text does first.

Putting the marks on one letter into their order takes time with the square of their number: a
letter with 400,000 accents keeps a processor busy for more than a minute. No language has more than
a handful, and Unicode's stream-safe format (UAX 15, section 13) allows thirty.
"""

import unicodedata

MOST_MARKS = 30
# Characters; a report of three hundred pages has about as many as this. Of what is longer, the
# beginning is found by the search.
LONGEST = 1_000_000
# Letters by their own class, of which nothing but marks is left when they are taken apart.
MARKS_APART = frozenset("\u0f73\u0f75\u0f81\uff9e\uff9f")
TOO_MANY = b"\x01" * (MOST_MARKS + 1)


def bounded(text: str) -> str:
    """``text`` without what of a run of marks is more than MOST_MARKS, and not longer than LONGEST.
    Costs time with the length alone."""
    text = text[:LONGEST]
    if text.isascii() or TOO_MANY not in bytes(map(is_mark, text)):
        return text
    kept, run = [], 0
    for character in text:
        run = run + 1 if is_mark(character) else 0
        if run <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def is_mark(character: str) -> bool:
    """Whether a character is put on the one before it, or is taken apart into such."""
    return unicodedata.combining(character) != 0 or character in MARKS_APART


def normalised(form: str, text: str) -> str:
    """``text`` in one of Unicode's forms, bounded. Nothing else calls ``unicodedata.normalize`` on
    a text that comes from outside."""
    return unicodedata.normalize(form, bounded(text))  # type: ignore[arg-type]
