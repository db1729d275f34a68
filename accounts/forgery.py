"""The page for a reader whose form carries no valid token. Mostly that is somebody who has written
something, and meanwhile signed in again in another tab."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token

# Fields with one of these in their name are never shown again.
SECRET = ("password", "again", "code", "token", "secret")


@requires_csrf_token
def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW: shows the texts that were sent, to be copied or sent again. Only
    a form that came from a page of this site can be sent again with one click."""
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not is_secret(name)
    ]
    has_secrets = any(map(is_secret, set(request.POST) - {"csrfmiddlewaretoken"}))
    context = {
        "sent": sent,
        "texts": [(name, value) for name, value in sent if is_text(value)],
        "has_files": bool(request.FILES),
        "may_be_sent_again": bool(sent) and not has_secrets and is_from_here(request),
    }
    answer = render(request, "account/forgery.html", context, status=HTTPStatus.FORBIDDEN)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def is_secret(name: str) -> bool:
    return any(part in name.lower() for part in SECRET)


def is_text(value: str) -> bool:
    """Whether somebody typed the value rather than chose it: it has several words, or is not
    ASCII."""
    return " " in value.strip() or not value.isascii()


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the form."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
