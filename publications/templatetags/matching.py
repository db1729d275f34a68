"""Amounts and days of requests and offers on a page."""

import datetime
from typing import Any

from django import template

from publications.documents import compendium

register = template.Library()


@register.filter
def money(record: Any) -> str:
    return compendium.money(record)


@register.simple_tag
def period(first: datetime.date | None, last: datetime.date | None) -> str:
    return compendium.period(first, last)
