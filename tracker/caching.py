"""Validators and shared-cache headers of every public page, feed and file.

Every page outside the administration and the API is public, unless its request carries credentials
or its answer belongs to one reader. A new page needs no mark of its own: the middleware marks it.

A cache in front may serve an answer for ten seconds without asking, and for thirty more while it
asks. So every change shows within forty seconds, however many readers there are. A browser asks
each time; without a cache in front, every reader sees each change at once.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import has_vary_header
from django.utils.translation import get_language

from accounts.middleware import is_own
from common import freshness
from reports.data_stamp import stamp_for
from tracker.health import is_for_api

GetResponse = Callable[[HttpRequest], HttpResponse]
PUBLIC = "public, max-age=0, s-maxage=10, stale-while-revalidate=30"
KEPT = (200, 301, 304)


class PublicCacheMiddleware:
    """Answers 304 if nothing has changed, and marks each answer with who may keep it.

    It is outside the middleware of sessions, messages and languages, since it checks their cookies
    and ``Vary``.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_public(request) and response.status_code in KEPT and is_for_everybody(response):
            self.mark_public(request, response)
        elif not is_for_api(request):
            response.headers.setdefault("Cache-Control", freshness.PRIVATE)
        return response

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """304 for a reader who holds this very answer. One query."""
        now = stamp_for(request) if is_public(request) else None
        if now is None:
            return None
        tag = freshness.etag(now, get_language() or "", request.build_absolute_uri())
        request.validators = now, tag  # type: ignore[attr-defined]
        return not_modified() if freshness.is_known(request, tag) else None

    def mark_public(self, request: HttpRequest, response: HttpResponse) -> None:
        """Mark the answer as public, unless the view has set ``Cache-Control`` itself."""
        without_language(response)
        if "Cache-Control" in response.headers:
            return
        response.headers["Cache-Control"] = PUBLIC
        validators = freshness.validators_of(request)
        if validators and response.status_code != 301:
            freshness.mark(response, *validators)


def not_modified() -> HttpResponse:
    """304 without the usual policies of pages. The policies of the answer that the reader holds
    stay valid; they may differ, as for a chart that others may frame."""
    response = HttpResponseNotModified()
    response._csp_exempt = True  # type: ignore[attr-defined]  # noqa: SLF001 (django-csp's)
    response.xframe_options_exempt = True
    return response


def is_public(request: HttpRequest) -> bool:
    """Whether the request reads a page outside the administration and the API, without
    credentials."""
    match = request.resolver_match
    is_page = bool(match and not match.namespaces) and not is_for_api(request)
    is_shared = bool(match and not is_own(match.route))
    return is_page and is_shared and freshness.is_public_read(request)


def is_for_everybody(response: HttpResponse) -> bool:
    """Whether the answer is the same for every reader: no cookie was set or read."""
    return not response.cookies and not has_vary_header(response, "Cookie")


def without_language(response: HttpResponse) -> None:
    """A page's language is in its address: no copy is needed for each browser's languages."""
    names = [name.strip() for name in response.headers.get("Vary", "").split(",")]
    kept = [name for name in names if name and name.lower() != "accept-language"]
    if kept:
        response.headers["Vary"] = ", ".join(kept)
    elif "Vary" in response.headers:
        del response.headers["Vary"]
