"""Characters as they should have come out, and what the ends of lines tell."""

import re
import unicodedata

from common.bounding import normalised

# Marks of direction, zero-width characters, byte order marks: never part of the words.
INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f]"
)
SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
# Shapes instead of letters: Latin ligatures, Chinese radicals, Arabic presentation forms.
SHAPES = re.compile("[\ufb00-\ufb06\u2e80-\u2fdf\uf900-\ufaff\ufb50-\ufdfb\ufe70-\ufefc]")
SOFT_HYPHEN = "\u00ad"
CLOSERS = "\"'”’»›)）]】》」』"
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
NOTE_MARKS = re.compile(rf"(?:[{RAISED}]+|\*{{1,3}})$")
TERMINAL = ".。!！?？…؟"
SEMI = ";；؛"
COLON = ":："
OPEN = ",，、،"


def tidy(text: str) -> str:
    """``text`` in composed characters, without invisible ones, with single spaces."""
    text = SHAPES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = INVISIBLE.sub("", normalised("NFC", text))
    text = SPACES.sub(" ", text).strip()
    return text[:-1].replace(SOFT_HYPHEN, "") + text[-1:] if SOFT_HYPHEN in text else text


def bare_end(text: str) -> str:
    """``text`` without the footnote marks and closing brackets or quotes at its end."""
    text = text.rstrip()
    while text and (stripped := NOTE_MARKS.sub("", text).rstrip(CLOSERS + " ")) != text:
        text = stripped
    return text


def ends_sentence(text: str) -> bool:
    return bare_end(text)[-1:] in (*TERMINAL, *SEMI) and bool(bare_end(text))


def ends_clause(text: str) -> bool:
    """Whether it ends with any punctuation that a heading never ends with."""
    end = bare_end(text)[-1:]
    return bool(end) and end in TERMINAL + SEMI + COLON + OPEN


def ends_with_colon(text: str) -> bool:
    return bare_end(text)[-1:] in (":", "：")


def is_wide(character: str) -> bool:
    """Whether a character is as wide as two Latin ones."""
    return unicodedata.east_asian_width(character) in "WF"


def width(text: str) -> int:
    """The width of ``text`` in Latin characters."""
    return sum(2 if is_wide(character) else 1 for character in text)


def is_chinese(character: str) -> bool:
    return (
        "\u3400" <= character <= "\u9fff"
        or "\u3000" <= character <= "\u303f"
        or ("\uff00" <= character <= "\uff65")
    )
