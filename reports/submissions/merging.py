"""Two ordered streams of rows, side by side."""

from collections.abc import Iterator
from typing import Any

Rows = Iterator[tuple[Any, ...]]


def merged(left: Rows, right: Rows) -> Iterator[tuple[Any, Any, Any]]:
    """For each key (the first value of a row): the key, the row of ``left`` and that of ``right``,
    None where there is none. Both come by ascending key, each key once."""
    one, other = next(left, None), next(right, None)
    while one is not None and other is not None:
        key = min(one[0], other[0])
        here, there = one[0] == key, other[0] == key
        yield key, one if here else None, other if there else None
        one = next(left, None) if here else one
        other = next(right, None) if there else other
    while one is not None:
        yield one[0], one, None
        one = next(left, None)
    while other is not None:
        yield other[0], None, other
        other = next(right, None)
