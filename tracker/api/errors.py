"""Errors of the API in one shape: ``application/problem+json`` (RFC 9457).

Beside the members of the standard, ``errors`` lists what is wrong, each with the ``path`` it is
about (a query parameter, a header), a message and, where they can be named, the allowed values.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.views import set_rollback

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and the values that would be right where they can be listed."""

    path: str
    message: str
    allowed: Sequence[str] | None = None

    def as_dict(self) -> dict[str, Any]:
        found: dict[str, Any] = {"path": self.path, "message": str(self.message)}
        return found if self.allowed is None else {**found, "allowed": list(self.allowed)}


class BadRequest(exceptions.APIException):
    """400 with every fault of the request, not just the first."""

    status_code = 400

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(_("The request has parameters that are not understood."))
        self.faults = faults


class NoSuchPage(exceptions.NotFound):
    """404 for a page after the last one; ``last`` is the number of that."""

    def __init__(self, last: int) -> None:
        super().__init__(_("There is no such page."))
        message = _("The last page is %(last)d.") % {"last": last}
        self.faults = [Fault("page", message)]


def problem(
    status: int,
    detail: str,
    faults: Iterable[Fault] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The answer for one error; what went wrong is never kept by a cache."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": [fault.as_dict() for fault in faults],
    }
    response = JsonResponse(
        body,
        status=status,
        headers=headers,
        content_type=CONTENT_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def handle(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """The answer for an error raised in a view; None leaves a defect to Django, which logs it
    and answers through handler500."""
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    return problem(error.status_code, str(error.detail), faults_of(error), headers_of(error))


def faults_of(error: exceptions.APIException) -> Sequence[Fault]:
    """What is wrong in detail, where the error says."""
    if isinstance(error, exceptions.NotAcceptable):
        allowed = [renderer.media_type for renderer in error.available_renderers or ()]
        return [Fault("Accept", _("None of these media types is available."), allowed)]
    found: Sequence[Fault] = getattr(error, "faults", ())
    return found


def headers_of(error: exceptions.APIException) -> dict[str, str]:
    """Retry-After, in seconds, where waiting helps."""
    wait = getattr(error, "wait", None)
    return {"Retry-After": str(int(wait) + 1)} if wait else {}


def not_found(request: HttpRequest) -> HttpResponse:
    """Any address under /api/ that is none."""
    return problem(404, _("There is nothing at this address."))
