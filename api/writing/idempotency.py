"""``Idempotency-Key``: sent a second time, a POST does nothing more and gets the same answer.

The answer is kept in the transaction of the request's own changes. A request whose key is in use
waits for the other request, and gets its answer. A refused request has done nothing: nothing is
kept, and the key is free for the next attempt.
"""

import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from accounts.models import KeptAnswer
from api.shared.authentication import caller_of
from api.shared.errors import BadRequest, Fault
from api.shared.negotiation import Json
from reports.attachments import files

HEADER = "Idempotency-Key"
OWN_HEADERS = ("ETag", "Location")
KEY = re.compile(r"[\x21-\x7e]{1,255}")

Handler = Callable[..., Any]


class KeyInUse(APIException):
    """422: the key was used for another request."""

    status_code = 422

    def __init__(self) -> None:
        super().__init__(_("This Idempotency-Key was used for another request."))


def idempotent(handler: Handler) -> Handler:
    """Make a handler do a POST only once for each ``Idempotency-Key`` of a caller."""

    @wraps(handler)
    def once(view: Any, request: Request, *args: Any, **kwargs: Any) -> Any:
        if request.method != "POST" or HEADER not in request.headers:
            return handler(view, request, *args, **kwargs)
        with transaction.atomic():
            kept = claim(request)
            is_first = kept.status is None
            if is_first:
                keep(kept, handler(view, request, *args, **kwargs), view.reader.language)
            return answer(kept, is_first=is_first)

    return once


def claim(request: Request) -> KeptAnswer:
    """The answer kept for the request, locked; without status if the request is the first."""
    key = request.headers[HEADER]
    if not KEY.fullmatch(key):
        message = _("Give 1 to 255 printable ASCII characters without spaces.")
        raise BadRequest([Fault(HEADER, message)], _("The request has headers that are wrong."))
    request_is = {"target": f"{request.method} {request.path}", "digest": digest_of(request.data)}
    kept = KeptAnswer.objects.claim(caller_of(request), key, **request_is)
    if {"target": kept.target, "digest": kept.digest} != request_is:
        raise KeyInUse
    return kept


def keep(kept: KeptAnswer, response: Any, language: str) -> None:
    kept.status = response.status_code
    kept.body = Json().render(response.data).decode()
    own = {name: value for name, value in response.headers.items() if name in OWN_HEADERS}
    kept.headers = {**own, "Content-Language": language}
    kept.save()


def answer(kept: KeptAnswer, *, is_first: bool) -> HttpResponse:
    """The first answer again, in its language at that time."""
    headers = {**kept.headers, "Idempotency-Replayed": "false" if is_first else "true"}
    response: Any = HttpResponse(
        kept.body, status=kept.status, content_type="application/json", headers=headers
    )
    response.language = kept.headers["Content-Language"]
    return response


def digest_of(data: Any) -> str:
    """SHA-256 of a body: the same for the same JSON, or the same fields and files of a form."""
    if isinstance(data, QueryDict):
        data = sorted((name, [value_of(each) for each in data.getlist(name)]) for name in data)
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def value_of(value: Any) -> Any:
    """A form's value; for a file, its name and the digest of its content."""
    return [value.name, files.sha256(value)] if isinstance(value, UploadedFile) else value
