"""Shares, lists, remarks and names of languages in words."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, pgettext


def percent(share: float | None) -> str:
    """A share as whole per cent; "not applicable" for None, never 0 %."""
    if share is None:
        return gettext("not applicable")
    return gettext("%(number)s%%") % {"number": round(share * 100)}


def listing(items: Iterable[Any]) -> str:
    """The items separated as the active language does."""
    return pgettext("between the items of a list", ", ").join(map(str, items))


def remarked(words: Any, remark: Any) -> str:
    """``words`` with a remark after them in brackets, as the active language sets brackets."""
    pattern = pgettext("words with a remark", "%(words)s (%(remark)s)")
    return pattern % {"words": words, "remark": remark}


def sentence(words: Any) -> str:
    """``words`` that have no full stop of their own, as a sentence."""
    return pgettext("words as a sentence", "%(words)s.") % {"words": words}


def colon(label: Any) -> str:
    """``label`` with the colon before what it names; French has a space before it."""
    return pgettext("label before what it names", "%(label)s:") % {"label": label}


def joined(first: Any, second: Any) -> str:
    """Two sentences joined, or a label with its colon and its words; Chinese has no space there."""
    pattern = pgettext("two sentences", "%(first)s %(second)s")
    return pattern % {"first": first, "second": second}


def language_name(code: str) -> str:
    """The name of a language in the active language; empty for none."""
    names = {django_code.partition("-")[0]: name for django_code, name in settings.LANGUAGES}
    return str(names[code]) if code in names else ""


def language_names(codes: Iterable[str]) -> str:
    return listing(language_name(code) for code in codes)
