"""Who comes into ``/my/``, and what of it may be kept or found: the one place that says so."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.factors import lacks_factor
from reports import access
from reports.models import Submission
from reports.refusals import ContentFrozen, TransitionNotAllowed

P = ParamSpec("P")
PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex, nofollow"}


def for_contacts(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """For whoever is signed in with a second factor; others are led to sign in, and come back, or
    to set the factor up. No answer is kept anywhere. What is not possible now is 409, what the
    person may not do 403."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            response = to_sign_in(request)
        elif lacks_factor(request.user):
            response = redirect("mfa_activate_totp")
        else:
            response = answered(view, request, *args, **kwargs)
        for name, value in PRIVATE.items():
            response.headers[name] = value
        return response

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", guarded)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Back to the page that was asked for, or that what was sent was written on."""
    here = request.get_full_path()
    if request.method not in ("GET", "HEAD"):
        referrer = request.headers.get("Referer", "").partition(request.get_host())[2]
        here = referrer if referrer.startswith("/") else reverse("my:home")
    return redirect_to_login(here)


def answered(
    view: Callable[..., HttpResponse], request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except (TransitionNotAllowed, ContentFrozen) as refusal:
        return refused(request, str(refusal), 409)
    except PermissionDenied as refusal:
        return refused(request, str(refusal), 403)


def refused(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    return render(request, "portal/refused.html", {"reason": reason}, status=status)


def find(request: HttpRequest, reference: str) -> Submission:
    """A report of a reporter that the person acts for and whose content the person may read.

    404 for everything else, whether or not it is there.
    """
    found = access.own(request.user) & access.readable(request.user)
    submission: Submission = get_object_or_404(
        found.select_related("reporter", "cycle__meeting"), reference=reference
    )
    return submission
