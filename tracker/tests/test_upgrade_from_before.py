"""The upgrade of a database from migrations before the first release: nothing is lost, and
afterwards it equals a new database."""

import hashlib
import lzma
import os
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from psycopg.rows import dict_row

import testing.databases
from reports.renumbering import REFUSAL
from testing.builders import PDF
from tracker.tests.deployments import PROXY, Databases, Deployment, deployment_in, serving

DATA = Path(__file__).parent / "data"
ENGINE = settings.DATABASES["default"]["ENGINE"].rsplit(".")[-1].removesuffix("3")
SEALS = {
    "sqlite": "0dfee99e6ef6ef79a15009072493753cb9d30a5d38dd2aaed86327dfd34d3f96",
    "postgresql": "4055091f31e1a29556ca6a8997735a89f189d3567b5ab406b6fed4c431a3495d",
}
VERIFIED = ["363 steps of 91 submissions follow from one another.", f"Seal: {SEALS[ENGINE]}"]
# Tables that every migrate updates by itself, and Django's own record of migrations.
KEPT_UP = {
    "auth_group_permissions",
    "auth_permission",
    "contacts_mailtemplate",
    "django_content_type",
    "django_migrations",
    "reports_datastamp",
}
Row = dict[str, Any]
Tables = dict[str, list[Row]]


