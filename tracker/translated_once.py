"""Translated words, kept by process.

Django looks a message up in one catalogue of each app after the other, and English, which has no
translations, in all of them: 1.6 µs a message, of which a form's page has eight hundred. A catalogue
does not change while a process runs. ``tracker/tests/test_translated_once.py`` says when Django
translates by another function.
"""

from functools import lru_cache
from typing import Any

from django.utils.translation import trans_real

# The interface has some five thousand messages; one with its translation takes some hundred bytes.
KEPT_MESSAGES = 20_000


def keep_translations() -> None:
    translation: Any = trans_real.DjangoTranslation
    translation.gettext = lru_cache(maxsize=KEPT_MESSAGES)(translation.gettext)
