"""The numerals and letters that headings begin with, in the scripts of six languages."""

import re
from collections.abc import Callable

from commitments.outcomes.parse.mark import Style
from commitments.outcomes.parse.numerals import (
    ARABIC_LETTER_NAMES,
    ARABIC_ORDINALS,
    chinese_value,
    letter_value,
    roman_value,
)

OUTER = (Style.ROMAN, Style.CHINESE, Style.ORDINAL)

_ARABIC_WORD = r"(?:(?:ال)?(?:فرع|فصل|جزء|قسم|باب))"
# What may stand before a numeral: "Chapter II", "Глава II".
_WORD = (
    r"(?:section|chapter|part(?:ie|e)?|chapitre|cap[íi]tulo|t[íi]tulo|secci[óo]n|раздел|часть|глава|"
    rf"{_ARABIC_WORD})"
)
ROMAN_HEAD = re.compile(
    rf"(?:{_WORD}\s+)?"
    r"(?P<label>[IVXІХ]{1,6})\s*(?:[.．、:–—-]|$)\s*",
    re.IGNORECASE,
)
CHINESE_HEAD = re.compile(
    r"第?(?P<label>[一二三四五六七八九十]{1,3})(?:[.．、:：]|[章节部](?:分)?[.．、:： ]?)\s*"
)
LETTER_HEAD = re.compile(
    rf"(?:{_WORD}\s+)?"
    r"(?P<label>(?-i:[A-ZА-Я]))\s*(?:[.．、]|$)\s*",
    re.IGNORECASE,
)
ORDINAL_HEAD = re.compile(
    rf"(?:{_ARABIC_WORD}\s+(?:ال)?)?"
    r"(?P<label>(?:أول|ثاني|ثالث|رابع|خامس|سادس|سابع|ثامن|تاسع|عاشر|حادي)ا?ً?ا?(?:\s+عشر)?)"
    r"\s*(?:[-–—.:]|$)\s*"
)
LETTER_NAME_HEAD = re.compile(rf"(?P<label>{ARABIC_LETTER_NAMES})\s*(?:[-–—.:]|$)\s*")


def heading_label(text: str) -> tuple[Style, int, str, int] | None:
    """Style, value, label and length of the outline numeral that ``text`` begins with."""
    for style, pattern, value_of in HEADS:
        found = pattern.match(text)
        if found and (value := value_of(found["label"])):
            return style, value, found["label"], found.end()
    return None


def ordinal_value(label: str) -> int:
    """أولا as 1, حادي عشر as 11; 0 for any other text."""
    stem, _space, ten = label.partition(" ")
    stem = stem.rstrip("اً")
    if stem.startswith("حاد"):
        return 11
    value = next(
        (i for i, o in enumerate(ARABIC_ORDINALS, 1) if o.rstrip("ي") == stem.rstrip("ي")), 0
    )
    return value + 10 if value and ten.strip() else value


def _letter_name(label: str) -> int:
    return ARABIC_LETTER_NAMES.split("|").index(label) + 1


HEADS: tuple[tuple[Style, re.Pattern[str], Callable[[str], int]], ...] = (
    (Style.ROMAN, ROMAN_HEAD, roman_value),
    (Style.CHINESE, CHINESE_HEAD, chinese_value),
    (Style.ORDINAL, ORDINAL_HEAD, ordinal_value),
    (Style.LETTER_NAME, LETTER_NAME_HEAD, _letter_name),
    (Style.LETTER, LETTER_HEAD, letter_value),
)
