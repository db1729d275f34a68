"""Texts in the six official languages of the United Nations.

One JSON object per text, keyed by language code: a list of sixty commitments is one
query, whatever the reader's language. Missing languages are absent, never empty strings.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.written import validate_text

# In the United Nations' order of its official languages (English alphabetical).
LANGUAGE_NAMES: dict[str, str] = {
    "ar": "العربية",
    "zh": "中文",
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}
LANGUAGE_CODES: tuple[str, ...] = tuple(LANGUAGE_NAMES)
LANGUAGE_CHOICES: list[tuple[str, str]] = list(LANGUAGE_NAMES.items())
RIGHT_TO_LEFT: frozenset[str] = frozenset({"ar"})
DEFAULT_LANGUAGE = "en"

Texts = Mapping[str, str]


class LocalisedText(str):
    """A text together with the language it is really in.

    ``is_fallback`` is true if this is not the requested language, so that pages and the API can say
    so.
    """

    language: str
    is_fallback: bool

    def __new__(cls, text: str, language: str, *, is_fallback: bool = False) -> "LocalisedText":
        self = super().__new__(cls, text)
        self.language = language
        self.is_fallback = is_fallback
        return self

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``, for the ``dir`` attribute."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"


def current_language() -> str:
    """The active language as one of the six codes; English when it is none of them."""
    return official(get_language())


@lru_cache(maxsize=100)
def official(language: str | None) -> str:
    """The official code for one of Django's codes. Cached, since a page needs it for each name."""
    code = (language or DEFAULT_LANGUAGE).split("-")[0]
    return code if code in LANGUAGE_NAMES else DEFAULT_LANGUAGE


def localise(texts: Texts | None, language: str | None = None) -> LocalisedText:
    """The text in ``language`` (the active one by default).

    Falls back to English, then to any other language, marked as a fallback. Without any text: an
    empty text in the requested language.
    """
    wanted = language or current_language()
    if not texts:
        return LocalisedText("", wanted)
    if text := texts.get(wanted):
        return LocalisedText(text, wanted)
    for code in (DEFAULT_LANGUAGE, *LANGUAGE_CODES):
        if text := texts.get(code):
            return LocalisedText(text, code, is_fallback=True)
    return LocalisedText("", wanted)


def words_of(texts: Texts | None, language: str | None = None) -> str:
    """The same text without a note of its language, which takes as long as all else: for lists of
    hundreds of names."""
    wanted = language or current_language()
    return (texts and texts.get(wanted)) or str(localise(texts, wanted))


def with_abbreviation(name: LocalisedText, abbreviation: str) -> str:
    """``name`` with its abbreviation, if it has one. Recorded abbreviations are English, so only an
    English name gets one: ECOWAS is CEDEAO elsewhere."""
    is_english = name.language == DEFAULT_LANGUAGE
    return f"{name} ({abbreviation})" if abbreviation and is_english else name


def validate_texts(value: Any) -> None:
    """Raise ValidationError unless ``value`` maps official language codes to texts."""
    if not isinstance(value, dict):
        raise ValidationError(_("Enter one text per language."), code="not_texts")
    unknown = sorted(set(value) - set(LANGUAGE_CODES))
    if unknown:
        raise ValidationError(
            _("%(codes)s: not one of the six official languages (%(known)s)."),
            code="unknown_language",
            params={
                "codes": ", ".join(map(str, unknown)),
                "known": ", ".join(LANGUAGE_CODES),
            },
        )
    if not all(isinstance(text, str) and text.strip() for text in value.values()):
        raise ValidationError(
            _("A language without a text is left out, not left empty."),
            code="empty_text",
        )
    for text in value.values():
        validate_text(text)
