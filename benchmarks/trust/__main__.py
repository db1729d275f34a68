"""Attack a tracker on this machine: ``make trust``. Exit status 1 where one of them stops it, or
where something that was acknowledged is not on record, once.

python -m benchmarks.trust [--small] [--part NAME ...] [--rounds N] [--responses N] [--sqlite]
"""

import argparse
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from benchmarks.trust import heavy, kills, nodes, races, slow, upgrade
from benchmarks.trust.database import with_postgres
from benchmarks.trust.probes import Probe, probing, told
from benchmarks.trust.senders import all_at_once
from benchmarks.trust.service import Service, has_caddy, serving

READERS = ("/healthz", "/states/")


@dataclass(frozen=True)
class Size:
    """How much of everything: slow connections and their seconds; rounds of kill -9; seconds of
    load on two nodes; editors of one report, and edits of each; idempotency keys; responses in the
    database that is upgraded, and milliseconds that others may wait for one of its tables."""

    clients: int
    seconds: int
    rounds: int
    load: int
    editors: int
    edits: int
    keys: int
    responses: int
    stall: int


# Longer than probes.SLOWEST_HEALTHY: who holds all threads holds the readers up for as long.
SMALL = Size(40, 6, rounds=2, load=3, editors=6, edits=2, keys=8, responses=1, stall=5000)
FULL = Size(
    200, 30, rounds=40, load=20, editors=64, edits=50, keys=1000, responses=5_000_000, stall=500
)
REPEATS = 8


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trust")
    parser.add_argument("--small", action="store_true", help="minutes of it, for every change")
    parser.add_argument("--part", action="append", choices=PARTS, help="only this one")
    parser.add_argument("--rounds", type=int, help="of kill -9, in place of 40, or 2 of --small")
    parser.add_argument("--responses", type=int, help="in the upgrade, in place of 5 million")
    parser.add_argument("--sqlite", action="store_true", help="slow and heavy alone, on SQLite")
    chosen = parser.parse_args(arguments)
    size = SMALL if chosen.small else FULL
    if chosen.rounds:
        size = replace(size, rounds=chosen.rounds)
    if chosen.responses:
        size = replace(size, responses=chosen.responses)
    parts = chosen.part or [*(("slow", "heavy") if chosen.sqlite else PARTS)]
    # However the run is ended, the processes that it started end with it.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, with_postgres.stop)
    # All on one service: to start it takes as long as some of them.
    with serving(proxy=has_caddy(), sqlite=chosen.sqlite) as service:
        warm(service)
        return max([timed(part, service, size) for part in parts])


def timed(part: str, service: Service, size: Size) -> int:
    began = time.monotonic()
    worst = PARTS[part](service, size)
    print(f"== {part}: {time.monotonic() - began:.0f} s", flush=True)
    return worst


def slow_clients(service: Service, size: Size) -> int:
    """Each kind of slow client, on gunicorn alone and behind the proxy where there is one; in the
    small form all kinds at once."""
    worst = 0
    places = {"gunicorn alone": service.server.port}
    if has_caddy():
        places["Caddy and gunicorn"] = service.port
    for place, port in places.items():
        attacks = {
            f"{size.clients} × {name}": partial(slow.attack, port, size.clients, size.seconds, kind)
            for name, kind in slow.KINDS.items()
        }
        if size is SMALL:
            attacks = {" and ".join(attacks): partial(all_at_once, list(attacks.values()))}
        for name, attack in attacks.items():
            with probing(port, READERS) as probes:
                attack()
            worst |= told(f"{name}, {place}", probes)
    return worst


def heavy_requests(service: Service, size: Size) -> int:
    """Each kind of request that costs more to answer than to send, at the door that a deployment
    has: the proxy where there is one."""
    worst = 0
    for kind in heavy.KINDS.values():
        costs = kind(service, service.people, size.clients // 5)
        while True:
            with probing(service.port, READERS) as probes:
                cost = next(costs, None)
            if cost is None:
                break
            worst |= told(cost.name, probes) | int(bool(cost.wrongs))
            print(cost, flush=True)
    return worst


def warm(service: Service) -> None:
    """Each process has answered each page: the first time takes seconds. Raises RuntimeError where
    the last answer of a page was wrong, for then the attack on it would show nothing."""
    Probe(service.port, "/nothing/").ask()
    for path in (*READERS, slow.LOGIN, slow.LARGE):
        last = [is_answered(service.port, path) for _turn in range(12)][-1]
        if not last:
            raise RuntimeError(f"{path} is not answered.")


def is_answered(port: int, path: str) -> bool:
    probe = Probe(port, path)
    probe.ask()
    return not probe.failures


PARTS: dict[str, Callable[[Service, Size], int]] = {
    "slow": slow_clients,
    "heavy": heavy_requests,
    "edits": lambda service, size: races.edits(service, size.editors, size.edits),
    "keys": lambda service, size: races.keys(service, size.keys, REPEATS),
    "nodes": lambda service, size: nodes.one_is_killed(service, size.load),
    "upgrade": lambda service, size: upgrade.under_load(service, size.responses, size.stall),
    "kills": lambda service, size: kills.rounds(service, size.rounds),
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
