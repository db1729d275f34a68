"""A deployment on this machine: it starts, answers, outlives an outage, and is restored."""

import http.client
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from tracker.testing import inherited_environment

PROXY = {"Host": "poa.example.org", "X-Forwarded-Proto": "https"}
WITH_ACCOUNT = (
    "from accounts.models import User; "
    "User.objects.create_user('officer@example.org', name='Ωmega')"
)
NAMES = "from accounts.models import User; print(*User.objects.values_list('name', flat=True))"


@dataclass(frozen=True)
class Deployment:
    """Settings of a deployment with an empty database of its own."""

    environ: dict[str, str]
    data: Path

    def run(self, *command: str, **changes: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=settings.BASE_DIR,
            env={**self.environ, **changes},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def manage(self, *arguments: str) -> str:
        done = self.run(sys.executable, "manage.py", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def backup(self) -> Path:
        done = self.run("deploy/backup")
        assert done.returncode == 0, done.stderr
        return Path(done.stdout.strip())


@dataclass
class Databases:
    """Databases that were made for these tests: on PostgreSQL by name, on SQLite there is one in
    each data folder."""

    url: str
    made: list[str] = field(default_factory=list)

    def make(self, like: str = "") -> dict[str, str]:
        """The settings of an empty database, or of a copy of the one whose settings' URL is
        ``like``."""
        if not self.url:
            return {}
        self.made.append(f"deployment_{os.getpid()}_{len(self.made)}")
        template = psycopg.conninfo.conninfo_to_dict(like)["dbname"] if like else "template1"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {self.made[-1]} TEMPLATE {template}")
        return {"DATABASE_URL": self.url.replace("/poa?", f"/{self.made[-1]}?")}

    def drop(self) -> None:
        if self.made:
            with psycopg.connect(self.url, autocommit=True) as connection:
                for name in self.made:
                    connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def databases() -> Iterator[Databases]:
    found = Databases(os.environ.get("DATABASE_URL", ""))
    yield found
    found.drop()


def deployment_in(folder: Path, name: str, database: dict[str, str]) -> Deployment:
    data = folder / name
    environ = {
        **inherited_environment(),
        **database,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "POA_DATA_DIR": str(data),
        "POA_DEBUG": "false",
        "POA_SECRET_KEY": "k3y-for-the-tests-of-a-deployment-0123456789-abcdefghijk",
        "POA_ALLOWED_HOSTS": "poa.example.org",
        "BACKUP_DIR": str(folder / "backups"),
    }
    return Deployment(environ, data)


@pytest.fixture
def deploy(databases: Databases, tmp_path: Path) -> Callable[[str], Deployment]:
    """Makes deployments by name, each with its data in a folder of that name."""
    return lambda name: deployment_in(tmp_path, name, databases.make())


@pytest.fixture(scope="module")
def migrated_once(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    deployment = deployment_in(tmp_path_factory.mktemp("migrated"), "data", databases.make())
    deployment.manage("migrate", "--verbosity", "0")
    return deployment


@pytest.fixture
def deploy_migrated(
    migrated_once: Deployment, databases: Databases, tmp_path: Path
) -> Callable[[str], Deployment]:
    """The same, with all tables."""

    def make(name: str) -> Deployment:
        database = databases.make(migrated_once.environ.get("DATABASE_URL", ""))
        if migrated_once.data.exists():  # not on PostgreSQL
            shutil.copytree(migrated_once.data, tmp_path / name)
        return deployment_in(tmp_path, name, database)

    return make


@dataclass(frozen=True)
class Server:
    """A start script that runs, and the file its output goes to."""

    process: subprocess.Popen[bytes]
    log: Path

    @cached_property
    def port(self) -> int:
        """The port that the system gave it; OSError as long as it does not listen."""
        said = re.search(r"Listening at: http://127\.0\.0\.1:(\d+)", self.log.read_text())
        if said is None:
            raise ConnectionRefusedError
        return int(said[1])

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        response.read()
        connection.close()
        return response

    def wait_for(self, status: int, path: str = "/readyz") -> None:
        for _ in range(1800):  # far more than it takes: this says how long to look, not how fast
            try:
                if self.get(path).status == status:
                    return
            except OSError:
                if self.process.poll() is not None:
                    break
            time.sleep(0.1)
        pytest.fail(f"{path} never answered {status}; the server wrote:\n{self.log.read_text()}")


@contextmanager
def serving(deployment: Deployment, log: Path) -> Iterator[Server]:
    """The deployment's start script, until the end of the block."""
    environ = {**deployment.environ, "HOST": "127.0.0.1", "PORT": "0", "WEB_CONCURRENCY": "1"}
    with log.open("w") as output:
        process = subprocess.Popen(
            ["deploy/start"], cwd=settings.BASE_DIR, env=environ, stdout=output, stderr=output
        )
        try:
            yield Server(process, log)
        finally:
            process.terminate()
            process.wait(timeout=30)


@contextmanager
def database_away(deployment: Deployment) -> Iterator[None]:
    """No connection can be made, and none that was there is left."""
    url = deployment.environ.get("DATABASE_URL")
    if url is None:
        file = deployment.data / "tracker.sqlite3"
        file.rename(file.with_suffix(".away"))
        file.mkdir()
        yield
        file.rmdir()
        file.with_suffix(".away").rename(file)
        return
    name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        yield
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def test_a_deployment_serves_and_outlives_an_outage(
    deploy: Callable[[str], Deployment], tmp_path: Path
) -> None:
    deployment = deploy("served")
    with serving(deployment, tmp_path / "log") as server:
        server.wait_for(200)
        assert server.get("/healthz").status == 200
        assert server.get("/account/login/", Host="poa.example.org").status == 301
        assert server.get("/account/login/", Host="elsewhere.example.org").status == 400
        page = server.get("/account/login/", **PROXY)
        assert page.status == 200
        assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
        assert "Secure" in page.headers["Set-Cookie"]
        signed_in = {**PROXY, "Cookie": "sessionid=abcdefghijklmnopqrstuvwxyz012345"}
        with database_away(deployment):
            assert server.get("/healthz").status == 200
            assert server.get("/readyz").status == 503
            outage = server.get("/admin/", **signed_in)
            assert (outage.status, outage.headers["Retry-After"]) == (503, "5")
        server.wait_for(200)
        assert server.get("/account/login/", **signed_in).status == 200


def test_a_start_with_wrong_settings_serves_nothing(
    deploy: Callable[[str], Deployment],
) -> None:
    done = deploy("wrong").run("deploy/start", POA_HTTPS="maybe")
    assert done.returncode == 2
    assert done.stderr == "The PoA Tracker cannot start: POA_HTTPS takes true or false.\n"


def test_a_backup_is_restored_row_for_row(
    deploy: Callable[[str], Deployment], deploy_migrated: Callable[[str], Deployment]
) -> None:
    old, new = deploy_migrated("old"), deploy("new")
    old.manage("shell", "--no-imports", "-c", WITH_ACCOUNT)
    (old.data / "attachments" / "ab").mkdir(parents=True)
    (old.data / "attachments" / "ab" / "report.pdf").write_bytes(b"%PDF-1.7 \x00\xff")
    backup = old.backup()

    done = new.run("deploy/restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert new.manage("dumpdata", "--all") == old.manage("dumpdata", "--all")
    assert new.manage("migrate", "--check") == ""
    assert (new.data / "attachments" / "ab" / "report.pdf").read_bytes() == b"%PDF-1.7 \x00\xff"

    again = deploy("again")
    assert again.run("deploy/restore", str(new.backup())).returncode == 0
    assert again.manage("shell", "--no-imports", "-c", NAMES) == "Ωmega"


def test_a_restore_overwrites_only_when_told_to(
    deploy_migrated: Callable[[str], Deployment],
) -> None:
    deployment = deploy_migrated("replaced")
    backup = deployment.backup()
    deployment.manage("shell", "--no-imports", "-c", WITH_ACCOUNT)
    refused = deployment.run("deploy/restore", str(backup))
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    assert deployment.manage("shell", "--no-imports", "-c", NAMES) == "Ωmega"
    assert deployment.run("deploy/restore", str(backup), "--replace").returncode == 0
    assert deployment.manage("shell", "--no-imports", "-c", NAMES) == ""


def test_a_damaged_backup_is_not_restored(deploy_migrated: Callable[[str], Deployment]) -> None:
    deployment = deploy_migrated("damaged")
    backup = deployment.backup()
    with (backup / "attachments.tar.gz").open("ab") as archive:
        archive.write(b"x")
    refused = deployment.run("deploy/restore", str(backup), "--replace")
    assert refused.returncode == 1
    assert "is damaged" in refused.stderr


def test_a_failed_backup_leaves_nothing_and_removes_nothing(
    deploy_migrated: Callable[[str], Deployment],
) -> None:
    deployment = deploy_migrated("failing")
    kept = deployment.backup()
    os.utime(kept, (0, 0))
    gone = {"POA_DATA_DIR": str(deployment.data / "none")}
    if url := deployment.environ.get("DATABASE_URL"):
        gone = {"DATABASE_URL": url.replace("/deployment_", "/none_")}
    assert deployment.run("deploy/backup", **gone).returncode != 0
    assert list(kept.parent.iterdir()) == [kept]
    newest = deployment.backup()
    assert list(kept.parent.iterdir()) == [newest]


def test_waiting_for_a_database_that_never_comes_ends(deploy: Callable[[str], Deployment]) -> None:
    deployment = deploy("waiting")
    missing = {"DATABASE_URL": "postgres://poa@/poa?host=/nonexistent"}
    command = [sys.executable, "manage.py", "wait_for_database", "--timeout", "0"]
    done = deployment.run(*command, **missing)
    assert done.returncode == 1
    assert "CommandError: The database does not answer" in done.stderr
    assert deployment.run(*command, DATABASE_URL="").returncode == 0


def test_the_tools_of_a_deployment_are_plain_posix_shell() -> None:
    for name in ("start", "backup", "restore"):
        script = settings.BASE_DIR / "deploy" / name
        assert script.read_text().startswith("#!/bin/sh\n")
        subprocess.run(["sh", "-n", script], check=True)
