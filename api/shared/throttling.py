"""How many requests a caller may make in a minute: one API key, one signed-in user, one address.

The worker processes of a machine count together, in a small SQLite file of their own. It does not
wait for the disk (``synchronous=OFF``), since a count is worth nothing a minute later: it costs
some microseconds and waits for no transaction of the data. A caller's minute begins with its first
request. The file holds digests, no addresses. If it cannot be used, nobody is refused, and the log
says so.

Several machines (``POA_NODES``) count together in a table of the database, by the same statement:
one more statement for each request, which waits for no disk.
"""

import hashlib
import ipaddress
import logging
import math
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from api.shared.authentication import caller_of
from api.shared.errors import handle

logger = logging.getLogger(__name__)

WINDOW_SECONDS = 60
PATIENCE_SECONDS = 0.2
# Whoever has one IPv6 address can use all addresses of its network.
IPV6_NETWORK_BITS = 64
TABLE = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=OFF",
    "CREATE TABLE IF NOT EXISTS counts"
    " (caller BLOB PRIMARY KEY, began REAL NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS counts_began ON counts (began)",
)


def _count(table: str, caller: str, now: str) -> str:
    """One statement that counts one request; ``caller`` and ``now`` are the driver's
    placeholders."""
    # A clock that was put back, or another machine's clock, may show a time before ``began``.
    is_running = f"ABS({now} - {table}.began) < {WINDOW_SECONDS}"
    return f"""
    INSERT INTO {table} VALUES ({caller}, {now}, 1) ON CONFLICT (caller) DO UPDATE SET
        used = CASE WHEN {is_running} THEN {table}.used + 1 ELSE 1 END,
        began = CASE WHEN {is_running} THEN {table}.began ELSE {now} END
    RETURNING used, began
    """  # noqa: S608


COUNT = _count("counts", ":caller", ":now")
FORGET = "DELETE FROM counts WHERE began < ?"
SHARED_COUNT = _count("accounts_api_counts", "%(caller)s", "%(now)s")
FORGET_SHARED = "DELETE FROM accounts_api_counts WHERE began < %s"


class TooManyRequests(APIException):
    """429: the caller has used up its minute; ``wait`` is how many seconds are left of it."""

    status_code = 429

    def __init__(self, limit: int, wait: float) -> None:
        seconds = math.ceil(wait)
        message = ngettext(
            "More than %(limit)d requests in a minute. Wait %(wait)d second.",
            "More than %(limit)d requests in a minute. Wait %(wait)d seconds.",
            seconds,
        )
        super().__init__(message % {"limit": limit, "wait": seconds})
        self.wait = wait


@dataclass(frozen=True)
class Allowance:
    """What a caller has used of its minute, this request included."""

    limit: int
    used: int
    seconds_left: float

    def refuse_too_many(self) -> None:
        """Raise TooManyRequests where this request is one too many."""
        if self.used > self.limit:
            raise TooManyRequests(self.limit, self.seconds_left)

    def mark(self, response: Any) -> None:
        """Tell the caller, in the headers of the IETF's draft on rate limits."""
        left, seconds = max(0, self.limit - self.used), math.ceil(self.seconds_left)
        response.headers["RateLimit-Policy"] = f'"default";q={self.limit};w={WINDOW_SECONDS}'
        response.headers["RateLimit"] = f'"default";r={left};t={seconds}'


def spend(caller: str) -> Allowance | None:
    """Count one request of the caller; None where there is no limit."""
    limit: int | None = settings.API_RATE
    if limit is None:
        return None
    now = time.time()
    try:
        add = add_for_all_machines if settings.API_COUNTS_ARE_SHARED else counts.add
        used, began = add(digest_of(caller), now)
    except (OSError, sqlite3.Error):
        logger.exception("Requests to the API are not counted: %s", settings.API_COUNTS)
        return None
    return Allowance(limit, used, max(0.0, began + WINDOW_SECONDS - now))


