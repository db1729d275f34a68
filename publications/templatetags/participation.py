"""Words of pages on participation in meetings."""

from django import template
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from participation.models import Body, Sitting
from reports.models import Reporter

register = template.Library()


@register.simple_tag
def sitting_day(sitting: Sitting) -> str:
    """The day of a sitting, or the days between which it was, if only these are known; else
    empty."""
    if sitting.held_on:
        return date_format(sitting.held_on)
    if not (sitting.earliest_on and sitting.latest_on):
        return ""
    # Not a range as for a meeting: the sitting was on one of these days.
    pattern = pgettext("one of these days", "between %(start)s and %(end)s")
    days = {"start": sitting.earliest_on, "end": sitting.latest_on}
    return pattern % {name: date_format(day) for name, day in days.items()}


@register.simple_tag
def named(who: Reporter | Body) -> SafeString:
    """The name of a reporter, as a link to its page, or of another body, which has no page."""
    if isinstance(who, Reporter):
        return format_html('<a href="{}">{}</a>', who.get_absolute_url(), who)
    return conditional_escape(str(who))
