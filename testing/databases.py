"""The databases of a test run: made once, and copied for each process and whenever records must go.

Each process has a database of each kind that its tests ask for. A test that writes for others to
see leaves a new copy behind, which takes a fraction of what emptying all tables takes.
"""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import connection, connections, transaction
from django.test import override_settings

from reports import demo
from testing.reading import load_facts

# What a test finds: the tables and what migrations put there; the starting facts as well; and a
# small fictional cycle of coded reports; and two made-up records of everything that the API shows.
BARE, FACTS, DEMO, FILLED = "bare", "facts", "demo", "filled"


def _load_demo() -> None:
    demo.load(states=8, organisations=2)


def storage(folder: Path) -> dict[str, Any]:
    """Settings that keep attachments in ``folder``."""
    backend = settings.STORAGES["attachments"]["BACKEND"]
    attachments = {"BACKEND": backend, "OPTIONS": {"location": folder}}
    return {"MEDIA_ROOT": folder, "STORAGES": {**settings.STORAGES, "attachments": attachments}}


def _fill() -> None:
    from api.tests.test_lists import fill

    with TemporaryDirectory() as folder:
        private = override_settings(**storage(Path(folder)), TURNS_DIR=Path(folder) / "turns")
        with private, transaction.atomic():
            fill(2)


# For each kind, the kind that it is made from, and how.
_MADE: dict[str, tuple[str, Callable[[], None]]] = {
    FACTS: (BARE, load_facts),
    DEMO: (FACTS, _load_demo),
    FILLED: (BARE, _fill),
}


class Databases:
    """The databases of one process of the run; ``folder`` is shared with the other processes."""

    def __init__(self, folder: Path, process: str) -> None:
        self.folder = folder
        self.process = process
        self.kind = ""
        self._copies: set[str] = set()
        self._outside = settings.DATABASES["default"]["NAME"]

    def use(self, kind: str) -> None:
        """Have this process's connections lead to its database of that kind."""
        if kind == self.kind:
            return
        if kind not in self._copies:
            self._copies.add(kind)
            self._copy(kind, self._own(kind))
        self.kind = kind
        self._lead_to(self._own(kind))

    @contextmanager
    def using(self, kind: str) -> Iterator[None]:
        before = self.kind
        self.use(kind)
        try:
            yield
        finally:
            self.use(before)

    def renew(self) -> None:
        """Undo whatever was written to the database in use."""
        self._copy(self.kind, self._own(self.kind))

    def copy(self, kind: str, name: str) -> None:
        """Make one of that kind for another process: by the name of its file, or on PostgreSQL of
        its database."""
        self._make(kind)
        self._clone(self._name(kind), name)

    def remove(self) -> None:
        """Take away this process's databases."""
        self._lead_to(self._outside)
        for kind in self._copies:
            self._drop(self._own(kind))

    def remove_templates(self) -> None:
        """After the last process of the run."""
        for made in self.folder.glob("*.made"):
            self._drop(self._name(made.stem))

    def _own(self, kind: str) -> str:
        return self._name(f"{kind}_{self.process}")

    def _copy(self, kind: str, name: str) -> None:
        self._make(kind)
        connections.close_all()
        self._drop(name)
        self._clone(self._name(kind), name)

    def _make(self, kind: str) -> None:
        """The template of that kind, unless a process of this run has made it; others wait."""
        made = self.folder / f"{kind}.made"
        with (self.folder / f"{kind}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if made.exists():
                return
            before = settings.DATABASES["default"]["NAME"]
            if kind in _MADE:
                source, load = _MADE[kind]
                self._copy(source, self._name(kind))
                self._lead_to(self._name(kind))
                load()
            else:
                self._migrate(self._name(kind))
            self._lead_to(before)
            made.touch()

    def _migrate(self, name: str) -> None:
        self._lead_to(self._outside)
        settings.DATABASES["default"]["TEST"]["NAME"] = name
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)

    def _lead_to(self, name: Any) -> None:
        connections.close_all()
        settings.DATABASES["default"]["NAME"] = name
        connection.settings_dict["NAME"] = name

    @property
    def _is_file(self) -> bool:
        return connection.vendor == "sqlite"

    def _name(self, of: str) -> str:
        """The database is a file: in memory, every thread of a live server would share one
        connection and its transaction."""
        return str(self.folder / f"{of}.sqlite3") if self._is_file else f"test_poa_{of}"

    def _clone(self, source: str, name: str) -> None:
        if self._is_file:
            shutil.copyfile(source, name)
        else:
            self._run(f"CREATE DATABASE {_quoted(name)} TEMPLATE {_quoted(source)}")

    def _drop(self, name: str) -> None:
        if self._is_file:
            for ending in ("", "-wal", "-shm"):
                Path(name + ending).unlink(missing_ok=True)
        else:
            # A test server's request outlives its test where the browser left before the answer
            # came. It is not waited for, and its connection would hold the database.
            self._run(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with connection._nodb_cursor() as cursor:  # noqa: SLF001 (as Django makes test databases)
            cursor.execute(statement)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
