"""Conditional reads: an unchanged answer is not made again.

Every public answer has an ``ETag`` made of the data's stamp and everything else that it depends on:
its address, language and format, the release, and the day (groups are today's groups, and pages
tell the day on which they were read). It is compared before anything is read: a 304 costs one
query.

The stamp is read before the data, so a tag is never newer than its answer. If it is older, the
answer is only fetched once more. ``Last-Modified`` is for information and decides nothing: two
writes can fall into one second, and a write becomes visible only some time after it was made.

Callers who send credentials may see more than the public: their answers are never shared or kept.
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
    """Whether the request reads, and carries neither a key nor a session, valid or not."""
    return (
        request.method in SAFE
        and "Authorization" not in request.headers
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


def etag(now: Stamp, *parts: str) -> str:
    """The tag of an answer; ``parts`` distinguish it from all others. Weak, since a file states
    when it was made, and a proxy may compress the answer."""
    told = (now, code_version(), timezone.localdate(), *parts)
    digest = hashlib.sha256("\n".join(map(str, told)).encode()).hexdigest()
    return f'W/"{digest[:32]}"'


def is_known(request: HttpRequest | Request, tag: str) -> bool:
    """Whether the reader holds the answer with that tag."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return tag in {weak(held) for held in known}


def weak(tag: str) -> str:
    """The tag in its weak form, for comparing: a cache may have made it strong."""
    return tag if tag.startswith("W/") else f"W/{tag}"


def validators_of(request: HttpRequest) -> tuple[Stamp, str] | None:
    """The stamp and the tag of a public page, read before its data; None for a reader whose answer
    nobody keeps."""
    found: tuple[Stamp, str] | None = getattr(request, "validators", None)
    return found


def mark(response: HttpResponseBase, now: Stamp, tag: str) -> None:
    """Put the validators on an answer, and the stamp that was read before its data."""
    response.stamp = now  # type: ignore[attr-defined]
    response.headers["ETag"] = tag
    response.headers["Last-Modified"] = http_date(int(now.changed_at.timestamp()))
