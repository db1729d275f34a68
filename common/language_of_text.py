"""Which of the six languages a text is in.

Scripts tell Arabic, Chinese and Russian; the commonest words tell English, French and Spanish
from each other.
"""

import re
from collections import Counter

# How many characters of a text are examined: more would tell nothing new.
ENOUGH = 60_000
LATIN = "latin"
SCRIPTS = {
    "zh": re.compile("[\u3400-\u9fff\uf900-\ufaff]"),
    "ar": re.compile("[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufefc]"),
    "ru": re.compile("[\u0400-\u04ff]"),
    LATIN: re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
}
# A Chinese character carries about as much as three letters.
WEIGHTS = {"zh": 3, "ar": 1, "ru": 1, LATIN: 1}
WORD = re.compile(r"[^\W\d_]+")
# The commonest words of the languages that share the Latin script; a word of two of them speaks
# for neither.
_COMMONEST = {
    "en": "the of and to in is that for with was by are on be shall their its from which",
    "fr": "le la les de des et du en un une est que pour dans sur aux leur par qui",
    "es": "el la los las de y del en un una es que para con por su se al",
}
_OWNERS = Counter(word for words in _COMMONEST.values() for word in words.split())
COMMONEST = {
    language: frozenset(word for word in words.split() if _OWNERS[word] == 1)
    for language, words in _COMMONEST.items()
}


# So that a name, a title or an address in another language does not decide.
LETTERS_AT_LEAST = 12
WORDS_AT_LEAST = 4
TIMES_AS_MANY = 3


def language_of(text: str) -> str:
    """The likeliest language of a text; empty where neither letters nor words decide."""
    text = text[:ENOUGH]
    script, letters, _all_letters = _commonest_script(text)
    if script != LATIN or not letters:
        return script if letters else ""
    first, most, next_most = _commonest_words(text)
    return first if most > next_most else ""


def clear_language_of(text: str) -> str:
    """The language of most of a text, if it is clear: enough to notice a slip, no more. Empty for
    short texts, texts in two languages and texts without common words."""
    text = text[:ENOUGH]
    script, letters, all_letters = _commonest_script(text)
    if letters < LETTERS_AT_LEAST or letters * 2 <= all_letters:
        return ""
    if script != LATIN:
        return script
    first, most, next_most = _commonest_words(text)
    return first if most >= WORDS_AT_LEAST and most >= TIMES_AS_MANY * next_most else ""


def _commonest_script(text: str) -> tuple[str, int, int]:
    """The language whose script has most letters (or ``LATIN``), their number, and the number of
    all letters."""
    letters = {code: len(found.findall(text)) * WEIGHTS[code] for code, found in SCRIPTS.items()}
    script = max(letters, key=lambda code: letters[code])
    return script, letters[script], sum(letters.values())


def _commonest_words(text: str) -> tuple[str, int, int]:
    """The language with most of its common words in the text, their number, and the next language's
    number."""
    words = Counter(WORD.findall(text.casefold()))
    counts = Counter({code: sum(words[word] for word in own) for code, own in COMMONEST.items()})
    (first, most), (_second, next_most), _third = counts.most_common()
    return first, most, next_most
