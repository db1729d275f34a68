"""What keeps the making of documents from taking the machine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Laying out pages takes a processor; a process makes one document at a time, and nobody waits
# longer than this for the one before.
PATIENCE = 10.0

_turn = threading.Lock()


class Unavailable(Exception):
    """A document cannot be made now, and why."""


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Raises Unavailable when the turn does not come in time."""
    if not _turn.acquire(timeout=PATIENCE):
        raise Unavailable("Too many documents are being made.")
    try:
        yield
    finally:
        _turn.release()
