"""Offices from a table: read, shown with every difference, then recorded all or not at all.

A row is one office. It is that on record with the same reporter, function and mailbox (or, without
a mailbox, name). Nothing that the file does not mention is touched: neither other offices, nor
columns that it does not have. A new office is not public unless the row says so.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from common.files.reading import named_columns
from common.multilingual import LANGUAGE_CODES
from contacts.models import Office, OfficeFunction, OfficeOrigin
from reports.models import Reporter

NAMES = {f"name_{code}": code for code in LANGUAGE_CODES}
TEXTS = ("address", "mailbox", "telephone", "website", "source")
DAYS = ("since", "until", "confirmed_on")
COLUMNS = ("reporter", "function", *NAMES, *TEXTS, *DAYS, "public")
NEEDED = ("reporter", "function", "source")
TRUTHS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
# What of an office on record a row may change.
CHANGEABLE = ("name", *TEXTS, *DAYS, "is_public")

Key = tuple[Any, str, str]


@dataclass(frozen=True)
class Difference:
    """What a row changes: the name of the column, what stands there and what would."""

    name: str
    before: str
    after: str


@dataclass
class Planned:
    """One row of the file and what recording it would do; ``problems`` keep the file out."""

    number: int
    office: Office | None = None
    stored: Office | None = None
    differences: list[Difference] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.stored is None and not self.problems

    @property
    def is_change(self) -> bool:
        return self.stored is not None and bool(self.differences) and not self.problems


@dataclass
class Plan:
    """What the file would do; ``problem`` is about the file as a whole."""

    rows: list[Planned] = field(default_factory=list)
    problem: str = ""

    @property
    def new(self) -> list[Planned]:
        return [each for each in self.rows if each.is_new]

    @property
    def changed(self) -> list[Planned]:
        return [each for each in self.rows if each.is_change]

    @property
    def wrong(self) -> list[Planned]:
        return [each for each in self.rows if each.problems]

    @property
    def unchanged(self) -> int:
        return len(self.rows) - len(self.new) - len(self.changed) - len(self.wrong)

    @property
    def is_ready(self) -> bool:
        return not self.problem and not self.wrong and bool(self.new or self.changed)


def read(data: bytes) -> list[tuple[int, dict[str, str]]]:
    """The rows of a table (``named_columns``)."""
    return named_columns.read(data, COLUMNS, NEEDED)


def plan(rows: Iterable[tuple[int, Mapping[str, str]]]) -> Plan:
    """What recording the rows would do. Two queries, and those of each row's constraints."""
    reporters = {each.code: each for each in Reporter.objects.all()}
    on_record: dict[Key, Office] = {}
    for office in Office.objects.filter(until=None, is_fictional=False).order_by("-pk"):
        on_record |= dict.fromkeys(_keys(office), office)
    found, seen = Plan(), dict[Key, int]()
    for number, row in rows:
        found.rows.append(_planned(number, row, reporters, on_record, seen))
    if not found.rows:
        found.problem = _("The file has no rows.")
    return found


def _keys(office: Office) -> list[Key]:
    """What tells an office apart: its mailbox, else each of its names."""
    about = (office.reporter_id, office.function)
    if office.mailbox:
        return [(*about, office.mailbox)]
    return [(*about, text) for text in office.name.values()]


def _planned(
    number: int,
    row: Mapping[str, str],
    reporters: Mapping[str, Reporter],
    on_record: Mapping[Key, Office],
    seen: dict[Key, int],
) -> Planned:
    planned = Planned(number)
    try:
        told = _told(row, reporters)
        keys = _keys(told)
        planned.stored = next((on_record[key] for key in keys if key in on_record), None)
        planned.office = _with(planned, told, row)
        planned.office.clean_fields(exclude=["reporter"])
        planned.office.clean()
        planned.office.validate_constraints()
    except ValidationError as error:
        planned.problems = list(error.messages)
        return planned
    planned.problems = [
        _("Row %(number)d says the same.") % {"number": seen[key]} for key in keys if key in seen
    ][:1]
    seen.update((key, seen.get(key, number)) for key in keys)
    return planned


def _told(row: Mapping[str, str], reporters: Mapping[str, Reporter]) -> Office:
    """The office as the row alone has it."""
    reporter = reporters.get(row.get("reporter", "").strip())
    if reporter is None:
        raise ValidationError(_("No State or organisation has this code."), code="reporter")
    if row.get("function") not in OfficeFunction.values:
        known = ", ".join(OfficeFunction.values)
        raise ValidationError(
            _("The function is one of: %(known)s."), code="function", params={"known": known}
        )
    return Office(
        reporter=reporter,
        function=row["function"],
        name={code: text for name, code in NAMES.items() if (text := row.get(name))},
        **{name: row.get(name, "") for name in TEXTS if name != "mailbox"},
        mailbox=row.get("mailbox", "").lower(),
        **{name: _day(row.get(name, "")) for name in DAYS},
        is_public=_truth(row.get("public", "")),
        origin=OfficeOrigin.IMPORT,
    )


def _with(planned: Planned, told: Office, row: Mapping[str, str]) -> Office:
    """The office on record with what the file says of it, which becomes its differences; the new
    one where none is on record."""
    stored = planned.stored
    if stored is None:
        return told
    changed = Office.objects.model(
        **{each.attname: getattr(stored, each.attname) for each in Office._meta.concrete_fields}
    )
    changed._state.adding = False
    changed.name = {**stored.name, **told.name}
    given = [*(name for name in (*TEXTS, *DAYS) if name in row)]
    for name in [*given, *(["is_public"] if row.get("public") else [])]:
        setattr(changed, name, getattr(told, name))
    planned.differences = [
        Difference(_column(name), *pair)
        for name in CHANGEABLE
        if (pair := (_shown(stored, name), _shown(changed, name)))[0] != pair[1]
    ]
    return changed


def _column(name: str) -> str:
    """The name of a column in the reader's language."""
    column: Any = Office._meta.get_field(name)
    return str(column.verbose_name)


def _shown(office: Office, name: str) -> str:
    value = getattr(office, name)
    if isinstance(value, dict):
        return " · ".join(f"{code}: {value[code]}" for code in LANGUAGE_CODES if code in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def _day(text: str) -> datetime.date | None:
    if not text:
        return None
    try:
        # A workbook's day may come with a time of midnight.
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        raise ValidationError(
            _("Enter the day as year-month-day, such as 2022-03-31."), code="day"
        ) from None


def _truth(text: str) -> bool:
    if text and text.casefold() not in TRUTHS:
        raise ValidationError(_("Enter yes or no under public."), code="public")
    return TRUTHS.get(text.casefold(), False)


@transaction.atomic
def record(found: Plan, *, by: Any) -> int:
    """Record all of the plan; how many offices were made or changed. Raises ValidationError where
    something is in the way, also what somebody did since the plan was made."""
    if not found.is_ready:
        raise ValidationError(_("Something is in the way: see the rows."), code="not_ready")
    for row in [*found.new, *found.changed]:
        office: Any = row.office
        office._history_user = by  # noqa: SLF001 (the name simple-history reads)
        office.full_clean()
        office.save()
    return len(found.new) + len(found.changed)
