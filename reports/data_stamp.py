"""Whether what the public may see has changed: a stamp that every write moves.

Triggers on every table of what is public (but for histories) move the stamp, in the transaction of
the write, so that no form, call, import or bulk write goes around it. A model of which not every
row can become public names those that can in ``moves_the_stamp_where``; writes to others move
nothing, for the stamp would tell that there are some. Whoever
reads the stamp *before* the data holds one that is never newer than the data: when the stamp is
still the same later, so are they.

The stamp is the sum of a few rows. A writer on PostgreSQL moves one that no other transaction
holds and so never waits for another; each commit makes the sum greater, in whatever order they
come. (A number that transactions took from a sequence could become visible out of order, and a
reader would miss the one that came late.) SQLite has one writer at a time, and needs one row.
"""

from collections.abc import Iterator
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Max, Sum
from simple_history.models import HistoricalChanges

from common.database import triggers
from common.database.triggers import Trigger
from common.our_apps import with_public_records, with_records
from common.stamp import Stamp
from reports.models import DataStamp
from reports.models.children import children

STAMP = "reports_datastamp"
SHARDS = 16
SUFFIX = "_moves_the_stamp"


def stamp() -> Stamp | None:
    """The stamp as it is now; None before the first migration has put it there. One query."""
    found = DataStamp.objects.aggregate(version=Sum("version"), changed_at=Max("changed_at"))
    if found["version"] is None:
        return None
    return Stamp(int(found["version"]), found["changed_at"])


def watched() -> list[str]:
    """Every table whose writes move the stamp: of the apps that hold what is public, of models
    elsewhere that say which of their rows are, and of every child record of a submission."""
    models = (m for app in with_public_records() for m in app.get_models(include_auto_created=True))
    own = {
        model._meta.db_table
        for model in models
        if model is not DataStamp and not issubclass(model, HistoricalChanges)
    }
    return sorted(own | set(restricted()) | {child.table for child in children()})


def restricted() -> dict[str, str]:
    """The tables of which some rows are never public, with SQL that tells those that are, in terms
    of ``{row}``."""
    models = (m for app in with_records() for m in app.get_models(include_auto_created=True))
    return {
        model._meta.db_table: where
        for model in models
        if (where := getattr(model, "moves_the_stamp_where", ""))
    }


def install(connection: BaseDatabaseWrapper) -> None:
    """Create or replace the triggers and the rows of the stamp, and move it; safe to repeat."""
    is_postgresql = connection.vendor == triggers.POSTGRESQL
    with connection.cursor() as cursor:
        for statement in _POSTGRESQL if is_postgresql else _SQLITE:
            cursor.execute(statement)
    of_table = _for_each_statement if is_postgresql else _for_each_row
    some = restricted()
    triggers.install(
        connection,
        (
            each
            for table in watched()
            for each in (_where(table, some[table]) if table in some else of_table(table))
        ),
    )


def drop(connection: BaseDatabaseWrapper) -> None:
    """Remove the triggers before SQLite rebuilds a table."""
    triggers.drop(connection, lambda name: name.endswith(SUFFIX))


# Every part of these statements is a constant of the program.

_NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
_MOVE = f"UPDATE {STAMP} SET version = version + 1, changed_at = {_NOW}"  # noqa: S608
_SQLITE = (
    f"INSERT OR IGNORE INTO {STAMP} (shard, version, changed_at) VALUES (0, 0, {_NOW})",  # noqa: S608
    _MOVE,
)


def _for_each_row(table: str) -> Iterator[Trigger]:
    for event in triggers.EVENTS:
        name = f"{table}_{event.lower()}{SUFFIX}"
        yield Trigger(name, table, "AFTER", (event,), sqlite=f"{_MOVE};")


def _where(table: str, where: str) -> Iterator[Trigger]:
    """Moves it with rows of which ``where`` holds, before the write or after it."""
    rows = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}
    for event in triggers.EVENTS:
        name = f"{table}_{event.lower()}{SUFFIX}"
        condition = " OR ".join(where.format(row=row) for row in rows[event])
        leave = f"BEGIN\n    IF NOT ({condition}) THEN RETURN NULL; END IF;"
        body = _FREE_PART.replace("BEGIN", leave)
        yield Trigger(
            name,
            table,
            "AFTER",
            (event,),
            sqlite=f"{_MOVE};",
            sqlite_when=f"({condition})",
            postgresql=body,
        )


# More transactions writing at once than there are rows: then one does wait.
_FREE_PART = f"""
DECLARE
    free integer;
BEGIN
    SELECT shard INTO free FROM {STAMP} ORDER BY shard LIMIT 1 FOR UPDATE SKIP LOCKED;
    UPDATE {STAMP} SET version = version + 1, changed_at = clock_timestamp()
        WHERE shard = COALESCE(free, pg_backend_pid() % {SHARDS});
    RETURN NULL;
END
"""  # noqa: S608
_POSTGRESQL = (
    f"INSERT INTO {STAMP} (shard, version, changed_at)"  # noqa: S608
    f" SELECT number, 0, clock_timestamp() FROM generate_series(0, {SHARDS - 1}) number"
    " ON CONFLICT DO NOTHING",
    f"UPDATE {STAMP} SET version = version + 1, changed_at = clock_timestamp()"  # noqa: S608
    " WHERE shard = 0",
    triggers.function("move_the_stamp", _FREE_PART),
)


def _for_each_statement(table: str) -> Iterator[Trigger]:
    yield Trigger(
        f"{table}{SUFFIX}",
        table,
        "AFTER",
        (*triggers.EVENTS, "TRUNCATE"),
        calls="move_the_stamp",
        for_each="STATEMENT",
    )


def _put(connection: BaseDatabaseWrapper) -> None:
    if STAMP in connection.introspection.table_names():
        install(connection)


def connect(sender: Any) -> None:
    """Keep the triggers in step with ``sender``'s migrations."""
    triggers.keep_in_step(sender, "stamp", _put, drop)
