"""Reading the same once for a page that asks several parts of the house.

Checks of a report come from several apps, and each reads the report's form for itself. Within
``reading_once`` the first reads it and the others are given the same value. Use it where a page is
shown, never around a write: what is kept is not read again.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

T = TypeVar("T")
_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("kept", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Keep what ``once`` reads until the block ends."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def once(key: Hashable, read: Callable[[], T]) -> T:
    """What ``read`` gives: within ``reading_once`` read for the first asker of ``key`` alone,
    elsewhere each time."""
    kept = _kept.get()
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    return cast("T", kept[key])
