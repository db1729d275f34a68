"""Headers that neither Django nor django-csp sets."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

GetResponse = Callable[[HttpRequest], HttpResponse]

# The pages use none of these features, and an injected script could not use them either.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "payment",
        "usb",
    )
)


class PermissionsPolicyMiddleware:
    """Adds Permissions-Policy to every answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


class DataLicenceMiddleware:
    """Adds a link to the page with the licence of the data to every public file.

    A file of rows has no place for the licence: programs that read CSV know no comments, and would
    take such a line for a row. Workbooks and documents also have it inside.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_public = response.headers.get("Cache-Control", "").startswith("public")
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if settings.DATA_LICENCE and response.status_code == 200 and is_public and not is_page:
            page = request.build_absolute_uri(reverse("data"))
            links = [response.headers.get("Link", ""), f'<{page}#licence>; rel="license"']
            response.headers["Link"] = ", ".join(filter(None, links))
        return response
