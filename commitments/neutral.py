"""The neutral titles of imported paragraphs, and what is shown until better ones are written."""

import re
from collections.abc import Mapping

from common.files.reading.lines import LETTER_MARKS, superscript

PARAGRAPH = {
    "en": "Paragraph {0}",
    "fr": "Paragraphe {0}",
    "es": "Párrafo {0}",
    "ru": "Пункт {0}",
    "zh": "第 {0} 段",
    "ar": "الفقرة {0}",
}
RECOMMENDATION = {
    "en": "Recommendation {0}",
    "fr": "Recommandation {0}",
    "es": "Recomendación {0}",
    "ru": "Рекомендация {0}",
    "zh": "建议 {0}",
    "ar": "التوصية {0}",
}
# Raised digits and letters behind a word of three letters or more, or the end of a clause: not
# *km²*.
_MARK = f"[{LETTER_MARKS}{superscript('0123456789')}]+"
MARKS = re.compile(rf"(?:(?<=[^\W\d_]{{3}})|(?<=[,.;:!?)”»。，；：])){_MARK}(?:,{_MARK})*")
# How many characters of a text stand in for its title; the last word is not cut.
FIRST_WORDS = 90


def is_neutral(title: Mapping[str, str], number: str) -> bool:
    """Whether a title is still to be written."""
    return is_neutral_in("en", title.get("en", ""), number)


def is_neutral_in(language: str, title: str, number: str) -> bool:
    """Whether the title in one language is still to be written."""
    forms = (words.get(language, "") for words in (PARAGRAPH, RECOMMENDATION))
    return title in [form.format(number) for form in forms]


def first_words(text: str) -> str:
    """The beginning of a text, on one line, with an ellipsis where it goes on.

    Marks of footnotes are left out: no footnote stands below a title.
    """
    whole = MARKS.sub("", text).strip()
    line = whole.split("\n", maxsplit=1)[0].strip()
    if len(line) <= FIRST_WORDS:
        return line if line == whole else f"{line.rstrip(' :;,.')}…"
    start, _space, _cut = line[: FIRST_WORDS + 1].rpartition(" ")
    # Chinese has no spaces to cut at.
    return f"{(start if len(start) > FIRST_WORDS / 2 else line[:FIRST_WORDS]).rstrip(' :;,.')}…"


def shown_title(
    title: Mapping[str, str], official_text: Mapping[str, str], number: str
) -> dict[str, str]:
    """The title to show: where only a neutral one is on record, the first words of the text.

    A language in which somebody has written a title keeps it.
    """
    if not is_neutral(title, number):
        return dict(title)
    words = {language: first_words(text) for language, text in official_text.items() if text}
    written = {
        language: text
        for language, text in title.items()
        if not is_neutral_in(language, text, number)
    }
    return {**words, **written} or dict(title)
