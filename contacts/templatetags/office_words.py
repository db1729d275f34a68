"""Facts about offices in words."""

import datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import dates

register = template.Library()
DAYS_IN_A_MONTH = 30.44
MONTHS_IN_DAYS = 60


@register.simple_tag
def confirmed(day: datetime.date) -> str:
    """The day on which an office was confirmed, and how long ago: in days up to two months, then in
    whole months, and in whole years from the second year on."""
    told = {"day": dates.day(day), "age": age(day)}
    if not told["age"]:
        return _("Confirmed today")
    return _("Confirmed on %(day)s (%(age)s)") % told


def age(day: datetime.date) -> str:
    """How long ago ``day`` was; empty for today."""
    days = (timezone.localdate() - day).days
    months = int(days / DAYS_IN_A_MONTH)
    if days <= 0:
        return ""
    if days <= MONTHS_IN_DAYS:
        return ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}
    if months < 24:
        return ngettext("%(count)s month ago", "%(count)s months ago", months) % {"count": months}
    years = months // 12
    return ngettext("%(count)s year ago", "%(count)s years ago", years) % {"count": years}
