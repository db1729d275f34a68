"""Addresses in mail: complete, and in the recipient's language."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from simple_history.models import HistoricalRecords

from contacts.mail import in_language


def absolute(path: str, request: HttpRequest | None = None) -> str:
    """``path`` with the site's name: from ``request``, else from the request that is being answered
    now (code that takes a step may not have it), else, in commands, from the settings."""
    request = request or getattr(HistoricalRecords.context, "request", None)
    return request.build_absolute_uri(path) if request else f"{settings.SITE_URL}{path}"


def page(name: str, *args: Any, language: str, request: HttpRequest | None = None) -> str:
    """The address of a page in the language of that public code."""
    with in_language(language):
        return absolute(reverse(name, args=args), request)


def own_area(language: str, request: HttpRequest | None = None) -> str:
    """The area of points of contact."""
    return page("my:home", language=language, request=request)
