"""One line in a log of its own for each sign-in, sign-out, wrong password or code, and refusal.

The log is named ``security``; ``POA_LOG_LEVEL`` does not silence it. A line names the account by
its number and the address of the caller, and nothing that somebody typed: a password can be typed
into the field for the address.
"""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.internal.httpkit import get_client_ip
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path

GetResponse = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("security")
# Answers of the API to a key that is not valid, and of all to somebody without the right.
REFUSALS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


def note(event: str, request: HttpRequest | None, user: Any, details: str = "") -> None:
    """Write the line: ``wrong code: account 17, from 203.0.113.7``."""
    account = f"account {user.pk}" if user is not None and user.pk else "no account"
    log.info("%s: %s, from %s%s", event, account, address_of(request), details)


def address_of(request: HttpRequest | None) -> str:
    """The address of the caller as the proxies give it; a command has none."""
    try:
        address = get_client_ip(request) if request else None
    except ImproperlyConfigured:  # fewer addresses than proxies
        address = None
    return address or "an unknown address"


def signed_in(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Somebody has given every factor that was asked for."""
    records = get_authentication_records(request, user)
    factors = [record.get("type") or record["method"] for record in records]
    note("signed in", request, user, f", by {' and '.join(factors)}" if factors else "")


def signed_out(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    if user is not None:
        note("signed out", request, user)


def password_failed(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    note_try("wrong password", request, credentials.get("email") or credentials.get("username"))


def note_try(event: str, request: HttpRequest | None, email: str | None) -> None:
    """Names the account of the address that was typed, if it has one."""
    from accounts.models import User

    user = User.objects.filter(email=(email or "").strip().lower()).only("pk").first()
    note(event, request, user)


def password_renewed(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    note("new password", request, user)


def factor_added(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    note("new second factor", request, user)


def factor_removed(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    note("second factor removed", request, user)


def connect() -> None:
    """Listen to the packages that sign people in."""
    from allauth.account.signals import password_changed, password_reset
    from allauth.mfa.signals import authenticator_added, authenticator_removed
    from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

    for signal, receiver in (
        (user_logged_in, signed_in),
        (user_logged_out, signed_out),
        (user_login_failed, password_failed),
        (password_changed, password_renewed),
        (password_reset, password_renewed),
        (authenticator_added, factor_added),
        (authenticator_removed, factor_removed),
    ):
        signal.connect(receiver, dispatch_uid=f"security_log_{receiver.__name__}")


class RefusalsMiddleware:
    """Notes each refused right, forged form and wrong key: answers with 401 or 403. What others
    may not even know of answers 404, which is in the log of requests alone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in REFUSALS:
            path = escape_uri_path(request.path)
            details = f", {request.method} {path} {response.status_code}"
            note("refused", request, getattr(request, "user", None), details)
        return response
