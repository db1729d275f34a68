"""Two machines for the application on one database: one is killed under load."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count

from benchmarks.trust.probes import probing, told
from benchmarks.trust.record import Ledger, at_work, outages, writers
from benchmarks.trust.service import Service, node

# Other States than in kills.py: reports of those may be half written.
STATES = slice(6, 12)
READERS = ("/healthz", "/states/", "/api/v1/states/KEN/", "/cycles/")
# What the proxy had given to the node that is gone ends at once.
MOST_SECONDS_OF_DROPS = 1.0


@dataclass
class Proxy:
    """Gives each connection to the next node in turn, or to the one after it where that takes none,
    as the proxy of a deployment does. ``drops`` has when an answer had not come whole, or at all,
    as its node went."""

    nodes: Sequence[int]
    drops: list[float] = field(default_factory=list)
    given: Counter[int] = field(default_factory=Counter)
    turns: Iterator[int] = field(default_factory=count)

    def serve(self, client: socket.socket) -> None:
        turn = next(self.turns)
        for offset in range(len(self.nodes)):
            port = self.nodes[(turn + offset) % len(self.nodes)]
            with suppress(OSError):
                upstream = socket.create_connection(("127.0.0.1", port))
                break
        else:
            client.close()
            return
        self.given[port] += 1
        with client, upstream:
            back = threading.Thread(target=relay, args=(client, upstream))
            back.start()
            is_answered = relay(upstream, client)
            if not is_answered:
                self.drops.append(time.monotonic())
            for end in (client, upstream):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
            back.join()


def relay(source: socket.socket, target: socket.socket) -> bool:
    """All that comes; False where nothing came, or it ended with a reset."""
    came = False
    try:
        while piece := source.recv(65536):
            target.sendall(piece)
            came = True
    except OSError:
        return False
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
    return came


@contextmanager
def proxy(nodes: Sequence[int]) -> Iterator[tuple[int, Proxy]]:
    """The port of a proxy in front of the nodes."""
    found = Proxy(nodes)
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    client, _address = listener.accept()
                    threading.Thread(target=found.serve, args=(client,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1], found
        # Wakes the one who accepts; close alone does not.
        listener.shutdown(socket.SHUT_RDWR)


def one_is_killed(service: Service, seconds: int) -> int:
    """Print how writers and readers fared; 1 where a write is lost or a reader was refused by
    the node that is left."""
    ledger = Ledger()
    with node(service) as second, proxy([service.server.port, second.port]) as (port, front):
        staff = writers(port, service.people, STATES, ledger)
        with probing(port, READERS) as probes, at_work(staff):
            time.sleep(seconds / 2)
            at = time.monotonic()
            second.kill()
            time.sleep(seconds / 2)
    shares = " and ".join(str(front.given[each]) for each in front.nodes)
    print(f"one of two nodes killed; {shares} connections, {len(front.drops)} dropped")
    told("  readers:", probes)
    wrongs = ledger.wrongs(service.database, service.files)
    print(f"  {ledger.writes} writes acknowledged; {dict(outages(staff))} answers not as asked")
    failures = sum(probe.failures for probe in probes)
    if failures > len(front.drops):
        wrongs.append(f"{failures} failures of readers")
    late = sum(drop > at + MOST_SECONDS_OF_DROPS or drop < at for drop in front.drops)
    wrongs += [f"{late} connections dropped by a node that was there"] * bool(late)
    wrongs += ["a node was given nothing"] * (len(front.given) < len(front.nodes))
    for wrong in wrongs:
        print(f"  WRONG: {wrong}", flush=True)
    return int(bool(wrongs))
