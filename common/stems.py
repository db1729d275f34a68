"""Other forms of a word: policy and policies, marquage and marquages, женщины and женщинам.

A stemmer gives the stem of the searched word. The endings of its language are put on that stem; the
results with the same stem are the word's other forms. A word in Latin letters is taken for one of
the reader's language (English for readers of other scripts): in another language it may mean
something else, as *policies* has the stem of French *police*. In Arabic, where words begin and end
in many ways, the stem itself is searched. Chinese words have one form.

No form is stored: the search computes them. So old texts are found too, and SQLite and PostgreSQL
answer alike.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import takewhile
from typing import Any

from snowballstemmer.arabic_stemmer import ArabicStemmer
from snowballstemmer.english_stemmer import EnglishStemmer
from snowballstemmer.french_stemmer import FrenchStemmer
from snowballstemmer.russian_stemmer import RussianStemmer
from snowballstemmer.spanish_stemmer import SpanishStemmer

from common.bounding import normalised
from common.multilingual import current_language

# Shorter words have few forms, and shorter stems belong to many words.
SHORTEST = 4

# Endings of nouns and adjectives, and of verbs as far as reports use them; the first is empty.
ENGLISH = " s es e ed ing ings y ies ied"
FRENCH = " s x e es ee ees er ant ants al ale aux ales if ive ifs ives"
SPANISH = " s es a o as os ar ado ada ados adas ones ivo iva ivos ivas"
RUSSIAN = (
    " а я ы и е у ю о ь ой ей ом ем ам ям ами ями ах ях ов ев ий ый ая яя ое ее ые ие ого его"
    " ому ему ым им ыми ими ых их ую юю ью ия ии ию ией иям иями иях ть ет ит ют ут ят"
)
LATIN_LETTERS = re.compile("[a-z]+")
LATIN: dict[str, tuple[Any, str]] = {
    "en": (EnglishStemmer, ENGLISH),
    "fr": (FrenchStemmer, FRENCH),
    "es": (SpanishStemmer, SPANISH),
}
RUSSIAN_LETTERS = re.compile("[а-я]+")
ARABIC_LETTERS = re.compile("[\u0621-\u0652]+")
# English words of the subject with irregular forms.
IRREGULAR = ({"woman", "women"}, {"child", "children"})


def beginning(words: Collection[str]) -> str:
    """The common beginning of all ``words``."""
    first, last = min(words), max(words)
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(letter for letter, _same in pairs)


def forms(word: str) -> frozenset[str]:
    """Every form of ``word``, including itself, in small letters without accents (й stays). Only
    itself if it is short, or if its language has no other forms here."""
    return _forms(_bare(word), current_language())


def _bare(word: str) -> str:
    """``word`` without case and accents: many people type none, and the stem with accents
    differs."""
    decomposed = normalised("NFD", word.casefold().replace("й", "\0"))
    letters = (letter for letter in decomposed if not unicodedata.combining(letter))
    return "".join(letters).replace("\0", "й")


@lru_cache(maxsize=2048)
def _forms(word: str, language: str) -> frozenset[str]:
    found = {word}
    if len(word) < SHORTEST:
        return frozenset(found)
    if LATIN_LETTERS.fullmatch(word):
        found.update(_with_stem_of(word, *LATIN.get(language, LATIN["en"])))
        found.update(*(group for group in IRREGULAR if word in group))
    elif RUSSIAN_LETTERS.fullmatch(word):
        found.update(_with_stem_of(word, RussianStemmer, RUSSIAN))
    return frozenset(found)


def _with_stem_of(word: str, stemmer: Any, endings: str) -> Iterator[str]:
    # A stemmer has state, so each thread needs its own.
    stem_of = stemmer().stemWord
    stem = stem_of(word)
    root = beginning([word, stem])
    if len(root) < SHORTEST:
        return
    # polici-es and polic-y; control and controll-ed.
    for begin in (root, root[:-1], root + root[-1]):
        for ending in endings.split(" "):
            if stem_of(begin + ending) == stem:
                yield begin + ending


@lru_cache(maxsize=2048)
def arabic_stem(word: str) -> str:
    """The stem of an Arabic word if it is long enough to search for; else empty."""
    if not ARABIC_LETTERS.fullmatch(word):
        return ""
    stem: str = ArabicStemmer().stemWord(word)
    return stem if len(stem) >= SHORTEST else ""
