"""Public reads from pages of other origins: every origin may read, none with the reader's
cookies."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]
EXPOSED = ", ".join(
    (
        "Content-Disposition",
        "Content-Language",
        "ETag",
        "Last-Modified",
        "Link",
        "RateLimit",
        "RateLimit-Policy",
        "Retry-After",
    )
)
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


class CorsMiddleware:
    """Adds the headers to every answer under /api/, errors and redirects too, and answers
    preflight requests."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/"):
            return self.get_response(request)
        if is_preflight(request):
            return HttpResponse(
                status=204, headers={**PREFLIGHT, "Access-Control-Allow-Origin": "*"}
            )
        response = self.get_response(request)
        if request.method in ("GET", "HEAD") and not is_private(response):
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Expose-Headers"] = EXPOSED
        return response


def is_preflight(request: HttpRequest) -> bool:
    return request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers


def is_private(response: HttpResponse) -> bool:
    return "private" in response.headers.get("Cache-Control", "")
