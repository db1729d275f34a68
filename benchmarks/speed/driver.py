"""Load on one address: so many connections, each asking again as soon as it is answered.

One thread and no HTTP library, so that the driver takes little of the machine that is measured.
"""

import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

AT_ONCE = 256 * 1024
MOST_SECONDS_FOR_ONE = 60.0


class NotAnswered(Exception):
    """The server answered with another status than 200, or not at all."""


@dataclass(frozen=True)
class Address:
    """Where to ask: a host and port, and the path with its query; ``takes`` is how a body may be
    compressed."""

    host: str
    port: int
    path: str
    takes: str = ""

    @classmethod
    def of(cls, url: str, takes: str = "") -> "Address":
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        return cls(parts.hostname or "127.0.0.1", parts.port or 80, path, takes)

    def request(self) -> bytes:
        head = f"GET {self.path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nAccept: */*\r\n"
        takes = f"Accept-Encoding: {self.takes}\r\n" if self.takes else ""
        return f"{head}{takes}\r\n".encode()


@dataclass
class Load:
    """What a load came to: seconds that each request took, over ``seconds`` in all."""

    seconds: float
    latencies: list[float]

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """The latency in milliseconds that ``share`` of the requests did not exceed."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)]


@dataclass
class Connection:
    """One connection with at most one request on its way."""

    address: Address
    asked_at: float = 0.0
    received: bytearray = field(default_factory=bytearray)
    wire: socket.socket = field(init=False)

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        where = (self.address.host, self.address.port)
        self.wire = socket.create_connection(where, timeout=MOST_SECONDS_FOR_ONE)
        self.wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self) -> None:
        self.received.clear()
        self.asked_at = time.perf_counter()
        self.wire.sendall(self.address.request())

    def read(self) -> bool:
        """Take the bytes that have come; returns whether the answer is whole. A server may close a
        connection between two answers: the caller then asks again on a new one."""
        piece = self.wire.recv(AT_ONCE)
        if not piece:
            raise ConnectionResetError
        self.received += piece
        return is_whole(self.received)

    def check(self) -> None:
        if not self.received.startswith((b"HTTP/1.1 200", b"HTTP/1.0 200")):
            raise NotAnswered(f"{self.address.path}: {bytes(self.received[:300])!r}")


def is_whole(received: bytearray) -> bool:
    """Whether ``received`` is an answer from beginning to end."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = bytes(received[:end]).lower()
    place = head.find(b"\r\ncontent-length:")
    if place < 0:
        return received.endswith(b"\r\n0\r\n\r\n")
    length = int(head[place + 17 :].split(b"\r\n", 1)[0])
    return len(received) >= end + 4 + length


def load(url: str, seconds: float, connections: int, takes: str = "") -> Load:
    """Ask ``url`` on that many connections for that long. Raises NotAnswered."""
    address = Address.of(url, takes)
    latencies: list[float] = []
    with selectors.DefaultSelector() as selector:
        for _number in range(connections):
            start(selector, Connection(address))
        begin = time.perf_counter()
        # A slow contestant gets the time to answer each connection once.
        while (taken := time.perf_counter() - begin) < seconds or len(latencies) < connections:
            if taken > seconds + MOST_SECONDS_FOR_ONE:
                raise NotAnswered(f"{url}: {len(latencies)} answers in {taken:.0f} s")
            latencies.extend(answers(selector))
        stop(selector)
    return Load(taken, latencies)


def start(selector: selectors.BaseSelector, connection: Connection) -> None:
    connection.ask()
    selector.register(connection.wire, selectors.EVENT_READ, connection)


def stop(selector: selectors.BaseSelector) -> None:
    for key in list(selector.get_map().values()):
        key.data.wire.close()


def answers(selector: selectors.BaseSelector) -> Iterator[float]:
    """Latencies of the answers that are there by now; each connection asks again."""
    for key, _events in selector.select(timeout=0.5):
        connection: Connection = key.data
        try:
            if not connection.read():
                continue
            connection.check()
            yield time.perf_counter() - connection.asked_at
            connection.ask()
        except (ConnectionResetError, BrokenPipeError):
            again(selector, connection)


def again(selector: selectors.BaseSelector, connection: Connection) -> None:
    """A new connection in place of one that the server has closed."""
    selector.unregister(connection.wire)
    connection.wire.close()
    connection.open()
    start(selector, connection)
