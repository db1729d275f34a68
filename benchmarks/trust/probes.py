"""Readers who ask while something else goes on, and how long they wait."""

import http.client
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

PAUSE = 0.1
PATIENCE = 10.0
# More than an answer ever takes on a busy machine, and far from what an attack makes of it.
SLOWEST_HEALTHY = 5.0


@dataclass
class Probe:
    """Asks for one page again and again. ``seconds`` has how long each answer took; an answer that
    is not 200, or does not come within PATIENCE, is a failure."""

    port: int
    path: str
    seconds: list[float] = field(default_factory=list)
    failures: int = 0

    def ask(self) -> None:
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", self.path, headers={"Host": "localhost"})
            answer = connection.getresponse()
            answer.read()
            is_right = answer.status == 200
        except (OSError, http.client.HTTPException):
            is_right = False
        finally:
            connection.close()
        self.seconds.append(time.perf_counter() - began)
        self.failures += not is_right

    def run(self, over: threading.Event) -> None:
        while not over.is_set():
            self.ask()
            over.wait(PAUSE)

    @property
    def asked(self) -> int:
        return len(self.seconds)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def slowest(self) -> float:
        return max(self.seconds)


@contextmanager
def probing(port: int, paths: Sequence[str]) -> Iterator[list[Probe]]:
    """One probe for each path, until the end of the block."""
    probes = [Probe(port, path) for path in paths]
    over = threading.Event()
    threads = [threading.Thread(target=probe.run, args=(over,)) for probe in probes]
    for thread in threads:
        thread.start()
    try:
        yield probes
    finally:
        over.set()
        for thread in threads:
            thread.join()


def told(name: str, probes: Sequence[Probe]) -> int:
    """Print how the readers fared; 1 where one of them was not served."""
    is_stopped = False
    print(name)
    for probe in probes:
        figures = f"median {probe.median:.3f} s, slowest {probe.slowest:.2f} s"
        print(f"  {probe.path}: {probe.failures} of {probe.asked} failed, {figures}", flush=True)
        is_stopped |= probe.failures > 0 or probe.slowest > SLOWEST_HEALTHY
    return int(is_stopped)
