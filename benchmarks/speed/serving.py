"""What serving costs around single answers: a start, the memory of a worker that has shown
everything, and pages while many ask for documents."""

import http.client
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from benchmarks.speed.contestants import NOTHING_KEPT
from benchmarks.speed.driver import load
from benchmarks.speed.options import PROJECT, SERVING, Options
from benchmarks.speed.processes import (
    PROC,
    Server,
    gunicorn,
    processor_seconds,
    product,
    resident_mib,
    running,
)

PRODUCT, BARE = "PoA Tracker", "bare Django project"
BARE_SETTINGS = {"DJANGO_SETTINGS_MODULE": "benchmarks.peers.bare_django"}
MOST_SECONDS_OF_A_FIRST_RUN = 900
# Readers of one page, and those who ask for documents meanwhile, each anew after so many seconds.
READERS, CROWD, PAUSE = 4, 32, 0.25
PAGE = "/cycles/2022/"
DOCUMENTS = (
    "/states/KEN/brief.pdf",
    "/organisations/recsa/brief.docx",
    "/cycles/trend-report.docx",
    "/charts/trend/all.png",
    "/api/v1/responses/?format=xlsx&cycle=2022",
    "/search/?q=training",
)


def measure(options: Options) -> dict[str, Any]:
    """All parts, or those asked for."""
    parts = {"starts": starts, "crawl": crawl, "crowd": crowd}
    return {name: parts[name](options) for name in options.serving or SERVING}


# A start


@dataclass
class Starts:
    """Seconds from a command to the first answer, and those of a processor, round by round."""

    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def take(self, server: Server) -> None:
        begun = time.perf_counter()
        with running([server]):
            self.seconds.append(time.perf_counter() - begun)
            self.processor.append(processor_seconds(server.processes[:1]) if server.process else 0)


def starts(options: Options) -> dict[str, dict[str, Starts]]:
    """How long gunicorn takes to start, and ``make run`` where it ran before; ours and a bare
    project's in turn."""
    makers: dict[str, dict[str, Callable[[], Server]]] = {
        "gunicorn": {
            BARE: lambda: Server(
                BARE, gunicorn("django.core.wsgi:get_wsgi_application()"), BARE_SETTINGS, "/"
            ),
            PRODUCT: lambda: Server(PRODUCT, gunicorn("tracker.wsgi:application"), {}, "/"),
        }
    }
    with tempfile.TemporaryDirectory(prefix="poa-bench-run-") as folder:
        if not options.tiny:
            first = Command(PRODUCT, "make -s run", development(folder))
            first.most_seconds = MOST_SECONDS_OF_A_FIRST_RUN
            Starts().take(first)
            manage = ".venv/bin/python -m django"
            bare = f"{manage} migrate --verbosity 0 && {manage} runserver $PORT"
            makers["make run, the second time"] = {
                BARE: lambda: Command(BARE, bare, BARE_SETTINGS),
                PRODUCT: lambda: Command(PRODUCT, "make -s run", development(folder)),
            }
            Starts().take(makers["make run, the second time"][BARE]())
        return {
            name: in_turn(both, 1 if options.tiny else options.rounds)
            for name, both in makers.items()
        }


def in_turn(makers: dict[str, Callable[[], Server]], rounds: int) -> dict[str, Starts]:
    found = {name: Starts() for name in makers}
    for _round in range(rounds):
        for name, make in makers.items():
            found[name].take(make())
    return found


def development(folder: str) -> dict[str, str]:
    """The settings of somebody who tries the tracker, with the records in ``folder``."""
    empty = dict.fromkeys(("DATABASE_URL", "POA_SECRET_KEY", "POA_ALLOWED_HOSTS"), "")
    return {**empty, "POA_DATA_DIR": folder, "POA_DEBUG": "true"}


class Command(Server):
    """A shell's command that starts a server, which ends with everything that it started. An empty
    variable of ``environ`` is none."""

    def __init__(self, name: str, command: str, environ: dict[str, str]) -> None:
        super().__init__(name, ["sh", "-c", command], environ, "/")
        self.environ = {key: value for key, value in self.environ.items() if value}

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            cwd=PROJECT,
            env=self.environ,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def stop(self) -> None:
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return
            self.process.wait()


# Memory


