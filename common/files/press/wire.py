"""How a press and the process that started it talk: orders one way, answers the other."""

import struct
from enum import IntEnum
from typing import IO, Any

HEAD = struct.Struct("!BQ")


class Unavailable(Exception):
    """A document or picture cannot be made now, and why."""


class Kind(IntEnum):
    """What a message is: an order, or how it ended."""

    ORDER = 0
    MADE = 1
    UNAVAILABLE = 2
    FAILED = 3


def send(pipe: "IO[Any]", kind: Kind, content: bytes) -> None:
    left = memoryview(HEAD.pack(kind, len(content)) + content)
    while left:
        left = left[pipe.write(left) :]


def receive(pipe: "IO[Any]") -> tuple[Kind, bytes]:
    """The next message. Raises EOFError where the other side has ended."""
    kind, length = HEAD.unpack(_read(pipe, HEAD.size))
    return Kind(kind), _read(pipe, length)


def _read(pipe: "IO[Any]", length: int) -> bytes:
    read = bytearray()
    while len(read) < length:
        piece = pipe.read(length - len(read))
        if not piece:
            raise EOFError
        read += piece
    return bytes(read)
