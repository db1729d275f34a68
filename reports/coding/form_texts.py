"""The texts of known forms: where a report repeats them, they are not the State's own words.

A later app that keeps forms registers a function that gives their texts, in every language;
nothing here imports it. A text is recognised whatever its case, accents, punctuation and number.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache

from common.search import normalise
from reports.attachments import prose

# In letters' worth: shorter words are recognised as a whole text of a form only, not as a part of
# one; a form's text inside a sentence only if it is long enough to be no turn of phrase.
SHORTEST, SHORTEST_INSIDE = 24, 40
# Texts of a form change a little from print to print: this share of a sentence's pieces is enough.
ENOUGH = 0.75
PIECE = 10
FEWEST_PIECES = 20

# Functions that give texts of forms, by the name of whoever registered them.
known_form_texts: dict[str, Callable[[], Iterable[str]]] = {}


def register(name: str, texts: Callable[[], Iterable[str]]) -> None:
    """Add texts of forms, or put others in the place of that name's."""
    known_form_texts[name] = texts


class FormTexts:
    """The texts of the known forms, ready to be looked for. ``more`` are further ones."""

    def __init__(self, more: Iterable[str] = ()) -> None:
        known = tuple(text for texts in known_form_texts.values() for text in texts())
        self.indexes = (_known(known), _Index(more))

    def __contains__(self, text: str) -> bool:
        """Whether ``text`` is one of them, part of one, or little more than one."""
        key = _key(text)
        return bool(key) and any(key in index for index in self.indexes)


class _Index:
    """Texts by what is compared of them."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.keys = {key for text in texts if (key := _key(text))}
        self.joined = "\n".join(self.keys)
        self.pieces = {piece for key in self.keys for piece in _pieces(key)}
        self.beginnings: dict[str, list[str]] = {}
        for key in self.keys:
            if prose.size(key) >= SHORTEST_INSIDE:
                self.beginnings.setdefault(key[:PIECE], []).append(key)

    def __contains__(self, key: str) -> bool:
        if not self.keys:
            return False
        if key in self.keys:
            return True
        if prose.size(key) < SHORTEST:
            return False
        return key in self.joined or self._holds_one(key) or self._is_nearly(key)

    def _holds_one(self, key: str) -> bool:
        return any(
            key.startswith(known, index)
            for index, piece in enumerate(_pieces(key))
            for known in self.beginnings.get(piece, ())
        )

    def _is_nearly(self, key: str) -> bool:
        pieces = _pieces(key)
        if len(pieces) < FEWEST_PIECES:
            return False
        return sum(piece in self.pieces for piece in pieces) >= ENOUGH * len(pieces)


@lru_cache(maxsize=2)
def _known(texts: tuple[str, ...]) -> _Index:
    """Forms change seldom, and have thousands of texts."""
    return _Index(texts)


def _key(text: str) -> str:
    """Letters and digits alone, in normal form, without a number before them."""
    return "".join(filter(str.isalnum, normalise(prose.without_label(text))))


def _pieces(key: str) -> list[str]:
    return [key[index : index + PIECE] for index in range(max(len(key) - PIECE + 1, 0))]
