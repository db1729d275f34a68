"""Conditional reads: an answer that has not changed is not made again.

Every public answer has an ``ETag`` made of the data's stamp and of all else that it depends on:
its address, language and format, the release, and the day (groups are those of today). It is
compared before parameters are looked up and before anything is read: a 304 costs one query.

The stamp is read before the data, so that a tag is at worst older than its answer, which is then
fetched once more; never newer. ``Last-Modified`` informs and decides nothing: a second is too
coarse to tell two writes apart, and a write is visible only some time after it was made.

Who sends credentials may be shown more than the public: those answers are never shared or kept.
"""

import hashlib
from typing import Any

from django.conf import settings
from django.http import HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_etags
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from reports.freshness import Stamp, stamp
from tracker.api.languages import Reader
from tracker.release import code_version

PUBLIC = "public, max-age=0, must-revalidate"
PRIVATE = "private, no-store"
# Whose values change what an answer is.
VARY = ("Accept", "Accept-Language", "Authorization", "Cookie")
SAFE = ("GET", "HEAD")


class NotModified(APIException):
    """304: the reader has the answer already."""

    status_code = 304


def has_credentials(request: Request) -> bool:
    """Whether the request says who sends it, with a key or a session, valid or not."""
    return "Authorization" in request.headers or settings.SESSION_COOKIE_NAME in request.COOKIES


class Freshness:
    """What can be told of an answer before it is made. One query, for public reads."""

    def __init__(self, request: Request, reader: Reader) -> None:
        self.is_public = request.method in SAFE and not has_credentials(request)
        self.stamp = stamp() if self.is_public else None
        self.etag = etag(self.stamp, request, reader) if self.stamp else None

    def refuse_the_same(self, request: Request) -> None:
        """Raise NotModified if the reader holds this very answer."""
        known = parse_etags(request.headers.get("If-None-Match", ""))
        if self.etag and self.etag in {weak(tag) for tag in known}:
            raise NotModified

    def mark(self, response: HttpResponseBase) -> None:
        """Put the headers on a successful answer, or on a 304."""
        response.headers.setdefault("Cache-Control", PUBLIC if self.is_public else PRIVATE)
        if self.stamp and self.etag:
            response.headers["ETag"] = self.etag
            changed_at = int(self.stamp.changed_at.timestamp())
            response.headers["Last-Modified"] = http_date(changed_at)


def etag(now: Stamp, request: Request, reader: Reader) -> str:
    """The tag of the answer to ``request``; weak, for a file tells when it was made."""
    media_type: Any = getattr(request, "accepted_media_type", "")
    parts = (
        now,
        code_version(),
        timezone.localdate(),
        reader.language,
        media_type,
        request.build_absolute_uri(),
    )
    digest = hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()
    return f'W/"{digest[:32]}"'


def weak(tag: str) -> str:
    """The tag as it is compared: a cache may have made it strong."""
    return tag if tag.startswith("W/") else f"W/{tag}"


def not_modified() -> HttpResponseNotModified:
    return HttpResponseNotModified()


def vary(response: HttpResponseBase) -> None:
    """Name the headers that change the answer, on every answer."""
    patch_vary_headers(response, VARY)
