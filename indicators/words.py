"""Amounts and days of records in words, as precisely as their sources give them."""

import re
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import dates
from indicators.models.values import Qualifier, When
from indicators.naming import QUALIFIED

MILLION = 1_000_000
SINCE = re.compile(r"since (\d{4})")


def number(value: Decimal) -> str:
    """As the active language writes it, without zeros behind the decimal point."""
    whole = value == value.to_integral_value()
    return number_format(
        value.to_integral_value() if whole else value.normalize(), force_grouping=True
    )


def amount(record: Any) -> str:
    """The number of an ``Amount`` with its qualifier, without its unit; empty where there is
    none."""
    if record.value is None:
        return ""
    value = {"number": number(record.value)}
    if record.qualifier == Qualifier.RANGE and record.value_max is not None:
        return _("%(number)s to %(last)s") % {**value, "last": number(record.value_max)}
    words = QUALIFIED.get(record.qualifier)
    return words() % value if words else value["number"]


def amount_in(value: Decimal, currency: str) -> str:
    """An amount of money as *1,700,000 USD*: the code is no word of any language."""
    return f"{number(value)}\u00a0{currency}"


def with_unit(record: Any) -> str:
    """The same with its unit: *more than 100 States*."""
    made = UNITS.get(record.unit)
    text = amount(record)
    if made is None or record.value is None:
        return f"{text} {record.unit}".strip()
    is_plain = record.qualifier == Qualifier.EXACT and record.value == 1
    return made(1 if is_plain else max(2, int(record.value))) % {"amount": text}


# The unit of each stable word, by the number that it goes with.
UNITS: dict[str, Any] = {
    "states": lambda n: ngettext("%(amount)s State", "%(amount)s States", n),
    "member_states": lambda n: ngettext("%(amount)s Member State", "%(amount)s Member States", n),
    "parties": lambda n: ngettext("%(amount)s party", "%(amount)s parties", n),
    "signatories": lambda n: ngettext("%(amount)s signatory", "%(amount)s signatories", n),
    "countries": lambda n: ngettext("%(amount)s country", "%(amount)s countries", n),
    "un_entities": lambda n: ngettext(
        "%(amount)s United Nations entity", "%(amount)s United Nations entities", n
    ),
    "companies": lambda n: ngettext("%(amount)s company", "%(amount)s companies", n),
    "small_arms": lambda n: ngettext("%(amount)s small arm", "%(amount)s small arms", n),
    "activities": lambda n: ngettext("%(amount)s activity", "%(amount)s activities", n),
    "cantons": lambda n: ngettext("%(amount)s canton", "%(amount)s cantons", n),
    "military_camps": lambda n: ngettext(
        "%(amount)s military camp", "%(amount)s military camps", n
    ),
    "persons_trained": lambda n: ngettext(
        "%(amount)s person trained", "%(amount)s persons trained", n
    ),
    "police_units": lambda n: ngettext("%(amount)s police unit", "%(amount)s police units", n),
    "projects": lambda n: ngettext("%(amount)s project", "%(amount)s projects", n),
    "tonnes": lambda n: ngettext("%(amount)s tonne", "%(amount)s tonnes", n),
    "tonnes_of_ammunition": lambda n: ngettext(
        "%(amount)s tonne of ammunition", "%(amount)s tonnes of ammunition", n
    ),
    "towns": lambda n: ngettext("%(amount)s town", "%(amount)s towns", n),
    "embargoes": lambda n: ngettext("%(amount)s embargo", "%(amount)s embargoes", n),
    "explosions": lambda n: ngettext("%(amount)s explosion", "%(amount)s explosions", n),
    "per_cent": lambda n: _("%(amount)s%%"),
    "per_100_000": lambda n: _("%(amount)s per 100,000 people"),
}


def _period(text: str) -> str:
    """The source's own words, in the reader's language where they are usual ones."""
    if text == "reporting period":
        return _("reporting period")
    if since := SINCE.fullmatch(text):
        return _("since %(year)s") % {"year": since[1]}
    return text


def when(record: When) -> str:
    """The day, the year or the days between which it lies; the source's own words where it gives
    no day; empty where it says nothing."""
    first, last = record.earliest_on, record.latest_on
    if first is None or last is None:
        return _period(getattr(record, "shown_period_text", record.period_text))
    if first == last:
        return dates.day(first)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        years = {"first": first.year, "last": last.year}
        return str(first.year) if first.year == last.year else _("%(first)s–%(last)s") % years
    return dates.days(first, last)
