"""Whether what the public may see has changed: a stamp that every write moves.

Triggers on every table of what is public (but for histories) move the stamp, in the transaction of
the write, so that no form, call, import or bulk write goes around it. Whoever
reads the stamp *before* the data holds one that is never newer than the data: when the stamp is
still the same later, so are they.

The stamp is the sum of a few rows. A writer on PostgreSQL moves one that no other transaction
holds and so never waits for another; each commit makes the sum greater, in whatever order they
come. (A number that transactions took from a sequence could become visible out of order, and a
reader would miss the one that came late.) SQLite has one writer at a time, and needs one row.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Max, Sum
from django.db.models.signals import post_migrate, pre_migrate
from simple_history.models import HistoricalChanges

from reports.models import DataStamp

STAMP = "reports_datastamp"
APPS = ("commitments", "reports", "participation")
SHARDS = 16
SUFFIX = "_moves_the_stamp"


@dataclass(frozen=True)
class Stamp:
    """The state of the data: ``version`` differs after every change, which came at
    ``changed_at`` (UTC, when it was written: it may have been committed a moment later)."""

    version: int
    changed_at: datetime.datetime

    def __str__(self) -> str:
        return f"{self.version}-{self.changed_at.timestamp():.6f}"


def stamp() -> Stamp | None:
    """The stamp as it is now; None before the first migration has put it there. One query."""
    found = DataStamp.objects.aggregate(version=Sum("version"), changed_at=Max("changed_at"))
    if found["version"] is None:
        return None
    return Stamp(int(found["version"]), found["changed_at"])


def watched() -> list[str]:
    """Every table whose writes move the stamp."""
    models = (
        m for app in APPS for m in apps.get_app_config(app).get_models(include_auto_created=True)
    )
    return sorted(
        model._meta.db_table
        for model in models
        if model is not DataStamp and not issubclass(model, HistoricalChanges)
    )


def install(connection: BaseDatabaseWrapper) -> None:
    """Create or replace the triggers and the rows of the stamp, and move it; safe to repeat."""
    statements = _postgresql if connection.vendor == "postgresql" else _sqlite
    tables = set(connection.introspection.table_names()) & set(watched())
    with connection.cursor() as cursor:
        for statement in statements(sorted(tables)):
            cursor.execute(statement)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Remove the triggers before SQLite rebuilds a table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            if name.endswith(SUFFIX):
                cursor.execute(f"DROP TRIGGER {name}")


# Every part of these statements is a constant of the program.


def _sqlite(tables: list[str]) -> Iterator[str]:
    now = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
    move = f"UPDATE {STAMP} SET version = version + 1, changed_at = {now}"  # noqa: S608
    yield f"INSERT OR IGNORE INTO {STAMP} (shard, version, changed_at) VALUES (0, 0, {now})"  # noqa: S608
    yield move
    for table in tables:
        for event in ("INSERT", "UPDATE", "DELETE"):
            name = f"{table}_{event.lower()}{SUFFIX}"
            yield f"DROP TRIGGER IF EXISTS {name}"
            yield f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW BEGIN {move}; END"


# More transactions writing at once than there are rows: then one does wait.
MOVE = f"""
CREATE OR REPLACE FUNCTION move_the_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free integer;
BEGIN
    SELECT shard INTO free FROM {STAMP} ORDER BY shard LIMIT 1 FOR UPDATE SKIP LOCKED;
    UPDATE {STAMP} SET version = version + 1, changed_at = clock_timestamp()
        WHERE shard = COALESCE(free, pg_backend_pid() % {SHARDS});
    RETURN NULL;
END $$
"""  # noqa: S608


def _postgresql(tables: list[str]) -> Iterator[str]:
    yield (
        f"INSERT INTO {STAMP} (shard, version, changed_at)"  # noqa: S608
        f" SELECT number, 0, clock_timestamp() FROM generate_series(0, {SHARDS - 1}) number"
        " ON CONFLICT DO NOTHING"
    )
    yield (
        f"UPDATE {STAMP} SET version = version + 1, changed_at = clock_timestamp()"  # noqa: S608
        " WHERE shard = 0"
    )
    yield MOVE
    for table in tables:
        yield (
            f"CREATE OR REPLACE TRIGGER {table}{SUFFIX}"
            f" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION move_the_stamp()"
        )


def _before_migrate(*, using: str, plan: list[Any], **kwargs: Any) -> None:
    if plan and connections[using].vendor == "sqlite":
        drop(connections[using])


def _after_migrate(*, using: str, **kwargs: Any) -> None:
    if STAMP in connections[using].introspection.table_names():
        install(connections[using])


def connect(sender: Any) -> None:
    """Keep the triggers in step with ``sender``'s migrations."""
    pre_migrate.connect(_before_migrate, sender=sender, dispatch_uid="stamp_steps_aside")
    post_migrate.connect(_after_migrate, sender=sender, dispatch_uid="stamp_in_force")
