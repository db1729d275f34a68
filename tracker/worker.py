"""Gunicorn's worker with threads, of which none ever waits for a slow client.

Gunicorn hands a connection to a thread as soon as it is there: whoever sends one byte a second, or
reads nothing of the answer, holds the thread, and as many such clients as there are threads stop
the service. Here the event loop puts each request together before a thread sees it, sends what the
client has not taken yet after the thread has gone, and waits for the client to close. A thread
waits for a client only while it reads a body over ``gathering.MOST_BODY`` (which the application
does once it knows who sends it) or writes an answer longer than MOST_UNSENT, and then only as long
as the client is not slower than SLOWEST.

Why not a server that does this already? Those that put requests together (waitress, ASGI servers
under Django) take in the whole body before the application can say who sends it, 250 MB to disk for
anybody; and waitress gives up no client who sends a byte now and then. It was measured: see
"What attacks cost" in docs/performance.md. The worker builds on parts of gunicorn's own that may
change: requirements.in holds its version closely, and tests/test_worker.py runs it as deployed.
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

# Bytes of an answer, files apart, that may wait for the client without a thread: any page and any
# answer of the API in pages has less.
MOST_UNSENT = 4 * 1024 * 1024
# Bytes a second that a client for whom a thread waits must be fast.
FAST_ENOUGH = 16 * 1024
PIECE = 64 * 1024
FILE_PIECE = 1024 * 1024
# In one process: connections on which something is awaited, and bytes kept for them. Beyond it the
# one that waits longest is given up.
MOST_WAITING = MOST_KEPT_ALIVE = 350
MOST_KEPT = 64 * 1024 * 1024
# Seconds for a client to close after we have; and between two looks at who is late.
LINGER, LOOK = 2.0, 0.5
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Slow(TimeoutError):
    """The client has been slower than a thread may wait for."""


class PatientSocket(socket.socket):
    """A client's socket. In a thread it blocks no longer than a client that is not too slow takes;
    what it does not take at once is kept in ``unsent``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unsent = bytearray()
        # A file to send after that: an open descriptor, from where, and how many bytes of it.
        self.file, self.offset, self.left = -1, 0, 0
        self.begin()

    def begin(self) -> None:
        """A request begins: so far nobody has been waited for."""
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

    def sendall(self, data: Any, flags: int = 0) -> None:
        self.wait_while(lambda: self.left > 0)
        self.unsent += data
        self.send_some()
        self.wait_while(lambda: len(self.unsent) > MOST_UNSENT)

    def wait_while(self, is_too_much: Callable[[], bool]) -> None:
        """In a thread: send until it is not. Raises Slow."""
        while is_too_much():
            began = time.monotonic()
            select.select([], [self], [], PATIENCE)
            self._judge(began, self.send_some())

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """Only noted here: it is sent as the client takes it, long after the thread has gone."""
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
        """Send what the client takes now of what is unsent; how many bytes."""
        sent = 0
        # Not through a memory view of the whole: it could not be shortened meanwhile.
        with contextlib.suppress(BlockingIOError, InterruptedError):
            while self.unsent:
                # To the system, a socket with a timeout never blocks: Python does the waiting in
                # its own ``send``, but not here.
                moved = os.write(self.fileno(), bytes(self.unsent[:PIECE]))
                del self.unsent[:moved]
                sent += moved
            sent += self._send_file()
        return sent

    def _send_file(self) -> int:
        """A piece of the file, so that one client does not keep the loop from the others."""
        if not self.left:
            return 0
        moved = os.sendfile(self.fileno(), self.file, self.offset, min(self.left, FILE_PIECE))
        # Shorter than it was: the client sees that the answer breaks off.
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
    """See the module. ``waiting`` are the connections that the event loop waits for, the one that
    came first first; ``due`` says, by connection, when an answer or a farewell is given up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # So that with those that are waited for there is always room for one more connection.
        self.max_keepalived: int = min(self.cfg.worker_connections, MOST_KEPT_ALIVE)
        self.waiting: dict[TConn, None] = {}
        self.due: dict[TConn, float] = {}
        self.looked = 0.0

    # What comes in

    def accept(self, listener: socket.socket) -> None:
        try:
            taken, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        client = PatientSocket(taken.family, taken.type, taken.proto, fileno=taken.detach())
        self.nr_conns += 1
        self.gather(TConn(self.cfg, client, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: TConn, client: Any) -> None:
        """The next request begins on a connection that was kept."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self.gather(conn)
        self.on_bytes(conn, client)

    def gather(self, conn: TConn, begun: bytes = b"") -> None:
        """Put together the next request; of it ``begun`` has come already."""
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
        """Bytes kept for clients that are waited for."""
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
        """In a thread: the request as gunicorn does it, from what has been put together."""
        conn.init()
        conn.parser.unreader.unread(bytes(conn.gathering.data))
        conn.gathering.data.clear()
        conn.data_ready = True
        return super().handle(conn)

    def _keepalive_after(self, conn: TConn, keepalive: bool) -> bool:  # noqa: FBT001
        """Whether the connection may have another request. Gunicorn would wait here for what is
        left of a body that nobody wanted to read."""
        return not conn.gathering.is_large and super()._keepalive_after(conn, keepalive)

    # What goes out

    def finish_request(self, conn: TConn, future: Any) -> None:
        """The thread is done: send the rest, then wait for the next request or take leave."""
        try:
            conn.is_kept = not future.cancelled() and bool(future.result())
        except Exception:
            self.log.exception("Error in a thread")
            conn.is_kept = False
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
        elif begun := conn.parser.unreader.take_buffered():
            self.gather(conn, begun)
        else:
            conn.sock.settimeout(0.0)
            conn.set_timeout()
            self.keepalived_conns.append(conn)
            callback = partial(self.on_client_socket_readable, conn)
            self.poller.register(conn.sock, EVENT_READ, callback)

    def farewell(self, conn: TConn) -> None:
        """Close our side and wait a moment for the client's, so that it gets the whole answer.
        Gunicorn does the same, in the way of all others."""
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

    # Who is given up

    def murder_pending(self) -> None:
        """Called by gunicorn after each round of events, once a second at least."""
        super().murder_pending()
        now = time.monotonic()
        if now < self.looked + LOOK:
            return
        self.looked = now
        for conn in [conn for conn in self.waiting if self.is_late(conn, now)]:
            self.drop(conn)

    def is_late(self, conn: TConn, now: float) -> bool:
        if conn in self.due:
            return now > self.due[conn]
        is_idle = not self.alive and not conn.gathering.data
        return is_idle or bool(conn.gathering.is_late(now))

    def release(self, conn: TConn) -> None:
        """No longer waited for."""
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
