"""The cache of one process: pictures, and public reads. The default cache is in the database; it
holds what all processes must share."""

import hashlib
from collections.abc import Callable
from typing import TypeVar, cast

from django.core.cache import caches
from django.utils.connection import ConnectionProxy

from common.stamp import Stamp

T = TypeVar("T")
cache = ConnectionProxy(caches, "process")


def kept(stamp: Stamp | None, question: str, read: Callable[[], T]) -> T:
    """The result of ``read``, as this process has it for the same question since the public data
    last changed (``stamp``, which was read before); a copy, which the caller may change.

    ``question`` names everything on which the result depends beside the data: also the day and the
    language. Without a stamp nothing is kept: whoever asks may see more than the public.
    """
    if stamp is None:
        return read()
    digest = hashlib.sha256(f"{stamp} {question}".encode()).hexdigest()
    return cast("T", cache.get_or_set(f"kept-{digest}", read))
