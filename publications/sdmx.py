"""Figures in the formats of SDMX: CSV (2.0) and JSON (1.0), over a structure of the tracker's own.

Identifiers are SDMX's own where they exist (``REF_AREA`` in M49, ``SEX``, ``TIME_PERIOD``,
``OBS_VALUE``, ``UNIT_MEASURE``); ``NATURE`` and ``REPORTING_TYPE`` use the letters of the public
database of the Goals. All other codes are the tracker's own, under its own agency: the structure is
not that database's. An answer without a figure is there too, with an empty value. A record without
a period cannot be written in SDMX, and is left out.
"""

import datetime
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from common.files.writing.tables import csv_text, safe_in_csv
from common.multilingual import localise
from indicators.models import Availability, Dimension, Observation
from indicators.models.definitions import TOTAL
from indicators.models.observations import codes_of
from indicators.models.values import plain_number

AGENCY, FLOW, VERSION = "POATRACKER", "POA_INDICATORS", "1.0.0"
NOT_APPLICABLE = "_Z"
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
# The dimensions before and after those of the breakdown.
FIRST = ("INDICATOR", "REPORTING_TYPE", "REF_AREA")
LAST = ("DENOMINATOR_RULE", "ORIGIN", "TIME_PERIOD")
ATTRIBUTES = (
    "AVAILABILITY",
    "UNIT_MEASURE",
    "NATURE",
    "QUALIFIER",
    "OBS_VALUE_MAX",
    "MADE",
    "AREA_NAME",
    "SOURCE",
    "SOURCE_DETAIL",
    "COMMENT_OBS",
    "CAVEAT",
)


@dataclass(frozen=True)
class Said:
    """One observation in SDMX: its key, its value (empty for none) and its attributes."""

    key: tuple[str, ...]
    value: str
    attributes: tuple[str, ...]


def concepts() -> list[str]:
    """The dimensions of every breakdown. One query."""
    return list(Dimension.objects.order_by("position", "concept").values_list("concept", flat=True))


def dimensions(of_breakdowns: Iterable[str]) -> tuple[str, ...]:
    return (*FIRST, *of_breakdowns, *LAST)


def said(
    observations: Iterable[Observation], silent: Iterable[Availability], breakdowns: list[str]
) -> Iterator[Said]:
    """Each figure and each answer without a figure, if its period is known. No query."""
    for each in observations:
        if each.time_period:
            yield _of_observation(each, breakdowns)
    for answer in silent:
        if answer.time_period:
            yield _of_silence(answer, breakdowns)


def _of_observation(each: Observation, breakdowns: list[str]) -> Said:
    codes = codes_of(each.breakdown)
    key = (
        _identifier(each.indicator.key),
        each.reporting_type,
        _area(each),
        *(codes.get(name, TOTAL) for name in breakdowns),
        each.denominator_rule.upper() or NOT_APPLICABLE,
        _origin(each),
        _time(each),
    )
    maximum = plain_number(each.value_max) if each.value_max is not None else ""
    comments = [each.comment] if each.comment else []
    if explained := getattr(each, "explained", None):
        comments.append(str(explained.value))
    return Said(
        key,
        each.number,
        (
            "reported",
            each.unit or each.indicator.unit,
            each.nature,
            each.qualifier,
            maximum,
            each.made,
            each.place_name,
            _source(each),
            each.source_detail,
            " / ".join(comments),
            str(localise(each.indicator.caveat)),
        ),
    )


def _of_silence(each: Availability, breakdowns: list[str]) -> Said:
    key = (
        _identifier(each.indicator.key),
        "N",
        each.reporter.m49_code or each.reporter.code,
        *(TOTAL for _name in breakdowns),
        NOT_APPLICABLE,
        _origin(each),
        _time(each),
    )
    unit, caveat = each.indicator.unit, str(localise(each.indicator.caveat))
    name, reason = each.reporter.display_name, each.reason
    attributes = (each.answered, unit, "", "", "", "", name, _source(each), "", reason, caveat)
    return Said(key, "", attributes)


def _identifier(key: str) -> str:
    """A key as SDMX writes identifiers."""
    return key.upper().replace("-", "_")


