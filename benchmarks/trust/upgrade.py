"""All migrations after the first of each app, while others read and write its tables.

No release runs on the tables of all of them; what stands for the release before are statements as
it would send: on the columns that both ends have.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import LiteralString

import psycopg
from psycopg import sql

from benchmarks.trust.database import Database
from benchmarks.trust.service import Service, run

NAME = "before"
PAUSE = 0.02
COLUMNS = (
    "SELECT table_name, column_name FROM information_schema.columns c"
    " JOIN information_schema.tables t USING (table_schema, table_name)"
    " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
)
# Each locks its row, as well as what every write locks.
WRITES: tuple[LiteralString, ...] = (
    "UPDATE reports_response SET note = note WHERE id = (SELECT max(id) FROM reports_response)",
    "UPDATE reports_submission SET cycle_id = cycle_id WHERE id ="
    " (SELECT max(id) FROM reports_submission)",
    "UPDATE reports_reporter SET code = code WHERE id = (SELECT max(id) FROM reports_reporter)",
)


@dataclass
class User:
    """Sends its statements in turn. ``failed`` counts what came back in place of an answer; one
    that waited ``stall`` milliseconds for a lock is among it."""

    url: str
    stall: int
    statements: Sequence[sql.Composed | sql.SQL]
    asked: int = 0
    slowest: tuple[float, str] = (0.0, "")
    failed: Counter[str] = field(default_factory=Counter)

    def run(self, over: threading.Event) -> None:
        # Nothing is prepared, as Django has it.
        with psycopg.connect(self.url, autocommit=True, prepare_threshold=None) as connection:
            connection.execute(f"SET lock_timeout = {self.stall}".encode())
            while not over.is_set():
                for statement in self.statements:
                    began = time.perf_counter()
                    try:
                        with connection.transaction():
                            connection.execute(statement)
                    except psycopg.Error as error:
                        asked = statement.as_string(connection)
                        self.failed[f"{type(error).__name__}: {asked[-60:]}"] += 1
                    self.asked += 1
                    seconds = time.perf_counter() - began
                    self.slowest = max(self.slowest, (seconds, statement.as_string(connection)))
                over.wait(PAUSE)


def under_load(service: Service, responses: int, stall: int) -> int:
    """Print how long the migrations took and how readers and writers fared; 1 where one of them
    was refused, or waited ``stall`` milliseconds for a table."""
    kept = service.database
    with kept.connect() as connection:
        connection.execute(f"CREATE DATABASE {NAME}".encode())
    url = kept.url.replace("/poa?", f"/{NAME}?")
    environ = {**service.environ, "DATABASE_URL": url}
    run(environ, "-m", "benchmarks.trust.before", str(responses))
    began = time.monotonic()
    staff = users(url, kept, stall)
    with at_work([*staff.values()]):
        run(environ, "manage.py", "migrate_gently")
    seconds = time.monotonic() - began
    print(f"all migrations after the first on {responses:,} responses in {seconds:.0f} s")
    failed = Counter[str]()
    for name, user in staff.items():
        slowest, of = user.slowest
        print(f"  {name}: {user.asked} statements, slowest {slowest * 1000:.0f} ms: {of[-60:]}")
        failed += user.failed
    for what, times in failed.items():
        print(f"  WRONG: {times} × {what}")
    return int(bool(failed))


def users(url: str, kept: Database, stall: int) -> dict[str, User]:
    """Who reads each table, who would write to each, and who writes rows."""
    with psycopg.connect(url) as connection:
        then = set(connection.execute(COLUMNS).fetchall())
    columns: dict[str, list[str]] = {}
    for table, column in sorted(then & set(kept.rows(COLUMNS))):
        columns.setdefault(table, []).append(column)
    reads = [
        sql.SQL("SELECT {} FROM {} LIMIT 1").format(
            sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier(table)
        )
        for table, names in columns.items()
    ]
    locks = [
        sql.SQL("LOCK TABLE {} IN ROW EXCLUSIVE MODE").format(sql.Identifier(table))
        for table in columns
    ]
    return {
        "readers of each table": User(url, stall, reads),
        "writers to each table": User(url, stall, locks),
        "writers of rows": User(url, stall, [sql.SQL(write) for write in WRITES]),
    }


@contextmanager
def at_work(staff: Sequence[User]) -> Iterator[None]:
    over = threading.Event()
    threads = [threading.Thread(target=user.run, args=(over,)) for user in staff]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
