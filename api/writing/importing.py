"""Importing what many reports say in one request: all of it or nothing.

The rows are those of the administration's import (``reports.importing.response_tables``), which
plans, refuses and records them.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework.request import Request

from api.shared.errors import BadRequest, Conflict, Fault
from api.writing import bodies
from api.writing.importing_bodies import MOST_ROWS, ImportedRows, Table
from api.writing.versions import VersionIsOld, VersionRequired, versions_named
from reports.coding.recording import fingerprint
from reports.importing import response_tables
from reports.importing.response_tables import Rows, Said, TablePlan

# The fields of the body for the columns of a table that are called otherwise.
FIELDS = {"attachment": "attachment_key", "attachment_id": "attachment_key"}


# Reading


def rows_of(request: Request) -> Rows:
    """The rows of the body, as the texts that a table would have."""
    data: Any = request.data
    if isinstance(data, Table):
        rows = of_table(data)
    else:
        given = bodies.read(ImportedRows, request)["rows"]
        rows = [(number, dict(as_texts(row))) for number, row in enumerate(given)]
    if not rows:
        raise BadRequest([Fault("rows", _("The file has no rows."))], bodies.wrong_body())
    return rows


def of_table(table: Table) -> Rows:
    rows = response_tables.rows_of(table.encode())
    if len(rows) > MOST_ROWS:
        message = _("The file has more than %(text)s rows.") % {"text": MOST_ROWS}
        raise BadRequest([Fault("rows", message)], bodies.wrong_body())
    return rows


def as_texts(row: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for name, value in row.items():
        if value is None:
            yield name, ""
        elif isinstance(value, str):
            yield name, response_tables.typed(value)
        else:
            # A page, or a day.
            yield name, str(value)


# Refusing


def require_sound(plan: TablePlan) -> None:
    """Raise BadRequest with every problem at its row; Conflict where a row would change a report
    that is no longer being written."""
    faults = [
        Fault(path_of(said.number, column), words)
        for said in plan.rows
        for column, words in map(response_tables.placed, said.problems)
    ]
    if any(said.is_frozen for said in plan.rows):
        raise Conflict(_("This does not go with what is on record."), faults)
    if faults:
        raise BadRequest(faults, bodies.wrong_body())


def path_of(number: int, column: str) -> str:
    place = f"rows.{number}"
    return bodies.joined(place, FIELDS.get(column, column)) if column else place


def require_seen(request: Request, plan: TablePlan) -> None:
    """Raise VersionIsOld where the caller has seen another preview, VersionRequired where something
    on record would change and the caller names none."""
    try:
        versions = versions_named(request)
    except VersionRequired:
        if plan.changed:
            raise
        return
    if version_of(plan) not in versions:
        raise VersionIsOld


def version_of(plan: TablePlan) -> str:
    """Another one as soon as something on record that a row speaks of is another."""
    told = [
        [said.number, str(said.record), len(said.problems), fingerprint(said.stored)]
        for said in plan.rows
    ]
    return f'"{hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]}"'


# Recording


def record(plan: TablePlan, *, by: Any) -> None:
    """Record a plan that nothing was in the way of. What is refused now, somebody has changed
    meanwhile: Conflict."""
    try:
        response_tables.record(plan, by=by)
    except ValidationError as error:
        raise Conflict(" ".join(error.messages)) from error


# Telling


def summary(plan: TablePlan) -> dict[str, Any]:
    """What becomes, or became, of the responses, and of each report."""
    return {
        **counts(len(plan.new), len(plan.changed), plan.unchanged),
        "submissions": [
            {
                "reference": report.submission.reference or None,
                "reporter": report.submission.reporter.code,
                "cycle": report.submission.cycle.code,
                "is_new": report.is_new,
                **counts_of(report.rows.values()),
            }
            for report in plan.reports
        ],
    }


def counts_of(rows: Collection[Said]) -> dict[str, int]:
    created = sum(said.is_new for said in rows)
    changed = sum(said.is_change for said in rows)
    return counts(created, changed, len(rows) - created - changed)


def counts(created: int, changed: int, unchanged: int) -> dict[str, int]:
    return {"created": created, "changed": changed, "unchanged": unchanged}


def shown(said: Said, plan: TablePlan) -> dict[str, Any]:
    report = plan.reports[said.report] if said.report >= 0 else None
    return {
        "row": said.number,
        "commitment": said.commitment,
        "submission": (report.submission.reference or None) if report else None,
        "is_new": said.is_new,
        "changes": list(changes_of(said)),
        "problems": [": ".join(filter(None, response_tables.placed(p))) for p in said.problems],
    }


def changes_of(said: Said) -> Iterable[str]:
    if said.is_change and said.answer and said.stored:
        for name, value in said.answer.content().items():
            if getattr(said.stored, name) != value:
                yield FIELDS.get(name, name)