def caller_name(request: Request) -> str:
    """Who is counted: the key or user of the request if known, else its address."""
    return caller_of(request) if request.user.is_authenticated else address_of(request)


def address_of(request: Any) -> str:
    """The address a request comes from; of IPv6, the network."""
    text = str(BaseThrottle().get_ident(request))
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return f"address {text}"
    bits = IPV6_NETWORK_BITS if address.version == 6 else 32
    return f"address {ipaddress.ip_network((address, bits), strict=False)}"


def digest_of(caller: str) -> bytes:
    key = settings.SECRET_KEY.encode()[:64]
    return hashlib.blake2b(caller.encode("utf-8", "replace"), key=key, digest_size=16).digest()


class Counts(threading.local):
    """The file, over a connection for each thread and process: SQLite's do not outlive a fork."""

    opened: tuple[int, Path] | None = None
    file: sqlite3.Connection

    def add(self, caller: bytes, now: float) -> tuple[int, float]:
        """How many requests the caller has made, this one included, and since when. One statement;
        when a minute begins, one more deletes the minutes that are over."""
        file = self.connect()
        (found,) = file.execute(COUNT, {"caller": caller, "now": now}).fetchall()
        if found[0] == 1:
            file.execute(FORGET, [now - WINDOW_SECONDS])
        return found

    def connect(self) -> sqlite3.Connection:
        wanted = (os.getpid(), Path(settings.API_COUNTS))
        if self.opened != wanted:
            self.file = opened(wanted[1])
            self.opened = wanted
        return self.file


counts = Counts()


def add_for_all_machines(caller: bytes, now: float) -> tuple[int, float]:
    """The same in the table that all machines share. A caller's minute may be longer or shorter by
    the difference between their clocks."""
    with connection.cursor() as cursor:
        cursor.execute(SHARED_COUNT, {"caller": caller.hex(), "now": now})
        used, began = cursor.fetchone()
        if used == 1:
            cursor.execute(FORGET_SHARED, [now - WINDOW_SECONDS])
    return used, began


def opened(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = sqlite3.connect(path, timeout=PATIENCE_SECONDS, isolation_level=None)
    for statement in TABLE:
        file.execute(statement)
    return file


def counted(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A plain view whose requests count for the address that they come from."""

    @wraps(view)
    def count(request: HttpRequest) -> HttpResponse:
        allowance = spend(address_of(request))
        if allowance is None:
            return view(request)
        try:
            allowance.refuse_too_many()
            response = view(request)
        except TooManyRequests as error:
            response = handle(error, {}) or HttpResponse(status=error.status_code)
        allowance.mark(response)
        return response

    return count


# As in the IETF's draft on rate limits. Absent where requests are not counted.
HEADERS = {
    "RateLimit": {
        "description": "Requests that the caller has left (`r`), and seconds until all are back"
        " (`t`).",
        "schema": {"type": "string", "pattern": r'^"default";r=\d+;t=\d+$'},
    },
    "RateLimit-Policy": {
        "description": "Requests that a caller may send (`q`) in how many seconds (`w`).",
        "schema": {"type": "string", "pattern": r'^"default";q=\d+;w=\d+$'},
    },
}
# Answers after which a caller comes back.
LATER = ("429", "503")
RETRY_AFTER = {
    "Retry-After": {
        "description": "Seconds to wait before asking again.",
        "schema": {"type": "integer", "minimum": 0},
    }
}


def describe(result: dict[str, Any], **context: Any) -> dict[str, Any]:
    """Name the headers on the answers where callers look for them: successes, 429 and 503."""
    result["components"]["headers"] = {**HEADERS, **RETRY_AFTER}
    rates, waits = (
        {name: {"$ref": f"#/components/headers/{name}"} for name in headers}
        for headers in (HEADERS, RETRY_AFTER)
    )
    for path in result["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                is_rated = status.startswith("2") or status == "429"
                named = {**(rates if is_rated else {}), **(waits if status in LATER else {})}
                if named:
                    answer.setdefault("headers", {}).update(named)
    return result
