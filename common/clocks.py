"""The clocks of States: the time zone of a State, to tell a deadline in its time.

The zones of States come from the IANA time zone database, as the package ``tzdata`` carries it
(``zone.tab``). A State with several has its capital's zone, if it is listed here. For any other
State there is no zone: nothing is guessed.
"""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# By ISO 3166-1 two-letter code, the zone of the capital (or the seat of government).
OF_CAPITALS = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CD": "Africa/Kinshasa",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "FM": "Pacific/Pohnpei",
    "ID": "Asia/Jakarta",
    "KI": "Pacific/Tarawa",
    "KZ": "Asia/Almaty",
    "MH": "Pacific/Majuro",
    "MN": "Asia/Ulaanbaatar",
    "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PG": "Pacific/Port_Moresby",
    "PS": "Asia/Hebron",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
    "UZ": "Asia/Tashkent",
}


@cache
def zones() -> Mapping[str, list[str]]:
    """The zones of each State and territory by two-letter code; empty without ``tzdata``."""
    found: dict[str, list[str]] = defaultdict(list)
    try:
        table = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    except (ModuleNotFoundError, OSError):
        return {}
    for line in table.splitlines():
        if not line.startswith("#"):
            code, _place, zone, *_said = line.split("\t")
            found[code].append(zone)
    return dict(found)


@cache
def zone_of(iso2: str) -> ZoneInfo | None:
    """The zone of the State with that two-letter code; None if it is not known."""
    known = zones().get(iso2, [])
    name = OF_CAPITALS.get(iso2) or (known[0] if len(known) == 1 else "")
    try:
        return ZoneInfo(name) if name else None
    except ZoneInfoNotFoundError:
        return None


def offset_of(value: datetime.datetime) -> str:
    """How far the clock of ``value`` is from UTC: ``UTC+3``, ``UTC−4``, ``UTC+5:30``."""
    minutes = round((value.utcoffset() or datetime.timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    if not minutes:
        return "UTC"
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")
