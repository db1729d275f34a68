"""A text reduced for comparing and searching: no case, no accents, one script variant.

Needs no database and no settings, so that a process that reads one file starts quickly.
"""

import re
import unicodedata

from common.bounding import LONGEST, normalised

ARABIC_TATWEEL = "\u0640"
# Letters that no form of Unicode decomposes, and letters of Persian keyboards in place of Arabic
# ones. Below: quotation marks become spaces, hyphens and dashes one hyphen.
LETTERS = {
    "œ": "oe",
    "æ": "ae",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ı": "i",
    "ی": "ي",
    "ى": "ي",
    "ک": "ك",
}
ALIKE: dict[int, str] = {
    **dict.fromkeys(map(ord, "'’‘ʼ`´\"“”«»"), " "),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-"),
    **{ord(letter): plain for letter, plain in LETTERS.items()},
}
SPACES = re.compile(r"\s+")


def normalise(text: str) -> str:
    """``text`` without case, diacritics, vowel signs, quotation marks, repeated spaces and
    invisible characters (marks of direction, soft hyphens, spaces without width)."""
    if text.isascii():
        return SPACES.sub(" ", text[:LONGEST].casefold().translate(ALIKE)).strip()
    # Compatibility forms first (𝑨 → A), which have a case of their own.
    decomposed = normalised("NFKD", normalised("NFKD", text).casefold())
    bare = "".join(
        character
        for character in decomposed
        if not unicodedata.combining(character)
        and character != ARABIC_TATWEEL
        and unicodedata.category(character) != "Cf"
    )
    return SPACES.sub(" ", bare.translate(ALIKE)).strip()
