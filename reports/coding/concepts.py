"""What a text speaks of, in any of the six languages: concepts of the field by their words.

The words stand in ``concepts.txt``. They bridge what n-grams cannot: other words for the same
thing (*armoury*, *stockpile*), and a report in a language in which a commitment has only a title.
Pure; nothing here knows the database or any one outcome's paragraphs.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from common.search import normalise
from common.similarity import CJK_RUN

WORDS = Path(__file__).with_name("concepts.txt")
NO_WORD = re.compile(r"[\W_]+")
# Terms of these are looked for anywhere: Chinese has no spaces, Arabic joins articles to words.
ANYWHERE = ("zh", "ar")
# Terms of a language are looked for only where letters of its script occur.
SCRIPTS = {
    "ar": re.compile("[\u0600-\u06ff]"),
    "ru": re.compile("[\u0400-\u04ff]"),
    "zh": CJK_RUN,
}
LATIN = re.compile("[a-z]")
# Only so many letters of a longer word are looked at first.
LONGEST_STEM = 8


@dataclass(frozen=True)
class _Said:
    """A text in normal form: its words between single spaces, and how they begin."""

    text: str
    beginnings: frozenset[str]


@dataclass(frozen=True)
class _Part:
    """One word or phrase. ``begins`` is how its first word does: a quick look before a slow one.
    It is empty where the phrase may stand inside a word."""

    plain: str
    pattern: re.Pattern[str] | None = None
    begins: str = ""

    def is_in(self, said: _Said) -> bool:
        if self.begins and self.begins not in said.beginnings:
            return False
        return bool(self.pattern.search(said.text)) if self.pattern else self.plain in said.text


@dataclass(frozen=True)
class _Term:
    """All parts must be there; one term is enough for the concept."""

    concept: str
    parts: tuple[_Part, ...]


# The terms of a script by how the first word of each begins ("" where that is not known).
_Terms = dict[str, list[_Term]]


def concepts_of(text: str) -> frozenset[str]:
    """The names of the concepts that ``text`` speaks of."""
    said = _said(text)
    return frozenset(
        term.concept
        for script, terms in _known().items()
        if script.search(said.text)
        for beginning in ("", *(said.beginnings & terms.keys()))
        for term in terms.get(beginning, ())
        if all(part.is_in(said) for part in term.parts)
    )


def _said(text: str) -> _Said:
    bare = f" {NO_WORD.sub(' ', normalise(text)).strip()} "
    beginnings = {word[:end] for word in set(bare.split()) for end in range(1, LONGEST_STEM + 1)}
    return _Said(bare, frozenset(beginnings))


@cache
def _known() -> dict[re.Pattern[str], _Terms]:
    found: dict[re.Pattern[str], _Terms] = {script: {} for script in (*SCRIPTS.values(), LATIN)}
    name = ""
    for line in WORDS.read_text(encoding="utf-8").splitlines():
        language, colon, terms = line.partition(": ")
        if colon and name:
            of_script = found[SCRIPTS.get(language, LATIN)]
            for term in terms.split(" / "):
                parts = tuple(_part(part, language) for part in term.split("&") if part.strip())
                of_script.setdefault(parts[0].begins, []).append(_Term(name, parts))
        elif line.strip() and not line.startswith("#"):
            name = line.strip()
    return found


def _part(part: str, language: str) -> _Part:
    words = [_word(word) for word in part.split()]
    text = " ".join(words)
    text = text if language in ANYWHERE else f" {text}"
    text = f"{text} " if part.strip().endswith("$") else text
    begins = "" if language in ANYWHERE else words[0].split("*")[0].split(" ")[0][:LONGEST_STEM]
    if "*" not in text:
        return _Part(text, begins=begins)
    # A run of word characters ends where a space must follow: nothing is tried twice.
    pattern = re.compile(re.escape(text).replace(r"\*", r"\w*"))
    return _Part("", pattern, begins)


def _word(word: str) -> str:
    stars = (NO_WORD.sub(" ", normalise(piece)).strip() for piece in word.rstrip("$").split("*"))
    return "*".join(stars)
