"""Descriptions of a page's data for search engines."""

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from reports.models import ReportingCycle
from website import markup

register = template.Library()


@register.simple_tag(takes_context=True)
def data_markup(context: Context) -> SafeString:
    """All published data, described as a dataset."""
    return markup.script(markup.everything(context["request"]))


@register.simple_tag(takes_context=True)
def cycle_markup(context: Context, cycle: ReportingCycle) -> SafeString:
    """The reports of a cycle, described as a dataset; empty for a fictional cycle."""
    if cycle.is_fictional:
        return SafeString("")
    return markup.script(markup.of_cycle(context["request"], cycle))
