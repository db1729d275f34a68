"""Datasette: the same tables in a SQLite file, and the two answers as its canned queries."""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.speed import sql

TABLES = {
    "reports_reporter": "id code kind name sort_name",
    "reports_reportingcycle": "id code year is_fictional due_on",
    "reports_reportingcycle_documents": "id reportingcycle_id outcomedocument_id",
    "reports_submission": "id reference reporter_id cycle_id version status channel languages "
    "received_on received_no_later_than source is_completion is_nil_return reporter_remarks "
    "publication_url published_at",
    "reports_attachment": "id submission_id file name content_type size sha256 page_count language "
    "is_public",
    "reports_response": "id submission_id commitment_id status",
    "commitments_commitment": "id key document_id position is_operative",
}
INDEXES = (
    "reports_submission (cycle_id, status, reporter_id)",
    "reports_submission (status)",
    "reports_attachment (submission_id)",
    "reports_response (submission_id, commitment_id, status)",
    "reports_reportingcycle (year)",
)
# SQLite's own words for what differs; the rest of the query is the same.
LIST = (
    sql.LIST_ROWS.replace("coalesce(json_agg(json_build_object(", "json_group_array(json_object(")
    .replace(" ORDER BY a.id), '[]')", ")")
    .replace(sql.PUBLISHED_AT, "strftime('%Y-%m-%dT%H:%M:%SZ', s.published_at)")
    .replace("json_build_object()", "json_object()")
    .replace("AND a.is_public", "AND a.is_public ORDER BY a.id")
)
MATRIX = f"""WITH scope AS MATERIALIZED ({sql.SCOPE})
SELECT r.code AS reporter, r.kind AS reporter_type, s.reference AS submission,
    EXISTS (SELECT 1 FROM reports_response x WHERE x.submission_id = s.id) AS is_coded,
    (SELECT group_concat(code, '') FROM (SELECT CASE x.status {sql.CODE_CASES} ELSE '.' END AS code
        FROM scope LEFT JOIN reports_response x
            ON x.submission_id = s.id AND x.commitment_id = scope.id
        ORDER BY scope.document_id, scope.position)) AS cells
FROM reports_submission s JOIN reports_reporter r ON r.id = s.reporter_id
    JOIN reports_reportingcycle c ON c.id = s.cycle_id
WHERE s.status = 'published' AND c.code = '{sql.CYCLE}' ORDER BY r.sort_name, r.code"""


def write(folder: Path) -> tuple[Path, Path]:
    """Copy the tables out of the database of the settings; the file and its metadata."""
    file, metadata = folder / "bench.db", folder / "metadata.json"
    with sqlite3.connect(file) as to:
        for table, columns in TABLES.items():
            copy(table, columns.split(), to)
        for index, on in enumerate(INDEXES):
            to.execute(f"CREATE INDEX index_{index} ON {on}")
        to.execute("ANALYZE")
    queries = {"list": {"sql": LIST}, "matrix": {"sql": MATRIX}}
    metadata.write_text(json.dumps({"databases": {"bench": {"queries": queries}}}))
    return file, metadata


def copy(table: str, columns: list[str], to: sqlite3.Connection) -> None:
    typed = (f"{name} INTEGER" if name.endswith("_id") else name for name in columns[1:])
    to.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, {', '.join(typed)})")
    marks = ", ".join("?" * len(columns))
    to.executemany(f"INSERT INTO {table} VALUES ({marks})", rows(table, columns))


def rows(table: str, columns: list[str]) -> Iterable[tuple[Any, ...]]:
    from django.db import connection

    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {table}")
        for row in cursor:
            yield tuple(map(plain, row))


def plain(value: Any) -> Any:
    """``value`` as SQLite holds it."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return value if value is None or isinstance(value, int | float | str) else str(value)
