"""Figures and lists in words, for pages and documents alike."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext, pgettext

from reports.coverage import Ratio
from reports.models import ReportingCycle


def percent(share: float | None) -> str:
    """A share as whole per cent; "not applicable" for None, never 0 %."""
    if share is None:
        return gettext("not applicable")
    return gettext("%(number)s%%") % {"number": round(share * 100)}


def ratio_words(ratio: Ratio) -> str:
    """A count of its total with the share; "not applicable" where there is no total."""
    if not ratio.total:
        return percent(None)
    figures = {"count": ratio.count, "total": ratio.total, "share": percent(ratio.share)}
    return gettext("%(count)s of %(total)s · %(share)s") % figures


def listing(items: Iterable[Any]) -> str:
    """The items separated as the active language does."""
    return pgettext("between the items of a list", ", ").join(map(str, items))


def cycle_name(cycle: ReportingCycle) -> str:
    """The cycle's name, marked where its data are invented."""
    return f"{cycle} ({gettext('Fictional data')})" if cycle.is_fictional else str(cycle)


def fictional_warning(cycle: ReportingCycle) -> str:
    """That data are invented, as the banner of a page says it."""
    invented = gettext(
        "The cycle “%(cycle)s” is invented, for trying the tracker out. Nothing in it was reported"
        " by anybody."
    )
    return f"{gettext('Fictional data.')} {invented % {'cycle': cycle}}"
