"""Browsers in which somebody has signed in before, with both password and second factor.

Each keeps a signed cookie with a digest of the address and a random word for the browser. The
cookie opens nothing by itself. It has one use: strangers who type wrong passwords cannot use up the
tries of the account's owner (``accounts/locking.py``).
"""

import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

AGE_SECONDS = 60 * 60 * 24 * 365
_SALT = "accounts.devices"


def device_of(request: HttpRequest, email: str) -> str:
    """The word of a browser in which that address has signed in before; empty for any other."""
    try:
        address, word = signing.loads(
            request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=_SALT, max_age=AGE_SECONDS
        )
    except (signing.BadSignature, ValueError):
        return ""
    return str(word) if address == _digest(email) else ""


def note(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Somebody has signed in: note it, so that the answer gives this browser its cookie."""
    request.signed_in_as = user.email  # type: ignore[attr-defined]


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Give the browser its cookie, where somebody has just signed in."""
    email = getattr(request, "signed_in_as", None)
    if email is None:
        return
    word = device_of(request, email) or secrets.token_hex(16)
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps([_digest(email), word], salt=_SALT),
        max_age=AGE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _digest(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()[:24]
