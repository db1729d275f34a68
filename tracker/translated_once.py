"""Translated words, kept by process.

Django looks a message up in the catalogue of one app after the other, and an English one, which has
no translation, in all of them. This takes 1.6 µs, and the page of a form has eight hundred
messages. A catalogue does not change while a process runs. When Django translates by another
function, ``tracker/tests/test_translated_once.py`` says so.
"""

from functools import lru_cache
from typing import Any

from django.utils.translation import trans_real

# The interface has some five thousand messages; one with its translation takes some hundred bytes.
KEPT_MESSAGES = 20_000


def keep_translations() -> None:
    translation: Any = trans_real.DjangoTranslation
    translation.gettext = lru_cache(maxsize=KEPT_MESSAGES)(translation.gettext)
