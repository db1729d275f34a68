"""Whether the process is alive and ready, and the answers during an outage.

``/healthz``: the process answers, without a query. ``/readyz``: the database is reachable and every
migration is applied, or 503. Both are plain text, set no cookie and are never cached.
"""

import errno
import logging
import sys
from collections.abc import Callable
from functools import lru_cache

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.defaults import server_error as default_server_error

from api.shared.errors import problem
from common.files.storage import FilesAway
from common.turns import Busy

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]
RETRY_AFTER_SECONDS = "5"
DISK_IS_FULL = (errno.ENOSPC, errno.EDQUOT)


class HealthMiddleware:
    """Answers /healthz and /readyz before host names, sessions and redirects are checked.

    A load balancer asks by IP address, without TLS: ordinary pages would answer 400 or 301.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.checks: dict[str, Callable[[], HttpResponse]] = {
            "/healthz": alive,
            "/readyz": ready,
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        check = self.checks.get(request.path_info)
        return check() if check else self.get_response(request)


def alive() -> HttpResponse:
    """200: the process answers requests."""
    return plain("ok", 200)


def ready() -> HttpResponse:
    """200 when the database answers and has every migration, 503 otherwise."""
    try:
        pending = pending_migrations()
    except DatabaseError:
        logger.exception("The database does not answer")
        connection.close()
        return plain("the database does not answer", 503)
    if pending:
        return plain(f"{len(pending)} migrations are not applied", 503)
    return plain("ready", 200)


def plain(text: str, status: int) -> HttpResponse:
    """A short text answer that no cache keeps."""
    response = HttpResponse(text + "\n", content_type="text/plain; charset=utf-8", status=status)
    response["Cache-Control"] = "no-store"
    if status == 503:
        response["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def pending_migrations() -> frozenset[tuple[str, str]]:
    """The migrations of this release that are not applied yet. Two queries."""
    return known_migrations() - set(MigrationRecorder(connection).applied_migrations())


@lru_cache(maxsize=1)
def known_migrations() -> frozenset[tuple[str, str]]:
    """Every migration of this release; read from disk only once, since a running release does not
    change."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


class OutageMiddleware:
    """Answers 503 with Retry-After if a view met an outage or found no free turn."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """503 for an outage or for too many requests at once; None leaves other errors to
        Django."""
        if isinstance(error, Busy):
            return unavailable(request)
        if not is_outage(error):
            return None
        logger.error("The database or the disk is not available: %s", error)
        return unavailable(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500. An outage outside of views, in a middleware, is a 503 too."""
    error = sys.exc_info()[1]
    if is_outage(error) or isinstance(error, Busy):
        return unavailable(request)
    if is_for_api(request):
        return problem(500, gettext("Something went wrong here; it has been noted."))
    return default_server_error(request)


def is_outage(error: BaseException | None) -> bool:
    """Whether trying again may help: no connection, a lock held too long, a deadlock, a full disk
    (of the database or of the files), or a store of files that does not answer.

    SQLite reports a missing table as the same kind of error; that is a defect of ours.
    """
    if isinstance(error, OSError):
        return error.errno in DISK_IS_FULL
    if isinstance(error, FilesAway):
        return True
    return isinstance(error, OperationalError | InterfaceError) and "no such" not in str(error)


def is_for_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After, as a problem document for the API and as text for a page."""
    message = gettext("The service is briefly unavailable. Please try again.")
    if is_for_api(request):
        return problem(503, message, headers={"Retry-After": RETRY_AFTER_SECONDS})
    return plain(message, 503)
