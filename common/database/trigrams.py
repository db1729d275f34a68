"""Indexes of the letters of texts, on PostgreSQL: a search reads the texts that may have its words,
and not all texts there are.

The extension ``pg_trgm`` makes them, of every three letters in a row. The owner of a database may
create it. Where that is refused, searches find the same and read every text; each migration tries
again, and says so. An index decides nothing by itself: PostgreSQL compares what it finds there with
the text. Words of one or two letters, as in Chinese, have no three in a row and read every text.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate

EXTENSION = "pg_trgm"
# Of PostgreSQL: insufficient_privilege, feature_not_supported, undefined_file.
REFUSED = ("42501", "0A000", "58P01")
# Names this work among the locks of a database: nobody builds what somebody else is building.
LOCK = 200_107_20
# ``deploy/restore`` knows the indexes by it.
SUFFIX = "_trigrams"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Letters:
    """An index of the letters of ``text``, a column of ``table`` or an expression of it, in SQL."""

    table: str
    text: str = "search_text"

    @property
    def name(self) -> str:
        return self.table + SUFFIX


def keep(sender: Any, *wanted: Letters) -> None:
    """Have every migration of ``sender`` build the indexes that are not there yet. (No migration
    of their own could: it would be over where the extension is refused, and never try again.)"""

    def after(*, using: str, **_signal: Any) -> None:
        build(connections[using], wanted)

    name = f"trigrams of {sender.label}"
    post_migrate.connect(after, sender=sender, dispatch_uid=name, weak=False)


def build(connection: BaseDatabaseWrapper, wanted: Sequence[Letters]) -> None:
    """Build the missing indexes, while others read and write. One query where none is missing."""
    if connection.vendor != "postgresql":
        return
    missing = _missing(connection, wanted)
    schema = _schema_of_extension(connection) if missing else None
    if schema is None:
        return
    with _alone(connection) as is_alone:
        for letters in _missing(connection, wanted) if is_alone else ():
            _build(connection, letters, schema)


def _missing(connection: BaseDatabaseWrapper, wanted: Sequence[Letters]) -> list[Letters]:
    """Those whose table is there, and no index that is whole."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.relname, i.relname FROM pg_class t LEFT JOIN (pg_index x"
            " JOIN pg_class i ON i.oid = x.indexrelid AND x.indisvalid AND i.relname = ANY(%s))"
            " ON x.indrelid = t.oid WHERE t.relname = ANY(%s) AND pg_table_is_visible(t.oid)",
            [[each.name for each in wanted], [each.table for each in wanted]],
        )
        found: dict[str, str | None] = dict(cursor.fetchall())
    return [each for each in wanted if found.get(each.table, each.name) is None]


def _schema_of_extension(connection: BaseDatabaseWrapper) -> str | None:
    """Where the extension is, which is created if need be; None where that is refused."""
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {EXTENSION}")
            cursor.execute(
                "SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = %s",
                [EXTENSION],
            )
            return str(cursor.fetchone()[0])
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", None) not in REFUSED:
            raise
        logger.warning(
            "Searches will read every text: PostgreSQL's extension %s cannot be created (%s)."
            " Once the superuser has created it in this database, migrate again.",
            EXTENSION,
            str(error).strip(),
        )
        return None


@contextmanager
def _alone(connection: BaseDatabaseWrapper) -> Iterator[bool]:
    """Whether nobody else builds indexes meanwhile. The building waits for its table and for older
    transactions as long as it takes: nobody who reads or writes waits behind it."""
    with connection.cursor() as cursor:
        # Waiting for it would keep a snapshot, for which the other one's building waits.
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            yield False
            return
        cursor.execute("SHOW lock_timeout")
        before = cursor.fetchone()[0]
        cursor.execute("SET lock_timeout = 0")
        try:
            yield True
        finally:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [before])
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _build(connection: BaseDatabaseWrapper, letters: Letters, schema: str) -> None:
    # Within a transaction, as of a test, it cannot be done while others write.
    beside = "" if connection.in_atomic_block else "CONCURRENTLY "
    with connection.cursor() as cursor:
        # One that a killed building left behind.
        cursor.execute(f"DROP INDEX {beside}IF EXISTS {letters.name}")
        cursor.execute(
            f"CREATE INDEX {beside}{letters.name} ON {letters.table}"
            f" USING gin (({letters.text}) {schema}.gin_trgm_ops)"
        )
