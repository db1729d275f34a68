"""Indicators and their figures in words of the reader's language."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from common.multilingual import localise
from indicators.models import Indicator
from indicators.models.values import Qualifier, plain_number, unit_name


def figure_words(observation: Any) -> str:
    """The number of a figure as precisely as its source gives it: “at least 40”, “40–50”, “12%”."""
    if observation.value is None:
        return _("no number")
    written = number(observation.value)
    if observation.is_range:
        written = f"{written}–{number(observation.value_max)}"
    if observation.indicator.unit == "percent":
        written = _("%(number)s%%") % {"number": written}
    words = QUALIFIED.get(observation.qualifier)
    return str(words() % {"number": written}) if words else written


QUALIFIED: dict[str, Callable[[], str]] = {
    Qualifier.AT_LEAST: lambda: _("at least %(number)s"),
    Qualifier.MORE_THAN: lambda: _("more than %(number)s"),
    Qualifier.ABOUT: lambda: _("about %(number)s"),
}


def number(value: Decimal | None) -> str:
    """As the active language writes it, without zeros behind the decimal point."""
    text = plain_number(value or Decimal(0))
    decimals = len(text.partition(".")[2])
    return str(number_format(text, decimals, use_l10n=True, force_grouping=True))


def indicator_name(indicator: Indicator) -> str:
    """With the number of its framework before it."""
    name = str(localise(indicator.name))
    return f"{indicator.code} {name}" if indicator.code else name


def unit_words(indicator: Indicator) -> str:
    """The unit in the reader's language; a word that is not known as it is."""
    return unit_name(indicator.unit)
