"""Servers under measurement: started, waited for, stopped; their processor time and memory."""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.speed.driver import NotAnswered
from benchmarks.speed.options import PROJECT

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")
# A machine that is busy with other work starts a server slowly.
MOST_SECONDS_TO_START = 300
MOST_SHOWN = 4000


class Failed(Exception):
    """A contestant that did not start, or did not answer; with the end of what it wrote."""

    def __init__(self, name: str, what: str, written: str) -> None:
        wrote = f"It wrote:\n{written}" if written else "It wrote nothing."
        super().__init__(f"{name} {what}. {wrote}")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class Server:
    """A program that listens on a port of this machine until it is stopped. ``ready`` is a path
    that it answers once it can work."""

    def __init__(
        self, name: str, command: list[str], environ: Mapping[str, str], ready: str
    ) -> None:
        self.name = name
        self.ready = ready
        self.most_seconds = MOST_SECONDS_TO_START
        self.port = free_port()
        self.command = [part.replace("{port}", str(self.port)) for part in command]
        self.environ = {**os.environ, **environ, "PORT": str(self.port)}
        self.process: subprocess.Popen[bytes] | None = None
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 (gone with the process)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command, cwd=PROJECT, env=self.environ, stdout=self.log, stderr=subprocess.STDOUT
        )

    def wait(self) -> None:
        """Until it answers; raises Failed where it ends, or does not begin in time.

        That it takes connections says nothing: gunicorn listens before its workers have loaded
        the application, and goes on for a moment when they cannot.
        """
        deadline = time.monotonic() + self.most_seconds
        answered = "nothing"
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                raise Failed(self.name, "ended instead of starting", self.said())
            try:
                urllib.request.urlopen(f"{self.url}{self.ready}", timeout=60).close()
            except (OSError, http.client.HTTPException) as error:
                answered = str(error)
                time.sleep(0.1)
            else:
                return
        raise Failed(self.name, f"did not start; {self.ready} answered {answered}", self.said())

    def said(self) -> str:
        """The end of what it wrote."""
        self.log.seek(0)
        return self.log.read().decode(errors="replace")[-MOST_SHOWN:].strip()

    @contextmanager
    def asked(self, name: str = "") -> Iterator[None]:
        """Raises Failed, by the ``name`` of the contestant, where the server does not answer."""
        try:
            yield
        except (OSError, http.client.HTTPException, NotAnswered) as error:
            raise Failed(name or self.name, f"did not answer: {error}", self.said()) from error

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self.process.kill()

    @property
    def processes(self) -> list[int]:
        return family(self.process.pid) if self.process else []


@contextmanager
def running(servers: Iterable[Server]) -> Iterator[None]:
    """All of them up; stopped at the end, whatever happens."""
    servers = list(servers)
    try:
        for server in servers:
            server.start()
        for server in servers:
            server.wait()
        yield
    finally:
        for server in servers:
            server.stop()


def gunicorn(application: str) -> list[str]:
    """The command of a WSGI server as a deployment starts it."""
    config = str(PROJECT / "deploy" / "gunicorn.conf.py")
    return [sys.executable, "-m", "gunicorn", "--config", config, application]


def product(name: str, environ: Mapping[str, str] | None = None) -> Server:
    """The tracker as a deployment starts it."""
    return Server(name, gunicorn("tracker.wsgi:application"), environ or {}, "/readyz")


def uvicorn(application: str) -> list[str]:
    workers = ["--workers", os.environ.get("WEB_CONCURRENCY", "2")]
    quiet = ["--no-access-log", "--log-level", "error"]
    command = [sys.executable, "-m", "uvicorn", "--host", "127.0.0.1", "--port", "{port}"]
    return [*command, *workers, *quiet, application]


def family(parent: int) -> list[int]:
    """A process and all that descend from it; empty where it is gone."""
    children: dict[int, list[int]] = {}
    for entry in PROC.glob("[0-9]*"):
        process = int(entry.name)
        if fields := stat_of(process):
            children.setdefault(int(fields[1]), []).append(process)
    found, waiting = [], [parent]
    while waiting:
        process = waiting.pop()
        found.append(process)
        waiting.extend(children.get(process, []))
    return found


def stat_of(process: int) -> list[str]:
    """What /proc tells of a process, from its state on; empty where it is gone."""
    try:
        text = (PROC / str(process) / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return text.rpartition(")")[2].split()


def processor_seconds(parents: Iterable[int]) -> float:
    """Processor time of the processes and their descendants, those that ended included."""
    ticks = 0
    for parent in parents:
        for process in family(parent):
            fields = stat_of(process)
            # utime, stime, and the same of children that were waited for.
            ticks += sum(map(int, fields[11:15])) if fields else 0
    return ticks / TICKS


def processor_seconds_since(before: float, parents: Iterable[int]) -> float:
    """Processor time since it was ``before``; at least one tick of the clock, which cannot tell
    less from none, so that ratios of very short loads have a divisor."""
    return max(processor_seconds(parents) - before, 1 / TICKS)


def resident_mib(process: int) -> float:
    """Memory in use by one process, in MiB; 0 where it is gone."""
    try:
        status = (PROC / str(process) / "status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    line = next((line for line in status.splitlines() if line.startswith("VmRSS:")), "")
    return int(line.split()[1]) / 1024 if line else 0.0


def postmaster() -> int:
    """The process of the throwaway PostgreSQL, from the file in its data folder."""
    from django.conf import settings

    data = Path(settings.DATABASES["default"]["HOST"]) / "data"
    return int((data / "postmaster.pid").read_text().splitlines()[0])
