"""Gives kept answers, many at a time, in one thread of a worker.

Most requests for public pages are answered from what is kept. A thread for each of them costs more
than the answer, since the threads of a process take turns for the interpreter. Here one thread
takes all requests that are complete by now, asks once whether the data are still the same, and
sends the answers. Each request was complete before that question, so its answer is as fresh as if
it had asked alone. A request without a kept answer goes on to a thread of its own, like all others.
"""

import re
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol, TypeVar

from gunicorn.http import get_parser, wsgi
from gunicorn.workers.gthread import TConn

from tracker.gathering import END

T = TypeVar("T")
# Seconds that the question may take; then its requests go on to threads of their own.
PATIENCE = 1.0
PERSONAL = re.compile(rb"\r\n(?:Cookie|Authorization)[ \t]*:", re.IGNORECASE)


class Source(Protocol):
    """Where the answers come from; a WSGI application has one as ``at_once``."""

    def kept_for(self, environ: dict[str, Any]) -> Any:
        """What is kept for a request, perhaps outdated; None if nothing is."""

    def read_stamp(self) -> Any:
        """What tells one state of the data from another; None if that is not known."""

    def answer(self, found: Any, now: Any) -> Any:
        """The finished answer, if it is of that state; otherwise None."""


@dataclass
class Asked:
    """A request that has a kept answer, and the pieces that gunicorn sends for it."""

    conn: TConn
    begun: float
    kept: Any = None
    request: Any = None
    reply: Any = None
    environ: dict[str, Any] = field(default_factory=dict)
    sent: bytearray = field(default_factory=bytearray)

    def sendall(self, piece: bytes) -> None:
        """Gunicorn writes to this as to a socket; all goes out as one."""
        self.sent += piece


class Giving:
    """The requests of one worker that may have a kept answer."""

    def __init__(self, worker: Any, source: Source) -> None:
        self.worker, self.source = worker, source
        # Requests that wait for the thread; and those for which it asks about the data.
        self.waiting: deque[TConn] = deque()
        self.asked: deque[Asked] = deque()
        # When the thread began, by a monotonic clock; None while it rests.
        self.began: float | None = None
        self.thread = ThreadPoolExecutor(1, "giving")

    # In the event loop

    def takes(self, conn: TConn) -> bool:
        """Take the complete request of that connection if it may have a kept answer."""
        data = conn.gathering.data
        is_read = data.startswith(b"GET ") and data.find(END) == len(data) - len(END)
        if not is_read or PERSONAL.search(data) or self.is_late or not self.worker.alive:
            return False
        self.waiting.append(conn)
        return True

    @property
    def is_late(self) -> bool:
        return self.began is not None and time.monotonic() > self.began + PATIENCE

    def begin(self) -> None:
        """Give what waits, unless the thread is busy. Called after each round of events."""
        if self.waiting and self.began is None:
            conns, self.waiting = self.waiting, deque()
            self.began = time.monotonic()
            self.thread.submit(self.give_all, conns)

    def pass_on_late(self) -> None:
        """Let nobody wait behind a question that the database does not answer."""
        if self.is_late:
            for asked in taken_from(self.asked):
                self.worker.enqueue_req(asked.conn)
            for conn in taken_from(self.waiting):
                self.worker.enqueue_req(conn)

    def end(self, given: list[TConn]) -> None:
        self.began = None
        for conn in given:
            self.worker.finish(conn)

    # In the thread

    def give_all(self, conns: deque[TConn]) -> None:
        given: list[TConn] = []
        try:
            for conn in conns:
                if asked := self.read(conn):
                    self.asked.append(asked)
                else:
                    self.worker.enqueue_req(conn)
            now = self.read_stamp() if self.asked else None
            for asked in taken_from(self.asked):
                if self.give(asked, now, len(given)):
                    given.append(asked.conn)
                else:
                    self.worker.enqueue_req(asked.conn)
        finally:
            self.worker.method_queue.defer(self.end, given)

    def read_stamp(self) -> Any:
        try:
            return self.source.read_stamp()
        except Exception:
            # Threads of their own ask again, and report it.
            return None

    def read(self, conn: TConn) -> Asked | None:
        """The request, if something is kept for it. A wrong request is left to a thread of its
        own."""
        asked = Asked(conn, time.monotonic())
        try:
            parser = get_parser(self.worker.cfg, conn.sock, conn.client)
            parser.unreader.unread(bytes(conn.gathering.data))
            asked.request = next(parser)
            asked.reply, asked.environ = wsgi.create(
                asked.request, asked, conn.client, conn.server, self.worker.cfg
            )
            asked.kept = self.source.kept_for(asked.environ)
        except Exception:
            return None
        return asked if asked.kept is not None else None

    def give(self, asked: Asked, now: Any, before: int) -> bool:
        """Send the kept answer if the data are still the same; returns whether they are. ``before``
        is how many were given in this turn already."""
        conn, reply = asked.conn, asked.reply
        try:
            answer = self.source.answer(asked.kept, now) if now is not None else None
            if answer is None:
                return False
            # As gunicorn does: idle connections must leave room for others.
            idle = len(self.worker.keepalived_conns) + before
            if idle >= self.worker.max_keepalived or not self.worker.alive:
                reply.force_close()
            status = f"{answer.status_code} {answer.reason_phrase}"
            reply.start_response(status, list(answer.items()))
            reply.write(answer.content)
            reply.close()
        except Exception:
            self.worker.log.exception("A kept answer cannot be given")
            return False
        conn.gathering.data.clear()
        try:
            conn.sock.send_later(asked.sent)
            conn.is_kept = not reply.should_close()
        except OSError:
            conn.is_kept = False
        taken = timedelta(seconds=time.monotonic() - asked.begun)
        self.worker.log.access(reply, asked.request, asked.environ, taken)
        return True


def taken_from(waiting: deque[T]) -> Iterator[T]:
    """Each of them, for one taker alone: thread and event loop may take at the same time."""
    while True:
        try:
            first = waiting.popleft()
        except IndexError:
            return
        yield first
