"""A PostgreSQL that waits for the disk, as production; it can be killed and started again."""

import importlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.speed.options import PROJECT
from benchmarks.speed.processes import family

# The scripts are no package; this one is also run by itself.
sys.path.append(str(PROJECT / "scripts"))
with_postgres: Any = importlib.import_module("with_postgres")
# Until the last backend of a killed server is gone, its memory is in use and no other starts.
MOST_STARTS = 50


@dataclass(frozen=True)
class Database:
    """A cluster of its own, reached through a socket in ``folder``."""

    programs: Path
    folder: Path

    @property
    def url(self) -> str:
        return f"postgres://poa@:{with_postgres.PORT}/poa?host={self.folder}"

    def rows(self, query: Any, *values: Any) -> list[tuple[Any, ...]]:
        """What a query finds, over a connection of its own."""
        with self.connect() as connection:
            return connection.execute(query, values or None).fetchall()

    def connect(self) -> "psycopg.Connection[tuple[Any, ...]]":
        return psycopg.connect(self.url, autocommit=True)

    def recover_fast(self) -> None:
        """Before it recovers, a server writes each of its thousands of files to the disk; here the
        system does it for all at once. What a process that is killed had written, the system has
        in either case."""
        with self.connect() as connection:
            connection.execute("ALTER SYSTEM SET recovery_init_sync_method = 'syncfs'")
            connection.execute("SELECT pg_reload_conf()")

    def kill_backend(self) -> None:
        """Kill -9 of one process that serves the application; the server then ends all others
        and recovers by itself."""
        query = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
        found = self.rows(f"{query} AND pid <> pg_backend_pid() ORDER BY query_start DESC LIMIT 1")
        for (process,) in found:
            os.kill(process, signal.SIGKILL)

    def kill(self) -> None:
        """Kill -9 of the server, with all its processes."""
        lines = (self.folder / "data" / "postmaster.pid").read_text().splitlines()
        kill(family(int(lines[0])))

    def start(self) -> None:
        """After ``kill``: raises SystemExit, with what the server wrote, where it cannot."""
        for left in reversed(range(MOST_STARTS)):
            try:
                with_postgres.start(self.programs, self.folder, durable=True)
            except SystemExit:
                if not left:
                    raise
                time.sleep(0.1)
            else:
                return


def kill(processes: list[int]) -> None:
    for process in processes:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue


@contextmanager
def database() -> Iterator[Database]:
    """Raises SystemExit, with what to install, where there is no PostgreSQL."""
    programs = with_postgres.find_programs()
    if programs is None:
        raise SystemExit(with_postgres.HOW_TO_INSTALL)
    with with_postgres.cluster(programs, durable=True) as folder:
        found = Database(programs, folder)
        found.recover_fast()
        yield found
