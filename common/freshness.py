"""Conditional reads: an answer that has not changed is not made again.

Every public answer has an ``ETag`` made of the data's stamp and of all else that it depends on:
its address, language and format, the release, and the day (groups are those of today, and pages
tell on which day they were read). It is compared before anything is read: a 304 costs one query.

The stamp is read before the data, so that a tag is at worst older than its answer, which is then
fetched once more; never newer. ``Last-Modified`` informs and decides nothing: a second is too
coarse to tell two writes apart, and a write is visible only some time after it was made.

Who sends credentials may be shown more than the public: those answers are never shared or kept.
"""

import hashlib

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import http_date, parse_etags
from rest_framework.request import Request

from common.release import code_version
from common.stamp import Stamp

PRIVATE = "private, no-store"
SAFE = ("GET", "HEAD")


def is_public_read(request: HttpRequest | Request) -> bool:
    """Whether it asks to read, and does not say who asks: with a key or a session, valid or not."""
    return (
        request.method in SAFE
        and "Authorization" not in request.headers
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


def etag(now: Stamp, *parts: str) -> str:
    """The tag of the answer that ``parts`` tell from all others; weak, for a file tells when it
    was made, and a proxy may compress it."""
    told = (now, code_version(), timezone.localdate(), *parts)
    digest = hashlib.sha256("\n".join(map(str, told)).encode()).hexdigest()
    return f'W/"{digest[:32]}"'


def is_known(request: HttpRequest | Request, tag: str) -> bool:
    """Whether the reader holds the answer with that tag."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return tag in {weak(held) for held in known}


def weak(tag: str) -> str:
    """The tag as it is compared: a cache may have made it strong."""
    return tag if tag.startswith("W/") else f"W/{tag}"


def mark(response: HttpResponseBase, now: Stamp, tag: str) -> None:
    """Put the validators on an answer, and the stamp that was read before its data."""
    response.stamp = now  # type: ignore[attr-defined]
    response.headers["ETag"] = tag
    response.headers["Last-Modified"] = http_date(int(now.changed_at.timestamp()))
