"""Errors of the API in one shape: ``application/problem+json`` (RFC 9457).

Beside the members of the standard, ``errors`` lists what is wrong, each with the ``path`` it is
about (a query parameter, a header, a place in the body), a message and, where they can be named,
the allowed values.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import chain
from typing import Any

from django.conf import settings
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.db import IntegrityError
from django.http import Http404, HttpResponse, JsonResponse, UnreadablePostError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.views import set_rollback

from common.turns import RETRY_AFTER_SECONDS, Busy
from reports import refusals

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and the values that would be right where they can be listed."""

    path: str
    message: str
    allowed: Sequence[str] | None = None

    def as_dict(self) -> dict[str, Any]:
        found: dict[str, Any] = {"path": sendable(self.path), "message": sendable(self.message)}
        return found if self.allowed is None else {**found, "allowed": list(self.allowed)}


def sendable(text: Any) -> str:
    """``text`` without lone surrogates: JSON can write them, but UTF-8 cannot."""
    return str(text).encode("utf-8", "replace").decode()


class BadRequest(exceptions.APIException):
    """400 with every fault of the request, not just the first."""

    status_code = 400

    def __init__(self, faults: Sequence[Fault], detail: str = "") -> None:
        super().__init__(detail or _("The request has parameters that are not understood."))
        self.faults = faults


class Conflict(exceptions.APIException):
    """409: the request is in order, and what is on record does not allow it now."""

    status_code = 409

    def __init__(self, detail: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(detail)
        self.faults = faults


class TooLarge(exceptions.APIException):
    """413: the body is larger than ``limit`` bytes."""

    status_code = 413

    def __init__(self, limit: int) -> None:
        message = _("The body is larger than %(limit)s.")
        super().__init__(message % {"limit": filesizeformat(limit)})


class TooBusy(exceptions.APIException):
    """503: the machine does as much work of this kind as it can; ``wait`` is in seconds."""

    status_code = 503
    wait = RETRY_AFTER_SECONDS - 1

    def __init__(self) -> None:
        super().__init__(_("The service is briefly unavailable. Please try again."))


class NoSuchPage(exceptions.NotFound):
    """404 for a page after the last one, whose number is ``last``."""

    def __init__(self, last: int) -> None:
        super().__init__(_("There is no such page."))
        message = _("The last page is %(last)d.") % {"last": last}
        self.faults = [Fault("page", message)]


def problem(
    status: int,
    detail: str,
    faults: Iterable[Fault] = (),
    headers: Mapping[str, str] | None = None,
    **members: Any,
) -> HttpResponse:
    """The answer for one error; no cache keeps it. ``members`` are further members of the
    answer."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": [fault.as_dict() for fault in faults],
        **members,
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
    found = translated(error)
    if found is None:
        return None
    set_rollback()
    return problem(found.status_code, str(found.detail), faults_of(found), headers_of(found))


def translated(error: Exception) -> exceptions.APIException | None:
    """A refusal of Django's or of ours as one of the API's; None for a defect."""
    if isinstance(error, exceptions.APIException):
        return error
    for kind, translate in TRANSLATIONS.items():
        if isinstance(error, kind):
            return translate(error)
    return None


def refused(error: ValidationError) -> exceptions.APIException:
    """400 with the path of each message, or 409 where another record is in the way."""
    faults = [
        Fault("" if name == NON_FIELD_ERRORS else name, message)
        for name, messages in as_dict(error).items()
        for message in messages
    ]
    if any(each.code in CONFLICTS for each in every(error)):
        return Conflict(_("This does not go with what is on record."), faults)
    return BadRequest(faults, _("The request cannot be carried out as it is."))


def as_dict(error: ValidationError) -> Mapping[str, Sequence[str]]:
    """The messages by field, whether the error knows its fields or not."""
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


def every(error: ValidationError) -> Iterable[ValidationError]:
    errors = error.error_dict.values() if hasattr(error, "error_dict") else [error.error_list]
    return chain.from_iterable(errors)


# Codes of a ValidationError that mean that another record is in the way.
CONFLICTS = frozenset(
    {"already_in_progress", "already_published", "already_answered", "told_already", "confirmed"}
    # Assistance: the step begins in another status, or was taken already.
    | {"wrong_status", "not_open", "kept_back", "matched_already", "asked_already", "not_agreed"}
    | {"under_notice", "has_document", "no_document", "pointed_at"}
)
TRANSLATIONS: Mapping[type[Exception], Callable[[Any], exceptions.APIException]] = {
    Http404: lambda error: exceptions.NotFound(),
    PermissionDenied: lambda error: exceptions.PermissionDenied(str(error) or None),
    refusals.TransitionNotAllowed: lambda error: Conflict(str(error)),
    refusals.ContentFrozen: lambda error: Conflict(str(error)),
    ValidationError: refused,
    # A broken constraint or rule that no earlier check found: two requests raced.
    IntegrityError: lambda error: Conflict(_("This does not go with what is on record.")),
    RequestDataTooBig: lambda error: TooLarge(settings.DATA_UPLOAD_MAX_MEMORY_SIZE),
    Busy: lambda error: TooBusy(),
    SuspiciousOperation: lambda error: exceptions.ParseError(),
    UnreadablePostError: lambda error: exceptions.ParseError(),
}


def faults_of(error: exceptions.APIException) -> Sequence[Fault]:
    """The details of an error; empty where it gives none."""
    if isinstance(error, exceptions.UnsupportedMediaType):
        return [Fault("Content-Type", _("Send another media type."))]
    if isinstance(error, exceptions.NotAcceptable):
        allowed = [renderer.media_type for renderer in error.available_renderers or ()]
        return [Fault("Accept", _("None of these media types is available."), allowed)]
    found: Sequence[Fault] = getattr(error, "faults", ())
    return found


def headers_of(error: exceptions.APIException) -> dict[str, str]:
    """Retry-After, in seconds, if waiting helps; WWW-Authenticate, if signing in would help."""
    wait, scheme = getattr(error, "wait", None), getattr(error, "auth_header", None)
    found = {"Retry-After": str(int(wait) + 1)} if wait else {}
    return {**found, "WWW-Authenticate": scheme} if scheme else found
