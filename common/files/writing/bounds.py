"""Limits, so that making documents does not take all of the machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from common.turns import DOCUMENTS, Busy

# Laying out pages takes a processor; nobody waits longer than this for earlier documents.
PATIENCE = DOCUMENTS.patience


class Unavailable(Exception):
    """A document cannot be made now, and why."""


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Raises Unavailable when the turn does not come in time."""
    try:
        stack = replace(DOCUMENTS, patience=PATIENCE).entered()
    except Busy as busy:
        raise Unavailable("Too many documents are being made.") from busy
    with stack:
        yield
