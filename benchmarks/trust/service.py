"""The tracker as a deployment serves it, on a port of this machine, with data of its own."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.speed.options import PROJECT
from benchmarks.speed.processes import PROC, Server, free_port, gunicorn, resident_mib, running
from benchmarks.trust.database import Database, database, kill
from benchmarks.trust.people import People

CADDY_FILE = PROJECT / "deploy" / "Caddyfile"


class Tracker(Server):
    """Gunicorn, which can be killed, and started again on the same port."""

    def kill(self) -> None:
        kill(self.processes)
        if self.process:
            self.process.wait()


def tracker(name: str, environ: dict[str, str]) -> Tracker:
    return Tracker(name, gunicorn("tracker.wsgi:application"), environ, "/healthz")


@dataclass(frozen=True)
class Service:
    """A running tracker: where it listens, with the proxy in front if there is one; its folder;
    who is signed in; its database, None for SQLite."""

    server: Tracker
    port: int
    folder: Path
    environ: dict[str, str]
    people: People
    postgresql: Database | None

    @property
    def database(self) -> Database:
        if self.postgresql is None:
            raise SystemExit("This part needs PostgreSQL: leave --sqlite out.")
        return self.postgresql

    @property
    def files(self) -> Path:
        """Where attachments are stored."""
        return Path(self.environ["POA_MEDIA_ROOT"])

    @property
    def temporary(self) -> Path:
        return Path(self.environ["TMPDIR"])

    def kept(self) -> int:
        """Bytes of its temporary files that are open, those without a name included."""
        sizes: dict[int, int] = {}
        for process in self.server.processes:
            sizes.update(self._open(process))
        return sum(sizes.values())

    def _open(self, process: int) -> Iterator[tuple[int, int]]:
        """Number and size of each."""
        with contextlib.suppress(OSError):
            for link in (PROC / str(process) / "fd").iterdir():
                with contextlib.suppress(OSError):
                    if str(link.readlink()).startswith(str(self.temporary)):
                        yield link.stat().st_ino, link.stat().st_size

    def memory(self) -> int:
        """Bytes in use by its processes and by those that they started."""
        return int(sum(map(resident_mib, self.server.processes)) * 1024 * 1024)


def settings(folder: Path, database: Database | None, name: str) -> dict[str, str]:
    """Those of a deployment without TLS, for one of two machines; on SQLite without a database."""
    (folder / name / "temporary").mkdir(parents=True)
    several = {"DATABASE_URL": database.url, "POA_NODES": "2"} if database else {}
    return {
        "POA_DEBUG": "false",
        "POA_HTTPS": "false",
        "POA_ALLOWED_HOSTS": "localhost,127.0.0.1",
        "POA_SECRET_KEY": "a-key-of-no-use-but-for-attacks-on-loopback-0123456789",
        "POA_DATA_DIR": str(folder / name / "data"),
        "POA_MEDIA_ROOT": str(folder / "files"),
        "POA_LOG_LEVEL": "ERROR",
        # Counted, as in a deployment, and never reached.
        "POA_API_RATE": "1000000",
        "WEB_CONCURRENCY": os.environ.get("WEB_CONCURRENCY", "2"),
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "GUNICORN_CMD_ARGS": os.environ.get("GUNICORN_CMD_ARGS", "") + " --log-level critical",
        "TMPDIR": str(folder / name / "temporary"),
        **several,
    }


@contextmanager
def serving(*, proxy: bool = False, sqlite: bool = False) -> Iterator[Service]:
    """Gunicorn with two processes, the published facts and people who are signed in, behind Caddy
    where ``proxy``; on a PostgreSQL of its own, which waits for the disk, or on SQLite."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="poa-trust-")))
        kept = None if sqlite else stack.enter_context(database())
        environ = settings(folder, kept, "first")
        made = json.loads(run(environ, "-m", "benchmarks.trust.people"))
        server = tracker("the tracker", environ)
        servers: list[Server] = [server]
        if proxy:
            servers.append(caddy(server.port, folder))
        stack.enter_context(running(servers))
        yield Service(server, servers[-1].port, folder, environ, People(**made), kept)


@contextmanager
def node(service: Service) -> Iterator[Tracker]:
    """A second machine for the application, on the same database and the same files."""
    server = tracker("the second node", settings(service.folder, service.database, "second"))
    with running([server]):
        yield server


def run(environ: dict[str, str], *arguments: str) -> bytes:
    """What a program of ours wrote."""
    done = subprocess.run(  # noqa: S603 - our own program, no shell
        [sys.executable, *arguments],
        cwd=PROJECT,
        env={**os.environ, **environ},
        check=True,
        stdout=subprocess.PIPE,
    )
    return done.stdout


def has_caddy() -> bool:
    return shutil.which("caddy") is not None


def caddy(upstream: int, folder: Path) -> Server:
    """The proxy with the file of a deployment, except for the names and ports in it."""
    port, health = free_port(), free_port()
    text = CADDY_FILE.read_text().replace("app:8000", f"127.0.0.1:{upstream}")
    text = text.replace(":2020", f":{health}").replace("admin off", "admin off\n\tauto_https off")
    file = folder / "Caddyfile"
    file.write_text(text)
    command = ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"]
    environ = {"SITE_ADDRESS": f"http://localhost:{port}", "HOME": str(folder)}
    found = Server("Caddy", command, environ, "/healthz")
    found.port = port
    return found