def crawl(options: Options) -> dict[str, Any]:
    """MiB of the one worker of a server after its first page and after every route in every
    language, and of the fullest press beside it; and what was answered."""
    from testing.reading import FILES, PAGES, PREFIXES

    server = product(f"{PRODUCT} (crawled)", {"WEB_CONCURRENCY": "1"})
    paths = [f"/{prefix}{path}" for prefix in PREFIXES.values() for path in (*PAGES, *FILES)]
    with running([server]), server.asked():
        ask(server, "/")
        first = fullest(server.processes)
        statuses = Counter(ask(server, path)[0] for path in (paths[:3] if options.tiny else paths))
        presses = [each for each in server.processes if is_press(each)]
        after = fullest(each for each in server.processes if each not in presses)
        press = max(map(resident_mib, presses), default=0.0)
        return {"first": first, "after": after, "press": press, "statuses": dict(statuses)}


def fullest(processes: Iterable[int]) -> float:
    return max(map(resident_mib, processes))


def is_press(process: int) -> bool:
    try:
        return b"common.files.press" in (PROC / str(process) / "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def ask(server: Server, path: str) -> tuple[int, http.client.HTTPMessage]:
    """Status and head of an answer that is read to its end."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=120)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        while answer.read(1 << 20):
            pass
        return answer.status, answer.headers
    finally:
        connection.close()


# A crowd


def crowd(options: Options) -> dict[str, Any]:
    """Latencies of a page alone and beside a crowd that asks for documents, round by round; how the
    crowd was answered, and how often it was sent away without being told when to come back."""
    found: dict[str, Any] = {"alone": [], "beside": [], "statuses": Counter(), "not_told": 0}
    server = product(f"{PRODUCT} (crowded)", NOTHING_KEPT)
    clients = 2 if options.tiny else CROWD
    seconds = options.seconds if options.tiny else max(5.0, options.seconds)
    with running([server]), server.asked():
        load(server.url + PAGE, 0, READERS)
        for _round in range(options.rounds):
            found["alone"].append(load(server.url + PAGE, seconds, READERS).percentile(0.5))
            with asking(server, clients, found):
                found["beside"].append(load(server.url + PAGE, seconds, READERS).percentile(0.5))
    return {**found, "statuses": dict(found["statuses"])}


@contextmanager
def asking(server: Server, clients: int, found: dict[str, Any]) -> Iterator[None]:
    """While so many clients ask, each for another document."""
    is_over = threading.Event()
    threads = [
        threading.Thread(
            target=ask_on, args=[server, DOCUMENTS[number % len(DOCUMENTS)], is_over, found]
        )
        for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def ask_on(server: Server, path: str, is_over: threading.Event, found: dict[str, Any]) -> None:
    while not is_over.wait(PAUSE):
        try:
            status, head = ask(server, path)
        except (OSError, http.client.HTTPException):
            found["statuses"]["no answer"] += 1
            continue
        found["statuses"][status] += 1
        found["not_told"] += status == 503 and "Retry-After" not in head


# As tables


def tables(found: dict[str, Any]) -> str:
    return "\n".join(["### Starting, memory, a crowd\n", *lines(found)])


def lines(found: dict[str, Any]) -> Iterable[str]:
    for name, both in found.get("starts", {}).items():
        ours, bare = both[PRODUCT], both[BARE]
        yield (
            f"- From `{name}` to the first answer: {median(ours.seconds):.1f} s, of a processor"
            f" {median(ours.processor):.1f} s; a bare Django project {median(bare.seconds):.1f} s"
            f" and {median(bare.processor):.1f} s:"
            f" {median(ours.processor) / max(median(bare.processor), 0.01):.1f} × the processor"
            " time."
        )
    if crawled := found.get("crawl"):
        yield (
            f"- A worker after every route in six languages ({told(crawled['statuses'])}):"
            f" {crawled['after']:.0f} MiB, after its first page {crawled['first']:.0f} MiB; a press"
            f" {crawled['press']:.0f} MiB."
        )
    if crowded := found.get("crowd"):
        yield (
            f"- `{PAGE}` for {READERS} readers, median: {median(crowded['alone']):.0f} ms; while"
            f" {CROWD} clients ask for documents, charts and searches:"
            f" {median(crowded['beside']):.0f} ms. The crowd was answered"
            f" {told(crowded['statuses'])}; {crowded['not_told']} of them not told when to come"
            " back.\n"
        )


def told(statuses: dict[Any, int]) -> str:
    return ", ".join(f"{count} × {status}" for status, count in statuses.items())
