"""The language of the administration, and what signing in asks for beyond a password."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation

from accounts import devices
from accounts.factors import lacks_factor
from accounts.sessions import empty_browser, mark_seen

GetResponse = Callable[[HttpRequest], HttpResponse]


class AdminLanguageMiddleware:
    """Shows the administration in the language of the user.

    Pages have their language in the address; the administration has one address for all, so
    LocaleMiddleware would always show it in English. Here the user's own language comes first, then
    that of the cookie or the browser.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        """Runs once the address is resolved, before the view."""
        if request.resolver_match and "admin" in request.resolver_match.app_names:
            translation.activate(admin_language(request))
            request.LANGUAGE_CODE = translation.get_language()


class SignedInMiddleware:
    """Notes that a session is in use, leads staff without a needed second factor to the page that
    sets it up, after a sign-in gives the browser its cookie (``accounts/devices.py``), and after a
    sign-out empties it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        devices.remember(request, response)
        empty_browser(request, response)
        return response

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """Leaves public pages and the API alone: they ask nobody who they are."""
        match = request.resolver_match
        if not match or not is_own(match.route) or not request.user.is_authenticated:
            return None
        mark_seen(request)
        is_admin = "admin" in match.app_names and match.url_name != "logout"
        if is_admin and settings.STAFF_MFA and lacks_factor(request.user):
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        return None


def is_own(route: str) -> bool:
    """Whether a route is in the parts of the site for people who sign in."""
    return bool({"admin", "account", "my"} & set(route.split("/")[:2]))


def admin_language(request: HttpRequest) -> str:
    """Django's code of the language to show the administration in."""
    chosen = getattr(request.user, "language", "")
    if chosen:
        return translation.get_supported_language_variant(chosen)
    return translation.get_language_from_request(request)
