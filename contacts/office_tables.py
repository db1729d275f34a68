"""Offices from a table: read, shown with every difference, then all recorded or none.

A row is one office. It matches the recorded office with the same reporter, function and mailbox
(or, without a mailbox, name). Nothing that the file does not mention is touched: no other office,
and no column that it lacks. A new office is not public unless the row says so.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from common.files.reading import named_columns
from common.multilingual import LANGUAGE_CODES
from common.planned_rows import Difference, Plan, Planned, column_name, day, row_name
from contacts.models import Office, OfficeFunction, OfficeOrigin
from reports.models import Reporter

NAMES = {f"name_{code}": code for code in LANGUAGE_CODES}
TEXTS = ("address", "mailbox", "telephone", "website", "source")
DAYS = ("since", "until", "confirmed_on")
COLUMNS = ("reporter", "function", *NAMES, *TEXTS, *DAYS, "public")
NEEDED = ("reporter", "function", "source")
TRUTHS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
# The columns of a recorded office that a row may change.
CHANGEABLE = ("name", *TEXTS, *DAYS, "is_public")

Key = tuple[Any, str, str]


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
    return found.require_rows()


def _keys(office: Office) -> list[Key]:
    """The keys that identify an office: its mailbox, else each of its names."""
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
    planned = Planned(number, named=row_name(row, "reporter", "function", "mailbox", *NAMES))
    try:
        told = _told(row, reporters)
        keys = _keys(told)
        planned.stored = next((on_record[key] for key in keys if key in on_record), None)
        planned.record = _with(planned, told, row)
        planned.record.clean_fields(exclude=["reporter"])
        planned.record.clean()
        planned.record.validate_constraints()
    except ValidationError as error:
        planned.problems = list(error.messages)
        return planned
    planned.problems = [
        _("Row %(number)d says the same.") % {"number": seen[key]} for key in keys if key in seen
    ][:1]
    seen.update((key, seen.get(key, number)) for key in keys)
    return planned


def _told(row: Mapping[str, str], reporters: Mapping[str, Reporter]) -> Office:
    """The office made only from the row."""
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
        **{name: day(row.get(name, "")) for name in DAYS},
        is_public=_truth(row.get("public", "")),
        origin=OfficeOrigin.IMPORT,
    )


def _with(planned: Planned, told: Office, row: Mapping[str, str]) -> Office:
    """The recorded office with the row's values, which are listed as differences; if none is on
    record, the new office."""
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
        Difference(column_name(Office, name), *pair)
        for name in CHANGEABLE
        if (pair := (_shown(stored, name), _shown(changed, name)))[0] != pair[1]
    ]
    return changed


def _shown(office: Office, name: str) -> str:
    value = getattr(office, name)
    if isinstance(value, dict):
        return " · ".join(f"{code}: {value[code]}" for code in LANGUAGE_CODES if code in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def _truth(text: str) -> bool:
    if text and text.casefold() not in TRUTHS:
        raise ValidationError(_("Enter yes or no under public."), code="public")
    return TRUTHS.get(text.casefold(), False)


@transaction.atomic
def record(found: Plan, *, by: Any) -> int:
    """Record all of the plan; returns how many offices were made or changed. Raises ValidationError
    if there are problems, including changes since the plan was made."""
    found.require_ready()
    for row in [*found.new, *found.changed]:
        office: Any = row.record
        office._history_user = by  # noqa: SLF001 (the name simple-history reads)
        office.full_clean()
        office.save()
    return len(found.new) + len(found.changed)
