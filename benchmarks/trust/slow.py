"""Clients that are slow on purpose: heads, bodies, answers that nobody reads, no farewell."""

import contextlib
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

LOGIN = "/account/login/"
# A page of over 100 KB, which no connection holds unread.
LARGE = "/documents/bms8/"
HEAD = f"POST {LOGIN} HTTP/1.1\r\nHost: localhost\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"

Begin = Callable[[socket.socket], None]


def body(client: socket.socket) -> None:
    """A form that comes at one byte a second."""
    client.sendall(f"{HEAD}{FORM}Content-Length: 100000\r\n\r\n".encode())


def large_body(client: socket.socket) -> None:
    """An upload that comes at one byte a second."""
    kind = "Content-Type: multipart/form-data; boundary=x\r\n"
    client.sendall(f"{HEAD}{kind}Content-Length: 200000000\r\n\r\n--x\r\n".encode())


def chunks(client: socket.socket) -> None:
    """A form without a length, at one byte a second. A proxy passes its head on."""
    client.sendall(f"{HEAD}{FORM}Transfer-Encoding: chunked\r\n\r\n3E8\r\n".encode())


def head(client: socket.socket) -> None:
    """A request line, and then a header at one byte a second."""
    client.sendall(f"{HEAD}X-Long: ".encode())


def second_head(client: socket.socket) -> None:
    """A whole request, and the beginning of another behind it."""
    client.sendall(f"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n{HEAD}X-Long: ".encode())


def reader(client: socket.socket) -> None:
    """Requests whose answers are not read."""
    request = f"GET {LARGE} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    client.sendall(request.encode() * 20)


def farewell(client: socket.socket) -> None:
    """An answer after which the server closes, and the client does not."""
    client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")


KINDS: dict[str, Begin] = {
    "slow heads": head,
    "slow bodies": body,
    "slow large bodies": large_body,
    "slow bodies in chunks": chunks,
    "slow second heads": second_head,
    "answers not read": reader,
    "no farewell": farewell,
}
SILENT = {reader, farewell}


@contextmanager
def clients(port: int, number: int, begin: Begin) -> Iterator[list[socket.socket]]:
    """So many connections on which a request has begun."""
    with ExitStack() as stack:
        found = []
        for _each in range(number):
            client = stack.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", port))
            client.settimeout(0.0)
            with contextlib.suppress(OSError):
                begin(client)
            found.append(client)
        yield found


def attack(port: int, number: int, seconds: int, begin: Begin) -> None:
    """A byte a second on each of ``number`` connections; one that is ended is opened anew."""
    with ExitStack() as stack:
        held = stack.enter_context(clients(port, number, begin))
        for _second in range(seconds):
            time.sleep(1)
            if begin in SILENT:
                continue
            ended = [client for client in held if not is_fed(client)]
            held = [client for client in held if client not in ended]
            held += stack.enter_context(clients(port, len(ended), begin))


def is_fed(client: socket.socket) -> bool:
    """Send one byte more; False where the server has ended the connection."""
    try:
        client.send(b"a")
    except OSError:
        return False
    return True
