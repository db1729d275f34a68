"""Bounds on texts: everything that normalises a text applies them first.

Ordering the marks on one letter takes time with the square of their number: a letter with 400,000
accents keeps a processor busy for more than a minute. No language puts more than a handful on a
letter; Unicode's stream-safe format (UAX 15, section 13) allows thirty.
"""

import unicodedata

MOST_MARKS = 30
# Characters: about as many as a report of three hundred pages has. The search finds only the
# beginning of a longer text.
LONGEST = 1_000_000
# Letters by their own class that decompose into marks alone.
MARKS_APART = frozenset("\u0f73\u0f75\u0f81\uff9e\uff9f")
TOO_MANY = b"\x01" * (MOST_MARKS + 1)


def bounded(text: str) -> str:
    """``text`` with at most MOST_MARKS marks in a row, cut at LONGEST characters. Takes time in
    proportion to the length."""
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
    """Whether a character is a mark on the one before it, or decomposes into such marks."""
    return unicodedata.combining(character) != 0 or character in MARKS_APART


def normalised(form: str, text: str) -> str:
    """``text`` in one of Unicode's normal forms, bounded. Only this may call
    ``unicodedata.normalize`` on a text from outside."""
    return unicodedata.normalize(form, bounded(text))  # type: ignore[arg-type]
