"""Gunicorn's worker with threads, of which none ever waits for a slow client.

Gunicorn hands a connection to a thread at once. So a client that sends one byte a second, or does
not read its answer, holds the thread; as many such clients as threads stop the service. Here the
event loop completes each request before a thread sees it. After the thread has finished, the loop
sends the rest of the answer and waits for the client to close. A thread waits for a client only to
read a body over ``gathering.MOST_BODY`` (which the application does once it knows the sender) or to
write an answer longer than MOST_UNSENT, and only while the client is not slower than FAST_ENOUGH.

Why not another server? Servers that complete requests (waitress, ASGI servers under Django) accept
the whole body before the application knows the sender: 250 MB to disk for anybody. And waitress
never drops a client that sends a byte now and then. This was measured: see "What attacks cost" in
docs/performance.md. The worker uses internal parts of gunicorn that may change: requirements.in
pins its version closely, and tracker/tests/test_worker.py runs it as deployed.
"""

import contextlib
import os
import select
import socket
import time
from collections.abc import Callable
from functools import partial
from selectors import EVENT_READ, EVENT_WRITE
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from tracker.gathering import PATIENCE, SLOWEST, Gathering, Verdict
from tracker.giving import Giving

# Bytes of an answer (without files) that may wait for the client without a thread: every page and
# every paged answer of the API is smaller.
MOST_UNSENT = 4 * 1024 * 1024
# The least speed (bytes a second) of a client for which a thread waits.
FAST_ENOUGH = 16 * 1024
PIECE = 64 * 1024
FILE_PIECE = 1024 * 1024
# In one process: connections that wait for their client, and bytes kept for them. Beyond either,
# the connection that waits longest is dropped.
MOST_WAITING = MOST_KEPT_ALIVE = 350
MOST_KEPT = 64 * 1024 * 1024
# Seconds for a client to close after us; and seconds between two checks for late clients.
LINGER, LOOK = 2.0, 0.5
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Slow(TimeoutError):
    """The client has been slower than a thread may wait for."""


