"""Conditional reads of the API (common/freshness.py says what a tag is made of)."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from common import freshness, process_cache
from common.stamp import Stamp
from publications.records.reader import Reader
from reports.data_stamp import stamp_for

T = TypeVar("T")
PUBLIC = "public, max-age=0, must-revalidate"
# Request headers whose values change the answer.
VARY = ("Accept", "Accept-Language", "Authorization", "Cookie")


class NotModified(APIException):
    """304: the reader has the answer already."""

    status_code = 304


class Freshness:
    """The stamp and the tag of an answer, before it is made. One query for a public read, else
    none."""

    def __init__(self, request: Request, reader: Reader) -> None:
        self.is_public = freshness.is_public_read(request)
        self.stamp = stamp_for(request) if self.is_public else None
        self.etag = etag(self.stamp, request, reader) if self.stamp else None

    def refuse_the_same(self, request: Request) -> None:
        """Raise NotModified if the reader holds this very answer."""
        if self.etag and freshness.is_known(request, self.etag):
            raise NotModified

    def kept(self, question: str, read: Callable[[], T]) -> T:
        """``process_cache.kept``, of a public read."""
        return process_cache.kept(self.stamp, question, read)

    def mark(self, response: HttpResponseBase) -> None:
        """Put the headers on a successful answer, or on a 304."""
        cache_control = PUBLIC if self.is_public else freshness.PRIVATE
        response.headers.setdefault("Cache-Control", cache_control)
        if self.stamp and self.etag:
            freshness.mark(response, self.stamp, self.etag)


def etag(now: Stamp, request: Request, reader: Reader) -> str:
    """The tag of the answer to ``request``."""
    media_type: Any = getattr(request, "accepted_media_type", "")
    return freshness.etag(now, reader.language, str(media_type), request.build_absolute_uri())


def not_modified() -> HttpResponseNotModified:
    return HttpResponseNotModified()


def vary(response: HttpResponseBase) -> None:
    """Name the request headers that change an answer, on every answer (Vary)."""
    patch_vary_headers(response, VARY)
