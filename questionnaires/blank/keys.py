"""Stable keys for what a blank form only numbers and words."""

from collections.abc import Container

from django.utils.text import slugify

LONGEST = 60


def key_of(text: str, otherwise: str, taken: Container[str]) -> str:
    """A key from the words of an English text, or ``otherwise``, that nothing else has yet. Words
    in other scripts, and accents, leave no key."""
    slug = slugify(text)[:LONGEST].strip("-_").replace("_", "-") if text.isascii() else ""
    base = "-".join(filter(None, slug.split("-"))) or otherwise
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base[: LONGEST - 4]}-{number}".replace("--", "-")
    return key
