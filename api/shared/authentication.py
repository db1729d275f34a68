"""Who asks: a program with an API key, or staff with the session of the administration.

Neither is needed to read what is published. A caller may do what its user may do; with a key, the
key's scopes must name it as well.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, PermissionDenied
from rest_framework.request import Request

from accounts.factors import lacks_factor
from accounts.models import ApiKey, Scope
from reports.permissions import is_staff

SEE_EVERYTHING = "reports.view_submission"


class ApiKeyAuthentication(BaseAuthentication):
    """``Authorization: Bearer poa_…``: the caller is the owner of the key."""

    def authenticate(self, request: Request) -> tuple[Any, ApiKey] | None:
        """The owner and the key; None if no key is sent; 401 for a key that is not valid."""
        scheme, _blank, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        key = ApiKey.objects.matching(text.strip())
        if key is None or not key.is_valid:
            raise AuthenticationFailed(_("This API key is wrong, expired or revoked."))
        key.note_use()
        return key.owner, key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="PoA Tracker"'


class StaffSession(SessionAuthentication):
    """The session of the administration; a request that changes something needs its CSRF token.
    Whoever still has to set up a second factor counts as not signed in."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        found: tuple[Any, None] | None = super().authenticate(request)
        if found and settings.STAFF_MFA and lacks_factor(found[0]):
            request.lacks_factor = True  # type: ignore[attr-defined]
            return None
        return found


# For views that also know their callers.
CALLERS: Sequence[type[BaseAuthentication]] = (ApiKeyAuthentication, StaffSession)


def caller_of(request: Request) -> str:
    """A unique name of the caller: that of the key, else that of the user."""
    key = request.auth
    return f"key {key.prefix}" if isinstance(key, ApiKey) else f"user {request.user.pk}"


def may(request: Request, scope: str, permission: str) -> bool:
    """Whether the caller's user is staff and has the permission, and its key (if any) the scope."""
    key = request.auth
    if isinstance(key, ApiKey) and not key.has_scope(scope):
        return False
    return is_staff(request.user) and request.user.has_perm(permission)


def may_see_everything(request: Request) -> bool:
    """Whether the caller may see reports in progress and internal remarks."""
    return may(request, Scope.READ, SEE_EVERYTHING)


def require(request: Request, scope: str, permission: str = "") -> None:
    """Raise NotAuthenticated (401) if nobody is signed in, PermissionDenied (403) if the caller
    lacks the scope or the ``permission``, if one is given."""
    if not request.user.is_authenticated:
        raise NotAuthenticated(
            _("Set up your second factor in the administration first.")
            if getattr(request, "lacks_factor", False)
            else _("Send an API key, or sign in.")
        )
    if isinstance(request.auth, ApiKey) and not request.auth.has_scope(scope):
        message = _("This API key does not have the scope %(scope)s.")
        raise PermissionDenied(message % {"scope": scope})
    if permission and not may(request, scope, permission):
        raise PermissionDenied(_("Your account may not do this."))


class ApiKeyDescription(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = ApiKeyAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "poa_<prefix>_<secret>",
            "description": "A key made in the administration, with scopes. Needed to write, and "
            "to read what is not published.",
        }


class StaffSessionDescription(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = StaffSession
    name = "staffSession"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "The session of the administration. What changes something also takes "
            "the CSRF token, in `X-CSRFToken`.",
        }
