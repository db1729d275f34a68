"""Tells whether an HTTP request is complete: bytes in, a verdict out. No sockets, no Django.

If a server hands an incomplete request to a thread, a slow sender holds the thread. Here a request
is completed first. Its meaning does not matter here: anything wrong goes to the server's own
parser, which refuses it.
"""

import re
from enum import Enum

# Gunicorn's own limits together would allow 800 KB of headers.
MOST_HEAD = 64 * 1024
# Forms and API calls are smaller. A thread reads larger bodies, after it has checked the sender.
MOST_BODY = 1024 * 1024
# After so many seconds, the sender must have had this average speed (bytes a second).
PATIENCE = 20.0
SLOWEST = 2048

END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\nContent-Length:[ \t]*([0-9]{1,18})[ \t]*\r\n", re.IGNORECASE)
ENCODING = re.compile(rb"\r\nTransfer-Encoding[ \t]*:", re.IGNORECASE)
EXPECT = re.compile(rb"\r\nExpect:[ \t]*100-continue[ \t]*(?=\r\n)", re.IGNORECASE)


class Verdict(Enum):
    """What to do with a request; the last two are statuses of a refusal."""

    WAIT = "wait"
    READY = "ready"
    # The sender waits for permission to send the body.
    CONTINUE = "continue"
    NO_LENGTH = "411 Length Required"
    LONG_HEAD = "431 Request Header Fields Too Large"


class Gathering:
    """The part of a request that has arrived since ``started`` (seconds of a monotonic clock)."""

    def __init__(self, started: float) -> None:
        self.started = started
        self.data = bytearray()
        # Size in bytes of the complete request; None until its head is complete.
        self.wanted: int | None = None
        # A large body is left to the thread.
        self.is_large = False

    def feed(self, piece: bytes) -> Verdict:
        """Add a piece that has arrived. Takes time only in proportion to the piece."""
        seen = len(self.data)
        self.data += piece
        if self.wanted is None:
            end = self.data.find(END, max(seen - len(END) + 1, 0))
            if end < 0:
                return Verdict.LONG_HEAD if len(self.data) > MOST_HEAD else Verdict.WAIT
            return self._of_head(end + len(END))
        return self._verdict(self.wanted)

    def is_late(self, now: float) -> bool:
        """Whether the sender has been too slow."""
        return now > self.started + PATIENCE + len(self.data) / SLOWEST

    def _of_head(self, size: int) -> Verdict:
        if size > MOST_HEAD:
            return Verdict.LONG_HEAD
        head = bytes(self.data[:size])
        # Our clients send no chunked bodies, and Django would not read one.
        if ENCODING.search(head):
            return Verdict.NO_LENGTH
        told = LENGTH.search(head)
        body = int(told[1]) if told else 0
        if body > MOST_BODY:
            self.wanted, self.is_large = size, True
            return Verdict.READY
        if body and EXPECT.search(head):
            # Removed, since it is answered here: the server would answer it again.
            self.data[:size] = EXPECT.sub(b"", head)
            size = self.data.find(END) + len(END)
        self.wanted = size + body
        verdict = self._verdict(self.wanted)
        is_asked = len(head) != size and verdict is Verdict.WAIT
        return Verdict.CONTINUE if is_asked else verdict

    def _verdict(self, wanted: int) -> Verdict:
        return Verdict.READY if len(self.data) >= wanted else Verdict.WAIT
