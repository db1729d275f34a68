"""Template tags of the coding table."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from common.multilingual import LocalisedText, localise
from reports.coding.agreement import Agreement
from reports.models import ResponseStatus

register = template.Library()


@register.simple_tag
def in_language(texts: Mapping[str, str]) -> LocalisedText:
    """A multilingual text in the active language, knowing which language it is really in."""
    return localise(texts)


@register.simple_tag
def status_label(status: str) -> str:
    """What a report says, by its code; *not coded* for none."""
    return str(ResponseStatus(status).label) if status in ResponseStatus.values else _("not coded")


@register.filter
def as_percent(share: Fraction) -> str:
    """A share in per cent, without decimals, as the language writes it."""
    return _("%(number)s%%") % {"number": number_format(round(share * 100))}


@register.filter
def as_decimal(number: Fraction) -> str:
    """With two decimals, as the language writes them."""
    return number_format(round(float(number), 2), 2)


@register.filter
def habits(found: Agreement) -> Iterator[tuple[str, int, int]]:
    """How often the first and the second coder chose each status that either chose."""
    for status in ResponseStatus:
        if found.first[status] or found.second[status]:
            yield str(status.label), found.first[status], found.second[status]
