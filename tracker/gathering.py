"""Whether the whole of an HTTP request has come: bytes in, a verdict out. No sockets, no Django.

A server that hands a request to a thread before all of it is there lets a sender who is slow, or
slow on purpose, hold the thread. Here a request is put together first. Its meaning is none of our
business: whatever looks wrong goes to the server's own parser, which refuses it.
"""

import re
from enum import Enum

# Gunicorn's own limits, together, would let 800 KB of headers come.
MOST_HEAD = 64 * 1024
# Forms and API calls are smaller. What is larger is read by the thread that asked who sends it.
MOST_BODY = 1024 * 1024
# Beyond this long (seconds), the sender must have been this fast (bytes a second) on the whole.
PATIENCE = 20.0
SLOWEST = 2048

END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\nContent-Length:[ \t]*([0-9]{1,18})[ \t]*\r\n", re.IGNORECASE)
ENCODING = re.compile(rb"\r\nTransfer-Encoding[ \t]*:", re.IGNORECASE)
EXPECT = re.compile(rb"\r\nExpect:[ \t]*100-continue[ \t]*(?=\r\n)", re.IGNORECASE)


class Verdict(Enum):
    """What is to be done with a request; the last two are statuses to refuse it with."""

    WAIT = "wait"
    READY = "ready"
    # The sender waits to be told that the body is wanted.
    CONTINUE = "continue"
    NO_LENGTH = "411 Length Required"
    LONG_HEAD = "431 Request Header Fields Too Large"


class Gathering:
    """A request as far as it has come, since ``started`` (in seconds of a steady clock)."""

    def __init__(self, started: float) -> None:
        self.started = started
        self.data = bytearray()
        # Bytes until the request is complete; None while its head is not.
        self.wanted: int | None = None
        # Its body is for the thread to read.
        self.is_large = False

    def feed(self, piece: bytes) -> Verdict:
        """Take in what has come. Costs time with the length of the piece alone."""
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
        # No client of ours sends a body in chunks, and Django would see none in it.
        if ENCODING.search(head):
            return Verdict.NO_LENGTH
        told = LENGTH.search(head)
        body = int(told[1]) if told else 0
        if body > MOST_BODY:
            self.wanted, self.is_large = size, True
            return Verdict.READY
        if body and EXPECT.search(head):
            # Answered here; the server would say it a second time.
            self.data[:size] = EXPECT.sub(b"", head)
            size = self.data.find(END) + len(END)
        self.wanted = size + body
        verdict = self._verdict(self.wanted)
        is_asked = len(head) != size and verdict is Verdict.WAIT
        return Verdict.CONTINUE if is_asked else verdict

    def _verdict(self, wanted: int) -> Verdict:
        return Verdict.READY if len(self.data) >= wanted else Verdict.WAIT
