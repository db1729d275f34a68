"""The language of the administration."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation

GetResponse = Callable[[HttpRequest], HttpResponse]


class AdminLanguageMiddleware:
    """Shows the administration in the language of the user.

    Pages have their language in the address; the administration has one address for all, so
    LocaleMiddleware would always show it in English. It is the user's own language, else the
    language of the cookie or the browser.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        """Once the address is resolved, and before the view runs."""
        if request.resolver_match and "admin" in request.resolver_match.app_names:
            translation.activate(admin_language(request))
            request.LANGUAGE_CODE = translation.get_language()


def admin_language(request: HttpRequest) -> str:
    """The code, as Django knows it, of the language to show the administration in."""
    chosen = getattr(request.user, "language", "")
    if chosen:
        return translation.get_supported_language_variant(chosen)
    return translation.get_language_from_request(request)
