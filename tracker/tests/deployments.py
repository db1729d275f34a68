"""Deployments on this machine, for tests: a database and a folder of their own, and a server."""

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

import testing.databases
from testing.builders import inherited_environment
from testing.databases import BARE

PROXY = {"Host": "poa.example.org", "X-Forwarded-Proto": "https"}


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
            timeout=600,
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
    """Databases made for these tests: by name on PostgreSQL; on SQLite one in each data folder."""

    url: str
    made: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)

    def make(self) -> dict[str, str]:
        """The settings of an empty database."""
        settings_of = self._next()
        if settings_of:
            with psycopg.connect(self.url, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {self.made[-1]}")
        return settings_of

    def make_migrated(self, of_run: testing.databases.Databases, data: Path) -> dict[str, str]:
        """The settings of a database with all tables: a copy of the run's migrated database. On
        SQLite the file is in ``data``."""
        settings_of = self._next()
        if not settings_of:
            data.mkdir(mode=0o700)
        of_run.copy(BARE, self.made[-1] if settings_of else str(data / "tracker.sqlite3"))
        return settings_of

    def _next(self) -> dict[str, str]:
        if not self.url:
            return {}
        self.made.append(f"deployment_{os.getpid()}_{len(self.made)}")
        return {"DATABASE_URL": self.url.replace("/poa?", f"/{self.made[-1]}?")}

    def drop(self) -> None:
        if self.made:
            with psycopg.connect(self.url, autocommit=True) as connection:
                for name in self.made:
                    connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
                for role in self.roles:
                    connection.execute(f"DROP ROLE {role}")


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


@dataclass(frozen=True)
class Server:
    """A running start script, and the file with its output."""

    process: subprocess.Popen[bytes]
    log: Path

    @cached_property
    def port(self) -> int:
        """The port that the system gave it. Raises OSError until it listens."""
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
        for _ in range(6000):  # far more than needed: a limit of waiting, not a test of speed
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
    """Run the deployment's start script until the end of the block."""
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
