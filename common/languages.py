"""Addresses of pages by language: ``/fr/states/KEN/``; English without a prefix.

Chinese is ``zh`` in every address. Django finds its own Chinese translations, date formats
and scripts only as ``zh-hans``, so that is the active language behind ``/zh/``:
LocaleMiddleware already resolves the first to the second, and the class below does the
opposite when an address is made or matched.
"""

from django.conf import settings
from django.urls import URLPattern, URLResolver
from django.urls.resolvers import LocalePrefixPattern
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from common.multilingual import RIGHT_TO_LEFT


def public_code(language: str) -> str:
    """The code used in addresses and data for one of Django's: ``zh`` for ``zh-hans``."""
    return language.partition("-")[0]


def html_code(code: str) -> str:
    """The value of ``lang`` attributes: for Chinese more than the public code."""
    return "zh-Hans" if code == "zh" else code


def direction_of(code: str) -> str:
    """``rtl`` or ``ltr``, for the ``dir`` of a text."""
    return "rtl" if code in RIGHT_TO_LEFT else "ltr"


def language_attributes(code: str) -> SafeString:
    """``lang`` and ``dir`` of an element whose text is in the language ``code``."""
    return format_html('lang="{}" dir="{}"', html_code(code), direction_of(code))


class PublicLanguagePrefix(LocalePrefixPattern):
    """Matches and makes the prefix of the active language; none for the default language."""

    def __init__(self) -> None:
        super().__init__(prefix_default_language=False)

    @property
    def language_prefix(self) -> str:
        language = get_language() or settings.LANGUAGE_CODE
        return "" if language == settings.LANGUAGE_CODE else f"{public_code(language)}/"


def in_every_language(*patterns: URLPattern | URLResolver) -> list[URLPattern | URLResolver]:
    """The same pages under each language's prefix; like i18n_patterns, only for the root URLs."""
    return [URLResolver(PublicLanguagePrefix(), list(patterns))]
