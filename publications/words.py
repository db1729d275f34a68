"""Figures and lists in words, for pages and documents alike."""

from django.utils.translation import gettext

from common.words import joined, percent, remarked
from reports.coverage import Ratio
from reports.models import ReportingCycle


def ratio_words(ratio: Ratio) -> str:
    """A count out of its total, with the share; "not applicable" if the total is 0."""
    if not ratio.total:
        return percent(None)
    figures = {"count": ratio.count, "total": ratio.total, "share": percent(ratio.share)}
    return gettext("%(count)s of %(total)s · %(share)s") % figures


def cycle_name(cycle: ReportingCycle) -> str:
    """The cycle's name, marked if its data are fictional."""
    return remarked(cycle, gettext("Fictional data")) if cycle.is_fictional else str(cycle)


def fictional_warning(cycle: ReportingCycle) -> str:
    """The warning that data are fictional, as in the banner of a page."""
    invented = gettext(
        "The cycle “%(cycle)s” is invented, for trying the tracker out. Nothing in it was reported"
        " by anybody."
    )
    return joined(gettext("Fictional data."), invented % {"cycle": cycle})
