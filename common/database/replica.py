"""Public answers read from a standby of PostgreSQL, where ``POA_REPLICA_URL`` names one.

Only while a public answer is made, and only once the standby has every write that the public can
see (``reports.data_stamp``): whoever says who asks, and whatever writes, is at the primary. A
standby that lags, does not answer or ends a query costs nobody the answer, which then comes from
the primary.
"""

import logging
import time
from collections.abc import Callable
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connections
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from common.our_apps import with_public_records

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]
REPLICA = "replica"
# A standby that did not answer is asked again after so long.
SECONDS_ALONE = 10.0

_is_read: ContextVar[bool] = ContextVar("is_read", default=False)
_away_until = 0.0


def read_from_it_if(has_all: Callable[[], bool]) -> None:
    """Have the rest of this request read from the standby, if there is one and it ``has_all``,
    which asks both databases."""
    if REPLICA not in settings.DATABASES or time.monotonic() < _away_until:
        return
    try:
        _is_read.set(has_all())
    except (DatabaseError, InterfaceError) as error:
        _leave(error)


def _leave(error: Exception) -> None:
    global _away_until  # noqa: PLW0603 (of the process, as its connections)
    _away_until = time.monotonic() + SECONDS_ALONE
    _is_read.set(False)
    connections[REPLICA].close()
    logger.warning("The standby does not answer; the primary does: %s", error)


@cache
def _public_apps() -> frozenset[str]:
    return frozenset(app.label for app in with_public_records())


class Router:
    """Leads reads of records that the public may see to the standby while it ``_is_read``."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        is_there = _is_read.get() and model._meta.app_label in _public_apps()
        return REPLICA if is_there else DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


class ReplicaMiddleware:
    """Ends reading from the standby with each request, and asks the primary where it failed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            response = self.get_response(request)
            if hasattr(request, "was_let_down"):
                response = self.get_response(request)
            return response
        finally:
            _is_read.set(False)

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """A query that the standby ended (it was away, or replayed what the query was reading)."""
        if _is_read.get() and isinstance(error, DatabaseError | InterfaceError):
            _leave(error)
            request.was_let_down = True  # type: ignore[attr-defined]
