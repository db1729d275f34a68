"""Lists of names."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString, mark_safe

from common.charts.canvas import linked
from reports.models import Reporter

register = template.Library()


@register.simple_tag
def name_list(reporters: Iterable[Reporter]) -> SafeString:
    """The reporters by name, each a link to its page."""
    items = [f"<li>{linked(str(each), each.get_absolute_url())}</li>" for each in reporters]
    return mark_safe(f'<ul class="name-list">{"".join(items)}</ul>')  # noqa: S308 (escaped)
