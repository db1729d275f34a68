"""Reading a value only once for a page that several apps contribute to.

Checks of a report come from several apps, and each reads the report's form for itself. Within
``reading_once`` the first app reads it and the others get the same value. Use it to show a page,
never around a write: a kept value is not read again.
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
    """The result of ``read``. Within ``reading_once`` it is called only once for each ``key``,
    elsewhere each time."""
    kept = _kept.get()
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    return cast("T", kept[key])
