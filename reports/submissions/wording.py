"""In which official language a text seems to be: enough to notice a slip, no more.

Scripts tell Arabic, Chinese and Russian; the commonest words tell English, French and Spanish
from each other. Of a short text, or one without them, nothing is said.
"""

import re
import unicodedata
from collections import Counter

SCRIPTS = {"ARABIC": "ar", "CJK": "zh", "CYRILLIC": "ru", "LATIN": "latin"}
WORDS = {
    "en": "the of and to in is are has have by with for this that been",
    "fr": "le la les des et du une est dans par pour aux sont été sur",
    "es": "el los las y del una en por con para que es se su como",
}
COMMON = {code: frozenset(words.split()) for code, words in WORDS.items()}
# So that a name, a title or an address in another script is no reason to speak.
LETTERS_AT_LEAST = 12
WORDS_AT_LEAST = 4
TIMES_AS_MANY = 3


def seems_to_be(text: str) -> str | None:
    """The code of the language that most of ``text`` seems to be in; None when it is unclear."""
    letters = [letter for letter in text if letter.isalpha()]
    scripts = Counter(unicodedata.name(letter, "").partition(" ")[0] for letter in letters)
    found, number = next(iter(scripts.most_common(1)), ("", 0))
    # A Chinese character says what takes a word of letters.
    is_enough = len(letters) >= (LETTERS_AT_LEAST if found != "CJK" else LETTERS_AT_LEAST // 3)
    if not is_enough or number * 2 <= len(letters):
        return None
    language = SCRIPTS.get(found)
    return latin(text) if language == "latin" else language


def latin(text: str) -> str | None:
    words = Counter(re.findall(r"\w+", text.lower()))
    hits = Counter({code: sum(words[each] for each in common) for code, common in COMMON.items()})
    (first, most), (_second, next_most), _third = hits.most_common()
    return first if most >= WORDS_AT_LEAST and most >= TIMES_AS_MANY * next_most else None
