"""Words of templates on plans and targets."""

from typing import Any

from django import template

from indicators import citing
from indicators.models import Observation, ProgressLevel
from indicators.models.values import Qualifier, plain_number, unit_name
from publications.planning import LEVEL_SIGNS

register = template.Library()


@register.filter
def level_sign(level: str) -> str:
    return LEVEL_SIGNS[ProgressLevel(level)]


@register.filter
def level_label(level: str) -> Any:
    return ProgressLevel(level).label


@register.filter
def in_one_line(figure: Observation) -> str:
    return citing.words(figure)


register.filter(unit_name)


@register.filter
def amount(record: Any) -> str:
    """The amount of a record with its unit, as exactly as it is known; empty without one."""
    if record.value is None:
        return ""
    figure = plain_number(record.value)
    if record.value_max is not None:
        figure = f"{figure}–{plain_number(record.value_max)}"
    is_plain = record.qualifier in (Qualifier.EXACT, Qualifier.RANGE)
    how = "" if is_plain else str(Qualifier(record.qualifier).label)
    return f"{how} {figure} {unit_name(record.unit)}".strip()
