"""Putting lines back together: which go on in the next one, and what stands between the halves."""

import re
from collections import Counter
from collections.abc import Iterable

from commitments.outcomes.parse.characters import SOFT_HYPHEN, is_chinese, is_wide

WORD = re.compile(r"[^\W\d_]+(?:[-‐'’][^\W\d_]+)*")
HYPHENS = ("-", "‐")
# After "troop- and police-contributing" a hyphen ends the first word.
CONJUNCTIONS = frozenset(["and", "or", "to", "et", "ou", "y", "e", "o", "u", "и", "или"])
LAST_WORD = re.compile(r"(?<![^\W\d_])([^\W\d_]+)[-‐]?$")
BETWEEN = re.compile(r"\d [\u3400-\u9fff]|[\u3400-\u9fff] \d")
TOUCHING = re.compile(r"\d[\u3400-\u9fff]|[\u3400-\u9fff]\d")


class Joiner:
    """Joins lines by what the whole document shows of its words and its spacing."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.words: Counter[str] = Counter()
        spaced = touching = 0
        ends: list[tuple[str, str]] = []
        before = ""
        for text in texts:
            left, right = LAST_WORD.search(before), WORD.match(text)
            if before.endswith(HYPHENS) and left and right:
                ends.append((left[1].lower(), right[0].lower()))
            before = text
            # The first and last word of a line may be half a word: they prove nothing.
            self.words.update(word.lower() for word in WORD.findall(text)[1:-1])
            spaced += len(BETWEEN.findall(text))
            touching += len(TOUCHING.findall(text))
        self.space_beside_digits = spaced > touching
        known = sum(bool(self.words[head + tail]) for head, tail in ends)
        compounds = sum(bool(self.words[f"{head}-{tail}"]) for head, tail in ends)
        self.parts_words = known > max(compounds, len(ends) * 0.2)

    def join(self, first: str, second: str) -> str:
        """``second`` as the continuation of ``first``."""
        if not first or not second:
            return first or second
        if first.endswith(SOFT_HYPHEN):
            return first[:-1] + second
        if first[-1] in HYPHENS and len(first) > 1:
            return self._hyphenated(first, second)
        return first + self._between(first, second) + second

    def _hyphenated(self, first: str, second: str) -> str:
        """The halves of a word, with the hyphen unless the document has the word without it.

        In a document that parts words at the end of lines, one whose halves stand nowhere else
        loses its hyphen too.
        """
        left, right = LAST_WORD.search(first), WORD.match(second)
        if not left or not right or second[0].isupper():
            return first + (" " if first[-2] == " " else "") + second
        if right[0].lower() in CONJUNCTIONS:
            return f"{first} {second}"
        head, tail = left[1].lower(), right[0].lower()
        whole, parted = self.words[head + tail], self.words[f"{head}-{tail}"]
        parts_words = self.parts_words and not (self.words[head] or self.words[tail])
        if parted > whole or not (whole or parts_words):
            return first + second
        return first[:-1] + second

    def _between(self, first: str, second: str) -> str:
        a, b = first[-1], second[0]
        if is_chinese(a) and is_chinese(b):
            return ""
        if is_wide(a) or is_wide(b):
            # Between Chinese and digits or Latin letters: as the document does it elsewhere.
            return " " if self.space_beside_digits and a.isalnum() and b.isalnum() else ""
        return "" if self._is_one_word(first, second) else " "

    def _is_one_word(self, first: str, second: str) -> bool:
        left, right = LAST_WORD.search(first), WORD.match(second)
        if not left or not right:
            return first[-1] in "(«["
        head, tail = left[1].lower(), right[0].lower()
        if self.words[head] and self.words[tail]:
            return False
        return bool(self.words[head + tail]) and not (self.words[head] or len(tail) > 14)