class Database:
    """The database of a deployment, read without Django."""

    def __init__(self, deployment: Deployment) -> None:
        self.url = deployment.environ.get("DATABASE_URL", "")
        self.file = deployment.data / "tracker.sqlite3"

    def run(self, script: str) -> None:
        if self.url:
            with psycopg.connect(self.url) as postgresql:
                postgresql.execute(script.encode())
            return
        self.file.parent.mkdir(mode=0o700)
        with closing(sqlite3.connect(self.file)) as sqlite:
            sqlite.executescript(script)

    @contextmanager
    def opened(self) -> Iterator[Callable[[str], list[Row]]]:
        """A function that runs queries on one connection. (A new connection would first read the
        whole schema.)"""
        if self.url:
            with psycopg.connect(self.url, row_factory=dict_row) as postgresql:
                yield lambda query: postgresql.execute(query.encode()).fetchall()
            return
        with closing(sqlite3.connect(self.file)) as sqlite:
            sqlite.row_factory = sqlite3.Row
            yield lambda query: [dict(row) for row in sqlite.execute(query)]

    def rows(self, query: str) -> list[Row]:
        with self.opened() as ask:
            return ask(query)

    def tables(self) -> Tables:
        """Every row of every table."""
        names = (
            "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
            if self.url
            else "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        with self.opened() as ask:
            return {
                row["name"]: sorted(ask(f'SELECT * FROM "{row["name"]}"'), key=repr)
                for row in ask(names)
            }

    def schema(self) -> set[str]:
        """Every column, constraint, index, trigger and function, without the order of columns."""
        if self.url:
            return {str(row) for query in CATALOGUES for row in self.rows(query)}
        rows = self.rows("SELECT type, name, tbl_name, sql FROM sqlite_master")
        return {f"{r['type']} {r['name']} {r['tbl_name']} {in_order(r['sql'])}" for r in rows}


CATALOGUES = (
    "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable,"
    " column_default, is_identity, collation_name"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
    " FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT tgrelid::regclass::text, tgname, tgenabled, pg_get_triggerdef(oid)"
    " FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT proname, pg_get_functiondef(oid)"
    " FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
)


def in_order(sql: str | None) -> str:
    """The SQL of an SQLite table with its columns and constraints sorted; other SQL unchanged."""
    if sql is None or not sql.startswith("CREATE TABLE"):
        return str(sql)
    head, _, body = sql.partition("(")
    body, _, tail = body.rpartition(")")
    parts, depth = [""], 0
    # Quoted texts stay whole, so that commas inside them split nothing.
    for token in re.findall(r"'[^']*'|\"[^\"]*\"|.", body, re.DOTALL):
        depth += {"(": 1, ")": -1}.get(token, 0)
        if token == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += token
    return f"{head}{sorted(part.strip() for part in parts)}{tail}"


@pytest.fixture(scope="module")
def made() -> Iterator[Databases]:
    found = Databases(os.environ.get("DATABASE_URL", ""))
    yield found
    found.drop()


@pytest.fixture
def old(made: Databases, tmp_path: Path) -> Deployment:
    """A deployment with a database made by the old migrations (see data/README.md)."""
    deployment = deployment_in(tmp_path, "old", made.make())
    dump = DATA / f"before_first_release.{ENGINE}.sql.xz"
    Database(deployment).run(lzma.decompress(dump.read_bytes()).decode())
    return deployment


def digests(rows: Tables) -> dict[str, str]:
    return {name: hashlib.sha256(repr(found).encode()).hexdigest() for name, found in rows.items()}


def without(rows: Tables, *names: str) -> Tables:
    return {name: found for name, found in rows.items() if name not in names}


def lost(before: Tables, after: Tables) -> dict[str, list[Row]]:
    """Rows of ``before`` missing from ``after``, compared in the columns of both. Search texts are
    derived anew, a write that moves the revision: both are ignored."""
    found = {}
    for name, rows in before.items():
        columns = set(rows[0]) & set(after[name][0]) if rows and after.get(name) else set()
        columns -= {"search_text", "revision"}
        there = {repr(sorted((c, r[c]) for c in columns)) for r in after.get(name, [])}
        gone = [r for r in rows if repr(sorted((c, r[c]) for c in columns)) not in there]
        if gone:
            found[name] = gone
    return found


def asked(tables: Tables, table: str) -> set[tuple[int, str]]:
    """The addressees of each commitment, by the old columns."""
    begins = "directed_to_"
    return {
        (row["id"], name.removeprefix(begins))
        for row in tables[table]
        for name, value in row.items()
        if name.startswith(begins) and value
    }


def addressees(tables: Tables) -> set[tuple[int, str]]:
    rows = tables["commitments_commitmentaddressee"]
    return {(row["commitment_id"], row["kind"]) for row in rows}


def test_migrate_names_the_command_and_touches_nothing(old: Deployment) -> None:
    database = Database(old)
    rows, schema = database.tables(), database.schema()
    done = old.run("deploy/start")
    assert done.returncode == 1
    assert done.stderr.strip().endswith(f"CommandError: {REFUSAL}")
    assert database.tables() == rows
    assert database.schema() == schema


def test_a_database_of_before_is_carried_over_whole(
    old: Deployment,
    made: Databases,
    databases_later: Callable[[], testing.databases.Databases],
    django_db_blocker: Any,
    tmp_path: Path,
) -> None:
    database = Database(old)
    before = database.tables()
    assert len(before["reports_submission"]) == 88 + 3
    assert len(before["reports_response"]) == 2 * 30 + 1

    old.manage("renumber_migrations", "--dry-run")
    assert digests(database.tables()) == digests(before)
    old.manage("renumber_migrations")
    after = database.tables()
    assert digests(without(after, "django_migrations")) == digests(
        without(before, "django_migrations")
    )
    again = old.run(sys.executable, "manage.py", "renumber_migrations")
    assert again.returncode == 1
    assert "There is nothing to do" in again.stderr

    old.manage("migrate_gently")
    carried = database.tables()
    assert lost(without(before, *KEPT_UP), carried) == {}
    assert addressees(carried) == asked(before, "commitments_commitment")
    assert len(carried["commitments_historicalcommitmentaddressee"]) == len(
        asked(before, "commitments_historicalcommitment")
    )
    assert old.manage("migrate", "--check") == ""
    assert old.manage("makemigrations", "--check") == "No changes detected"
    # The dump is of the database alone.
    said = old.manage("verify_history", "--without-files", "--seal", SEALS[ENGINE]).splitlines()
    assert [said[0], said[-1]] == VERIFIED

    of_run = databases_later()
    with django_db_blocker.unblock():
        new = deployment_in(tmp_path, "new", made.make_migrated(of_run, tmp_path / "new"))
    # Both from backups: PostgreSQL words restored definitions differently.
    schemas = []
    for name, deployment in (("carried", old), ("made", new)):
        restored = deployment_in(tmp_path, name, made.make())
        assert restored.run("deploy/restore", str(deployment.backup())).returncode == 0
        schemas.append(Database(restored).schema())
    assert schemas[0] == schemas[1]
    _answer_from_it(old, tmp_path)


def _answer_from_it(old: Deployment, tmp_path: Path) -> None:
    """The site, from a database that was carried over."""
    [attachment] = Database(old).rows("SELECT DISTINCT file, sha256 FROM reports_attachment")
    stored = old.data / "attachments" / attachment["file"]
    stored.parent.mkdir(parents=True)
    stored.write_bytes(PDF)
    with serving(old, tmp_path / "log") as server:
        server.wait_for(200)
        for path in ("/", "/states/KEN/", "/cycles/2022/", "/account/login/", "/api/v1/responses/"):
            assert server.get(path, **PROXY).status == 200, path
        document = server.get(f"/attachments/KEN-2022-2/{stored.stem}/", **PROXY)
        assert document.headers["Content-Length"] == str(len(PDF))
