"""Kept answers given by one thread of a worker, with gunicorn as a deployment runs it.

The application is one of these tests: it makes each answer as "made", and keeps a "kept" one for
the addresses below ``/kept``. Files in its folder hold, break or change what it knows of its data.
"""

import http.client
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.speed.processes import Server
from tracker.tests.served import GET, MANY, served
from tracker.worker import MOST_KEPT_ALIVE

pytestmark = pytest.mark.once

APPLICATION = """
import time
from pathlib import Path
from types import SimpleNamespace

FOLDER = Path(__file__).parent
LARGE = b"k" * 1_000_000

def application(environ, start_response):
    start_response("200 OK", [("Content-Length", "4")])
    return [b"made"]

class Answer(SimpleNamespace):
    def items(self):
        return [("Content-Length", str(len(self.content)))]

class AtOnce:
    def kept_for(self, environ):
        return environ["PATH_INFO"] if environ["PATH_INFO"].startswith("/kept") else None

    def read_stamp(self):
        with (FOLDER / "asked").open("a") as file:
            file.write(".")
        while (FOLDER / "hold").exists():
            time.sleep(0.01)
        if (FOLDER / "break").exists():
            raise OSError
        return (FOLDER / "stamp").read_text()

    def answer(self, path, now):
        if now != "1":
            return None
        body = LARGE if path == "/kept/large" else b"kept"
        if path == "/kept/wrong":
            raise ValueError("This answer cannot be given.")
        return Answer(status_code=200, reason_phrase="OK", content=body)

application.at_once = AtOnce()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("given")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with served(folder, APPLICATION) as found:
        yield found


@pytest.fixture(autouse=True)
def known(folder: Path) -> Iterator[None]:
    (folder / "stamp").write_text("1")
    (folder / "asked").write_text("")
    yield
    for name in ("hold", "break"):
        (folder / name).unlink(missing_ok=True)


def ask(server: Server, path: str, method: str = "GET", **headers: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request(method, path, headers=headers)
    body = connection.getresponse().read()
    connection.close()
    return body


def begun(server: Server, path: str, receive: int = 0) -> socket.socket:
    """A connection on which a request was sent."""
    wire = socket.socket()
    if receive:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
    wire.settimeout(30)
    wire.connect(("127.0.0.1", server.port))
    wire.sendall(GET.format(path).encode())
    return wire


def body_of(wire: socket.socket, size: int = 4) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data or len(data.partition(b"\r\n\r\n")[2]) < size:
        piece = wire.recv(65536)
        assert piece
        data += piece
    return data.partition(b"\r\n\r\n")[2]


def asked(folder: Path) -> int:
    return len((folder / "asked").read_text())


def wait_until_asked(folder: Path, times: int) -> None:
    until = time.monotonic() + 20
    while asked(folder) < times and time.monotonic() < until:
        time.sleep(0.01)
    assert asked(folder) == times


def test_what_is_kept_is_given_and_all_else_is_made(server: Server, folder: Path) -> None:
    assert ask(server, "/kept/") == b"kept"
    assert asked(folder) == 1
    for path, method, headers in (
        ("/other/", "GET", {}),
        ("/kept/", "HEAD", {}),
        ("/kept/", "POST", {}),
        ("/kept/", "GET", {"Cookie": "a=b"}),
        ("/kept/", "GET", {"Authorization": "Key abc"}),
    ):
        assert ask(server, path, method, **headers) == (b"" if method == "HEAD" else b"made")
    assert asked(folder) == 1, "only a request that has a kept answer asks for the stamp"


def test_what_is_outdated_is_made(server: Server, folder: Path) -> None:
    assert ask(server, "/kept/") == b"kept"
    (folder / "stamp").write_text("2")
    assert ask(server, "/kept/") == b"made"


def test_many_requests_share_a_question_that_was_asked_after_they_had_come(
    server: Server, folder: Path
) -> None:
    (folder / "hold").touch()
    first = begun(server, "/kept/")
    wait_until_asked(folder, 1)
    others = [begun(server, "/kept/") for _each in range(MANY)]
    (folder / "hold").unlink()
    assert {body_of(wire) for wire in (first, *others)} == {b"kept"}
    assert asked(folder) <= 3


def test_requests_that_wait_for_the_question_do_not_get_its_answer(
    server: Server, folder: Path
) -> None:
    """The data changed after the question, before the second request: it must not be given."""
    (folder / "hold").touch()
    first = begun(server, "/kept/")
    wait_until_asked(folder, 1)
    second = begun(server, "/kept/")
    (folder / "stamp").write_text("2")
    (folder / "hold").unlink()
    assert body_of(second) == b"made"
    assert body_of(first) in (b"kept", b"made")


def test_nobody_waits_behind_a_database_that_does_not_answer(server: Server, folder: Path) -> None:
    (folder / "hold").touch()
    waiting = [begun(server, "/kept/") for _each in range(MANY)]
    assert {body_of(wire) for wire in waiting} == {b"made"}
    assert ask(server, "/kept/") == b"made"
    assert ask(server, "/other/") == b"made"
    (folder / "hold").unlink()
    until = time.monotonic() + 20
    while ask(server, "/kept/") != b"kept":
        assert time.monotonic() < until


def test_a_database_that_is_away_and_an_answer_that_fails_are_left_to_the_application(
    server: Server, folder: Path
) -> None:
    assert ask(server, "/kept/wrong") == b"made"
    (folder / "break").touch()
    assert ask(server, "/kept/") == b"made"
    (folder / "break").unlink()
    assert ask(server, "/kept/") == b"kept"


def test_a_connection_goes_on_after_a_kept_answer(server: Server) -> None:
    with begun(server, "/kept/") as wire:
        assert body_of(wire) == b"kept"
        for path, expected in (("/other/", b"made"), ("/kept/", b"kept"), ("/kept/", b"kept")):
            wire.sendall(GET.format(path).encode())
            assert body_of(wire) == expected


def test_two_requests_in_one_piece_are_both_answered(server: Server) -> None:
    with begun(server, "/kept/") as wire:
        assert body_of(wire) == b"kept"
        wire.sendall(GET.format("/other/").encode() * 2)
        data = b""
        while data.count(b"made") < 2:
            data += wire.recv(65536)


def test_idle_connections_leave_room_for_others(server: Server) -> None:
    idle = [begun(server, "/kept/") for _each in range(MOST_KEPT_ALIVE + MANY)]
    ended = 0
    for wire in idle:
        head = b""
        while not head.endswith(b"kept"):
            head += wire.recv(65536)
        ended += b"Connection: close" in head
    assert ended >= MANY
    assert ask(server, "/kept/") == b"kept"
    for wire in idle:
        wire.close()


def test_large_answers_that_nobody_takes_hold_no_thread(server: Server) -> None:
    slow = [begun(server, "/kept/large", receive=65536) for _each in range(MANY)]
    assert ask(server, "/kept/") == b"kept"
    assert ask(server, "/other/") == b"made"
    for wire in (slow[0], slow[-1]):
        assert set(body_of(wire, 1_000_000)) == {ord("k")}
    for wire in slow:
        wire.close()
    assert ask(server, "/kept/") == b"kept"


@pytest.mark.parametrize(
    "head", ["GET /kept/ HTTP/9.9\r\n\r\n", "GET /kept/ HTTP/1.1\r\nBad Name: a\r\n\r\n"]
)
def test_a_wrong_request_is_refused_as_elsewhere(server: Server, folder: Path, head: str) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as wire:
        wire.sendall(head.encode())
        assert wire.recv(65536).startswith(b"HTTP/1.1 4")
    assert asked(folder) == 0