class PatientSocket(socket.socket):
    """A client's socket. In a thread it blocks only while the client is fast enough; bytes that the
    client does not take at once are kept in ``unsent``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unsent = bytearray()
        # A file to send after ``unsent``: an open descriptor, the offset, and the bytes left.
        self.file, self.offset, self.left = -1, 0, 0
        self.begin()

    def begin(self) -> None:
        """A request begins: reset the waiting time and the bytes moved."""
        self.waited, self.moved = 0.0, 0

    def setblocking(self, flag: bool) -> None:  # noqa: FBT001
        self.settimeout(PATIENCE if flag else 0.0)

    def recv(self, size: int, flags: int = 0) -> bytes:
        if not self.gettimeout():
            return super().recv(size, flags)
        began = time.monotonic()
        data = super().recv(size, flags)
        self._judge(began, len(data))
        return data

    def send_later(self, data: bytes | bytearray) -> None:
        """Send without waiting: the event loop sends what the client does not take at once."""
        self.unsent += data
        self.send_some()

    def sendall(self, data: Any, flags: int = 0) -> None:
        self.wait_while(lambda: self.left > 0)
        self.unsent += data
        self.send_some()
        self.wait_while(lambda: len(self.unsent) > MOST_UNSENT)

    def wait_while(self, is_too_much: Callable[[], bool]) -> None:
        """In a thread: send until the condition is false. Raises Slow."""
        while is_too_much():
            began = time.monotonic()
            select.select([], [self], [], PATIENCE)
            self._judge(began, self.send_some())

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """Note the file: it is sent as the client takes it, even after the thread has finished."""
        self.wait_while(lambda: self.left > 0)
        there = max(os.fstat(file.fileno()).st_size - offset, 0)
        self.left = there if count is None else min(count, there)
        self.file, self.offset = os.dup(file.fileno()), offset
        sent = self.left
        self.send_some()
        return sent

    @property
    def is_sent(self) -> bool:
        return not self.unsent and not self.left

    def send_some(self) -> int:
        """Send as much of the unsent bytes as the client takes now; returns how many."""
        sent = 0
        # No memory view: ``unsent`` could not be shortened while one exists.
        with contextlib.suppress(BlockingIOError, InterruptedError):
            while self.unsent:
                # For the system, a socket with a timeout never blocks: Python waits in its own
                # ``send``, but not in ``os.write``.
                moved = os.write(self.fileno(), bytes(self.unsent[:PIECE]))
                del self.unsent[:moved]
                sent += moved
            sent += self._send_file()
        return sent

    def _send_file(self) -> int:
        """Send one piece of the file, so that one client does not keep the loop from the others."""
        if not self.left:
            return 0
        moved = os.sendfile(self.fileno(), self.file, self.offset, min(self.left, FILE_PIECE))
        # If the file has become shorter, the client sees a broken-off answer.
        self.offset, self.left = self.offset + moved, self.left - moved if moved else 0
        if not self.left:
            self.forget_file()
        return moved

    def forget_file(self) -> None:
        if self.file >= 0:
            os.close(self.file)
        self.file, self.left = -1, 0

    def close(self) -> None:
        self.forget_file()
        super().close()

    def _judge(self, began: float, moved: int) -> None:
        self.waited += time.monotonic() - began
        self.moved += moved
        if self.waited > PATIENCE + self.moved / FAST_ENOUGH:
            raise Slow("The client is too slow.")


class PatientWorker(ThreadWorker):
    """See the module. ``waiting`` are the connections that the event loop waits for, the oldest
    first. ``due`` is the time, by connection, at which an answer or a farewell is given up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # So that, together with the waiting ones, there is always room for one more connection.
        self.max_keepalived: int = min(self.cfg.worker_connections, MOST_KEPT_ALIVE)
        self.waiting: dict[TConn, None] = {}
        self.due: dict[TConn, float] = {}
        self.looked = 0.0
        self.giving: Giving | None = None

    def run(self) -> None:
        source = getattr(self.wsgi, "at_once", None)
        self.giving = Giving(self, source) if source else None
        super().run()

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        super().wait_for_and_dispatch_events(timeout)
        if self.giving:
            self.giving.begin()

    # Incoming requests

    def accept(self, listener: socket.socket) -> None:
        try:
            taken, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        client = PatientSocket(taken.family, taken.type, taken.proto, fileno=taken.detach())
        self.nr_conns += 1
        self.gather(TConn(self.cfg, client, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: TConn, client: Any) -> None:
        """The next request begins on a kept-alive connection."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self.gather(conn)
        self.on_bytes(conn, client)

    def gather(self, conn: TConn, begun: bytes = b"") -> None:
        """Complete the next request; ``begun`` is the part that has already arrived."""
        conn.gathering = Gathering(time.monotonic())
        conn.sock.settimeout(0.0)
        self.await_client(conn, EVENT_READ, self.on_bytes)
        if begun:
            self.judge(conn, conn.gathering.feed(begun))

    def await_client(self, conn: TConn, event: int, callback: Any) -> None:
        if len(self.waiting) >= MOST_WAITING or self.kept() > MOST_KEPT:
            self.drop(next(iter(self.waiting)))
        self.waiting[conn] = None
        self.poller.register(conn.sock, event, partial(callback, conn))

    def kept(self) -> int:
        """The bytes kept for waiting connections."""
        return sum(len(conn.gathering.data) + len(conn.sock.unsent) for conn in self.waiting)

    def on_bytes(self, conn: TConn, _client: Any) -> None:
        try:
            piece = conn.sock.recv(PIECE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            piece = b""
        if piece:
            self.judge(conn, conn.gathering.feed(piece))
        else:
            self.drop(conn)

    def judge(self, conn: TConn, verdict: Verdict) -> None:
        if verdict is Verdict.READY:
            self.release(conn)
            conn.sock.begin()
            if not (self.giving and self.giving.takes(conn)):
                self.enqueue_req(conn)
        elif verdict is Verdict.CONTINUE:
            with contextlib.suppress(OSError):
                conn.sock.send(CONTINUE)
        elif verdict is not Verdict.WAIT:
            self.release(conn)
            head = f"HTTP/1.1 {verdict.value}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            with contextlib.suppress(OSError):
                conn.sock.sendall(head.encode())
            self.farewell(conn)

    def handle(self, conn: TConn) -> Any:
        """In a thread: handle the completed request as gunicorn does."""
        conn.init()
        conn.parser.unreader.unread(bytes(conn.gathering.data))
        conn.gathering.data.clear()
        conn.data_ready = True
        return super().handle(conn)

    def _keepalive_after(self, conn: TConn, keepalive: bool) -> bool:  # noqa: FBT001
        """Whether the connection may have another request. Never after a large body: gunicorn would
        wait here for its unread rest."""
        return not conn.gathering.is_large and super()._keepalive_after(conn, keepalive)

    # Outgoing answers

    def finish_request(self, conn: TConn, future: Any) -> None:
        try:
            conn.is_kept = not future.cancelled() and bool(future.result())
        except Exception:
            self.log.exception("Error in a thread")
            conn.is_kept = False
        self.finish(conn)

    def finish(self, conn: TConn) -> None:
        """Send the rest of the answer; then wait for the next request, or close."""
        if conn.sock.fileno() < 0:
            self.nr_conns -= 1
        elif not conn.sock.is_sent:
            conn.sock.settimeout(0.0)
            left = len(conn.sock.unsent) + conn.sock.left
            self.due[conn] = time.monotonic() + PATIENCE + left / SLOWEST
            self.await_client(conn, EVENT_WRITE, self.on_room)
        else:
            self.answered(conn)

    def on_room(self, conn: TConn, _client: Any) -> None:
        try:
            conn.sock.send_some()
        except OSError:
            self.drop(conn)
            return
        if conn.sock.is_sent:
            self.release(conn)
            self.answered(conn)

    def answered(self, conn: TConn) -> None:
        if not conn.is_kept:
            self.farewell(conn)
        elif conn.parser and (begun := conn.parser.unreader.take_buffered()):
            self.gather(conn, begun)
        else:
            conn.sock.settimeout(0.0)
            conn.set_timeout()
            self.keepalived_conns.append(conn)
            callback = partial(self.on_client_socket_readable, conn)
            self.poller.register(conn.sock, EVENT_READ, callback)

    def farewell(self, conn: TConn) -> None:
        """Close our side and wait a moment for the client's, so that it gets the whole answer.
        Gunicorn does the same, but blocks all others meanwhile."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self.close(conn)
            return
        conn.sock.settimeout(0.0)
        self.due[conn] = time.monotonic() + LINGER
        self.await_client(conn, EVENT_READ, self.on_last_bytes)

    def on_last_bytes(self, conn: TConn, _client: Any) -> None:
        try:
            is_open = conn.sock.recv(PIECE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            is_open = b""
        if not is_open:
            self.drop(conn)

    # Late clients

    def murder_pending(self) -> None:
        """Called by gunicorn after each round of events, at least once a second."""
        super().murder_pending()
        now = time.monotonic()
        if now < self.looked + LOOK:
            return
        self.looked = now
        if self.giving:
            self.giving.pass_on_late()
        for conn in [conn for conn in self.waiting if self.is_late(conn, now)]:
            self.drop(conn)

    def is_late(self, conn: TConn, now: float) -> bool:
        if conn in self.due:
            return now > self.due[conn]
        is_idle = not self.alive and not conn.gathering.data
        return is_idle or bool(conn.gathering.is_late(now))

    def release(self, conn: TConn) -> None:
        """Stop waiting for the connection."""
        self.waiting.pop(conn, None)
        self.due.pop(conn, None)
        with contextlib.suppress(KeyError, ValueError, OSError):
            self.poller.unregister(conn.sock)

    def drop(self, conn: TConn) -> None:
        self.release(conn)
        self.close(conn)

    def close(self, conn: TConn) -> None:
        self.nr_conns -= 1
        conn.close()
