"""Choosing the language of the administration; a person's pages about the own account."""

from typing import cast

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.sessions import end_all, of_user

COOKIE_AGE_SECONDS = 60 * 60 * 24 * 365


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember ``language`` for this browser and the user, and go back to ``next``.

    400 when the language is not one of the six.
    """
    language = request.POST.get("language", "")
    if language not in User.Language.values:
        return HttpResponseBadRequest()
    if isinstance(request.user, User):
        request.user.language = language
        request.user.save(update_fields=["language"])
    response = HttpResponseRedirect(next_page(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=COOKIE_AGE_SECONDS,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def next_page(request: HttpRequest) -> str:
    """The page asked for when it is on this site, else the start of the administration."""
    page = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return page if is_ours else reverse("admin:index")


@require_safe
@never_cache
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """The own account: password, second factor, sessions."""
    has_factor = is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
    return render(request, "account/overview.html", {"has_factor": has_factor})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """The sessions of the person; each can be ended, or all at once, this one included."""
    user = cast("User", request.user)
    if request.method != "POST":
        return render(request, "account/sessions.html", {"sessions": of_user(user)})
    if "everywhere" in request.POST:
        end_all(user)
        logout(request)
        messages.success(request, _("You are signed out everywhere."))
        return HttpResponseRedirect(reverse("account_login"))
    chosen = request.POST.get("session", "")
    found = UserSession.objects.filter(user=user, pk=chosen if chosen.isdecimal() else None)
    get_object_or_404(found).end()
    messages.success(request, _("That session is ended."))
    return HttpResponseRedirect(reverse("usersessions_list"))
