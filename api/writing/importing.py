"""Importing what many reports say in one request: all of it or nothing.

The rows are those of the administration's import (``reports.importing.response_tables``), which
plans, refuses and records them.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from rest_framework.decorators import action
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response as Answer

from accounts.models import Scope
from api.shared.authentication import require
from api.shared.errors import BadRequest, Conflict, Fault
from api.shared.strict import StrictJson
from api.writing import bodies
from api.writing.idempotency import idempotent
from api.writing.importing_bodies import (
    MOST_ROWS,
    Csv,
    ImportedRows,
    ImportPreviewSerializer,
    ImportSerializer,
    Table,
)
from api.writing.versions import HEADER, VersionIsOld, VersionRequired
from api.writing.views import WritableResponses, Write
from reports.coding.recording import fingerprint
from reports.importing import response_tables
from reports.importing.response_tables import Report, Rows, Said, TablePlan
from reports.permissions import REGISTER

PARSERS: Sequence[type[BaseParser]] = (StrictJson, Csv)
# The fields of the body for the columns of a table that are called otherwise.
FIELDS = {"attachment": "attachment_key", "attachment_id": "attachment_key"}


class ImportableResponses(WritableResponses):
    writes = {
        **WritableResponses.writes,
        "import_rows": Write(
            Scope.RESPONSES,
            REGISTER,
            ImportedRows,
            is_versioned=False,
            has_preview=True,
            takes_csv=True,
        ),
        "preview_import": Write(
            Scope.RESPONSES,
            REGISTER,
            ImportedRows,
            is_versioned=False,
            records=False,
            takes_csv=True,
        ),
    }
    others = {"import_rows": ImportSerializer, "preview_import": ImportPreviewSerializer}

    def answer(self) -> Any:
        name = self.action or ""
        return self.others[name]() if name in self.others else super().answer()

    @action(detail=False, methods=["post"], url_path="import", parser_classes=PARSERS)
    @idempotent
    def import_rows(self, request: Request) -> Answer:
        """Record what many reports say: all of it or nothing. A report that is not on record
        begins as a draft; no row removes a response. Where something on record changes, `If-Match`
        names the `ETag` of the preview."""
        with transaction.atomic():
            plan = response_tables.plan_rows(rows_of(request))
            require_sound(plan)
            if any(report.is_new for report in plan.reports):
                require(request, Scope.SUBMISSIONS, REGISTER)
            require_seen(request, plan)
            if plan.is_ready:
                record(plan, request)
            return Answer({**counts(plan), "submissions": reports_of(plan)})

    @action(detail=False, methods=["post"], url_path="import/preview", parser_classes=PARSERS)
    def preview_import(self, request: Request) -> Answer:
        """What the import of these rows would do, row by row. Nothing is recorded."""
        plan = response_tables.plan_rows(rows_of(request))
        listed: Any = plan.shown
        body = {
            **counts(plan),
            "submissions": reports_of(plan),
            "is_ready": not plan.problem and not plan.wrong,
            "rows": [shown(said, plan) for said in listed],
        }
        return Answer(body, headers={"ETag": version_of(plan)})


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
    named = parse_etags(request.headers.get(HEADER, ""))
    is_named = request.headers.get(HEADER, "").strip() and "*" not in named
    if plan.changed and not is_named:
        raise VersionRequired
    if is_named and version_of(plan) not in named:
        raise VersionIsOld


def version_of(plan: TablePlan) -> str:
    """Another one as soon as something on record that a row speaks of is another."""
    told = [
        [said.number, str(said.record), len(said.problems), fingerprint(said.stored)]
        for said in plan.rows
    ]
    return f'"{hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]}"'


# Recording


def record(plan: TablePlan, request: Request) -> None:
    """Record a plan that nothing was in the way of. What is refused now, somebody has changed
    meanwhile: Conflict."""
    try:
        response_tables.record(plan, by=request.user)
    except ValidationError as error:
        raise Conflict(" ".join(error.messages)) from error


# Telling


def counts(plan: TablePlan) -> dict[str, int]:
    return {
        "created": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
    }


def reports_of(plan: TablePlan) -> list[dict[str, Any]]:
    """What becomes, or became, of each report."""
    return [
        {
            "reference": report.submission.reference or None,
            "reporter": report.submission.reporter.code,
            "cycle": report.submission.cycle.code,
            "is_new": report.is_new,
            **counts_of(report),
        }
        for report in plan.reports
    ]


def counts_of(report: Report) -> dict[str, int]:
    rows = report.rows.values()
    created = sum(said.is_new for said in rows)
    changed = sum(said.is_change for said in rows)
    return {"created": created, "changed": changed, "unchanged": len(rows) - created - changed}


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
