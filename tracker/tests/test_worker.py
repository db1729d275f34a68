"""The worker as a deployment runs it, with clients that try to hold it."""

import signal
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.speed.processes import Server
from tracker.tests.served import GET, MANY, served

pytestmark = pytest.mark.once

# A separate application, so that only the server is tested.
APPLICATION = """
import os, tempfile
KEPT = tempfile.TemporaryFile()
KEPT.write(b"f" * 12_000_000)
KEPT.flush()

def application(environ, start_response):
    path = environ["PATH_INFO"]
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length) if path == "/echo" else b"ok"
    if path == "/file":
        file = open(f"/proc/self/fd/{KEPT.fileno()}", "rb")
        start_response("200 OK", [("Content-Length", "12000000")])
        return environ["wsgi.file_wrapper"](file, 65536)
    if path == "/much":
        body = b"m" * 3_000_000
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
"""
POST = "POST /echo HTTP/1.1\r\nHost: localhost\r\n"


@dataclass
class Client:
    port: int
    sock: socket.socket

    def send(self, text: str) -> None:
        self.sock.sendall(text.encode())

    def answer(self, size: int) -> bytes:
        """The answer up to ``size`` bytes of its body, or as much as arrives."""
        data = b""
        while b"\r\n\r\n" not in data or len(data.partition(b"\r\n\r\n")[2]) < size:
            piece = self.sock.recv(65536)
            if not piece:
                break
            data += piece
        return data


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    with served(tmp_path_factory.mktemp("served"), APPLICATION) as found:
        yield found


@pytest.fixture(scope="module")
def port(server) -> int:
    return server.port


@pytest.fixture
def connect(port) -> Iterator:
    with ExitStack() as stack:

        def make(receive: int = 0) -> Client:
            sock = stack.enter_context(socket.socket())
            if receive:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
            sock.settimeout(60)
            sock.connect(("127.0.0.1", port))
            return Client(port, sock)

        yield make


def is_served(connect) -> bool:
    client = connect()
    client.send(GET.format("/"))
    return client.answer(2).endswith(b"ok")


@pytest.mark.parametrize(
    "begun",
    [
        POST,
        POST + "Content-Length: 1000\r\n\r\na",
        GET.format("/") + POST,
        GET.format("/").replace("Host", "Connection: close\r\nHost"),
    ],
)
def test_clients_that_are_slow_hold_no_thread(connect, begun):
    slow = [connect() for _each in range(MANY)]
    for client in slow:
        client.send(begun)
    assert is_served(connect)


def test_five_hundred_connections_cut_in_the_middle_leave_nothing_behind(server, connect):
    """Half a head, half a body, or a complete request whose client does not wait."""
    begun = [
        POST,
        POST + "Content-Length: 1000\r\n\r\na",
        GET.format("/much"),
        GET.format("/file"),
        "",
    ]
    for number in range(500):
        client = connect()
        client.send(begun[number % len(begun)])
        # Closed by a reset, like a broken line.
        client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.sock.close()
    assert is_served(connect)
    deadline = time.monotonic() + 30
    while open_sockets(server) > MANY and time.monotonic() < deadline:
        time.sleep(0.1)
    assert open_sockets(server) <= MANY
    assert is_served(connect)


def open_sockets(server) -> int:
    """The open sockets of all its processes, including listening and internal ones."""
    found = 0
    for process in server.processes:
        for link in Path(f"/proc/{process}/fd").iterdir():
            with suppress(OSError):
                found += link.readlink().name.startswith("socket:")
    return found


@pytest.mark.parametrize(("path", "size"), [("/much", 3_000_000), ("/file", 12_000_000)])
def test_answers_that_nobody_takes_hold_no_thread_and_come_whole_later(connect, path, size):
    slow = [connect(receive=65536) for _each in range(MANY)]
    for client in slow:
        client.send(GET.format(path))
    assert is_served(connect)
    for client in (slow[0], slow[-1]):
        body = client.answer(size).partition(b"\r\n\r\n")[2]
        assert len(body) == size
        assert set(body) == {ord(path[1])}
        client.send(GET.format("/"))
        assert client.answer(2).endswith(b"ok")


def test_a_request_in_pieces_and_two_in_one_are_answered(connect):
    client = connect()
    for letter in POST + "Content-Length: 3\r\n\r\nabc":
        client.send(letter)
    assert client.answer(3).endswith(b"abc")
    client.send(f"{POST}Content-Length: 2\r\n\r\nde{GET.format('/')}")
    assert b"\r\n\r\nde" in client.answer(2 + 2)
    large = "x" * 2_000_000
    client.send(f"{POST}Content-Length: {len(large)}\r\n\r\n{large}")
    assert len(client.answer(len(large)).partition(b"\r\n\r\n")[2]) >= len(large)


def test_a_body_without_a_length_and_a_head_without_an_end_are_refused(connect):
    client = connect()
    client.send(POST + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n")
    assert client.answer(1).startswith(b"HTTP/1.1 411 ")
    client = connect()
    client.send(POST + "X-Long: " + "a" * 70_000)
    assert client.answer(1).startswith(b"HTTP/1.1 431 ")


def test_who_asks_whether_to_send_is_told_so(connect):
    client = connect()
    client.send(POST + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n")
    assert client.sock.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
    client.send("ab")
    assert client.answer(2).endswith(b"ab")


def test_a_new_start_of_the_workers_loses_no_request(server, connect):
    begun = connect()
    begun.send(POST + "Content-Length: 2\r\n\r\na")
    before = set(server.processes)
    server.process.send_signal(signal.SIGHUP)
    begun.send("b")
    until = time.monotonic() + 40
    while time.monotonic() < until and before & set(server.processes) != {server.process.pid}:
        assert is_served(connect)
        time.sleep(0.05)
    assert before & set(server.processes) == {server.process.pid}
    assert is_served(connect)
    assert begun.answer(2).endswith(b"ab")
