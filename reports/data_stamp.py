"""Whether what the public may see has changed: a stamp that every write moves.

Triggers on every table with public records (except histories) move the stamp, in the transaction of
the write, so that no form, call, import or bulk write goes around it. Whoever reads the stamp
*before* the data holds one that is never newer than the data: when the stamp is still the same
later, so is the data.

A write that the public cannot see moves nothing, for the stamp would tell that there was one:

* A model with ``is_never_public`` (messages, proposals) has no trigger.
* A model of which not every row is public names those that are in ``moves_the_stamp_where``.
* A submission and its child records are public once the report was published for the first time;
  drafts and reports under review move nothing.
* Of these, a change of columns for the staff alone (notes, who coded) moves nothing either. The
  table of columns says which those are.

The stamp is the sum of a few rows. A writer on PostgreSQL moves one that no other transaction
holds and so never waits for another; each commit makes the sum greater, in whatever order they
come. (A number that transactions took from a sequence could become visible out of order, and a
reader would miss the one that came late.) SQLite has one writer at a time, and needs one row.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, CharField, Model, QuerySet
from django.db.models.expressions import RawSQL
from simple_history.models import HistoricalChanges

from common.database import replica, triggers
from common.database.triggers import Trigger
from common.our_apps import with_public_records, with_records
from common.stamp import Stamp
from reports.models import DataStamp, Submission, SubmissionEvent
from reports.models.children import Child, children
from reports.models.columns import SUBMISSION, Audience, Columns

STAMP = "reports_datastamp"
SHARDS = 16
SUFFIX = "_moves_the_stamp"
_READ = f"SELECT SUM(version), MAX(changed_at) FROM {STAMP}"  # noqa: S608
# For the staff alone, and yet what makes a confirmed answer public.
DECISIVE = ("confirmed_at",)


def stamp() -> Stamp | None:
    """The stamp as it is now; None before the first migration has put it there. One query."""
    version, changed_at = _read()
    if version is None:
        return None
    if isinstance(changed_at, str):
        changed_at = datetime.datetime.fromisoformat(changed_at).replace(tzinfo=datetime.UTC)
    return Stamp(int(version), changed_at)


def _read() -> Any:
    """The row of the stamp. It is the first query of a public answer, and often the only one, so it
    is also the check that a connection kept from an earlier request still works: Django's own would
    be a second question to the database."""
    kept: Any = connection
    is_open = kept.connection is not None and not kept.in_atomic_block
    if is_open and not kept.health_check_done:
        kept.health_check_done = True
        try:
            return _ask()
        except (OperationalError, InterfaceError):
            kept.close()
    return _ask()


def _ask() -> Any:
    with connection.cursor() as cursor:
        # Plain SQL: the ORM would need longer to build it than the database to answer.
        cursor.execute(_READ)
        return cursor.fetchone()


def with_stamp(found: "QuerySet[Any]") -> "QuerySet[Any]":
    """The records with the stamp as their own statement reads it, for ``stamp_of``."""
    return found.annotate(
        stamp_version=RawSQL(f"SELECT SUM(version) FROM {STAMP}", (), BigIntegerField()),  # noqa: S608, S611
        stamp_moved=RawSQL(  # noqa: S611
            f"SELECT CAST(MAX(changed_at) AS varchar(40)) FROM {STAMP}",  # noqa: S608
            (),
            CharField(),
        ),
    )


def stamp_of(record: Any) -> tuple[int, str] | None:
    """What tells one state of the public data from another, as it was read with a record; None
    where it was not."""
    version = getattr(record, "stamp_version", None)
    return None if version is None else (version, record.stamp_moved)


def stamp_for(request: Any) -> Stamp | None:
    """The stamp, before any data is read for ``request``: as it was read already, else now. The
    data may then be read from a standby that has them as the stamp does, or later ones."""
    known: Stamp | None = getattr(request, "stamp", None)
    now = known or stamp()
    replica.read_from_it_if(_replica_has_all)
    return now


def _replica_has_all() -> bool:
    """Whether the standby has every write that the public can see at the primary by now. Part by
    part: of two writers who commit at once, the sum does not tell which one came."""
    wanted, there = (
        dict(DataStamp.objects.using(alias).values_list("shard", "version"))
        for alias in (DEFAULT_DB_ALIAS, replica.REPLICA)
    )
    return all(there.get(shard, -1) >= version for shard, version in wanted.items())


def watched() -> list[str]:
    """Every table whose writes move the stamp: the tables of apps with public records, of other
    models that say which of their rows are public, and of every child record of a submission."""
    models = (m for app in with_public_records() for m in app.get_models(include_auto_created=True))
    own = {model._meta.db_table for model in models if not _is_private(model)}
    return sorted(own | set(_declared()) | {child.table for child in children()})


def _is_private(model: type[Model]) -> bool:
    is_history = issubclass(model, HistoricalChanges)
    return model is DataStamp or is_history or getattr(model, "is_never_public", False)


@dataclass(frozen=True)
class Seen:
    """Which writes to a table the public can see: writes to rows for which ``where`` (SQL in terms
    of ``{row}``) holds before or after the write; of changes only those of one of ``columns``
    (None: any)."""

    where: str
    columns: tuple[str, ...] | None = None


def restricted() -> dict[str, Seen]:
    """The tables of which the public cannot see every write."""
    return _declared() | _of_reports()


def _declared() -> dict[str, Seen]:
    """The models, of any app, that say which of their rows are public."""
    models = (m for app in with_records() for m in app.get_models(include_auto_created=True))
    return {
        model._meta.db_table: Seen(where)
        for model in models
        if (where := getattr(model, "moves_the_stamp_where", ""))
    }


# A report was published here at least once: the database holds that its status agrees.
_PUBLISHED = "{row}.published_at IS NOT NULL"


def _of_reports() -> dict[str, Seen]:
    of_submission = {
        Submission._meta.db_table: Seen(_PUBLISHED, _shown(Submission, SUBMISSION)),
        SubmissionEvent._meta.db_table: Seen(_in_published("{row}.submission_id")),
    }
    return of_submission | {child.table: _of_child(child) for child in children()}


def _of_child(child: Child) -> Seen:
    """A record of no submission (a figure of another source) is public by itself."""
    own = child.submission_id("{row}")
    where = _in_published(own)
    way: Any = child.model._meta.get_field(child.via.split("__")[0])
    if way.null:
        where = f"({own} IS NULL OR {where})"
    return Seen(where, _shown(child.model, child.columns))


def _in_published(submission: str) -> str:
    """SQL: the submission of that key was published at least once."""
    return (
        f"EXISTS (SELECT 1 FROM {Submission._meta.db_table} published_s"  # noqa: S608
        f" WHERE published_s.id = {submission} AND {_PUBLISHED.format(row='published_s')})"
    )


def _shown(model: type[Model], columns: Columns) -> tuple[str, ...]:
    """The columns that others than the staff read, and what decides who reads a record."""
    fields: Any = model._meta
    return tuple(
        fields.get_field(name).column
        for name, column in columns.items()
        if column.audience != Audience.STAFF or name in DECISIVE
    )


def install(connection: BaseDatabaseWrapper) -> None:
    """Create or replace the triggers and the rows of the stamp, and move it; safe to repeat."""
    is_postgresql = connection.vendor == triggers.POSTGRESQL
    with connection.cursor() as cursor:
        for statement in _POSTGRESQL if is_postgresql else _SQLITE:
            cursor.execute(statement)
    of_table = _for_each_statement if is_postgresql else _for_each_row
    some = restricted()
    wanted = [
        each
        for table in watched()
        for each in (_where(table, some[table]) if table in some else of_table(table))
    ]
    if is_postgresql:
        wanted += [_emptied(table) for table in some if table in watched()]
    names = {trigger.name for trigger in wanted}
    triggers.drop(connection, lambda name: name.endswith(SUFFIX) and name not in names)
    triggers.install(connection, wanted)


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


def _where(table: str, seen: Seen) -> Iterator[Trigger]:
    """Moves it with the writes that are ``seen``: on SQLite each row is looked at, on PostgreSQL
    all rows of a statement at once."""
    for event in triggers.EVENTS:
        yield Trigger(
            f"{table}_{event.lower()}{SUFFIX}",
            table,
            "AFTER",
            (event,),
            sqlite=f"{_MOVE};",
            sqlite_when=_condition(seen, event, "NEW", "OLD"),
            postgresql=_FREE_PART.replace("BEGIN", f"BEGIN {_unless(_any_row(seen, event))}"),
            rows=" ".join(f"{row} TABLE AS {row.lower()}_rows" for row in triggers.ROWS[event]),
            for_each="STATEMENT",
        )


def _emptied(table: str) -> Trigger:
    """On PostgreSQL alone: nothing tells which rows an emptied table had."""
    return Trigger(
        f"{table}_truncate{SUFFIX}",
        table,
        "AFTER",
        ("TRUNCATE",),
        calls="move_the_stamp",
        for_each="STATEMENT",
    )


def _condition(seen: Seen, event: str, new: str, old: str) -> str:
    """SQL: the write to one row is ``seen``."""
    named = {"NEW": new, "OLD": old}
    public = " OR ".join(seen.where.format(row=named[row]) for row in triggers.ROWS[event])
    if event != "UPDATE" or seen.columns is None:
        return f"({public})"
    differ = " OR ".join(f"{old}.{name} IS DISTINCT FROM {new}.{name}" for name in seen.columns)
    return f"(({differ}) AND ({public}))"


def _any_row(seen: Seen, event: str) -> str:
    """SQL of PostgreSQL: the write to a row of the statement is ``seen``."""
    rows = {
        "INSERT": "new_rows new_row",
        "UPDATE": "new_rows new_row JOIN old_rows old_row ON old_row.id = new_row.id",
        "DELETE": "old_rows old_row",
    }
    found = _condition(seen, event, "new_row", "old_row")
    return f"EXISTS (SELECT 1 FROM {rows[event]} WHERE {found})"  # noqa: S608


def _unless(condition: str) -> str:
    return f"IF NOT {condition} THEN RETURN NULL; END IF;"


# A transaction waits only where more of them write at once than there are rows.
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
