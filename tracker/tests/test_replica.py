"""Public answers may come from a standby, exactly as fresh; nothing else does. With a real one."""

import http.client
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

import testing.databases
from benchmarks.trust.database import with_postgres
from common.database import replica
from tracker.tests.deployments import PROXY, Databases, Server, deployment_in, serving

URL = os.environ.get("DATABASE_URL", "")
PATH = "/api/v1/states/"
READER = "reader"
WITH_STATE = "from testing.builders import make_state; make_state('KEN')"


@dataclass
class Standby:
    """A second server that follows the one of the tests, and writes down what it is asked."""

    programs: Path
    folder: Path
    url: str
    seen: int = 0

    def start(self) -> None:
        with_postgres.start(self.programs, self.folder, durable=False)

    def stop(self) -> None:
        stop = ["-D", str(self.folder / "data"), "-m", "immediate", "stop"]
        self._run("pg_ctl", *stop)

    def follow(self, primary: str) -> None:
        where = ["-h", primary, "-p", with_postgres.PORT, "-U", "poa"]
        # The slot: the primary keeps what the standby has not read, however late it starts.
        kept = ["-R", "-C", "-S", "standby", "-c", "fast"]
        self._run("pg_basebackup", *where, "-D", str(self.folder / "data"), *kept)
        with (self.folder / "data" / "postgresql.auto.conf").open("a") as file:
            file.write("log_statement = 'all'\n")

    def _run(self, program: str, *options: str) -> None:
        command = [str(self.programs / program), *options]
        with_postgres.quietly(command, with_postgres.server_account(), self.folder)

    def do(self, query: str) -> Any:
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()

    def was_asked(self) -> bool:
        """Whether it was asked for reporters since this was last asked."""
        log = (self.folder / "server.log").read_text()
        new, self.seen = log[self.seen :], len(log)
        return 'FROM "reports_reporter"' in new


@dataclass
class Site:
    server: Server
    primary: "psycopg.Connection[Any]"
    standby: Standby

    def rename(self, name: str) -> None:
        self.primary.execute(
            "UPDATE reports_reporter SET name = jsonb_build_object('en', %s::text)", [name]
        )

    def name(self, **headers: str) -> str:
        """What a reader is told, and never an error."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        connection.request("GET", PATH, headers={**PROXY, **headers})
        response = connection.getresponse()
        body = response.read()
        connection.close()
        assert response.status == 200, body
        return str(json.loads(body)["results"][0]["name"])

    def level(self) -> None:
        """Wait until the standby has all that was written."""
        [[written]] = self.primary.execute("SELECT pg_current_wal_insert_lsn()::text").fetchall()
        for _ in range(6000):
            [[there]] = self.standby.do(f"SELECT pg_last_wal_replay_lsn() >= '{written}'::pg_lsn")
            if there:
                return
            time.sleep(0.05)
        log = (self.standby.folder / "server.log").read_text()[-2000:]
        pytest.fail(f"The standby does not follow; it wrote:\n{log}")


@contextmanager
def primary_with(url: str) -> Iterator[str]:
    """The address of a server with nothing but a copy of that database: what all other tests write
    to the server of the run, a standby of it would have to write too."""
    programs = with_postgres.find_programs()
    with with_postgres.cluster(programs, durable=False) as folder:
        address = with_postgres.environment(programs, folder)["DATABASE_URL"]
        dump = subprocess.Popen(["pg_dump", url], stdout=subprocess.PIPE)
        load = ["psql", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null", address]
        subprocess.run(load, stdin=dump.stdout, check=True)
        assert dump.wait() == 0
        yield address


@contextmanager
def standby_of(url: str) -> Iterator[Standby]:
    programs = with_postgres.find_programs()
    with tempfile.TemporaryDirectory(prefix="poa-standby-", ignore_cleanup_errors=True) as name:
        folder, primary = Path(name), url.partition("?host=")[2]
        if account := with_postgres.server_account():
            os.chown(folder, account["user"], account["group"])
        found = Standby(programs, folder, url.replace(primary, name))
        found.follow(primary)
        found.start()
        yield found
        if (folder / "data" / "postmaster.pid").exists():
            found.stop()


@pytest.fixture(scope="module")
def site(
    databases: testing.databases.Databases,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site | None]:
    """A deployment that reads from a standby by a role that may only read, and keeps no answer.
    None on SQLite, which has no standby."""
    if not URL:
        yield None
        return
    made, tmp_path = Databases(URL), tmp_path_factory.mktemp("replica")
    with django_db_blocker.unblock():
        copied = made.make_migrated(databases, tmp_path / "site")
    with primary_with(copied["DATABASE_URL"]) as url, psycopg.connect(url, autocommit=True) as db:
        made.drop()
        db.execute(f"CREATE ROLE {READER} LOGIN".encode())
        db.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {READER}".encode())
        with standby_of(url) as standby:
            reader = standby.url.replace("//poa@", f"//{READER}@")
            own = {"DATABASE_URL": url, "POA_REPLICA_URL": reader, "POA_KEPT_MB": "0"}
            deployment = deployment_in(tmp_path, "site", own)
            deployment.manage("shell", "--no-imports", "-c", WITH_STATE)
            with serving(deployment, tmp_path / "log") as server:
                server.wait_for(200)
                found = Site(server, db, standby)
                found.level()
                yield found


def test_the_public_reads_from_the_standby_while_it_has_all(site: Site | None) -> None:
    if site is None:
        return
    site.rename("One")
    site.level()
    assert site.name() == "One"
    assert site.standby.was_asked()

    # Who says who asks is told by the primary.
    assert site.name(Cookie="__Host-sessionid=nobody") == "One"
    assert not site.standby.was_asked()

    # It lags: the primary answers, and is seen at once.
    site.standby.do("SELECT pg_wal_replay_pause()")
    site.rename("Two")
    assert site.name() == "Two"
    assert not site.standby.was_asked()
    site.standby.do("SELECT pg_wal_replay_resume()")
    site.level()
    assert site.name() == "Two"
    assert site.standby.was_asked()

    # It fails in the middle: the primary answers.
    site.primary.execute(f"REVOKE SELECT ON reports_reporter FROM {READER}".encode())
    site.level()
    assert site.name() == "Two"
    assert site.standby.was_asked()
    site.primary.execute(f"GRANT SELECT ON reports_reporter TO {READER}".encode())


def test_without_its_standby_the_site_is_served(site: Site | None) -> None:
    if site is None:
        return
    site.standby.stop()
    site.rename("Three")
    assert site.name() == "Three"
    site.standby.start()
    time.sleep(replica.SECONDS_ALONE)
    site.level()
    assert site.name() == "Three"
    assert site.standby.was_asked()
