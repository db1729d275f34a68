"""Attack a tracker on this machine: ``make trust``. Exit status 1 where one of them stops it.

python -m benchmarks.trust [--small] [--part NAME ...]
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.trust import heavy, slow
from benchmarks.trust.probes import Probe, probing
from benchmarks.trust.service import Service, has_caddy, people, serving

READERS = ("/healthz", "/states/")
# More than an answer ever takes on a busy machine, and far from what an attack makes of it.
SLOWEST_HEALTHY = 5.0


@dataclass(frozen=True)
class Size:
    """How much of everything: connections, seconds."""

    clients: int
    seconds: int


# Longer than SLOWEST_HEALTHY: who holds all threads holds the readers up for as long.
SMALL, FULL = Size(40, 8), Size(200, 30)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trust")
    parser.add_argument("--small", action="store_true", help="minutes of it, for every change")
    parser.add_argument("--part", action="append", choices=PARTS, help="only this one")
    chosen = parser.parse_args(arguments)
    size = SMALL if chosen.small else FULL
    return max([PARTS[part](size) for part in chosen.part or PARTS])


def slow_clients(size: Size) -> int:
    """Each kind of slow client, on gunicorn alone and behind the proxy where there is one."""
    worst = 0
    with serving(proxy=has_caddy()) as service:
        warm(service)
        places = {"gunicorn alone": service.server.port}
        if has_caddy():
            places["Caddy and gunicorn"] = service.port
        for place, port in places.items():
            for name, begin in slow.KINDS.items():
                with probing(port, READERS) as probes:
                    slow.attack(port, size.clients, size.seconds, begin)
                worst |= told(f"{size.clients} × {name}, {place}", probes)
    return worst


def heavy_requests(size: Size) -> int:
    """Each kind of request that costs more to answer than to send, at the door that a deployment
    has: the proxy where there is one."""
    worst = 0
    with serving(proxy=has_caddy()) as service:
        warm(service)
        known = people(service)
        for kind in heavy.KINDS.values():
            costs = kind(service, known, size.clients // 5)
            while True:
                with probing(service.port, READERS) as probes:
                    cost = next(costs, None)
                if cost is None:
                    break
                worst |= told(cost.name, probes) | int(bool(cost.wrongs))
                print(cost, flush=True)
    return worst


def warm(service: Service) -> None:
    """Each process has answered each page: the first time takes seconds."""
    for path in (*READERS, slow.LOGIN, "/nothing/") * 12:
        Probe(service.port, path).ask()


def told(name: str, probes: Sequence[Probe]) -> int:
    """Print how the readers fared; 1 where one of them was not served."""
    is_stopped = False
    print(name)
    for probe in probes:
        figures = f"median {probe.median:.3f} s, slowest {probe.slowest:.2f} s"
        print(f"  {probe.path}: {probe.failures} of {probe.asked} failed, {figures}", flush=True)
        is_stopped |= probe.failures > 0 or probe.slowest > SLOWEST_HEALTHY
    return int(is_stopped)


PARTS: dict[str, Callable[[Size], int]] = {"slow": slow_clients, "heavy": heavy_requests}

__all__ = ["Service", "main"]

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
