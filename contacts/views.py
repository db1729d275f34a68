"""The page that an invitation's link leads to."""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.models import User
from contacts import invitations, roles
from contacts.forms import OpenAccountForm
from contacts.models import Invitation


@sensitive_post_parameters()
@sensitive_variables("token")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Open an account, or take on the roles with an existing account of the same address.

    410 for a link that no longer works and for one that never did: the two look alike.
    """
    found = invitations.find(token)
    if found is None:
        answer = render(request, "account/invitation_gone.html", status=410)
    elif User.objects.filter(email=found.email).exists():
        answer = take_on(request, found)
    else:
        answer = open_account(request, found)
    # The address works like a key, so no other site may learn it.
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer


def open_account(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = OpenAccountForm(request.POST or None, email=found.email, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            user = invitations.open_account(found, name=given["name"], password=given["password"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return signed_in(request, user)
    return shown(request, found, {"form": form}, 422 if form.errors else 200)


def signed_in(request: HttpRequest, user: User) -> HttpResponse:
    """Sign in, and go on to the second factor, which such an account needs."""
    user.backend = "accounts.backends.LockingBackend"  # type: ignore[attr-defined]
    login = Login(user=user, email=user.email, redirect_url=reverse("mfa_activate_totp"))
    answer: HttpResponse = perform_password_login(request, {"email": user.email}, login)
    return answer


def take_on(request: HttpRequest, found: Invitation) -> HttpResponse:
    """Somebody with an account signs in, and accepts with it."""
    user: Any = request.user
    is_own = user.is_authenticated and user.email == found.email
    if request.method == "POST" and is_own:
        try:
            invitations.accept(found, user)
        except (ValidationError, PermissionDenied) as refusal:
            return shown(request, found, {"refusal": refusal}, 409)
        return HttpResponseRedirect(reverse("account"))
    return shown(request, found, {"has_account": True, "is_own": is_own})


def shown(
    request: HttpRequest, found: Invitation, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    role = roles.EXPLAINED[found.role]
    given = {"invitation": found, "reporters": found.parties, "role": role, **context}
    return render(request, "account/invitation.html", given, status=status)
