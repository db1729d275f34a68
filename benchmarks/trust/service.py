"""The tracker as a deployment serves it, on a port of this machine, with data of its own."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.speed.options import PROJECT
from benchmarks.speed.processes import PROC, Server, free_port, gunicorn, resident_mib, running
from benchmarks.trust.people import People

CADDY_FILE = PROJECT / "deploy" / "Caddyfile"


@dataclass(frozen=True)
class Service:
    """A running tracker: where it listens, and where it keeps uploads for the time being."""

    server: Server
    port: int
    temporary: Path
    environ: dict[str, str]

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


def settings(folder: Path) -> dict[str, str]:
    """Those of a deployment without TLS; of its own database where DATABASE_URL is not set."""
    (folder / "temporary").mkdir()
    return {
        "POA_DEBUG": "false",
        "POA_HTTPS": "false",
        "POA_ALLOWED_HOSTS": "localhost,127.0.0.1",
        "POA_SECRET_KEY": "a-key-of-no-use-but-for-attacks-on-loopback-0123456789",
        "POA_DATA_DIR": str(folder / "data"),
        "POA_LOG_LEVEL": "ERROR",
        "POA_API_RATE": "0",
        "WEB_CONCURRENCY": os.environ.get("WEB_CONCURRENCY", "2"),
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "GUNICORN_CMD_ARGS": os.environ.get("GUNICORN_CMD_ARGS", "") + " --log-level error",
        "TMPDIR": str(folder / "temporary"),
    }


@contextmanager
def serving(*, proxy: bool = False) -> Iterator[Service]:
    """Gunicorn with two processes and the published facts, behind Caddy where ``proxy``."""
    with tempfile.TemporaryDirectory(prefix="poa-trust-") as name:
        folder = Path(name)
        environ = settings(folder)
        manage(environ, "migrate", "--verbosity", "0")
        manage(environ, "load_facts", "--verbosity", "0")
        manage(environ, "collectstatic", "--no-input", "--verbosity", "0")
        server = Server("the tracker", gunicorn("tracker.wsgi:application"), environ, "/healthz")
        servers = [server]
        if proxy:
            servers.append(caddy(server.port, folder))
        with running(servers):
            yield Service(server, servers[-1].port, folder / "temporary", environ)


def manage(environ: dict[str, str], *arguments: str) -> None:
    run(environ, "manage.py", *arguments)


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


def people(service: Service) -> People:
    """Made in the database of the service."""
    made: dict[str, str] = json.loads(run(service.environ, "-m", "benchmarks.trust.people"))
    return People(**made)


def has_caddy() -> bool:
    return shutil.which("caddy") is not None


def caddy(upstream: int, folder: Path) -> Server:
    """The proxy with the file that a deployment has, but for the names and ports in it."""
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
