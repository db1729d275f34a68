"""Addresses of pages, of which a list needs hundreds: each is made once in a process."""

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

# One address takes some hundred bytes.
KEPT_ADDRESSES = 10_000


def place() -> tuple[str | None, str, str]:
    """What all addresses depend on: the active language, the prefix and the patterns at work."""
    return get_language(), get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF


def address(name: str, *arguments: str) -> str:
    """The path of a page in the active language, as ``reverse`` gives it."""
    return _made(name, arguments, *place())


@lru_cache(maxsize=KEPT_ADDRESSES)
def _made(
    name: str, arguments: tuple[str, ...], _language: str | None, _prefix: str, _urls: str
) -> str:
    """The last three parameters are only keys of the cache: ``reverse`` depends on them too."""
    return reverse(name, args=arguments)
