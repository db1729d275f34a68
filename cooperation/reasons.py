"""Why requests and offers go together, in words."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from commitments.models import Theme
from common import dates
from common.words import listing
from cooperation.models import Aid
from reports.models import Group, Reporter

Reasons = Iterable[Mapping[str, Any]]


def spoken(several: Iterable[Reasons]) -> list[list[str]]:
    """One sentence for each reason of each, in the active language. Three queries, whatever their
    number."""
    every = [list(reasons) for reasons in several]
    values = {value for reasons in every for reason in reasons for value in reason["values"]}
    names = {each.key: str(each) for each in Theme.objects.filter(key__in=values)}
    names |= {each.code: str(each) for each in Group.objects.filter(code__in=values)}
    names |= {each.code: str(each) for each in Reporter.objects.filter(code__in=values)}
    return [[_sentence(reason, names) for reason in reasons] for reasons in every]


def _sentence(reason: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return _WORDS[reason["kind"]](reason["values"], names)


def _themes(keys: list[str], names: Mapping[str, str]) -> str:
    return _("Same themes: %(names)s") % {"names": listing(names.get(key, key) for key in keys)}


def _aid(values: list[str], _names: Mapping[str, str]) -> str:
    words = listing(str(Aid(value).label) for value in values)
    return _("Same kind of aid: %(names)s") % {"names": words}


def _place(codes: list[str], names: Mapping[str, str]) -> str:
    if codes == ["any"]:
        return _("The offer is for any State")
    words = listing(names.get(code, code) for code in codes)
    return _("The offer is for: %(names)s") % {"names": words}


def _dates(days: list[str], _names: Mapping[str, str]) -> str:
    shown = listing(dates.day(datetime.date.fromisoformat(day)) for day in days)
    return _("The dates go together: %(days)s") % {"days": shown}


_WORDS: Mapping[str, Callable[[list[str], Mapping[str, str]], str]] = {
    "themes": _themes,
    "aid": _aid,
    "place": _place,
    "dates": _dates,
}
