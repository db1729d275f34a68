"""Who may enter ``/my/``, and what may be cached or indexed of it: the one place that says so."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.factors import lacks_factor
from questionnaires.filling import with_form
from reports import access
from reports.locking import locked
from reports.models import Submission
from reports.refusals import ContentFrozen, TransitionNotAllowed

P = ParamSpec("P")
PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex, nofollow"}


def for_contacts(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Only for people signed in with a second factor. Others are led to sign in (and back), or to
    set the factor up. No answer may be cached. 409 for a step that is not possible now, 403 for one
    that the person may not take."""

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
    """Lead to the sign-in, and afterwards back to the page; after a POST, to the page of its
    form."""
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
    """A report of one of the person's reporters, if the person may read its content.

    404 for everything else, whether or not it exists.
    """
    submission: Submission = get_object_or_404(_readable(request), reference=reference)
    return submission


def find_locked(request: HttpRequest, reference: str) -> Submission:
    """As ``find``, under the lock of the report: one query where nobody else holds it.

    A statement that waits for a lock sees other tables as they were before it waited. So rights
    are read by one that did not wait: whoever lost them meanwhile writes nothing more.
    """
    found = _readable(request).filter(reference=reference)
    free = list(found.select_for_update(of=("self",), skip_locked=True))
    if free:
        return free[0]
    locked(find(request, reference))
    return find(request, reference)


def _readable(request: HttpRequest) -> "QuerySet[Submission]":
    """The reports, each with the person's role and with its form."""
    found = access.own(request.user) & access.readable(request.user)
    found = access.with_role(found.select_related("reporter", "cycle__meeting"), request.user)
    return with_form(found)
