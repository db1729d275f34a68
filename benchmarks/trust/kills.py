"""Kill -9 in rounds, while people write: what was acknowledged is there, once."""

import time
from collections.abc import Callable

from benchmarks.trust.database import kill
from benchmarks.trust.record import Ledger, at_work, outages, writers
from benchmarks.trust.service import Service

# Each writes the reports of one State; that of the last is edited by all (races).
STATES = slice(6)
SECONDS_BEFORE = 0.4
MOST_SHOWN = 20
TOLD_EVERY = 20


def application(service: Service) -> None:
    """The master of gunicorn and its workers."""
    service.server.kill()
    service.server.start()


def postgresql(service: Service) -> None:
    """The server with all its processes."""
    service.database.kill()
    service.database.start()


def worker(service: Service) -> None:
    """One of gunicorn's, which its master starts again."""
    _master, *workers = service.server.processes
    kill(workers[:1])


def backend(service: Service) -> None:
    """One process of PostgreSQL, which then ends all others and recovers."""
    service.database.kill_backend()


KINDS: list[Callable[[Service], None]] = [application, postgresql, worker, backend]


def rounds(service: Service, number: int) -> int:
    """Print what was written and lost; 1 where something is not on record once."""
    ledger = Ledger()
    staff = writers(service.server.port, service.people, STATES, ledger)
    wrongs: list[str] = []
    slowest = {kind.__name__: 0.0 for kind in KINDS}
    began = time.monotonic()
    for count in range(1, number + 1):
        kind = KINDS[(count - 1) % len(KINDS)]
        with at_work(staff):
            time.sleep(SECONDS_BEFORE)
            since = time.monotonic()
            kind(service)
        # What was under way is answered: all of them write again.
        slowest[kind.__name__] = max(slowest[kind.__name__], time.monotonic() - since)
        found = ledger.wrongs(service.database, service.files)
        wrongs += [f"round {count}, {kind.__name__}: {wrong}" for wrong in found]
        if count % TOLD_EVERY == 0 or count == number:
            written(count, ledger, time.monotonic() - began)
            print(f"  {len(wrongs)} lost, doubled or changed", flush=True)
    statuses = outages(staff)
    print("  answers meanwhile:", ", ".join(f"{n} × {status}" for status, n in statuses.items()))
    print(
        "  all answered again, at the slowest:",
        ", ".join(f"{n} {s:.1f} s" for n, s in slowest.items()),
    )
    known = {name for (name,) in service.database.rows("SELECT file FROM reports_attachment")}
    there = {str(path.relative_to(service.files)) for path in service.files.rglob("*.*")}
    print(f"  files without a record: {len(there - known)}")
    wrongs += [f"{n} answers of {s}" for s, n in statuses.items() if s >= 500 and s != 503]
    for wrong in wrongs[:MOST_SHOWN]:
        print(f"  WRONG: {wrong}", flush=True)
    return int(bool(wrongs))


def written(count: int, ledger: Ledger, seconds: float) -> None:
    kinds = ", ".join(f"{len(traces)} {kind}" for kind, traces in ledger.acknowledged.items())
    print(f"{count} rounds of kill -9 in {seconds:.0f} s: {kinds} acknowledged", flush=True)