def _area(each: Observation) -> str:
    """M49 of a State, our code of a group, or a digest of a territory's name."""
    if each.place_reporter is not None:
        return str(each.place_reporter.m49_code or each.place_reporter.code)
    if each.place_group is not None:
        return _identifier(f"{each.place_group.kind}_{each.place_group.code}")
    return f"TERRITORY_{_digest(each.territory)}"


def _origin(each: Any) -> str:
    """The reference of the report, or a digest of the source, which keeps figures of two sources
    apart."""
    if each.submission_id:
        return str(each.submission.reference)
    parts = (each.source, getattr(each, "source_detail", ""), getattr(each, "release", ""))
    return f"SOURCE_{_digest('|'.join(parts))}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8].upper()


def _source(each: Any) -> str:
    if each.submission_id:
        return str(each.submission.reference)
    return " · ".join(filter(None, (each.source, getattr(each, "release", ""))))


def _time(each: Any) -> str:
    """A year, or a first day with a duration: SDMX's form of periods that are no calendar unit."""
    if "/" not in each.time_period:
        return str(each.time_period)
    first, last = each.starts_on, each.ends_on
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.isoformat()}/P{last.year - first.year + 1}Y"
    return f"{first.isoformat()}/P{(last - first).days + 1}D"


def as_csv(found: Iterable[Said], breakdowns: list[str]) -> Iterator[str]:
    """SDMX-CSV 2.0, line by line."""
    head = ("STRUCTURE", "STRUCTURE_ID", "ACTION")
    yield _line((*head, *dimensions(breakdowns), "OBS_VALUE", *ATTRIBUTES))
    flow = ("dataflow", f"{AGENCY}:{FLOW}({VERSION})", "I")
    for each in found:
        yield _line((*flow, *each.key, each.value, *each.attributes))


def _line(cells: Iterable[str]) -> str:
    return csv_text([map(_cell, cells)])


def _cell(text: str) -> str:
    """A number unchanged; words so that no spreadsheet program takes them for a formula."""
    return text if NUMBER.fullmatch(text) else safe_in_csv(text)


def as_json(
    found: Iterable[Said], breakdowns: list[str], address: str, prepared: datetime.datetime
) -> str:
    """A data message of SDMX-JSON 1.0 with its structure; all dimensions are on the observation
    level. An attribute that no observation has is left out: readers cannot place it."""
    names = dimensions(breakdowns)
    found = list(found)
    used = [n for n in range(len(ATTRIBUTES)) if any(each.attributes[n] for each in found)]
    values = [_Values() for _name in names]
    attributes = [_Values() for _name in used]
    observations = {}
    for each in found:
        place = ":".join(str(own(value)) for own, value in zip(values, each.key, strict=True))
        stated = [
            own(each.attributes[n]) if each.attributes[n] else None
            for own, n in zip(attributes, used, strict=True)
        ]
        observations[place] = [float(each.value) if each.value else None, *stated]
    message = {
        "header": {
            "id": FLOW,
            "test": False,
            "prepared": prepared.isoformat(timespec="seconds"),
            "sender": {"id": AGENCY},
            "links": [{"href": address, "rel": "request"}],
        },
        "structure": {
            "name": "PoA Tracker: indicators",
            "dimensions": {
                "observation": [
                    {
                        "id": name,
                        "name": name,
                        "keyPosition": position,
                        "values": [{"id": value, "name": value} for value in own.order],
                    }
                    for position, (name, own) in enumerate(zip(names, values, strict=True))
                ]
            },
            "attributes": {
                "observation": [
                    {
                        "id": ATTRIBUTES[n],
                        "name": ATTRIBUTES[n],
                        "values": [{"name": value} for value in own.order],
                    }
                    for n, own in zip(used, attributes, strict=True)
                ]
            },
        },
        "dataSets": [{"action": "Information", "observations": observations}],
    }
    return json.dumps(message, ensure_ascii=False)


class _Values:
    """The values of a component in order of appearance; a call returns the index of one."""

    def __init__(self) -> None:
        self.order: dict[str, int] = {}

    def __call__(self, value: str) -> int:
        return self.order.setdefault(value, len(self.order))
