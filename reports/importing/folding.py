"""Texts reduced to what tells names apart, with the way back to the original.

Spaces, hyphens, brackets, quotation marks, digits, accents, case and directional marks go, so
that a name broken across lines, hyphenated or followed by a footnote number is still found.
Commas of every script stay, as one: they separate the names of a list, and stand inside some.
"""

import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

from common.files.reading.lines import LETTER_MARKS

COMMA = ","
COMMAS = frozenset(",、，،;；|•·\u2022")
AMPERSAND = "&"
TATWEEL = "\u0640"
# Spellings that differ between keyboards and extractors, not between names.
SAME_LETTER = str.maketrans({"ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك", "ı": "i", "ł": "l", "ø": "o"})


@dataclass(frozen=True)
class Folded:
    """``text`` is folded; ``origins[i]`` is where its i-th character stands in ``original``."""

    original: str
    text: str
    origins: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.text)

    @cached_property
    def gaps(self) -> tuple[bool, ...]:
        """Whether something stood between each character and the one before it."""
        return tuple(
            index == 0
            or (
                not self.between(index).isalpha()
                and any(not _is_mark(c) for c in self.between(index))
            )
            for index in range(len(self.text))
        )

    def between(self, index: int) -> str:
        """What was dropped from the original just before the character at ``index``."""
        begin = self.origins[index - 1] + 1 if index else 0
        end = self.origins[index] if index < len(self.text) else len(self.original)
        return self.original[begin:end]

    def starts_word(self, index: int) -> bool:
        return (
            index >= len(self.text) or self.gaps[index] or COMMA in self.text[index - 1 : index + 1]
        )

    def slice(self, begin: int, end: int) -> str:
        """The original words from ``begin`` to before ``end`` (both folded indices)."""
        if begin >= end:
            return ""
        last = self.origins[end] if end < len(self.text) else len(self.original)
        words = self.original[self.origins[begin] : last]
        return " ".join(words.split()).strip(" ,、，،;；|•·.*-–—")


def fold(text: str) -> Folded:
    """``text`` folded: letters, commas and ampersands only."""
    letters: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(text):
        for letter in _letters(character):
            letters.append(letter)
            origins.append(index)
    return Folded(text, "".join(letters), tuple(origins))


def key(text: str) -> str:
    """What two spellings of one name have in common; empty when ``text`` has no letters."""
    return "".join(letter for character in text for letter in _letters(character)).strip(COMMA)


def is_cjk(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff"


@lru_cache(maxsize=16384)
def _letters(character: str) -> str:
    if character in LETTER_MARKS:
        return ""
    if character in COMMAS:
        return COMMA
    if character in "&＆":
        return AMPERSAND
    decomposed = unicodedata.normalize("NFKD", character.casefold()).translate(SAME_LETTER)
    return "".join(c for c in decomposed if c.isalpha() and c != TATWEEL)


def _is_mark(character: str) -> bool:
    """Accents, directional marks and digits: they do not end a word."""
    category = unicodedata.category(character)
    return category in {"Mn", "Cf", "Nd", "No", "Lm"} or character == "\u00ad"
